package ui

import (
	"memberpulse/app/ui/words"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// DialogView is a native dialog: it traps the focus, Escape closes it, and the focus goes back where it was.
// Render it only while it is asked: ui.If(p.asking, func() app.UI { return ui.Dialog(…) }).
type DialogView struct {
	app.Compo
	P      dialogProps
	before app.Value
}

type dialogProps struct {
	id, title  string
	body, foot []app.UI
	close      func(app.Context)
	still      bool
}

// Dialog makes a dialog: effect and count first, then the question.
func Dialog(id, title string) *DialogView { return &DialogView{P: dialogProps{id: id, title: title}} }

// Body sets what it says.
func (d *DialogView) Body(kids ...app.UI) *DialogView { d.P.body = flat(kids); return d }

// Foot sets its buttons, the confirming one last.
func (d *DialogView) Foot(kids ...app.UI) *DialogView { d.P.foot = flat(kids); return d }

// OnClose is told of Escape, the cross, and a press beside it.
func (d *DialogView) OnClose(h func(app.Context)) *DialogView { d.P.close = h; return d }

func (d *DialogView) stillOpen() *DialogView { d.P.still = true; return d }

// OnMount opens it.
func (d *DialogView) OnMount(app.Context) {
	if d.P.still {
		return
	}
	d.before = app.Window().Get("document").Get("activeElement")
	d.JSValue().Call("showModal")
}

// OnDismount gives the focus back.
func (d *DialogView) OnDismount() {
	if d.before != nil && d.before.Truthy() && d.before.Get("isConnected").Bool() {
		d.before.Call("focus")
	}
}

// Render draws it.
func (d *DialogView) Render() app.UI {
	p := d.P
	closer := Button(words.Say(words.Close)).Quiet().Small().Icon("close").IconOnly().OnClick(d.shut)
	kids := []app.UI{
		el("div", "dialog__head", el("h2", "dialog__title", Text(p.title)).Attr("id", p.id+"-title"), closer),
		el("div", "dialog__body", p.body...),
	}
	if len(p.foot) > 0 {
		kids = append(kids, el("div", "dialog__foot", p.foot...))
	}
	if p.still {
		return el("div", "dialog dialog--still", kids...).Attr("role", "group").Attr("aria-labelledby", p.id+"-title")
	}
	return el("dialog", "dialog", kids...).Attr("id", p.id).Attr("aria-labelledby", p.id+"-title").
		On("cancel", handle("dialog", func(ctx app.Context, e app.Event) { e.PreventDefault(); d.shut(ctx) })).
		OnClick(handle("dialog", d.beside))
}

func (d *DialogView) shut(ctx app.Context) {
	if d.P.close != nil {
		d.P.close(ctx)
	}
}

// beside closes it on a press on the backdrop, which the browser reports as a press on the dialog itself.
func (d *DialogView) beside(ctx app.Context, e app.Event) {
	if e.Get("target").Equal(d.JSValue()) {
		d.shut(ctx)
	}
}

// DialogEffect shows the counts of what will happen.
func DialogEffect(facts ...Fact) app.UI {
	kids := make([]app.UI, 0, 2*len(facts))
	for _, f := range facts {
		if f.Label != "" {
			kids = append(kids, el("dt", "", Text(f.Label)), el("dd", "", f.Value...))
		}
	}
	return el("dl", "facts dialog__effect", kids...)
}

// TypeName asks for the name before a dangerous act; compare what was typed with the name to unblock the button.
func TypeName(id, name, typed string, h func(app.Context, string)) app.UI {
	return Field(id, words.Say(words.TypeToGo, name)).Value(typed).Autocomplete("off").OnInput(h).Focus()
}

// MenuItem is one entry of a menu; an empty label draws a line.
type MenuItem struct {
	Icon, Label, Href string
	Danger            bool
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
	e := el(tag, classes("menu__item", when(item.Danger, "menu__item--danger")), iconIf(item.Icon), Text(item.Label)).Attr("role", "menuitem")
	if tag == "a" {
		return e.Attr("href", SafeHref(item.Href)).OnClick(handle("menu", func(app.Context, app.Event) { m.open = false }))
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
	items := m.JSValue().Call("querySelectorAll", `[role="menuitem"]`)
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

// ToastView is a notice of what was just done here, with Undo where it can be undone.
type ToastView struct {
	app.Compo
	P          toastProps
	over, held bool
}

type toastProps struct {
	id           string
	tone         Tone
	text, action string
	act, dismiss func(app.Context)
	hold         func(app.Context, bool)
}

// Toast makes a notice.
func Toast(tone Tone, text string, dismiss func(app.Context)) *ToastView {
	return &ToastView{P: toastProps{tone: tone, text: text, dismiss: dismiss}}
}

// Action adds a button: Undo, Again.
func (t *ToastView) Action(label string, act func(app.Context)) *ToastView {
	t.P.action, t.P.act = label, act
	return t
}

// ID tells it apart from the others that are shown.
func (t *ToastView) ID(id string) *ToastView { t.P.id = id; return t }

// OnHold is told when the pointer or the focus comes to it, and when both have left: meanwhile it must stay.
func (t *ToastView) OnHold(h func(app.Context, bool)) *ToastView { t.P.hold = h; return t }

// CompoID keeps one notice's pointer and focus from counting for the next one that takes its place.
func (t *ToastView) CompoID() string { return t.P.id }

// Render draws it.
func (t *ToastView) Render() app.UI {
	p := t.P
	kids := []app.UI{Icon(toneIcon(p.tone)), el("span", "toast__words", Text(p.text))}
	if p.action != "" {
		kids = append(kids, Button(p.action).Quiet().Small().OnClick(p.act))
	}
	if p.dismiss != nil {
		kids = append(kids, Button(words.Say(words.Dismiss)).Quiet().Small().Icon("close").IconOnly().OnClick(p.dismiss))
	}
	return el("div", classes("toast", prefixed("toast--", string(p.tone))), kids...).Attr("role", "status").
		On("mouseenter", handle("toast", func(ctx app.Context, _ app.Event) { t.keep(ctx, true, t.held) })).
		On("mouseleave", handle("toast", func(ctx app.Context, _ app.Event) { t.keep(ctx, false, t.held) })).
		On("focusin", handle("toast", func(ctx app.Context, _ app.Event) { t.keep(ctx, t.over, true) })).
		On("focusout", handle("toast", func(ctx app.Context, _ app.Event) { t.keep(ctx, t.over, false) }))
}

func (t *ToastView) keep(ctx app.Context, over, held bool) {
	t.over, t.held = over, held
	if t.P.hold != nil {
		t.P.hold(ctx, over || held)
	}
}

// FormRow sets label and words at the left of a control.
func FormRow(title, why string, control ...app.UI) app.UI {
	said := []app.UI{el("h2", "", Text(title))}
	if why != "" {
		said = append(said, el("p", "", Text(why)))
	}
	return el("div", "form__row", el("div", "form__words", said...), el("div", "form__control", control...))
}

// Form is rows of a form, sent by its submit button or by Enter.
func Form(label string, submit func(app.Context), rows ...app.UI) app.UI {
	return &form{Label: label, Submit: submit, Kids: flat(rows)}
}

type form struct {
	app.Compo
	Label  string
	Submit func(app.Context)
	Kids   []app.UI
}

func (f *form) Render() app.UI {
	return el("form", "form", f.Kids...).Attr("aria-label", f.Label).Attr("novalidate", "true").
		OnSubmit(handle("form "+f.Label, func(ctx app.Context, e app.Event) {
			e.PreventDefault()
			if f.Submit != nil {
				f.Submit(ctx)
			}
		}))
}
