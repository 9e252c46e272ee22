package ui

import (
	"memberpulse/app/ui/words"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// input is the one element that text is typed into. It exists because go-app leaves the typed text in place when a
// state is set to "": it then clears the element itself.
type input struct {
	app.Compo
	P     inputProps
	shown string
}

type inputProps struct {
	id, tag, class, kind, value, placeholder, complete, mode, describe string
	disabled, invalid, required, focus, readonly, selected             bool
	rows                                                               int
	onInput, onChange, onEnter                                         func(app.Context, string)
	key                                                                func(app.Context, app.Event)
	extra                                                              map[string]string
}

// CompoID keeps the text of one field from turning up in another that takes its place.
func (i *input) CompoID() string { return i.P.id }

func (i *input) OnMount(ctx app.Context) {
	i.shown = i.P.value
	if i.P.focus {
		i.JSValue().Call("focus")
	}
	if i.P.selected {
		i.JSValue().Call("select")
	}
}

func (i *input) OnUpdate(ctx app.Context) {
	if i.shown != "" && i.P.value == "" {
		ctx.Defer(func(app.Context) { i.JSValue().Set("value", "") })
	}
	i.shown = i.P.value
}

func (i *input) Render() app.UI {
	p := i.P
	e := app.Elem(p.tag).Class(p.class)
	if p.tag == "input" {
		e = e.Attr("type", p.kind)
	}
	e.Attr("id", p.id).Attr("value", p.value).Attr("disabled", p.disabled).Attr("readonly", p.readonly)
	for name, value := range map[string]string{
		"placeholder": p.placeholder, "autocomplete": p.complete, "inputmode": p.mode, "aria-describedby": p.describe,
		"aria-invalid": when(p.invalid, "true"), "aria-required": when(p.required, "true"),
	} {
		attr(e, name, value)
	}
	for name, value := range p.extra {
		attr(e, name, value)
	}
	if p.rows > 0 {
		e.Attr("rows", p.rows)
	}
	e.OnInput(handle("field "+p.id, i.input))
	e.OnChange(handle("field "+p.id, i.change))
	e.OnKeyDown(handle("field "+p.id, i.press))
	return e
}

func (i *input) input(ctx app.Context, _ app.Event) {
	if i.P.onInput == nil {
		return
	}
	value := ctx.JSSrc().Get("value").String()
	i.shown = value
	i.P.onInput(ctx, value)
}

func (i *input) change(ctx app.Context, _ app.Event) {
	if i.P.onChange != nil {
		i.P.onChange(ctx, ctx.JSSrc().Get("value").String())
	}
}

func (i *input) press(ctx app.Context, e app.Event) {
	if i.P.key != nil {
		i.P.key(ctx, e)
	}
	if i.P.onEnter != nil && e.Get("key").String() == "Enter" {
		e.PreventDefault()
		i.P.onEnter(ctx, ctx.JSSrc().Get("value").String())
	}
}

// FieldView is a label, a control, and a hint or a message below.
type FieldView struct {
	app.Compo
	P fieldProps
}

type fieldProps struct {
	label, mark, hint, state, message string
	in                                inputProps
	control                           app.UI
}

// Field makes a text field; the id must be unique on the page and stay the same.
func Field(id, label string) *FieldView {
	return &FieldView{P: fieldProps{label: label, in: inputProps{id: id, tag: "input", kind: "text", class: "field__input"}}}
}

// ControlField puts another control (a select, a secret, a copy field) under a label.
func ControlField(id, label string, control app.UI) *FieldView {
	f := Field(id, label)
	f.P.control = control
	return f
}

// Value sets the text.
func (f *FieldView) Value(value string) *FieldView { f.P.in.value = value; return f }

// Type sets the kind of input: email, url, password, number.
func (f *FieldView) Type(kind string) *FieldView { f.P.in.kind = kind; return f }

// Placeholder shows an example.
func (f *FieldView) Placeholder(text string) *FieldView { f.P.in.placeholder = text; return f }

// Autocomplete says what the browser may fill in.
func (f *FieldView) Autocomplete(what string) *FieldView { f.P.in.complete = what; return f }

// Code sets it in mono.
func (f *FieldView) Code() *FieldView {
	f.P.in.class = classes(f.P.in.class, "field__input--code")
	return f
}

// Required marks it as needed.
func (f *FieldView) Required() *FieldView {
	f.P.in.required, f.P.mark = true, words.Say(words.Required)
	return f
}

// Disabled blocks it.
func (f *FieldView) Disabled(disabled bool) *FieldView { f.P.in.disabled = disabled; return f }

// Focus puts the cursor into it when it appears.
func (f *FieldView) Focus() *FieldView { f.P.in.focus = true; return f }

// Hint says what it is for; a message takes its place.
func (f *FieldView) Hint(text string) *FieldView { f.P.hint = text; return f }

// Error says what is wrong with what was typed; an empty text is no error.
func (f *FieldView) Error(text string) *FieldView { return f.said("error", text) }

// Passed says what was found in order; an empty text says nothing.
func (f *FieldView) Passed(text string) *FieldView { return f.said("ok", text) }

// Checking says what is being asked; an empty text says nothing.
func (f *FieldView) Checking(text string) *FieldView { return f.said("busy", text) }

func (f *FieldView) said(state, text string) *FieldView {
	if text != "" {
		f.P.state, f.P.message = state, text
	}
	return f
}

// OnInput is told of every change while typing.
func (f *FieldView) OnInput(h func(app.Context, string)) *FieldView { f.P.in.onInput = h; return f }

// OnChange is told when the field is left.
func (f *FieldView) OnChange(h func(app.Context, string)) *FieldView { f.P.in.onChange = h; return f }

// state shows a look that only a pointer or the keyboard would bring; for the gallery.
func (f *FieldView) look(mod string) *FieldView { f.P.in.class = classes(f.P.in.class, mod); return f }

// Render draws it.
func (f *FieldView) Render() app.UI {
	p := f.P
	label := []app.UI{Text(p.label)}
	if p.mark != "" {
		label = append(label, el("span", "field__mark", Text(p.mark)))
	}
	describe := p.in.id + "-note"
	in := p.in
	in.invalid = p.state == "error"
	if p.message != "" || p.hint != "" {
		in.describe = describe
	}
	control := p.control
	if control == nil {
		control = &input{P: in}
	}
	kids := []app.UI{el("label", "field__label", label...).Attr("for", p.in.id), control}
	switch {
	case p.message != "":
		icon := map[string]string{"error": "bad", "ok": "ok", "busy": "run"}[p.state]
		kids = append(kids, el("p", "field__message", Icon(icon), el("span", "", Text(p.message))).Attr("id", describe).Attr("aria-live", "polite"))
	case p.hint != "":
		kids = append(kids, el("p", "field__hint", Text(p.hint)).Attr("id", describe))
	}
	return attr(el("div", "field", kids...), "data-state", p.state)
}
