package shell

import (
	"context"

	"memberpulse/app/api"
	"memberpulse/app/state"
	"memberpulse/app/state/live"
	"memberpulse/app/ui"
	"memberpulse/app/ui/words"
	"memberpulse/shared"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	client "memberpulse/shared/api"
)

// Exists says which paths have a screen; routes sets it, so that the navigation leads nowhere else.
var Exists = func(path string) bool { return true }

// tab is what every frame of this browser tab shares.
var tab = &session{}

type session struct {
	me            state.Load[shared.Me]
	organizations state.Load[shared.List[shared.Organization]] // what the switcher shows
	named         state.Load[shared.Organization]              // the one in scope, if no list brought it
	names         map[string]string                            // of every organization that was seen, by id
	renamed       func(app.Context)                            // of the frame that is shown: a name came
	path          string
	places        places
	wired         bool
}

// who asks who is signed in, until that is known.
func (t *session) who(ctx app.Context) {
	if !t.wired {
		t.wired = true
		live.OnSessionEnded = api.ToSignIn
		// Only the asking counts: a 401 leads to the sign-in page, and any other answer says nothing about the stream.
		live.Probe = func() { _, _ = api.Server().Me(context.Background()) }
		ui.OnPanic = func(where string, cause any) {
			Notify(ui.ToneBad, words.Say(words.PageBroke))
		}
	}
	me, known := state.Me()
	switch _, listed := t.organizations.Value(); {
	case !known:
		// Asked again by each frame: an answer is lost with the frame that asked, if its page was left meanwhile.
		t.ask(ctx)
	case !listed && can(me, shared.CapabilityPlatform):
		t.list(ctx)
	}
}

func (t *session) ask(ctx app.Context) {
	t.me.Run(ctx, api.Server().Me, func(ctx app.Context, me shared.Me) {
		state.SetMe(me)
		if can(me, shared.CapabilityPlatform) {
			t.list(ctx)
		}
	})
}

// list asks for the first organizations by name.
func (t *session) list(ctx app.Context) {
	t.organizations.Run(ctx, func(c context.Context) (shared.List[shared.Organization], error) {
		return api.Server().Organizations(c, client.Page{Limit: switcherSize, Order: "name"}, "")
	}, func(ctx app.Context, list shared.List[shared.Organization]) {
		t.learn(list.Data...)
		t.name(ctx, state.QueryOf(ctx).Scope())
	})
}

// learn keeps the names of organizations.
func (t *session) learn(organizations ...shared.Organization) {
	if t.names == nil {
		t.names = map[string]string{}
	}
	for _, o := range organizations {
		t.names[o.ID] = o.Name
	}
}

// name sees to it that the organization in scope has its name: asked for alone, once no list has brought it.
func (t *session) name(ctx app.Context, scope string) {
	me, _ := state.Me()
	_, seen := t.names[scope]
	switch {
	case seen:
		t.renamed(ctx)
	case scope != "" && can(me, shared.CapabilityPlatform) && t.organizations.Phase() != state.Loading:
		t.named.Run(ctx, func(c context.Context) (shared.Organization, error) {
			return api.Server().Organization(c, scope)
		}, func(ctx app.Context, o shared.Organization) {
			t.learn(o)
			t.renamed(ctx)
		})
	}
}

// organization is the name of the organization in scope, or of the reader's own; "" while it is not known. One that
// cannot be read goes by its id.
func (t *session) organization(scope string) string {
	me, known := state.Me()
	if !known {
		return ""
	}
	if me.Organization != nil {
		return me.Organization.Name
	}
	if scope == "" {
		return ""
	}
	name, seen := t.names[scope]
	if !seen && (t.named.Phase() == state.Failed || t.organizations.Phase() == state.Failed) {
		return scope
	}
	return name
}

// moved reports whether the path is another than before; false for the first page of the tab.
func (t *session) moved(path string) bool {
	first := t.path == ""
	same := t.path == path
	t.path = path
	return !first && !same
}

func locked(me shared.Me, needs shared.Capability) app.UI {
	return ui.Card("").Body(ui.Locked(words.Say(words.RoleDoesNotOpen), lockedSaid(me, needs),
		ui.Button(words.Say(words.SeeRoles)).Href(shared.PathMe)))
}

// lockedSaid tells which role opens a page, which one the reader has, and whom to ask.
func lockedSaid(me shared.Me, needs shared.Capability) string {
	have := words.Say(words.NoRoleHere)
	if len(me.Roles) > 0 {
		have = RoleName(me.Roles[0])
	}
	here := func(who string) string {
		if me.Organization == nil {
			return who
		}
		return words.Say(words.Of, who, me.Organization.Name)
	}
	switch needs {
	case shared.CapabilityPlatform, shared.CapabilitySettings:
		return words.Say(words.OwnerOpens, here(have))
	case shared.CapabilityRead:
		return words.Say(words.RoleOpens, here(words.Say(words.AClientUserOrAdmin)), have)
	default:
		return words.Say(words.RoleOpens, here(words.Say(words.AClientAdmin)), have)
	}
}

// unscoped asks a platform admin to choose the organization that a page is about.
func unscoped(title string) app.UI {
	return ui.Card("").Body(ui.Empty(words.Say(words.ChooseOrganization), words.Say(words.ChooseWhy, title),
		ui.Button(words.Say(words.AllOrganizations)).Primary().Href(shared.PathPlatform)))
}

// RoleName is a role as people say it.
func RoleName(r shared.Role) string {
	switch r {
	case shared.RolePlatformAdmin:
		return words.Say(words.PlatformAdmin)
	case shared.RoleClientAdmin:
		return words.Say(words.ClientAdmin)
	case shared.RoleClientUser:
		return words.Say(words.ClientUser)
	case shared.RoleMember:
		return words.Say(words.PlainMember)
	}
	return string(r)
}
