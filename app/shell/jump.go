package shell

import (
	"context"
	"strings"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"memberpulse/app/api"
	"memberpulse/app/state"
	"memberpulse/app/ui"
	"memberpulse/shared"
	client "memberpulse/shared/api"
)

func (f *frame) jumpBox() app.UI {
	if !f.jumping {
		return div("")
	}
	return &jump{Scope: f.query.Scope(), Close: f.closeJump}
}

// jump finds pages, people, and events by id.
type jump struct {
	app.Compo
	Scope string
	Close func(app.Context)

	typed  string
	chosen int
	people state.Load[shared.List[shared.Member]]
	before app.Value
}

// hit is one thing to jump to.
type hit struct{ group, icon, label, note, path string }

// OnMount opens it over the page.
func (j *jump) OnMount(app.Context) {
	j.before = app.Window().Get("document").Get("activeElement")
	j.JSValue().Call("showModal")
	focus("jump-input")
}

// OnDismount gives the focus back.
func (j *jump) OnDismount() {
	j.people.Stop()
	if j.before != nil && j.before.Truthy() {
		j.before.Call("focus")
	}
}

// Render draws it.
func (j *jump) Render() app.UI {
	hits := j.hits()
	input := el("input", "jump__input").Attr("id", "jump-input").Attr("role", "combobox").Attr("aria-expanded", "true").
		Attr("aria-controls", "jump-list").Attr("aria-label", "Jump to").Attr("autocomplete", "off").Attr("placeholder", "Page, person, or an event’s id").
		OnInput(j.input)
	if len(hits) > 0 {
		input.Attr("aria-activedescendant", hitID(j.chosen))
	}
	return el("dialog", "jump-dialog",
		div("jump",
			div("jump__search", ui.Icon("search"), input, el("kbd", "", app.Text("Esc"))),
			div("jump__results", j.groups(hits)...).Attr("id", "jump-list").Attr("role", "listbox").Attr("aria-label", "Results"),
			div("jump__foot", el("span", "", el("kbd", "", app.Text("↑")), app.Text(" "), el("kbd", "", app.Text("↓")), app.Text(" choose")),
				el("span", "", el("kbd", "", app.Text("↵")), app.Text(" open")), el("span", "push", app.Text("paste an id to open it")))),
	).Attr("aria-label", "Jump to").OnKeyDown(j.key).
		On("cancel", func(ctx app.Context, e app.Event) { e.PreventDefault(); j.Close(ctx) }).
		OnClick(func(ctx app.Context, e app.Event) {
			if e.Get("target").Equal(j.JSValue()) {
				j.Close(ctx)
			}
		})
}

func (j *jump) hits() []hit {
	me, _ := state.Me()
	hits := found(j.typed, me, j.Scope)
	list, _ := j.people.Value()
	if len(j.typed) > 1 {
		for _, m := range list.Data {
			name := strings.TrimSpace(m.FirstName + " " + m.LastName)
			if name == "" {
				name = m.Email
			}
			hits = append(hits, hit{"People", "person", name, m.Email, inScope("/people/"+m.ID, j.Scope)})
		}
	}
	if j.chosen >= len(hits) {
		j.chosen = max(len(hits)-1, 0)
	}
	return hits
}

// found are the pages, and the event whose id was pasted.
func found(typed string, me shared.Me, scope string) []hit {
	typed = strings.TrimSpace(typed)
	if strings.HasPrefix(typed, "event_") && can(me, shared.CapabilityRead) {
		return []hit{{"Events", "inbox", "Open this event", typed, inScope("/events/"+typed, scope)}}
	}
	var hits []hit
	for _, s := range append(navigation(me, scope, Exists), personal) {
		for _, l := range s.links {
			if typed == "" || strings.Contains(strings.ToLower(l.label), strings.ToLower(typed)) {
				hits = append(hits, hit{"Pages", l.icon, l.label, s.title, inScope(l.path, scope)})
			}
		}
	}
	return hits
}

func (j *jump) groups(hits []hit) []app.UI {
	if len(hits) == 0 {
		return []app.UI{el("p", "jump__none", app.Text("Nothing by that name. Paste a whole id, or try a part of a name."))}
	}
	var kids []app.UI
	group := ""
	var rows []app.UI
	flush := func() {
		if len(rows) > 0 {
			head := div("jump__head", app.Text(group)).Attr("aria-hidden", "true")
			kids = append(kids, div("jump__group", append([]app.UI{head}, rows...)...).Attr("role", "group").Attr("aria-label", group))
		}
		rows = nil
	}
	for i, h := range hits {
		if h.group != group {
			flush()
			group = h.group
		}
		rows = append(rows, j.row(i, h))
	}
	flush()
	return kids
}

func (j *jump) row(i int, h hit) app.UI {
	return el("a", "jump__item", ui.Icon(h.icon), el("span", "", app.Text(h.label)), el("span", "jump__note", app.Text(h.note))).
		Attr("href", ui.SafeHref(h.path)).Attr("role", "option").Attr("id", hitID(i)).Attr("aria-selected", i == j.chosen).Attr("tabindex", "-1")
}

func hitID(i int) string { return "jump-" + string(rune('a'+i%26)) + strings.Repeat("z", i/26) }

func (j *jump) input(ctx app.Context, e app.Event) {
	j.typed, j.chosen = e.Get("target").Get("value").String(), 0
	if len(j.typed) < 2 || strings.HasPrefix(j.typed, "event_") || !state.Can(shared.CapabilityRead) {
		j.people.Reset()
		return
	}
	query := j.typed
	j.people.Run(ctx, func(c context.Context) (shared.List[shared.Member], error) {
		return api.Server().Members(c, client.Page{Limit: 6, OrganizationID: j.Scope}, client.MemberFilter{Query: query})
	})
}

func (j *jump) key(ctx app.Context, e app.Event) {
	hits := j.hits()
	switch e.Get("key").String() {
	case "ArrowDown":
		e.PreventDefault()
		j.chosen = (j.chosen + 1) % max(len(hits), 1)
	case "ArrowUp":
		e.PreventDefault()
		j.chosen = (j.chosen + max(len(hits), 1) - 1) % max(len(hits), 1)
	case "Enter":
		e.PreventDefault()
		if j.chosen < len(hits) {
			path := hits[j.chosen].path
			j.Close(ctx)
			ctx.Navigate(path)
		}
	}
}
