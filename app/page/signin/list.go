// Package signin shows who tried to sign in: the list of attempts, and one attempt with its stages, what went wrong and
// who mends it. (The sign-in page itself is plain HTML of the server's.)
package signin

import (
	"cmp"
	"context"
	"time"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"memberpulse/app/api"
	"memberpulse/app/part"
	"memberpulse/app/shell"
	"memberpulse/app/state"
	"memberpulse/app/state/live"
	"memberpulse/app/ui"
	"memberpulse/app/ui/words"
	"memberpulse/shared"
	client "memberpulse/shared/api"
)

const pageSize = 50

// List is the sign-in attempts.
type List struct {
	app.Compo

	query       state.Query
	list        state.Load[shared.List[shared.SignInAttempt]]
	connections state.Load[shared.List[shared.Connection]]
	news        []shared.SignInAttempt
	stream      live.Subscription
	asking      *move // until somebody says yes or no
	people      state.Load[shared.Overview]
	saving      bool
	fault       error
	failed      move // what the fault is of
}

// OnNav reads what the address asks for.
func (p *List) OnNav(ctx app.Context) {
	p.query = state.QueryOf(ctx)
	p.news, p.asking = nil, nil
	p.view().Enter(ctx, p.open)
}

func (p *List) open(ctx app.Context) {
	p.read(ctx)
	p.readConnections(ctx)
	p.stream.Open(ctx, p.query.Scope(), p.arrived, shared.TopicAttempts, shared.TopicConnection)
}

// OnDismount lets go of the stream.
func (p *List) OnDismount() { p.stream.Close() }

func (p *List) read(ctx app.Context) {
	page := client.Page{Limit: pageSize, Before: p.query.Get("before"), After: p.query.Get("after"), OrganizationID: p.query.Scope()}
	filter := client.AttemptFilter{Status: p.query.Get("status"), Query: p.query.Get("q")}
	p.list.Run(ctx, func(c context.Context) (shared.List[shared.SignInAttempt], error) {
		return api.Server().SignInAttempts(c, page, filter)
	})
}

func (p *List) readConnections(ctx app.Context) {
	if !state.Can(shared.CapabilityConfigure) {
		return
	}
	scope := p.query.Scope()
	p.connections.Run(ctx, func(c context.Context) (shared.List[shared.Connection], error) {
		return api.Server().Connections(c, client.Page{Limit: 20, OrganizationID: scope})
	})
}

func (p *List) arrived(ctx app.Context, f live.Frame) {
	switch f.Topic {
	case shared.TopicResync:
		p.news, p.fault = nil, nil // the server answers again
		p.read(ctx)
	case shared.TopicConnection:
		p.readConnections(ctx)
	case shared.TopicAttempts:
		rows := live.Rows[shared.SignInAttempt](f)
		p.gather(ctx, rows)
	default: // not asked for
	}
}

// gather changes rows that are shown in place and keeps new ones for "N new".
func (p *List) gather(ctx app.Context, rows []shared.SignInAttempt) {
	if p.query.Has("after", "before", "q", "status") {
		return
	}
	for _, a := range rows {
		known := false
		p.list.Edit(func(list *shared.List[shared.SignInAttempt]) {
			for i := range list.Data {
				if list.Data[i].ID == a.ID {
					list.Data[i], known = a, true
				}
			}
		})
		if !known {
			p.news = part.Newest([]shared.SignInAttempt{a}, p.news, part.AttemptID, pageSize)
		}
	}
	if list, there := p.list.Value(); there && len(list.Data) == 0 && len(p.news) > 0 {
		p.show(ctx)
	}
}

func (p *List) show(app.Context) {
	p.list.Edit(func(list *shared.List[shared.SignInAttempt]) {
		list.Data = part.Newest(nil, append(p.news, list.Data...), part.AttemptID, len(p.news)+len(list.Data))
	})
	p.news = nil
}

func (p *List) view() shell.View {
	return shell.View{Title: words.Say(words.SignInAttempts), Crumbs: []shell.Crumb{{Label: words.Say(words.Settings)}, {Label: words.Say(words.Authentication)}}, Needs: shared.CapabilityRead, Scoped: true}
}

// Render draws it.
func (p *List) Render() app.UI {
	return shell.Frame(p.view(), func() []app.UI {
		return []app.UI{
			ui.PageHead(words.Say(words.Authentication)).Lead(words.Say(words.AuthenticationLead)),
			ui.Sections(p.connection(), ui.Section(words.Say(words.SignInAttempts), words.Say(words.AttemptsLead), ui.Stack(p.filters(), p.table()))),
			p.dialog(),
		}
	})
}

func (p *List) filters() app.UI {
	return ui.Filters(ui.Search("q", words.SearchAttempts, words.EMailOrID, p.query.Get("q"), func(text string) string { return p.query.With("q", text) }))
}

func (p *List) table() app.UI {
	list, _ := p.list.Value()
	t := ui.Table(words.SignInAttempts,
		ui.Col(words.TimeUTC).Fit().Dim(), ui.Col(words.Result).Fit().End(), ui.Col(words.Who).Title(), ui.Col(words.Cause).Verdict(),
		ui.Col(words.TheConnection).Leaves(1), ui.Col(words.HowLong).Num().Fit().Leaves(2).Dim()).
		FacetBar(p.facets()).Rows(p.rows(list.Data)).News(len(p.news), p.show)
	return part.Listed(t, &p.list, p.read, p.query, words.Attempt,
		part.NoMatch(words.NoAttempt, p.query, part.Filter{Name: "status", Said: part.AttemptWord(p.query.Get("status"))}),
		ui.Empty(words.Say(words.NoAttempts), words.Say(words.NoAttemptsYet)))
}

func (p *List) facets() app.UI {
	chosen := p.query.Get("status")
	links := []ui.FacetLink{{Label: words.Say(words.All), NoCount: true, Href: p.query.Without("status"), Current: chosen == ""}}
	for _, s := range []string{"succeeded", "refused", "in_progress", "timed_out"} {
		links = append(links, ui.FacetLink{Label: part.Title(part.AttemptWord(s)), Kind: part.AttemptKind(s), NoCount: true, Href: p.query.With("status", s), Current: s == chosen})
	}
	return ui.Facets(words.Result, links...)
}

func (p *List) rows(attempts []shared.SignInAttempt) []ui.TableRow {
	rows := make([]ui.TableRow, len(attempts))
	for i, a := range attempts {
		rows[i] = ui.TableRow{ID: a.ID, Cells: []app.UI{
			ui.DayClock(a.StartedAt, a.StartedAt), ui.Status(part.AttemptKind(a.Status), part.AttemptWord(a.Status)),
			ui.MainLink(part.AttemptWho(a), p.query.Link(shared.PathAttempt(a.ID)), addressOf(a)...), cause(a),
			ui.Text(cmp.Or(a.ConnectionName, part.MethodName(a.Method))), ui.Text(took(a)),
		}}
	}
	return ui.ByDay(rows, func(i int) time.Time { return attempts[i].StartedAt }, state.Now())
}

// addressOf is the e-mail address under a name.
func addressOf(a shared.SignInAttempt) []app.UI {
	if a.MemberName == "" || a.Email == "" {
		return nil
	}
	return []app.UI{ui.Text(a.Email)}
}

func cause(a shared.SignInAttempt) app.UI {
	if a.Code == "" {
		return ui.Text(part.AttemptCause(a))
	}
	return ui.Main(part.AttemptCause(a), ui.Code(a.Code))
}
