// Package activity is the sync log: every change the directory sent and what became of it. At its very top new rows come
// by themselves, unless the reader stops that; further down, where something is being read, they gather behind "N new".
package activity

import (
	"context"
	"slices"
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

const (
	pageSize = 50
	mostRows = 2 * pageSize // a burst that is followed must not grow the page without end: "Older" leads to the rest
)

// Page is the activity screen.
type Page struct {
	app.Compo

	query    state.Query
	list     state.Load[shared.List[shared.SyncLog]]
	counts   state.Load[shared.List[shared.OutcomeCount]]
	overview state.Load[shared.Overview]
	day      part.Day
	stream   live.Subscription
	news     news
	gather   bool // new rows wait at the top too
	outdated bool // changes came that a search may find
}

// OnNav reads what the address asks for.
func (p *Page) OnNav(ctx app.Context) {
	p.query = state.QueryOf(ctx)
	p.news = news{}
	p.view().Enter(ctx, p.open)
}

func (p *Page) open(ctx app.Context) {
	p.read(ctx)
	scope := p.query.Scope()
	p.overview.Run(ctx, func(c context.Context) (shared.Overview, error) { return api.Server().Overview(c, scope) })
	p.stream.Open(ctx, p.query.Scope(), p.arrived, shared.TopicLog)
}

// OnDismount lets go of the stream.
func (p *Page) OnDismount() { p.stream.Close() }

func (p *Page) filter() client.LogFilter {
	return client.LogFilter{
		Outcome: p.query.Get("outcome"), Event: p.query.Get("event"), SubjectID: p.query.Get("subject_id"),
		Query: p.query.Get("q"), Since: p.query.Get("since"),
	}
}

func (p *Page) read(ctx app.Context) {
	p.outdated = false
	filter, scope := p.filter(), p.query.Scope()
	page := client.Page{Limit: pageSize, Before: p.query.Get("before"), After: p.query.Get("after"), OrganizationID: scope}
	p.list.Run(ctx, func(c context.Context) (shared.List[shared.SyncLog], error) {
		return api.Server().SyncLogs(c, page, filter)
	}, func(ctx app.Context, _ shared.List[shared.SyncLog]) { p.come(ctx) })
	p.count(ctx)
}

func (p *Page) count(ctx app.Context) {
	filter, scope := p.filter(), p.query.Scope()
	filter.Outcome = ""
	p.counts.Run(ctx, func(c context.Context) (shared.List[shared.OutcomeCount], error) {
		return api.Server().SyncLogCounts(c, scope, filter)
	})
}

func (p *Page) arrived(ctx app.Context, f live.Frame) {
	if f.Topic == shared.TopicResync {
		p.news = news{}
		p.read(ctx)
		return
	}
	rows := live.Rows[shared.SyncLog](f)
	p.countLive(rows)
	if p.query.Has("after", "before") {
		return // an older page stays what was asked for
	}
	fit := slices.DeleteFunc(rows, func(l shared.SyncLog) bool {
		return !matches(l, p.query.Get("outcome"), p.query.Get("event"), p.query.Get("subject_id"))
	})
	if p.query.Has("q") { // what a search finds is the server's to say
		p.outdated = p.outdated || len(fit) > 0
		return
	}
	p.news.add(fit)
	p.come(ctx)
}

// come puts in what came, where nobody reads. While the list is on its way they wait: its answer knows nothing of them.
func (p *Page) come(ctx app.Context) {
	if p.news.came > 0 && p.list.Phase() == state.Loaded && (!p.gather && part.AtTop() || p.empty()) {
		p.show(ctx)
	}
}

// countLive keeps the facets in step without asking again.
func (p *Page) countLive(rows []shared.SyncLog) {
	p.overview.Edit(func(o *shared.Overview) { p.day.Count(o, rows) })
	if p.query.Has("q") {
		return // the facets count what the search finds
	}
	p.counts.Edit(func(list *shared.List[shared.OutcomeCount]) {
		for _, l := range rows {
			if matches(l, "", p.query.Get("event"), p.query.Get("subject_id")) {
				list.Data = bump(list.Data, l.Outcome)
			}
		}
	})
}

func (p *Page) empty() bool {
	list, there := p.list.Value()
	return there && len(list.Data) == 0
}

func (p *Page) show(ctx app.Context) {
	p.list.Edit(p.news.putOnTop)
	state.Announce(words.Say(words.AddedAtTop, words.Plural(p.news.came, words.Change)))
	p.news = news{}
}

func (p *Page) view() shell.View {
	return shell.View{Title: words.Say(words.Activity), Needs: shared.CapabilityRead, Scoped: true}
}

// Render draws it.
func (p *Page) Render() app.UI {
	return shell.Frame(p.view(), func() []app.UI {
		return []app.UI{p.head(), ui.Stack(p.strip(), p.filters(), p.table())}
	})
}

func (p *Page) head() app.UI {
	return ui.PageHead(words.Say(words.Activity)).Lead(words.Say(words.ActivityLead)).
		Actions(ui.Switch(words.Say(words.FollowNewRows), !p.gather).OnChange(func(ctx app.Context, on bool) {
			p.gather = !on
			if on && p.news.came > 0 && part.AtTop() {
				p.show(ctx)
			}
		}))
}

func (p *Page) strip() app.UI {
	o, there := p.overview.Value()
	if !there || len(o.Ticks) == 0 {
		return nil
	}
	head := []app.UI{
		ui.B(words.Plural(part.TicksChanges(o.Ticks), words.Change)), ui.Dim(ui.Text(stripSaid(o.Ticks))),
		ui.Push(part.TicksKey()),
	}
	return ui.Strip(head, part.TicksSaid(o.Ticks), part.Ticks(o.Ticks), part.TickAxis(o.Ticks)...)
}

func (p *Page) filters() app.UI {
	kids := []app.UI{ui.Search("q", words.SearchLog, words.PersonGroupOrID, p.query.Get("q"), func(text string) string { return p.query.With("q", text) })}
	if id := p.query.Get("subject_id"); id != "" {
		kids = append(kids, ui.Chip(words.About, words.Short(id), p.query.Without("subject_id")))
	}
	if name := p.query.Get("event"); name != "" {
		kids = append(kids, ui.Chip(words.EventIs, name, p.query.Without("event")))
	}
	if since := p.query.Get("since"); since != "" {
		kids = append(kids, ui.Chip(words.Since, part.SinceSaid(since, state.Now()), p.query.Without("since")))
	}
	return ui.Filters(kids...)
}

func (p *Page) table() app.UI {
	list, _ := p.list.Value()
	t := ui.Table(words.Changes,
		ui.Col(words.TimeUTC).Fit().Dim(), ui.Col(words.Outcome).Fit(), ui.Col(words.WhatHappened).Title(),
		ui.Col(words.TheEvent).Fit().Leaves(2), ui.Col(words.HowLong).Num().Fit().Dim()).
		FacetBar(p.facets()).Rows(p.rows(inOrder(list.Data))).News(p.news.came, p.show)
	if p.outdated {
		t.NewsSaid(words.Say(words.SearchAgain), p.read)
	}
	return part.Listed(t, &p.list, p.read, p.query, words.Change,
		part.NoMatch(words.NoChangeMatches, p.query, part.Filter{Name: "outcome", Said: part.OutcomesSaid(p.query.Get("outcome"))}, part.Filter{Name: "event"},
			part.Filter{Name: "subject_id", Said: words.Say(words.OneSubject)}, part.Filter{Name: "since", Said: words.Say(words.SinceThen, part.SinceSaid(p.query.Get("since"), state.Now()))}),
		ui.Empty(words.Say(words.NothingChangedYet), words.Say(words.ChangesAppearTold),
			ui.Button(words.Say(words.SeeDirectory)).Primary().Href(p.query.Link(shared.PathDirectory))))
}

func (p *Page) rows(logs []shared.SyncLog) []ui.TableRow {
	rows := make([]ui.TableRow, 0, len(logs))
	for _, r := range rowsOf(logs) {
		rows = append(rows, ui.TableRow{ID: r.id, Cells: []app.UI{
			ui.ClockMillis(r.at), ui.Outcome(string(r.outcome)),
			ui.RowLink(p.query.Link(shared.PathEvent(r.id)), ui.Emphasize(r.sentence, r.names...)...),
			ui.Code(r.event), ui.Text(r.took),
		}})
	}
	return ui.ByDay(rows, func(i int) time.Time { return logs[i].AppliedAt }, state.Now())
}

func (p *Page) facets() app.UI {
	counts, _ := p.counts.Value()
	chosen := p.query.Get("outcome")
	all, some := facetsOf(counts.Data, chosen)
	links := []ui.FacetLink{{Label: words.Say(words.All), Count: all, NoCount: p.counts.Waiting(), Href: p.query.Without("outcome"), Current: chosen == ""}}
	for _, f := range some {
		links = append(links, ui.FacetLink{
			Label: f.label, Kind: f.kind, Count: f.count, Href: p.query.With("outcome", f.asks), Current: f.current,
		})
	}
	return ui.Facets(words.Outcome, links...)
}
