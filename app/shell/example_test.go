package shell_test

import (
	"context"
	"fmt"

	"memberpulse/app/api"
	"memberpulse/app/shell"
	"memberpulse/app/state"
	"memberpulse/app/state/live"
	"memberpulse/app/ui"
	"memberpulse/shared"
	client "memberpulse/shared/api"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

var view = shell.View{Title: "Changes", Needs: shared.CapabilityRead, Scoped: true}

// page is a screen with one list, which hears of new rows.
type page struct {
	app.Compo

	query  state.Query
	rows   state.Load[shared.List[shared.SyncLog]]
	news   int // live rows that gather behind "N new"
	stream live.Subscription
}

// OnNav reads what the address asks for.
func (p *page) OnNav(ctx app.Context) {
	p.query = state.QueryOf(ctx)
	view.Enter(ctx, p.open)
}

func (p *page) open(ctx app.Context) {
	p.read(ctx)
	p.stream.Open(ctx, p.query.Scope(), p.heard, shared.TopicLog)
}

// OnDismount lets go of the stream.
func (p *page) OnDismount() { p.stream.Close() }

func (p *page) read(ctx app.Context) {
	p.news = 0
	q := p.query
	p.rows.Run(ctx, func(c context.Context) (shared.List[shared.SyncLog], error) {
		at := client.Page{Limit: 50, Before: q.Get("before"), After: q.Get("after"), OrganizationID: q.Scope()}
		return api.Server().SyncLogs(c, at, client.LogFilter{Outcome: q.Get("outcome")})
	})
}

func (p *page) heard(ctx app.Context, f live.Frame) {
	if f.Topic == shared.TopicResync { // the place in the stream is lost: read again
		p.read(ctx)
		return
	}
	p.news += len(live.Rows[shared.SyncLog](f))
}

// Render draws it.
func (p *page) Render() app.UI {
	return shell.Frame(view, func() []app.UI {
		return []app.UI{ui.PageHead("Changes").Lead("Every change that came from WorkOS."), p.table()}
	})
}

func (p *page) table() app.UI {
	table := ui.Table("Changes", ui.Col("Changed").Fit().Dim(), ui.Col("Outcome").Fit(), ui.Col("What happened").Title())
	list, _ := p.rows.Value()
	switch {
	case p.rows.Waiting():
		return table.Loading(8)
	case p.rows.Broken():
		return table.State(state.FailedState(p.rows.Err(), p.read))
	case len(list.Data) == 0:
		return table.State(ui.Empty("Nothing has changed yet", "Every change that your directory sends appears here."))
	}
	rows := make([]ui.TableRow, len(list.Data))
	for i, l := range list.Data {
		rows[i] = ui.TableRow{ID: l.EventID, Cells: []app.UI{
			ui.Ago(l.AppliedAt, state.Now()), ui.Outcome(string(l.Outcome)), ui.RowLink(p.query.Link(shared.PathEvent(l.EventID)), ui.Text(l.Reason)),
		}}
	}
	return table.Rows(rows).News(p.news, p.read).
		Foot(ui.Pager("", p.query.Page("before", list.ListMetadata.Before), p.query.Page("after", list.ListMetadata.After)))
}

// A page: it loads in OnNav, hears of what is new, and draws what it has inside the frame.
func ExampleFrame() {
	var p app.Composer = &page{}
	_, closes := p.(app.Dismounter)
	fmt.Println(closes)
	// Output: true
}
