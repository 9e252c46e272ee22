package shell

import (
	"strings"

	"memberpulse/app/state"
	"memberpulse/app/ui"
	"memberpulse/app/ui/words"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

func (f *frame) sidebar() app.UI {
	me, known := state.Me()
	scope := f.query.Scope()
	var groups []app.UI
	if known {
		sections := navigation(me, scope, Exists)
		here := current(sections, f.query.Path())
		for _, s := range sections {
			groups = append(groups, navGroup(s, here, scope))
		}
	} else {
		groups = append(groups, boneNav())
	}
	return el("aside", "sidebar",
		div("sidebar__brand", ui.Brand(home(known)),
			ui.Button(words.Say(words.CloseNavigation)).Quiet().Small().Icon("close").IconOnly().ID("close-drawer").Class("sidebar__close").OnClick(f.closeDrawer)),
		&orgSwitch{Scope: scope, Path: f.query.Path(), Known: known, Name: tab.organization(scope), Turn: tab.organizations.Phase()},
		el("nav", "sidebar__scroll", groups...).Attr("aria-label", words.Say(words.MainNavigation)),
		f.sidebarFoot(),
	).Attr("id", "sidebar").Attr("aria-label", words.Say(words.Navigation))
}

func home(known bool) string {
	me, _ := state.Me()
	if known && me.Organization == nil {
		return "/admin"
	}
	return "/"
}

func (f *frame) sidebarFoot() app.UI {
	me, known := state.Me()
	if !known {
		return div("sidebar__foot", ui.Said(words.Loading))
	}
	var kids []app.UI
	if me.Environment.Demo && Exists("/gallery") {
		kids = append(kids, ui.Link(words.Say(words.Primitives), "/gallery"))
	}
	if v := me.Environment.Version; v != "" {
		kids = append(kids, el("span", "push num", app.Text(version(v))))
	}
	return div("sidebar__foot", kids...)
}

func navGroup(s section, here, scope string) app.UI {
	items := make([]app.UI, len(s.links))
	for i, l := range s.links {
		a := el("a", "nav__item", ui.Icon(l.icon), ui.Said(l.label)).Attr("href", inScope(l.path, scope))
		if l.path == here {
			a.Attr("aria-current", "page")
		}
		items[i] = el("li", "", a)
	}
	return div("nav__group", el("h2", "nav__head", ui.Said(s.title)), el("ul", "nav__list", items...))
}

func boneNav() app.UI {
	rows := make([]app.UI, 0, 6)
	for _, w := range []int{40, 60, 40, 60, 40} {
		rows = append(rows, el("li", "nav__item", ui.Bone(w)))
	}
	return div("nav__group", el("ul", "nav__list", rows...).Attr("aria-hidden", "true"))
}

// version writes a release as v1.2.3 and leaves other words (development, a commit) as they are.
func version(v string) string {
	if v != "" && v[0] >= '0' && v[0] <= '9' && strings.Contains(v, ".") {
		return "v" + v
	}
	return v
}
