// Package people is who there is: the list of members with the roles they hold, one person with history, and the
// directory's groups.
package people

import (
	"cmp"
	"context"
	"strings"

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
	pageSize    = 50
	roomForPane = 1400 // px of the window: narrower ones have no room for a pane beside the list
)

// List is the people screen. The chosen person's summary stands beside the list where there is room.
type List struct {
	app.Compo

	query   state.Query
	list    state.Load[shared.List[shared.Member]]
	chosen  state.Load[shared.Member]
	history state.Load[shared.List[shared.SyncLog]]
	stream  live.Subscription
	changed int // people who changed since the list was read
}

// OnNav reads what the address asks for.
func (p *List) OnNav(ctx app.Context) {
	p.query = state.QueryOf(ctx)
	p.view().Enter(ctx, p.open)
}

func (p *List) open(ctx app.Context) {
	p.read(ctx)
	p.choose(ctx)
	p.stream.Open(ctx, p.query.Scope(), p.arrived, shared.TopicLog)
}

// OnDismount lets go of the stream.
func (p *List) OnDismount() { p.stream.Close() }

func (p *List) read(ctx app.Context) {
	p.changed = 0
	page := client.Page{
		Limit: pageSize, Before: p.query.Get("before"), After: p.query.Get("after"),
		Order: orderOf(p.query.Get("order")), OrganizationID: p.query.Scope(),
	}
	filter := client.MemberFilter{State: p.query.Get("state"), Role: p.query.Get("role"), Group: p.query.Get("group"), Query: p.query.Get("q")}
	p.list.Run(ctx, func(c context.Context) (shared.List[shared.Member], error) {
		return api.Server().Members(c, page, filter)
	})
}

func (p *List) choose(ctx app.Context) {
	id := p.query.Get("person")
	if id == "" {
		p.chosen.Reset()
		p.history.Reset()
		return
	}
	scope := p.query.Scope()
	p.chosen.Run(ctx, func(c context.Context) (shared.Member, error) { return api.Server().Member(c, id, scope) },
		func(ctx app.Context, m shared.Member) { readHistory(ctx, &p.history, m, scope, 3) })
}

func (p *List) arrived(ctx app.Context, f live.Frame) {
	if f.Topic == shared.TopicResync {
		p.read(ctx)
		p.choose(ctx)
		return
	}
	rows := live.Rows[shared.SyncLog](f)
	p.changed += changesPeople(rows)
	if id := p.query.Get("person"); id != "" && touches(rows, id) {
		p.choose(ctx)
	}
}

func (p *List) view() shell.View {
	view := shell.View{Title: words.Say(words.People), Needs: shared.CapabilityRead, Scoped: true}
	if p.query.Get("person") != "" {
		view.Escape = p.query.Choose("person", "")
	}
	return view
}

// Render draws it.
func (p *List) Render() app.UI {
	return shell.Frame(p.view(), func() []app.UI {
		return []app.UI{
			ui.PageHead(words.Say(words.People)).Lead(words.Say(words.PeopleLead)),
			ui.Stack(p.filters(), ui.Panes(p.table(), p.pane())),
		}
	})
}

func (p *List) filters() app.UI {
	chosen := p.query.Get("state")
	facets := []ui.FacetLink{
		{Label: words.Say(words.Present), NoCount: true, Href: p.query.Without("state"), Current: chosen == ""},
		{Label: words.Say(words.Inactive), Kind: ui.Off, NoCount: true, Href: p.query.With("state", "inactive"), Current: chosen == "inactive"},
		{Label: words.Say(words.Deleted), NoCount: true, Href: p.query.With("state", "tombstoned"), Current: chosen == "tombstoned"},
	}
	role := p.query.Get("role")
	kids := []app.UI{
		ui.Search("q", words.SearchPeople, words.NameEMailID, p.query.Get("q"), func(text string) string { return p.query.With("q", text) }),
		ui.Select("role", words.Say(words.Role), rolesToChoose(role)...).Value(cmp.Or(role, anyRole)).OnChange(func(ctx app.Context, chosen string) {
			ctx.Navigate(p.query.With("role", strings.TrimPrefix(chosen, anyRole)))
		}),
	}
	if group := p.query.Get("group"); group != "" {
		kids = append(kids, ui.Chip(words.InGroup, p.groupName(), p.query.Without("group")))
	}
	return ui.Filters(append(kids, ui.Push(ui.Facets(words.State, facets...)))...)
}

// groupName is what the group of the address is called, as the people in it tell.
func (p *List) groupName() string {
	list, _ := p.list.Value()
	return groupName(p.query.Get("group"), list.Data)
}

func (p *List) table() app.UI {
	list, _ := p.list.Value()
	key, turned := sortOf(p.query.Get("order"))
	t := ui.Table(words.People,
		ui.Col(words.ThePerson).Title().Fill().Sorts(byName, words.AToZ, words.ZToA), ui.Col(words.Roles).Fit(), ui.Col(words.State).End(),
		ui.Col(words.Changed).Num().Fit().Dim().Leaves(1).Sorts("changed", words.NewestFirst, words.OldestFirst)).
		Sort(key, turned, func(key string, turned bool) string { return p.query.With("order", orderFor(key, turned)) }).Rows(p.rows(list.Data)).News(p.changed, p.read)
	return part.Listed(t, &p.list, p.read, p.query, words.Person,
		part.NoMatch(words.NobodyMatches, p.query, part.Filter{Name: "state", Said: stateWord(p.query.Get("state"))},
			part.Filter{Name: "role", Said: shell.RoleName(shared.Role(p.query.Get("role")))}, part.Filter{Name: "group", Said: p.groupName()}),
		ui.Empty(words.Say(words.NobodyYet), words.Say(words.PeopleAppear),
			ui.Button(words.Say(words.SeeDirectory)).Primary().Href(p.query.Link(shared.PathDirectory))))
}

func (p *List) rows(members []shared.Member) []ui.TableRow {
	rows := make([]ui.TableRow, len(members))
	for i, m := range members {
		rows[i] = ui.TableRow{ID: m.ID, Selected: m.ID == p.query.Get("person"), Cells: []app.UI{
			ui.MainLink(nameOf(m), p.opens(m.ID), ui.Text(m.Email)),
			part.RoleBadges(m.Roles), stateOf(m.State), ui.Ago(m.UpdatedAt, state.Now()),
		}}
	}
	return rows
}

// opens is where a row leads: to the pane where there is room beside the list, else to the person's own page.
func (p *List) opens(id string) string {
	if app.IsClient && app.Window().Get("innerWidth").Int() >= roomForPane {
		return p.query.Choose("person", id)
	}
	return p.query.Link(shared.PathPerson(id))
}

func (p *List) pane() app.UI {
	if p.query.Get("person") == "" {
		return nil
	}
	m, there := p.chosen.Value()
	switch {
	case p.chosen.Broken():
		return ui.Pane(words.Say(words.ThePerson), nil, ui.PanePart("", state.FailedState(p.chosen.Err(), p.choose)))
	case !there:
		return ui.Pane(words.Say(words.ThePerson), nil, ui.PanePart("", ui.BonesOf(5)))
	}
	history, _ := p.history.Value()
	return ui.Pane(nameOf(m), []app.UI{ui.BigAvatar(nameOf(m)), ui.Grow(ui.Main(nameOf(m), ui.Text(m.Email))), closePane(p.query.Choose("person", ""))},
		ui.PanePart(words.Say(words.RolesAndOrigin), part.RolesBecause(m.Roles, m.RolesBecause, groupLink(p.query))),
		ui.PanePart(words.Say(words.Groups), groupBadges(m.Groups)),
		ui.PanePart(words.Say(words.Record), recordOf(m)),
		ui.PanePart(words.Say(words.LastChanges), p.changes(history.Data)),
		ui.PanePart("", ui.Button(words.Say(words.OpenWholePage)).Href(p.query.Link(shared.PathPerson(m.ID)))),
	)
}

func (p *List) changes(logs []shared.SyncLog) app.UI {
	if len(logs) == 0 {
		return ui.Dim(ui.Said(words.NoEventAboutThem))
	}
	return part.LogFlush(logs, state.Now(), p.query.Link)
}
