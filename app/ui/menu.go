package ui

import "github.com/maxence-charriere/go-app/v10/pkg/app"

// MenuItem is one entry of a menu; an empty label draws a line. A choice is one of several, of which one is chosen.
type MenuItem struct {
	Icon, Label, Href string
	Danger            bool
	Choice, Chosen    bool
	Click             func(app.Context)
}

// MenuView is a button that opens a menu.
type MenuView struct {
	app.Compo
	P    menuProps
	open bool
}

type menuProps struct {
	id, label string
	trigger   func() []app.UI
	class     string
	head      []app.UI
	items     []MenuItem
}

// Menu makes a menu behind a quiet button; what the button shows comes from show, its name from label.
func Menu(id, label string, show func() []app.UI, items ...MenuItem) *MenuView {
	return &MenuView{P: menuProps{id: id, label: label, trigger: show, items: items, class: "button button--quiet button--icon button--small"}}
}

// More is the menu of three dots.
func More(id, label string, items ...MenuItem) *MenuView {
	return Menu(id, label, func() []app.UI { return []app.UI{Icon("more")} }, items...)
}

// Head sets words above the items.
func (m *MenuView) Head(kids ...app.UI) *MenuView { m.P.head = flat(kids); return m }

// Render draws it.
func (m *MenuView) Render() app.UI {
	p := m.P
	button := el("button", p.class, p.trigger()...).Attr("type", "button").Attr("id", p.id).Attr("aria-haspopup", "menu").
		Attr("aria-expanded", m.open).Attr("aria-label", p.label).OnClick(handle("menu", m.toggle))
	panel := el("div", "pop__panel")
	if m.open {
		panel = el("div", "pop__panel", el("div", "menu", m.inside()...))
	}
	return el("span", "pop", button, panel).OnKeyDown(handle("menu", m.key)).On("focusout", handle("menu", m.left))
}

// inside keeps the words above the items out of the menu itself, which may hold items only.
func (m *MenuView) inside() []app.UI {
	entries := make([]app.UI, len(m.P.items))
	for i, item := range m.P.items {
		entries[i] = m.entry(i, item)
	}
	menu := el("div", "", entries...).Attr("role", "menu").Attr("aria-labelledby", m.P.id)
	if len(m.P.head) == 0 {
		return []app.UI{menu}
	}
	return []app.UI{el("div", "menu__head", m.P.head...), el("div", "menu__line"), menu}
}

func (m *MenuView) entry(i int, item MenuItem) app.UI {
	if item.Label == "" {
		return el("div", "menu__line").Attr("role", "separator")
	}
	tag := "button"
	if item.Href != "" {
		tag = "a"
	}
	icon := item.Icon
	if item.Choice {
		icon = "check"
	}
	e := el(tag, classes("menu__item", when(item.Danger, "menu__item--danger")), iconIf(icon), Text(item.Label)).Attr("role", "menuitem")
	if tag == "a" {
		return e.Attr("href", SafeHref(item.Href)).OnClick(handle("menu", func(app.Context, app.Event) { m.open = false }))
	}
	if item.Choice {
		e.Attr("role", "menuitemradio").Attr("aria-checked", map[bool]string{true: "true", false: "false"}[item.Chosen])
	}
	return e.Attr("type", "button").OnClick(handle("menu "+item.Label, func(ctx app.Context, _ app.Event) {
		m.open = false
		if i < len(m.P.items) && m.P.items[i].Click != nil {
			m.P.items[i].Click(ctx)
		}
	}), app.EventScope(i))
}

func (m *MenuView) toggle(ctx app.Context, _ app.Event) {
	m.open = !m.open
	if m.open {
		ctx.Defer(func(app.Context) { m.move(1) })
	}
}

func (m *MenuView) key(_ app.Context, e app.Event) {
	if !m.open {
		return
	}
	switch e.Get("key").String() {
	case "Escape":
		m.open = false
		app.Window().GetElementByID(m.P.id).Call("focus")
	case "ArrowDown":
		e.PreventDefault()
		m.move(1)
	case "ArrowUp":
		e.PreventDefault()
		m.move(-1)
	}
}

// move sets the focus on the next entry, round the end.
func (m *MenuView) move(by int) {
	items := m.JSValue().Call("querySelectorAll", `[role^="menuitem"]`)
	n := items.Length()
	if n == 0 {
		return
	}
	at := -1
	focused := app.Window().Get("document").Get("activeElement")
	for i := range n {
		if items.Index(i).Equal(focused) {
			at = i
		}
	}
	if at < 0 && by < 0 {
		at = 0
	}
	items.Index((at + by + n) % n).Call("focus")
}

func (m *MenuView) left(_ app.Context, e app.Event) {
	to := e.Get("relatedTarget")
	if !to.Truthy() || !m.JSValue().Call("contains", to).Bool() {
		m.open = false
	}
}

func iconIf(name string) app.UI {
	if name == "" {
		return nil
	}
	return Icon(name)
}
