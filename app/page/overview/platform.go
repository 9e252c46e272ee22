package overview

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

// Platform is the operator's overview: every organization, with what needs somebody.
type Platform struct {
	app.Compo

	query    state.Query
	overview state.Load[shared.PlatformOverview] // with as many of the organizations as were asked for
	more     state.Load[shared.PlatformOverview] // the page that comes after them
	stream   live.Subscription
}

// OnNav reads the overview, all of it or the organizations of one word.
func (p *Platform) OnNav(ctx app.Context) {
	was := p.chosen()
	p.query = state.QueryOf(ctx)
	if was != p.chosen() {
		p.overview.Edit(func(o *shared.PlatformOverview) { o.Organizations = withHealth(o.Organizations, p.chosen()) })
	}
	p.view().Enter(ctx, p.open)
}

func (p *Platform) open(ctx app.Context) {
	p.read(ctx)
	p.stream.Open(ctx, "", p.arrived, shared.TopicOverview)
}

// OnDismount lets go of the stream.
func (p *Platform) OnDismount() { p.stream.Close() }

// chosen is the word that the address narrows the organizations to; "" is all.
func (p *Platform) chosen() shared.Health { return shared.Health(p.query.Get("health")) }

func (p *Platform) read(ctx app.Context) {
	p.more.Reset()
	health := p.chosen()
	p.overview.Run(ctx, func(c context.Context) (shared.PlatformOverview, error) {
		return api.Server().PlatformOverview(c, client.Page{}, health)
	})
}

// readMore puts the next page of organizations under those that are shown.
func (p *Platform) readMore(ctx app.Context) {
	o, _ := p.overview.Value()
	after, health := cursorOf(o), p.chosen()
	p.more.Run(p.overview.Home(ctx), func(c context.Context) (shared.PlatformOverview, error) {
		return api.Server().PlatformOverview(c, client.Page{After: after}, health)
	}, func(_ app.Context, next shared.PlatformOverview) {
		p.overview.Edit(func(o *shared.PlatformOverview) { *o = extended(*o, next) })
	})
}

func (p *Platform) arrived(ctx app.Context, f live.Frame) {
	if f.Topic == shared.TopicResync {
		p.read(ctx)
		return
	}
	frame, err := live.Decode[shared.PlatformOverview](f)
	if err != nil {
		app.Logf("a frame of the overview could not be read: %v", err)
		return
	}
	o, there := p.overview.Value()
	if !there {
		return // what was asked for is on its way
	}
	now, whole := stepped(o, frame, p.chosen())
	p.overview.Edit(func(o *shared.PlatformOverview) { *o = now })
	if !whole {
		p.read(ctx)
	}
}

func (p *Platform) view() shell.View {
	title := words.Say(words.Overview)
	return shell.View{Title: title, Crumbs: []shell.Crumb{{Label: words.Say(words.AdminPortal)}, {Label: title}}, Needs: shared.CapabilityPlatform}
}

// Render draws it.
func (p *Platform) Render() app.UI {
	return shell.Frame(p.view(), func() []app.UI {
		o, there := p.overview.Value()
		return []app.UI{p.head(o, there), ui.Sections(p.banner(o), p.figures(o, there), p.received(o, there), p.organizations(o, there))}
	})
}

func (p *Platform) head(o shared.PlatformOverview, there bool) app.UI {
	head := ui.PageHead(words.Say(words.Overview))
	if !there {
		return head
	}
	worst, bad := part.Worst(o.Checks)
	var meta []app.UI
	for _, c := range o.Checks {
		line := part.HealthLine(c, p.query.LinkTo)
		if bad && c.Key == worst.Key { // the banner below says why
			line = line[:1]
		}
		meta = append(meta, line...)
	}
	return head.Meta(meta...)
}

func (p *Platform) banner(o shared.PlatformOverview) app.UI {
	worst, bad := part.Worst(o.Checks)
	if !bad {
		return nil
	}
	return part.HealthBanner(worst, p.query.LinkTo)
}

func (p *Platform) figures(o shared.PlatformOverview, there bool) app.UI {
	if !there {
		return loading(words.Organizations, words.ChangesInDay, words.WaitingToBeApplied, words.SignInsInDay, words.NotApplied)
	}
	return ui.Stats(
		ui.Stat(words.Organizations, words.Count(o.Total)).Note(healthSaid(o.States)),
		ui.Stat(words.ChangesInDay, words.Count(o.Today.Changes)).Href(changesSince(shared.PathEvents, o.Ticks)).
			Note(troubledSaid(o.Today)),
		ui.Stat(words.WaitingToBeApplied, words.Count(o.Backlog)).Href(shared.PathEvents+"?outcome="+string(shared.OutcomePending)).Note(words.Say(words.InAllLanes)),
		ui.Stat(words.SignInsInDay, words.Count(o.Today.SignIns)).Note(words.Say(words.SoManyRefused, words.Count(o.Today.Refused))),
		ui.Stat(words.NotApplied, words.Count(o.NotApplied)).Href(notApplied(shared.PathEvents)).Note(words.Say(words.In, words.Plural(o.Troubled, words.Organization))),
	)
}

func (p *Platform) received(o shared.PlatformOverview, there bool) app.UI {
	card := ui.Card(words.Changes).End(part.TicksKey())
	if !there {
		return card.Body(ui.BonesOf(3))
	}
	return card.Note(part.TickScale(o.Ticks)).Body(ui.Bars(part.TicksSaid(o.Ticks), part.Ticks(o.Ticks), part.TickAxis(o.Ticks)...))
}

func (p *Platform) organizations(o shared.PlatformOverview, there bool) app.UI {
	t := ui.Table(words.Organizations,
		ui.Col(words.TheOrganization).Title(), ui.Col(words.Verdict).Verdict(), ui.Col(words.SSO).Leaves(1).Labeled(), ui.Col(words.Directory).Leaves(1).Labeled(),
		ui.Col(words.People).Num().Labeled(), ui.Col(words.NotApplied).Num().Leaves(2).Labeled())
	switch {
	case p.overview.Broken(), p.overview.Phase() == state.Failed && part.Misasked(p.overview.Err()):
		return t.State(part.FailedList(p.overview.Err(), p.read, p.query))
	case !there:
		return t.Loading(4)
	}
	t.Busy(p.overview.Refreshing()).FacetBar(p.facets(o))
	shown, all := o.Organizations, totalOf(o, p.chosen())
	switch {
	case o.Total == 0:
		return t.State(ui.Empty(words.Say(words.NoOrganizationYet), words.Say(words.OrganizationsAppear)))
	case len(shown) == 0 && p.overview.Refreshing():
		return t.Loading(4)
	case len(shown) == 0:
		return t.State(ui.NoMatch(words.Say(words.NoOrganizationMatch), words.Say(words.OneFilterSet), p.query.Without("health")))
	}
	rows := make([]ui.TableRow, len(shown))
	for i, org := range shown {
		rows[i] = rowOf(org)
	}
	return t.Rows(rows).Foot(p.foot(len(shown), all, cursorOf(o) != "")...)
}

// foot says how many of all are shown, and brings more of them.
func (p *Platform) foot(shown, all int, more bool) []app.UI {
	said := words.Plural(shown, words.Organization)
	if shown < all {
		said = words.Say(words.Of, words.Count(shown), words.Plural(all, words.Organization))
	}
	kids := []app.UI{ui.Text(said)}
	if more {
		kids = append(kids, ui.Push(ui.Button(words.Say(words.More)).Small().Busy(p.more.Phase() == state.Loading, words.Say(words.Reading)).OnClick(p.readMore)))
	}
	if p.more.Phase() == state.Failed {
		kids = append(kids, ui.Status(ui.Bad, state.Problem(p.more.Err()).Title))
	}
	return kids
}

func (p *Platform) facets(o shared.PlatformOverview) app.UI {
	chosen := p.chosen()
	links := []ui.FacetLink{{Label: words.Say(words.All), Count: o.Total, Href: p.query.Without("health"), Current: chosen == ""}}
	for _, h := range shared.Healths {
		if o.States[h] == 0 && h != chosen {
			continue
		}
		links = append(links, ui.FacetLink{Label: part.HealthName(h), Kind: part.HealthKind(h), Count: o.States[h], Href: p.query.With("health", string(h)), Current: h == chosen})
	}
	return ui.Facets(words.Verdict, links...)
}

func rowOf(o shared.Organization) ui.TableRow {
	sso, dir := ui.Status(ui.Off, words.Say(words.NotSetUp)), ui.Status(ui.Off, words.Say(words.NotSetUp))
	if o.Connection != nil {
		sso = ui.Outcome(o.Connection.State)
	}
	if o.Directory != nil {
		dir = ui.Outcome(o.Directory.State)
	}
	return ui.TableRow{ID: o.ID, Cells: []app.UI{
		ui.MainLink(o.Name, "/?organization_id="+o.ID, ui.Text(providerOf(o))),
		ui.Status(part.HealthKind(o.Health), verdictSaid(o)), sso, dir,
		ui.Num(o.Counts.Members), ui.Num(part.Trouble(o.Counts)),
	}}
}

// providerOf names what the organization is connected with.
func providerOf(o shared.Organization) string {
	switch {
	case o.Directory != nil:
		return part.DirectoryType(o.Directory.Type)
	case o.Connection != nil:
		return part.ConnectionType(o.Connection.Type)
	}
	return words.Say(words.ConnectedWithNothing)
}

func verdictSaid(o shared.Organization) string {
	c := o.Counts
	switch {
	case c.Dead > 0:
		return words.Say(words.SoManyGivenUp, words.Plural(c.Dead, words.Event))
	case c.Failed > 0:
		return words.Say(words.SomeFailed, words.Plural(c.Failed, words.Event))
	case o.Health == shared.HealthWarning && c.Parked > 0:
		return words.Say(words.SomeParked, words.Plural(c.Parked, words.Event))
	case o.Health == shared.HealthSyncing:
		return words.Say(words.FirstSyncRunning)
	}
	return part.HealthName(o.Health)
}
