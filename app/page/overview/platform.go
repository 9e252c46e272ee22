package overview

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"memberpulse/app/api"
	"memberpulse/app/part"
	"memberpulse/app/shell"
	"memberpulse/app/state"
	"memberpulse/app/state/live"
	"memberpulse/app/ui"
	"memberpulse/app/ui/words"
	"memberpulse/shared"
)

// Platform is the operator's overview: every organization, with what needs somebody.
type Platform struct {
	app.Compo

	query    state.Query
	overview state.Load[shared.PlatformOverview]
	stream   live.Subscription
}

// OnNav reads the overview.
func (p *Platform) OnNav(ctx app.Context) {
	p.query = state.QueryOf(ctx)
	p.read(ctx)
	p.stream.Open(ctx, "", p.arrived, shared.TopicOverview)
}

// OnDismount lets go of the stream.
func (p *Platform) OnDismount() { p.stream.Close() }

func (p *Platform) read(ctx app.Context) { p.overview.Run(ctx, api.Server().PlatformOverview) }

func (p *Platform) arrived(ctx app.Context, f live.Frame) {
	if f.Topic == shared.TopicResync {
		p.read(ctx)
		return
	}
	o, err := live.Decode[shared.PlatformOverview](f)
	if err != nil {
		app.Logf("a frame of the overview could not be read: %v", err)
		return
	}
	p.overview.Set(o)
}

// Render draws it.
func (p *Platform) Render() app.UI {
	return shell.Frame(shell.View{Title: "Overview", Crumbs: []shell.Crumb{{Label: "Admin Portal"}, {Label: "Overview"}}, Needs: shared.CapabilityPlatform}, func() []app.UI {
		o, there := p.overview.Value()
		return []app.UI{p.head(o, there), ui.Sections(p.banner(o), p.figures(o, there), p.received(o, there), p.organizations(o, there))}
	})
}

func (p *Platform) head(o shared.PlatformOverview, there bool) app.UI {
	head := ui.PageHead("Overview")
	if !there {
		return head
	}
	var meta []app.UI
	for _, c := range o.Checks {
		meta = append(meta, ui.StatusTitled(part.HealthKind(c.State), c.Title, c.Detail))
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
		return ui.Stats(ui.StatLoading("Organizations"), ui.StatLoading(changesOfDay), ui.StatLoading("Waiting to be applied"), ui.StatLoading(signInsOfDay), ui.StatLoading("Not applied"))
	}
	trouble, troubled := troubleOf(o.Organizations)
	return ui.Stats(
		ui.Stat("Organizations", words.Count(len(o.Organizations))).Note(healthSaid(o.Organizations)),
		ui.Stat(changesOfDay, words.Count(o.Today.Changes)).Href(changesSince(shared.PathEvents, o.Ticks)).
			Note(troubledSaid(o.Today)).Ticks(part.TicksSaid(o.Ticks), part.Ticks(o.Ticks)),
		ui.Stat("Waiting to be applied", words.Count(o.Backlog)).Note("in all lanes"),
		ui.Stat(signInsOfDay, words.Count(o.Today.SignIns)).Note(words.Count(o.Today.Refused)+" refused"),
		ui.Stat("Not applied", words.Count(trouble)).Href(notApplied(shared.PathEvents)).Note("in "+words.Plural(troubled, words.Organization)),
	)
}

func (p *Platform) received(o shared.PlatformOverview, there bool) app.UI {
	card := ui.Card("Events received").Note("last 24 hours").
		End(ui.Key(ui.Swatch("applied", ui.Plain), ui.Swatch("parked or held", ui.ToneWarn), ui.Swatch("failed or dead", ui.ToneBad)))
	if !there {
		return card.Body(ui.BonesOf(3))
	}
	return card.Body(ui.Bars(part.TicksSaid(o.Ticks), part.Ticks(o.Ticks), part.TickAxis(o.Ticks)...))
}

func (p *Platform) organizations(o shared.PlatformOverview, there bool) app.UI {
	t := ui.Table("Organizations",
		ui.Col("Organization").Title(), ui.Col("Verdict").Verdict(), ui.Col("SSO").Leaves(1), ui.Col("Directory").Leaves(1),
		ui.Col("People").Num().Labeled(), ui.Col("Not applied").Num().Leaves(2).Labeled())
	switch {
	case p.overview.Broken():
		return t.State(state.FailedState(p.overview.Err(), p.read))
	case !there:
		return t.Loading(4)
	}
	chosen := p.query.Get("health")
	t.FacetBar(p.facets(o.Organizations, chosen))
	shown := withHealth(o.Organizations, shared.Health(chosen))
	switch {
	case len(o.Organizations) == 0:
		return t.State(ui.Empty("No organization yet", "Organizations appear here as soon as WorkOS tells of them."))
	case len(shown) == 0:
		return t.State(ui.NoMatch("No organization matches", "1 filter is set.", p.query.Without("health")))
	}
	rows := make([]ui.TableRow, len(shown))
	for i, org := range shown {
		rows[i] = rowOf(org)
	}
	return t.Rows(rows).Foot(ui.Dim(ui.Text(words.Of(len(shown), len(o.Organizations)) + " organizations")))
}

func (p *Platform) facets(all []shared.Organization, chosen string) app.UI {
	links := []ui.FacetLink{{Label: "All", Count: len(all), Href: p.query.Without("health"), Current: chosen == ""}}
	for _, h := range []shared.Health{shared.HealthBad, shared.HealthWarning, shared.HealthSyncing, shared.HealthOK, shared.HealthOff} {
		n := len(withHealth(all, h))
		if n == 0 && string(h) != chosen {
			continue
		}
		links = append(links, ui.FacetLink{Label: part.HealthName(h), Kind: part.HealthKind(h), Count: n, Href: p.query.With("health", string(h)), Current: string(h) == chosen})
	}
	return ui.Facets("Verdict", links...)
}

func rowOf(o shared.Organization) ui.TableRow {
	sso, dir := ui.Status(ui.Off, "Not set up"), ui.Status(ui.Off, "Not set up")
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
	return "nothing connected"
}

func verdictSaid(o shared.Organization) string {
	c := o.Counts
	switch {
	case c.Dead+c.Failed > 0:
		return words.Plural(c.Dead+c.Failed, words.Event) + " not applied"
	case o.Health == shared.HealthWarning && c.Parked > 0:
		return words.Plural(c.Parked, words.Event) + " parked"
	case o.Health == shared.HealthSyncing:
		return "First sync running"
	}
	return part.HealthName(o.Health)
}

func withHealth(all []shared.Organization, h shared.Health) []shared.Organization {
	if h == "" {
		return all
	}
	var out []shared.Organization
	for _, o := range all {
		if o.Health == h {
			out = append(out, o)
		}
	}
	return out
}

func troubleOf(all []shared.Organization) (events, organizations int) {
	for _, o := range all {
		if n := part.Trouble(o.Counts); n > 0 {
			events, organizations = events+n, organizations+1
		}
	}
	return events, organizations
}

func healthSaid(all []shared.Organization) string {
	said := words.Count(len(withHealth(all, shared.HealthOK))) + " in step"
	if syncing := len(withHealth(all, shared.HealthSyncing)); syncing > 0 {
		said += ", " + words.Count(syncing) + " syncing"
	}
	return said
}
