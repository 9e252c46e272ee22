package people

import (
	"context"

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

const mostInPane = 20 // of a group's people; the list of people shows all

// Groups is the directory's groups, the roles they give, and the people of the chosen one.
type Groups struct {
	app.Compo

	query       state.Query
	directories state.Load[shared.List[shared.Directory]]
	shown       string // the id of the directory whose groups are shown; "" if there is none
	groups      state.Load[shared.List[shared.DirectoryGroup]]
	people      state.Load[shared.List[shared.Member]] // of the chosen group, by name
	stream      live.Subscription
	changed     int
}

// OnNav reads the groups of the directory in scope.
func (p *Groups) OnNav(ctx app.Context) {
	p.query = state.QueryOf(ctx)
	p.view().Enter(ctx, p.open)
}

func (p *Groups) open(ctx app.Context) {
	p.read(ctx)
	p.stream.Open(ctx, p.query.Scope(), p.arrived, shared.TopicLog)
}

// OnDismount lets go of the stream.
func (p *Groups) OnDismount() { p.stream.Close() }

func (p *Groups) read(ctx app.Context) {
	p.changed = 0
	q, shown := p.query, ""
	p.directories.Run(ctx, func(c context.Context) (shared.List[shared.Directory], error) {
		list, err := api.Server().Directories(c, client.Page{Limit: 20, OrganizationID: q.Scope()})
		if err == nil {
			shown, err = directoryOf(q.Get("directory"), q.Get("group"), list.Data, having(c, q))
		}
		return list, err
	}, func(ctx app.Context, _ shared.List[shared.Directory]) {
		p.shown = shown
		p.readGroups(ctx)
	})
}

func (p *Groups) readGroups(ctx app.Context) {
	id := p.shown
	if id == "" {
		p.groups.Set(shared.List[shared.DirectoryGroup]{})
		return
	}
	page := client.Page{
		Limit: pageSize, Before: p.query.Get("before"), After: p.query.Get("after"),
		Order: orderOf(p.query.Get("order")), OrganizationID: p.query.Scope(),
	}
	filter := client.GroupFilter{State: p.query.Get("state"), Query: p.query.Get("q")}
	p.groups.Run(ctx, func(c context.Context) (shared.List[shared.DirectoryGroup], error) {
		return api.Server().DirectoryGroups(c, id, page, filter)
	})
	group, scope := p.query.Get("group"), p.query.Scope()
	if group == "" {
		p.people.Reset()
		return
	}
	p.people.Run(ctx, func(c context.Context) (shared.List[shared.Member], error) {
		return api.Server().Members(c, client.Page{Limit: mostInPane, Order: byName, OrganizationID: scope}, client.MemberFilter{Group: group})
	})
}

func (p *Groups) arrived(ctx app.Context, f live.Frame) {
	if f.Topic == shared.TopicResync {
		p.read(ctx)
		return
	}
	rows := live.Rows[shared.SyncLog](f)
	p.changed += changesGroups(rows)
}

func (p *Groups) view() shell.View {
	view := shell.View{Title: words.Say(words.Groups), Needs: shared.CapabilityRead, Scoped: true}
	if p.query.Get("group") != "" {
		view.Escape = p.within().Choose("group", "")
	}
	return view
}

// Render draws it.
func (p *Groups) Render() app.UI {
	return shell.Frame(p.view(), func() []app.UI {
		return []app.UI{
			ui.PageHead(words.Say(words.Groups)).Lead(words.Say(words.GroupsLead)),
			ui.Stack(p.filters(), ui.Panes(p.table(), p.pane())),
		}
	})
}

func (p *Groups) filters() app.UI {
	q, chosen := p.within(), p.query.Get("state")
	kids := []app.UI{ui.Search("q", words.SearchGroups, words.NameOrID, q.Get("q"), func(text string) string { return p.within().With("q", text) })}
	if p.several() {
		list, _ := p.directories.Value()
		kids = append(kids, ui.Select("directory", words.Say(words.Directory), directoriesToChoose(list.Data)...).Value(p.shown).OnChange(func(ctx app.Context, id string) {
			ctx.Navigate(p.query.Link(shared.PathGroupsOf(id)))
		}))
	}
	return ui.Filters(append(kids, ui.Push(ui.Facets(words.State,
		ui.FacetLink{Label: words.Say(words.Present), NoCount: true, Href: q.Without("state"), Current: chosen == ""},
		ui.FacetLink{Label: words.Say(words.Deleted), NoCount: true, Href: q.With("state", "deleted"), Current: chosen == "deleted"},
	)))...)
}

func (p *Groups) several() bool {
	list, _ := p.directories.Value()
	return len(list.Data) > 1
}

// within is the address with the directory that is shown: what is chosen in it is chosen in that directory.
func (p *Groups) within() state.Query {
	if p.several() && !p.query.Has("directory") {
		return p.query.Keep("directory", p.shown)
	}
	return p.query
}

func (p *Groups) table() app.UI {
	list, _ := p.groups.Value()
	key, turned := sortOf(p.query.Get("order"))
	t := ui.Table(words.Groups,
		ui.Col(words.TheGroup).Title().Fill().Sorts(byName, words.AToZ, words.ZToA), ui.Col(words.Gives).Fit().Labeled(), ui.Col(words.People).Num().Labeled(), ui.Col(words.Changed).Num().Fit().Dim().Leaves(1)).
		Sort(key, turned, func(key string, turned bool) string { return p.within().With("order", orderFor(key, turned)) }).
		Rows(p.rows(list.Data)).News(p.changed, p.read)
	if p.directories.Broken() {
		return t.State(state.FailedState(p.directories.Err(), p.read))
	}
	return part.Listed(t, &p.groups, p.read, p.within(), words.Group, part.NoMatch(words.NoGroupMatches, p.within(), part.Filter{Name: "state"}),
		ui.Empty(words.Say(words.NoGroupYet), words.Say(words.GroupsAppear),
			ui.Button(words.Say(words.SeeDirectory)).Primary().Href(p.query.Link(shared.PathDirectory))))
}

func (p *Groups) rows(groups []shared.DirectoryGroup) []ui.TableRow {
	rows := make([]ui.TableRow, len(groups))
	for i, g := range groups {
		rows[i] = ui.TableRow{ID: g.ID, Selected: g.ID == p.query.Get("group"), Cells: []app.UI{
			ui.MainLink(g.Name, p.within().Choose("group", g.ID)), part.RoleBadges(g.Roles), ui.Num(g.Users), ui.Ago(g.UpdatedAt, state.Now()),
		}}
	}
	return rows
}

func (p *Groups) pane() app.UI {
	chosen := p.query.Get("group")
	if chosen == "" {
		return nil
	}
	list, _ := p.groups.Value()
	people, there := p.people.Value()
	name, count := chosenGroup(list.Data, chosen, people.Data)
	body, title := ui.BonesOf(4), words.Say(words.People)
	if count > 0 {
		title = words.Plural(count, words.Person)
	}
	switch {
	case p.people.Broken():
		body = state.FailedState(p.people.Err(), p.read)
	case there && len(people.Data) == 0:
		body = ui.Dim(ui.Said(words.NobodyInGroup))
	case there:
		body = ui.ListFlush(p.items(people.Data)...)
	}
	parts := []app.UI{ui.PanePart(title, body)}
	if there && count > len(people.Data) {
		parts = append(parts, ui.PanePart("", ui.Button(words.Say(words.SeeAllOf, words.Count(count))).Href(p.query.Link(shared.PathPeopleIn(chosen)))))
	}
	return ui.Pane(name, []app.UI{ui.Grow(ui.Main(name, ui.CopyID(chosen))), closePane(p.within().Choose("group", ""))}, parts...)
}

func (p *Groups) items(people []shared.Member) []ui.Item {
	items := make([]ui.Item, len(people))
	for i, m := range people {
		items[i] = ui.Item{
			Title: []app.UI{ui.Text(nameOf(m))}, Note: []app.UI{ui.Text(m.Email)}, End: []app.UI{stateOf(m.State)},
			Href: p.query.Link(shared.PathPerson(m.ID)),
		}
	}
	return items
}
