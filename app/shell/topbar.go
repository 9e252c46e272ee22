package shell

import (
	"strings"

	"memberpulse/app/api"
	"memberpulse/app/state"
	"memberpulse/app/state/live"
	"memberpulse/app/ui"
	"memberpulse/app/ui/words"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

func (f *frame) topbar() app.UI {
	me, known := state.Me()
	var end []app.UI
	end = append(end,
		el("button", "jump-open topbar__wide", ui.Icon("search"), ui.Said(words.JumpToAny), keycap(words.Say(words.JumpKeys))).
			Attr("type", "button").OnClick(func(app.Context, app.Event) { f.jumping = true }),
		ui.Button(words.Say(words.JumpTo)).Quiet().Small().Icon("search").IconOnly().ID("open-jump").Class("topbar__jump").OnClick(func(app.Context) { f.jumping = true }),
		f.liveButton())
	if known && me.Environment.Sandbox {
		end = append(end, ui.BadgeTitled(words.Say(words.Sandbox), ui.ToneWarn, words.Say(words.SandboxWhy)))
	}
	end = append(end, themeMenu())
	if known {
		end = append(end, account(state.Name(me.Member), me.Member.Email))
	}
	return el("header", "topbar",
		ui.Button(words.Say(words.OpenNavigation)).Quiet().Icon("menu").IconOnly().ID("open-drawer").Class("topbar__menu").OnClick(f.openDrawer),
		f.crumbs(),
		div("topbar__end", end...))
}

func (f *frame) openDrawer(ctx app.Context) {
	f.drawer = true
	ctx.Defer(func(ctx app.Context) { focusSoon(ctx, "close-drawer", 25) })
}

func (f *frame) closeDrawer(ctx app.Context) {
	f.drawer = false
	ctx.Defer(func(ctx app.Context) { focusSoon(ctx, "open-drawer", 25) })
}

func (f *frame) crumbs() app.UI {
	crumbs := f.View.Crumbs
	if len(crumbs) == 0 {
		crumbs = []Crumb{{Label: f.View.Title}}
	}
	if root := f.root(); root.Label != "" && root.Label != crumbs[0].Label {
		crumbs = append([]Crumb{root}, crumbs...)
	}
	items := make([]app.UI, len(crumbs))
	for i, c := range crumbs {
		switch {
		case i == len(crumbs)-1:
			items[i] = el("li", "", el("span", "", app.Text(c.Label)).Attr("aria-current", "page"))
		case c.Href != "":
			items[i] = el("li", "", el("a", "", app.Text(c.Label)).Attr("href", ui.SafeHref(f.query.LinkTo(c.Href))))
		default:
			items[i] = el("li", "", el("span", "", app.Text(c.Label)))
		}
	}
	return el("nav", "crumbs", el("ol", "crumbs__list", items...)).Attr("aria-label", words.Say(words.Breadcrumbs))
}

// root is where the breadcrumbs begin: the organization, or the part that belongs to none.
func (f *frame) root() Crumb {
	_, known := state.Me()
	path := f.query.Path()
	switch name := tab.organization(f.query.Scope()); {
	case !known:
		return Crumb{}
	case strings.HasPrefix(path, "/admin"):
		return Crumb{words.Say(words.AdminPortal), "/admin"}
	case name != "":
		return Crumb{name, inScope("/", f.query.Scope())}
	case f.query.Scope() != "":
		return Crumb{} // its name is on its way
	}
	return Crumb{words.Say(words.AllOrganizations), "/admin"}
}

func (f *frame) liveButton() app.UI {
	class, path, word := liveLook(f.stream)
	title := words.Say(words.StreamIs, word)
	if !f.since.IsZero() && f.stream != live.On {
		title = words.Say(words.StreamSince, word, words.Clock(f.since))
	}
	beat := el("svg", "live__beat", el("path", "").XMLNS(svgSpace).Attr("d", path)).XMLNS(svgSpace).
		Attr("viewBox", "0 0 24 12").Attr("aria-hidden", "true")
	return el("button", "live "+class, beat, el("span", "topbar__wide", app.Text(word))).
		Attr("type", "button").Attr("title", title).Attr("aria-label", title).OnClick(func(app.Context, app.Event) { live.Toggle() })
}

const svgSpace = "http://www.w3.org/2000/svg"

func liveLook(s live.State) (class, path, word string) {
	switch s {
	case live.On:
		return "live--on", "M1 9h4l2.5-6L11 11l2.5-7L15.5 9H23", words.Say(words.Live)
	case live.Reconnecting:
		return "live--again", "M1 9h22", words.Say(words.Again)
	case live.Paused:
		return "live--paused", "M1 9h8M15 9h8", words.Say(words.Paused)
	case live.Connecting:
		return "live--wait", "M1 9h22", words.Say(words.Connecting)
	case live.Idle:
	}
	return "live--paused live--idle", "M1 9h22", words.Say(words.NotLive)
}

func account(name, email string) app.UI {
	return ui.Menu("account", words.Say(words.AccountOf, words.Initials(name), name), func() []app.UI { return []app.UI{ui.Avatar(name)} },
		ui.MenuItem{Icon: "person", Label: words.Say(words.ProfileAndSessions), Href: "/me"},
		ui.MenuItem{},
		ui.MenuItem{Icon: "logout", Label: words.Say(words.SignOut), Click: signOut},
	).Head(ui.B(name), ui.Dim(ui.Text(email)))
}

func signOut(ctx app.Context) {
	ctx.Async(func() {
		answer, err := api.Server().Logout(ctx)
		if err != nil {
			Notify(ui.ToneBad, words.Say(words.StillSignedIn))
			return
		}
		to := answer.RedirectURL
		if to == "" {
			to = "/sign-in"
		}
		app.Window().Get("location").Call("assign", to)
	})
}
