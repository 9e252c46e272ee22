package event

import (
	"context"
	"slices"
	"time"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"memberpulse/app/api"
	"memberpulse/app/part"
	"memberpulse/app/shell"
	"memberpulse/app/state"
	"memberpulse/app/ui"
	"memberpulse/app/ui/words"
	"memberpulse/shared"
	client "memberpulse/shared/api"
)

const pageSize = 50

// List is all stored events, for the platform.
type List struct {
	app.Compo

	query state.Query
	list  state.Load[shared.List[shared.Event]]
}

// OnNav reads what the address asks for.
func (p *List) OnNav(ctx app.Context) {
	p.query = state.QueryOf(ctx)
	p.view().Enter(ctx, p.read)
}

func (p *List) read(ctx app.Context) {
	page := client.Page{Limit: pageSize, Before: p.query.Get("before"), After: p.query.Get("after"), OrganizationID: p.query.Scope()}
	filter := client.LogFilter{Outcome: p.query.Get("outcome"), Event: p.query.Get("event"), Query: p.query.Get("q"), Since: p.query.Get("since")}
	p.list.Run(ctx, func(c context.Context) (shared.List[shared.Event], error) {
		return api.Server().Events(c, page, filter)
	})
}

func (p *List) view() shell.View {
	title := words.Say(words.Events)
	return shell.View{Title: title, Crumbs: []shell.Crumb{{Label: words.Say(words.AdminPortal), Href: shared.PathPlatform}, {Label: title}}, Needs: shared.CapabilityPlatform}
}

// Render draws it.
func (p *List) Render() app.UI {
	return shell.Frame(p.view(), func() []app.UI {
		return []app.UI{
			ui.PageHead(words.Say(words.Events)).Lead(words.Say(words.EventsLead)).
				Actions(ui.Button(words.Say(words.ReadAgain)).Icon("sync").Busy(p.list.Refreshing(), words.Say(words.Reading)).OnClick(p.read)),
			ui.Stack(p.filters(), p.table()),
		}
	})
}

func (p *List) filters() app.UI {
	kids := []app.UI{ui.Search("q", words.SearchEvents, words.EventIDOrName, p.query.Get("q"), func(text string) string { return p.query.With("q", text) })}
	if name := p.query.Get("event"); name != "" {
		kids = append(kids, ui.Chip(words.EventIs, name, p.query.Without("event")))
	}
	if since := p.query.Get("since"); since != "" {
		kids = append(kids, ui.Chip(words.Since, part.SinceSaid(since, state.Now()), p.query.Without("since")))
	}
	return ui.Filters(kids...)
}

// whose is the place of the column that tells of which organization an event is.
const whose = 3

// ofAll reports whether the list is of all organizations.
func (p *List) ofAll() bool { return p.query.Scope() == "" }

func (p *List) table() app.UI {
	list, _ := p.list.Value()
	columns := []ui.Column{
		ui.Col(words.ReceivedUTC).Fit().Dim(), ui.Col(words.Outcome).Fit(), ui.Col(words.WhatHappened).Title(),
		ui.Col(words.TheEvent).Fit().Leaves(2), ui.Col(words.Came).Fit().Leaves(3).Dim(), ui.Col(words.Attempts).Num().Fit().Labeled().Leaves(2),
	}
	if p.ofAll() {
		columns = slices.Insert(columns, whose, ui.Col(words.TheOrganization).Leaves(1))
	}
	t := ui.Table(words.Events, columns...).
		FacetBar(p.facets()).Rows(p.rows(list.Data))
	return part.Listed(t, &p.list, p.read, p.query, words.Event,
		part.NoMatch(words.NoEventMatches, p.query, part.Filter{Name: "outcome", Said: part.OutcomesSaid(p.query.Get("outcome"))}, part.Filter{Name: "event"},
			part.Filter{Name: "since", Said: words.Say(words.SinceThen, part.SinceSaid(p.query.Get("since"), state.Now()))}),
		ui.Empty(words.Say(words.NoEventYet), words.Say(words.EventsAppear)))
}

func (p *List) facets() app.UI {
	chosen := p.query.Get("outcome")
	links := []ui.FacetLink{{Label: words.Say(words.All), NoCount: true, Href: p.query.Without("outcome"), Current: chosen == ""}}
	for _, o := range shared.Outcomes {
		links = append(links, ui.FacetLink{
			Label: part.Title(string(o)), Kind: ui.OutcomeKind(string(o)), NoCount: true,
			Href: p.query.With("outcome", string(o)), Current: part.Chosen(chosen, o),
		})
	}
	links = append(links, ui.FacetLink{
		Label: words.Say(words.NotApplied), NoCount: true, Href: p.query.With("outcome", part.NotApplied), Current: chosen == part.NotApplied,
	})
	return ui.Facets(words.Outcome, links...)
}

func (p *List) rows(events []shared.Event) []ui.TableRow {
	rows := make([]ui.TableRow, len(events))
	for i, e := range events {
		said := e.Reason
		if said == "" {
			said = outcomeSaid(e)
		}
		came := words.CameByWebhook
		if e.Source == "events_api" {
			came = words.CameByEventsAPI
		}
		cells := []app.UI{
			ui.ClockMillis(e.ReceivedAt), ui.Outcome(string(e.Outcome)),
			ui.RowLink(p.query.Link(shared.PathEvent(e.ID)), ui.Emphasize(said, e.SubjectName)...),
			ui.Code(e.Event), ui.Said(came), ui.Num(e.Attempts),
		}
		if p.ofAll() {
			cells = slices.Insert(cells, whose, ui.Text(e.OrganizationName))
		}
		rows[i] = ui.TableRow{ID: e.ID, Cells: cells}
	}
	return ui.ByDay(rows, func(i int) time.Time { return events[i].ReceivedAt }, state.Now())
}
