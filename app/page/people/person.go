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

const historySize = 50

// Person is one member with history.
type Person struct {
	app.Compo

	query   state.Query
	id      string
	member  state.Load[shared.Member]
	history state.Load[shared.List[shared.SyncLog]]
	signIns state.Load[shared.List[shared.SignInAttempt]]
	stream  live.Subscription
}

// OnNav reads the person of the address.
func (p *Person) OnNav(ctx app.Context) {
	p.query = state.QueryOf(ctx)
	if id := p.query.Segment(1); id != p.id {
		p.id = id
		p.member.Reset()
		p.history.Reset()
		p.signIns.Reset()
	}
	p.view().Enter(ctx, p.open)
}

func (p *Person) open(ctx app.Context) {
	p.read(ctx)
	p.stream.Open(ctx, p.query.Scope(), p.arrived, shared.TopicLog)
}

// OnDismount lets go of the stream.
func (p *Person) OnDismount() { p.stream.Close() }

func (p *Person) read(ctx app.Context) {
	id, scope := p.id, p.query.Scope()
	p.member.Run(ctx, func(c context.Context) (shared.Member, error) { return api.Server().Member(c, id, scope) },
		func(ctx app.Context, m shared.Member) { readHistory(ctx, &p.history, m, scope, historySize) })
	p.signIns.Run(ctx, func(c context.Context) (shared.List[shared.SignInAttempt], error) {
		return api.Server().SignInAttempts(c, client.Page{Limit: 5, OrganizationID: scope}, client.AttemptFilter{MemberID: id})
	})
}

func (p *Person) arrived(ctx app.Context, f live.Frame) {
	if f.Topic == shared.TopicResync {
		p.read(ctx)
		return
	}
	rows := live.Rows[shared.SyncLog](f)
	if m, there := p.member.Value(); touches(rows, p.id) || there && touchesIdentity(rows, m) {
		p.read(ctx)
	}
}

func (p *Person) view() shell.View {
	title := words.Say(words.ThePerson)
	if m, there := p.member.Value(); there {
		title = nameOf(m)
	}
	return shell.View{Title: title, Crumbs: []shell.Crumb{{Label: words.Say(words.People), Href: p.query.Link(shared.PathPeople)}, {Label: title}}, Needs: shared.CapabilityRead}
}

// Render draws it.
func (p *Person) Render() app.UI {
	return shell.Frame(p.view(), func() []app.UI {
		if body := part.Whole(words.ThePerson, &p.member, p.read); body != nil {
			return body
		}
		m, _ := p.member.Value()
		return []app.UI{p.head(m), ui.Split(
			[]app.UI{p.roles(m), p.changes()},
			[]app.UI{ui.Card(words.Record).Body(recordOf(m)), p.groups(m), identities(m), p.attempts()},
		)}
	})
}

func (p *Person) head(m shared.Member) app.UI {
	meta := []app.UI{stateOf(m.State)}
	if m.State == tombstoned { // nothing of theirs changes after that
		meta = []app.UI{ui.StatusSince(ui.OutcomeKind(m.State), stateWord(m.State), ui.Ago(m.UpdatedAt, state.Now()))}
	}
	if m.StateReason != "" {
		meta = append(meta, ui.Dim(ui.Text(m.StateReason)))
	}
	return ui.PageHead(nameOf(m)).Meta(append(meta, ui.Dim(ui.Text(m.Email)), ui.CopyID(m.ID))...)
}

func (p *Person) roles(m shared.Member) app.UI {
	return ui.Card(words.RolesAndOrigin).Body(part.RolesBecause(m.Roles, m.RolesBecause, groupLink(p.query)))
}

// groups are those of the directory, each leading to who else is in it.
func (p *Person) groups(m shared.Member) app.UI {
	card := ui.Card(words.GroupsInDirectory)
	if len(m.Groups) == 0 {
		return card.Body(ui.Dim(ui.Said(words.InNoGroup)))
	}
	items := make([]ui.Item, len(m.Groups))
	for i, g := range m.Groups {
		items[i] = ui.Item{Title: []app.UI{ui.Text(g.Name)}, Href: p.query.Link(shared.PathPeopleIn(g.ID))}
	}
	return card.Note(words.Count(len(m.Groups))).Flush(ui.List(items...))
}

func (p *Person) changes() app.UI {
	card := ui.Card(words.History).Note(words.Say(words.NewestFirst))
	return part.Filled(card, &p.history, p.read, 5, ui.Dim(ui.Said(words.NoEventAboutThem)), func(logs []shared.SyncLog) app.UI {
		return part.Log(logs, state.Now(), p.query.Link)
	})
}

func (p *Person) attempts() app.UI {
	none := ui.Dim(ui.Said(words.HasNotTried))
	return part.Filled(ui.Card(words.SignIns), &p.signIns, p.read, 2, none, func(attempts []shared.SignInAttempt) app.UI {
		return part.Attempts(attempts, state.Now(), p.query.Link)
	})
}

func identities(m shared.Member) app.UI {
	items := make([]ui.Item, len(m.Identities))
	for i, id := range m.Identities {
		items[i] = ui.Item{
			Title: []app.UI{ui.Text(kindName(id.Kind))}, Note: []app.UI{ui.CopyID(id.ID)},
			End: []app.UI{identityState(m, id)},
		}
	}
	if len(items) == 0 {
		return ui.Card(words.KnownToWorkOSAs).Body(ui.Dim(ui.Said(words.NothingLinked)))
	}
	return ui.Card(words.KnownToWorkOSAs).Flush(ui.List(items...))
}
