package shell

import (
	"cmp"
	"strings"

	"memberpulse/app/state"
	"memberpulse/app/ui"
	"memberpulse/app/ui/words"
	"memberpulse/shared"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// orgSwitch names the organization; platform admins choose another one in it, or all.
type orgSwitch struct {
	app.Compo
	Scope, Path, Name string
	Known             bool
	Turn              state.Phase // of the list of organizations, so that its arrival is drawn

	open  bool
	typed string
}

func (o *orgSwitch) Render() app.UI {
	me, _ := state.Me()
	if !o.Known {
		return div("orgswitch", ui.OrgAvatar(" "), el("span", "orgswitch__name", ui.Bone(60)))
	}
	name := o.Name
	if o.Scope == "" && me.Organization == nil {
		name = words.Say(words.AllOrganizations)
	}
	if me.Organization != nil {
		return div("orgswitch orgswitch--still", ui.OrgAvatar(name), hidden(words.Say(words.TheOrganization)+": "), el("span", "orgswitch__name", app.Text(name)))
	}
	said := app.Text(name)
	if name == "" {
		said = ui.Bone(60)
	}
	button := el("button", "orgswitch", orgAvatar(o.Scope, name), hidden(words.Say(words.TheOrganization)+": "),
		el("span", "orgswitch__name", said), ui.Icon("updown")).
		Attr("type", "button").Attr("id", "org-switch").Attr("aria-haspopup", "listbox").Attr("aria-expanded", o.open).OnClick(o.toggle)
	panel := div("pop__panel pop__panel--start")
	if o.open {
		panel = div("pop__panel pop__panel--start", o.choices())
	}
	return div("pop pop--wide", button, panel).OnKeyDown(o.key)
}

func (o *orgSwitch) choices() app.UI {
	list, loaded := tab.organizations.Value()
	rows := []app.UI{o.choice("", words.Say(words.AllOrganizations))}
	for _, org := range list.Data {
		if org.DeletedAt == nil {
			rows = append(rows, o.choice(org.ID, org.Name))
		}
	}
	kids := []app.UI{
		ui.Search("org-search", words.SearchOrganizations, words.NameOrID, o.typed, o.search),
		div("menu__list", rows...).Attr("role", "listbox").Attr("aria-label", words.Say(words.Organizations)),
	}
	switch {
	case tab.organizations.Broken():
		kids = append(kids, el("p", "menu__note", ui.Said(words.ListUnread)))
	case loaded && len(list.Data) == 0 && o.typed != "":
		kids = append(kids, el("p", "menu__note", ui.Said(words.NoOrganization)))
	case list.ListMetadata.After != nil:
		kids = append(kids, el("p", "menu__note", ui.Said(words.MoreOrganizations)))
	}
	return div("menu menu--wide", kids...)
}

func (o *orgSwitch) choice(id, name string) app.UI {
	return el("a", "menu__item", orgAvatar(id, name), el("span", "clip", app.Text(name))).
		Attr("href", scopedTo(o.Path, id)).Attr("role", "option").Attr("aria-selected", id == o.Scope).
		OnClick(func(app.Context, app.Event) { o.open = false })
}

// orgAvatar is a star for all organizations together.
func orgAvatar(id, name string) app.UI {
	if id == "" {
		return ui.OrgAvatar("∗")
	}
	return ui.OrgAvatar(name)
}

// scopedTo is where a choice leads: the same page for the chosen organization. What belongs to another organization
// gives way to the list that it stood in, under Settings, and else to the overview, as the platform's pages do.
func scopedTo(path, id string) string {
	switch {
	case id == "":
		return shared.PathPlatform
	case strings.HasPrefix(path, "/settings/"):
		path = current([]section{clientSettings}, path)
	case strings.HasPrefix(path, "/admin"), strings.Count(path, "/") > 1:
		path = ""
	}
	return inScope(cmp.Or(path, shared.PathOverview), id)
}

func (o *orgSwitch) toggle(ctx app.Context, _ app.Event) {
	o.open = !o.open
	if o.open {
		ctx.Defer(func(ctx app.Context) { focusSoon(ctx, "org-search", 25) })
	}
}

func (o *orgSwitch) key(_ app.Context, e app.Event) {
	if o.open && e.Get("key").String() == "Escape" {
		o.open = false
		focus("org-switch")
	}
}

func (o *orgSwitch) search(ctx app.Context, typed string) {
	if typed == o.typed {
		return
	}
	o.typed = typed
	tab.search(ctx, typed)
}
