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
	rows, err := live.Decode[[]shared.SyncLog](f)
	if err != nil {
		app.Logf("a frame of the log could not be read: %v", err)
		return
	}
	if m, there := p.member.Value(); touches(rows, p.id) || there && touchesIdentity(rows, m) {
		p.read(ctx)
	}
}

// Render draws it.
func (p *Person) Render() app.UI {
	m, there := p.member.Value()
	title := "Person"
	if there {
		title = nameOf(m)
	}
	view := shell.View{Title: title, Crumbs: []shell.Crumb{{Label: "People", Href: p.query.Link(shared.PathPeople)}, {Label: title}}, Needs: shared.CapabilityRead}
	return shell.Frame(view, func() []app.UI {
		switch {
		case p.member.Broken():
			return []app.UI{ui.PageHead("Person"), ui.Card("").Body(state.FailedState(p.member.Err(), p.read))}
		case !there:
			return []app.UI{ui.PageHead("Person"), ui.Card("").Body(ui.BonesOf(6))}
		}
		return []app.UI{p.head(m), ui.Split(
			[]app.UI{p.roles(m), p.changes()},
			[]app.UI{ui.Card("Record").Body(recordOf(m)), identities(m), p.attempts()},
		)}
	})
}

func (p *Person) head(m shared.Member) app.UI {
	meta := []app.UI{ui.Outcome(stateWord(m.State))}
	if m.StateReason != "" {
		meta = append(meta, ui.Dim(ui.Text(m.StateReason)))
	}
	return ui.PageHead(nameOf(m)).Meta(append(meta, ui.Dim(ui.Text(m.Email)), ui.CopyID(m.ID))...)
}

func (p *Person) roles(m shared.Member) app.UI {
	kids := []app.UI{part.RolesBecause(m.Roles, m.RolesBecause)}
	if len(m.Groups) > 0 {
		badges := make([]app.UI, len(m.Groups))
		for i, g := range m.Groups {
			badges[i] = ui.Badge(g.Name, ui.Plain)
		}
		kids = append(kids, ui.Subheading("Groups in the directory"), ui.Badges(badges...))
	}
	return ui.Card("Roles, and where each came from").Body(ui.Stack(kids...))
}

func (p *Person) changes() app.UI {
	list, there := p.history.Value()
	card := ui.Card("History")
	switch {
	case p.history.Broken():
		return card.Body(state.FailedState(p.history.Err(), p.read))
	case !there:
		return card.Body(ui.BonesOf(5))
	case len(list.Data) == 0:
		return card.Body(ui.Dim(ui.Text("No directory event is about this person.")))
	}
	return card.Note(words.Plural(len(list.Data), words.Change) + ", newest first").Flush(part.Log(list.Data, state.Now(), p.query.Link))
}

func (p *Person) attempts() app.UI {
	list, there := p.signIns.Value()
	card := ui.Card("Sign-ins")
	switch {
	case p.signIns.Broken():
		return card.Body(state.FailedState(p.signIns.Err(), p.read))
	case !there:
		return card.Body(ui.BonesOf(2))
	case len(list.Data) == 0:
		return card.Body(ui.Dim(ui.Text("Has not tried to sign in yet.")))
	}
	return card.Flush(part.Attempts(list.Data, state.Now(), p.query.Link))
}

func identities(m shared.Member) app.UI {
	items := make([]ui.Item, len(m.Identities))
	for i, id := range m.Identities {
		items[i] = ui.Item{
			Title: []app.UI{ui.Text(kindName(id.Kind))}, Note: []app.UI{ui.CopyID(id.ID)},
			End: []app.UI{ui.Outcome(stateWord(id.State))},
		}
	}
	if len(items) == 0 {
		return ui.Card("Known to WorkOS as").Body(ui.Dim(ui.Text("Nothing is linked.")))
	}
	return ui.Card("Known to WorkOS as").Flush(ui.List(items...))
}
