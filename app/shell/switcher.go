package shell

import (
	"cmp"
	"context"
	"strings"

	"memberpulse/app/api"
	"memberpulse/app/state"
	"memberpulse/app/ui"
	"memberpulse/app/ui/words"
	"memberpulse/shared"
	client "memberpulse/shared/api"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// orgSwitch names the organization; platform admins choose another one in it, or all.
type orgSwitch struct {
	app.Compo
	Scope, Path, Name string
	Known             bool
	Turn              state.Phase // of the list of organizations, so that its arrival is drawn

	picker
	open  bool
	found search[shared.Organization]
}

// switcherSize is how many organizations it shows at once.
const switcherSize = 20

func (o *orgSwitch) Render() app.UI {
	me, _ := state.Me()
	if !o.Known {
		return div("orgswitch orgswitch--still", ui.OrgAvatar(" "), el("span", "orgswitch__name", ui.Bone(60)))
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
	return div("pop pop--wide", button, panel).OnKeyDown(o.key).On("focusout", o.left)
}

func (o *orgSwitch) choices() app.UI {
	hits := o.hits()
	rows := make([]app.UI, len(hits))
	for i, h := range hits {
		rows[i] = o.choice(i, h, i == o.at(hits))
	}
	list := div("menu__list", rows...).Attr("id", o.list()).Attr("role", "listbox").Attr("aria-label", words.Say(words.Organizations))
	return div("menu menu--wide",
		div("filters__search", ui.Icon("search"), o.box("field__input", words.SearchOrganizations, words.NameOrID, hits).OnInput(o.input)),
		list, div("", o.said(hits)).Attr("aria-live", "polite"))
}

// said is what stands under the rows: why there are none, or that there are more.
func (o *orgSwitch) said(hits []hit) app.UI {
	list, _ := tab.organizations.Value()
	switch {
	case o.found.fault() != nil, tab.organizations.Broken():
		return el("p", "menu__note", ui.Said(words.ListUnread))
	case o.due():
		return div("menu__note", ui.BonesOf(1))
	case len(hits) == 0:
		return el("p", "menu__note", ui.Said(words.NoOrganization))
	case o.query() == "" && list.ListMetadata.After != nil, o.query() != "" && o.found.more():
		return el("p", "menu__note", ui.Said(words.MoreOrganizations))
	}
	return nil
}

func (o *orgSwitch) due() bool { return o.found.due() }

func (o *orgSwitch) query() string { return strings.TrimSpace(o.typed) }

// hits are all organizations together and each of those by name, as far as they match what is typed: then those named so
// come first, for one of them is meant.
func (o *orgSwitch) hits() []hit {
	typed := o.query()
	var hits []hit
	all := hit{label: words.Say(words.AllOrganizations), path: scopedTo(o.Path, "")}
	if typed == "" {
		hits = append(hits, all)
	}
	for _, org := range o.organizations(typed) {
		if org.DeletedAt == nil {
			hits = append(hits, hit{label: org.Name, note: org.ID, path: scopedTo(o.Path, org.ID)})
		}
	}
	if typed != "" && contains(all.label, typed) {
		hits = append(hits, all)
	}
	return hits
}

// organizations are those found for what is typed; until the first answer, those of the whole list that match.
func (o *orgSwitch) organizations(typed string) []shared.Organization {
	list, _ := tab.organizations.Value()
	if typed == "" {
		return list.Data
	}
	if o.found.answered != "" {
		return o.found.rows(typed, isOrganization)
	}
	return matching(list.Data, typed, isOrganization)
}

func (o *orgSwitch) choice(i int, h hit, chosen bool) app.UI {
	row := el("a", "menu__item", orgAvatar(h.note, h.label), el("span", "clip", app.Text(h.label))).
		Attr("href", h.path).Attr("role", "option").Attr("id", o.row(i)).Attr("aria-selected", chosen).Attr("tabindex", "-1").
		OnClick(func(app.Context, app.Event) { o.shut() })
	if h.note == o.Scope {
		row.Attr("aria-current", "true")
	}
	return row
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
	if o.open {
		o.shut()
		return
	}
	o.open, o.picker = true, picker{id: "org-search", chosen: scopedTo(o.Path, o.Scope)}
	ctx.Defer(func(ctx app.Context) { focusSoon(ctx, o.id, 25) })
}

func (o *orgSwitch) shut() {
	o.open = false
	o.found.forget()
}

// left shuts it once the keyboard or the pointer is elsewhere.
func (o *orgSwitch) left(_ app.Context, e app.Event) {
	if to := e.Get("relatedTarget"); o.open && (!to.Truthy() || !o.JSValue().Call("contains", to).Bool()) {
		o.shut()
	}
}

func (o *orgSwitch) key(ctx app.Context, e app.Event) {
	switch {
	case !o.open:
	case e.Get("key").String() == "Escape":
		o.shut()
		focus("org-switch")
	case e.Get("target").Get("id").String() == o.id:
		o.press(ctx, e, o.hits(), o.due(), o.choose)
	}
}

func (o *orgSwitch) choose(ctx app.Context, h hit) {
	o.shut()
	ctx.Navigate(h.path)
}

func (o *orgSwitch) input(ctx app.Context, e app.Event) {
	o.types(e)
	typed := o.query()
	if typed == "" {
		o.found.forget()
		return
	}
	o.found.ask(ctx, typed, func(c context.Context) (shared.List[shared.Organization], error) {
		return api.Server().Organizations(c, client.Page{Limit: switcherSize, Order: "name"}, typed)
	}, func(ctx app.Context, found []shared.Organization) {
		tab.learn(found...)
		o.answered(ctx, o.hits(), o.due(), o.choose)
	})
}
