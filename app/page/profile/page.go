// Package profile is one's own page: who one is, every role with where it came from, and the open sessions.
package profile

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"memberpulse/app/api"
	"memberpulse/app/part"
	"memberpulse/app/shell"
	"memberpulse/app/state"
	"memberpulse/app/ui"
	"memberpulse/app/ui/words"
	"memberpulse/shared"
)

// Page is the profile screen.
type Page struct {
	app.Compo

	me       state.Load[shared.Me]
	sessions state.Load[shared.List[shared.Session]]
	ending   string // the session that is being ended
	asking   bool   // whether all others shall end
	saving   bool   // all others are being ended
	fault    error
}

// OnNav reads who asks and their sessions.
func (p *Page) OnNav(ctx app.Context) {
	p.me.Run(ctx, api.Server().Me)
	p.read(ctx)
}

func (p *Page) read(ctx app.Context) { p.sessions.Run(ctx, api.Server().MySessions) }

// Render draws it.
func (p *Page) Render() app.UI {
	return shell.Frame(shell.View{Title: words.Say(words.Profile), Needs: shared.CapabilitySelf}, func() []app.UI {
		return []app.UI{p.head(), ui.Split(
			[]app.UI{p.roles(), p.openSessions()},
			[]app.UI{p.record()},
		), p.dialog()}
	})
}

func (p *Page) head() app.UI {
	me, there := p.me.Value()
	if !there {
		return ui.PageHead(words.Say(words.Profile))
	}
	return ui.PageHead(state.Name(me.Member)).Lead(leadOf(me))
}

func leadOf(me shared.Me) string {
	if me.Organization == nil {
		return words.Say(words.YouRun)
	}
	return words.Say(words.YouAreSignedInTo, me.Organization.Name)
}

// changeSaid tells whoever reads it how their roles change.
func changeSaid(me shared.Me) string {
	if me.Organization == nil {
		return words.Say(words.PlatformAdminsFrom)
	}
	return words.Say(words.RolesFollowGroups)
}

func (p *Page) roles() app.UI {
	me, there := p.me.Value()
	card := ui.Card(words.YourRolesAndOrigin)
	switch {
	case p.me.Broken():
		return card.Body(state.FailedState(p.me.Err(), func(ctx app.Context) { p.OnNav(ctx) }))
	case !there:
		return card.Body(ui.BonesOf(4))
	}
	return card.Body(part.RolesBecause(me.Roles, me.RolesBecause, p.group(me))).
		Foot(ui.Dim(ui.Text(changeSaid(me))))
}

func (p *Page) record() app.UI {
	me, there := p.me.Value()
	if !there {
		return ui.Card(words.Record).Body(ui.BonesOf(3))
	}
	facts := []ui.Fact{ui.F(words.EMail, me.Member.Email), ui.F(words.FirstName, me.Member.FirstName), ui.F(words.LastName, me.Member.LastName)}
	if me.Organization != nil {
		facts = append(facts, ui.F(words.TheOrganization, me.Organization.Name))
	}
	return ui.Card(words.Record).Body(ui.Facts(append(facts, ui.FactOf(words.YourID, ui.CopyID(me.Member.ID)))...))
}

// group leads to the people of a group, for who may see them.
func (p *Page) group(me shared.Me) func(id string) string {
	if me.Organization == nil || !state.Can(shared.CapabilityRead) {
		return nil
	}
	return shared.PathPeopleIn
}
