package shell

import (
	"context"
	"strings"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"memberpulse/app/api"
	"memberpulse/app/state"
	"memberpulse/app/ui"
	"memberpulse/app/ui/words"
	"memberpulse/shared"
	client "memberpulse/shared/api"
)

const mostFound = 6 // of a kind

func (f *frame) jumpBox() app.UI {
	if !f.jumping {
		return div("")
	}
	return &jump{Scope: f.query.Scope(), Close: f.closeJump, picker: picker{id: "jump-input"}}
}

// jump finds pages, organizations, people, and what an id belongs to. Each row that it shows is right for what is typed
// now, and Enter opens the chosen one; where nothing is right yet, Enter waits for the answer.
type jump struct {
	app.Compo
	Scope string
	Close func(app.Context)

	picker
	people        search[shared.Member]
	organizations search[shared.Organization]
	things        search[shared.Organization] // what an id belongs to
	before        app.Value
}

// OnMount opens it over the page.
func (j *jump) OnMount(app.Context) {
	j.before = app.Window().Get("document").Get("activeElement")
	j.JSValue().Call("showModal")
	focus("jump-input")
}

// OnDismount gives the focus back.
func (j *jump) OnDismount() {
	j.forgetSearch()
	j.things.forget()
	if j.before != nil && j.before.Truthy() {
		j.before.Call("focus")
	}
}

// Render draws it.
func (j *jump) Render() app.UI {
	hits := j.hits()
	list := div("", j.groups(hits)...).Attr("id", j.list()).Attr("role", "listbox").Attr("aria-label", words.Say(words.JumpResults))
	if j.due() {
		list.Attr("aria-busy", "true")
	}
	return el("dialog", "jump-dialog",
		div("jump",
			div("jump__search", ui.Icon("search"), j.box("jump__input", words.JumpTo, words.JumpHint, hits).OnInput(j.input), el("kbd", "", ui.Said(words.EscapeKey))),
			div("jump__results", list, div("", j.said(hits)).Attr("aria-live", "polite")),
			div("jump__foot", el("span", "", ui.Sentence(words.KeysChoose, keycap("↑"), keycap("↓"))...),
				el("span", "", ui.Sentence(words.KeyOpens, keycap("↵"))...), el("span", "push", ui.Said(words.PasteID)))),
	).Attr("aria-label", words.Say(words.JumpTo)).OnKeyDown(j.key).
		On("cancel", func(ctx app.Context, e app.Event) { e.PreventDefault(); j.Close(ctx) }).
		OnClick(func(ctx app.Context, e app.Event) {
			if e.Get("target").Equal(j.JSValue()) {
				j.Close(ctx)
			}
		})
}

// said is what stands under the rows: that more is on its way, that it failed, or that there is nothing.
func (j *jump) said(hits []hit) app.UI {
	switch fault := j.fault(); {
	case j.due():
		return div("jump__none", ui.BonesOf(2))
	case fault != nil:
		return el("p", "jump__none", ui.Said(words.JumpFault, state.Problem(fault).Title))
	case len(hits) == 0:
		return el("p", "jump__none", ui.Said(words.JumpNothing))
	}
	return nil
}

func (j *jump) due() bool { return j.people.due() || j.organizations.due() || j.things.due() }

func (j *jump) fault() error {
	for _, err := range []error{j.people.fault(), j.organizations.fault(), j.things.fault()} {
		if err != nil {
			return err
		}
	}
	return nil
}

func (j *jump) hits() []hit {
	me, _ := state.Me()
	typed := strings.TrimSpace(j.typed)
	hits := found(typed, me, j.Scope)
	for _, home := range j.things.rows(typed, isLookedUp) {
		hits = append(hits, lookedUpHit(home, me, j.Scope))
	}
	for _, o := range j.organizations.rows(typed, isOrganization) {
		hits = append(hits, organizationHit(o))
	}
	for _, m := range j.people.rows(typed, isPerson) {
		hits = append(hits, personHit(m, me, j.Scope))
	}
	return hits
}

func keycap(key string) app.UI { return el("kbd", "", app.Text(key)) }

func (j *jump) groups(hits []hit) []app.UI {
	var kids, rows []app.UI
	at := j.at(hits)
	for i, h := range hits {
		rows = append(rows, j.hit(i, h, i == at))
		if i+1 == len(hits) || hits[i+1].group != h.group {
			head := div("jump__head", ui.Said(h.group)).Attr("aria-hidden", "true")
			kids = append(kids, div("jump__group", append([]app.UI{head}, rows...)...).Attr("role", "group").Attr("aria-label", words.Say(h.group)))
			rows = nil
		}
	}
	return kids
}

func (j *jump) hit(i int, h hit, chosen bool) app.UI {
	return el("a", "jump__item", ui.Icon(h.icon), el("span", "", app.Text(h.label)), el("span", "jump__note", app.Text(h.note))).
		Attr("href", ui.SafeHref(h.path)).Attr("role", "option").Attr("id", j.row(i)).Attr("aria-selected", chosen).Attr("tabindex", "-1")
}

func (j *jump) input(ctx app.Context, e app.Event) {
	j.types(e)
	typed := strings.TrimSpace(j.typed)
	me, _ := state.Me()
	if look := lookup(typed, me, j.Scope); look != nil {
		j.forgetSearch()
		j.things.ask(ctx, typed, look, func(ctx app.Context, _ []shared.Organization) { j.told(ctx) })
		return
	}
	j.things.forget()
	if _, known := byID(typed, me, j.Scope); known || len(typed) < 2 || !can(me, shared.CapabilityRead) {
		j.forgetSearch()
		return
	}
	j.search(ctx, typed, can(me, shared.CapabilityPlatform))
}

func (j *jump) forgetSearch() {
	j.people.forget()
	j.organizations.forget()
}

// search asks for the people, and for the operator of all for the organizations, that what is typed may mean.
func (j *jump) search(ctx app.Context, typed string, everywhere bool) {
	j.people.ask(ctx, typed, func(c context.Context) (shared.List[shared.Member], error) {
		return api.Server().Members(c, client.Page{Limit: mostFound, OrganizationID: j.Scope}, client.MemberFilter{Query: typed})
	}, func(ctx app.Context, _ []shared.Member) { j.told(ctx) })
	if everywhere {
		j.organizations.ask(ctx, typed, func(c context.Context) (shared.List[shared.Organization], error) {
			return api.Server().Organizations(c, client.Page{Limit: mostFound}, typed)
		}, func(ctx app.Context, found []shared.Organization) {
			tab.learn(found...)
			j.told(ctx)
		})
	}
}

func (j *jump) told(ctx app.Context) { j.answered(ctx, j.hits(), j.due(), j.open) }

func (j *jump) open(ctx app.Context, h hit) {
	j.Close(ctx)
	ctx.Navigate(h.path)
}

func (j *jump) key(ctx app.Context, e app.Event) { j.press(ctx, e, j.hits(), j.due(), j.open) }
