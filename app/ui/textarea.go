package ui

import (
	"memberpulse/app/ui/words"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// TextareaView takes long text, typed, pasted, or read from a file dropped on it.
type TextareaView struct {
	app.Compo
	P    textareaProps
	over bool
}

type textareaProps struct {
	label, hint, message, state, accept string
	in                                  inputProps
	onFile                              func(ctx app.Context, name, text string)
}

// Textarea makes a text area; the id must be unique on the page and stay the same.
func Textarea(id, label string) *TextareaView {
	return &TextareaView{P: textareaProps{label: label, in: inputProps{id: id, tag: "textarea", class: "textarea__input", extra: map[string]string{"spellcheck": "false"}}}}
}

// Value sets the text.
func (t *TextareaView) Value(value string) *TextareaView { t.P.in.value = value; return t }

// Placeholder shows an example.
func (t *TextareaView) Placeholder(text string) *TextareaView { t.P.in.placeholder = text; return t }

// Hint says what it is for; a message takes its place.
func (t *TextareaView) Hint(text string) *TextareaView { t.P.hint = text; return t }

// Error says what is wrong with the text.
func (t *TextareaView) Error(text string) *TextareaView {
	if text != "" {
		t.P.state, t.P.message, t.P.in.invalid = "error", text, true
	}
	return t
}

// Passed says what was found in order.
func (t *TextareaView) Passed(text string) *TextareaView {
	if text != "" {
		t.P.state, t.P.message = "ok", text
	}
	return t
}

// OnInput is told of every change.
func (t *TextareaView) OnInput(h func(app.Context, string)) *TextareaView {
	t.P.in.onInput = h
	return t
}

// OnFile lets files in, of the kinds that accept names (".pem,.xml"); they are read in the browser.
func (t *TextareaView) OnFile(accept string, h func(ctx app.Context, name, text string)) *TextareaView {
	t.P.accept, t.P.onFile = accept, h
	return t
}

// Render draws it.
func (t *TextareaView) Render() app.UI {
	p := t.P
	in := p.in
	note := in.id + "-note"
	if p.message != "" || p.hint != "" {
		in.describe = note
	}
	box := el("div", "textarea", append([]app.UI{&input{P: in}}, t.foot()...)...)
	attr(box, "data-state", boxState(t.over, p.state))
	if p.onFile != nil {
		box.On("dragover", handle("drop", t.dragOver)).On("dragleave", handle("drop", t.dragLeave)).On("drop", handle("drop", t.drop))
	}
	kids := []app.UI{el("label", "field__label", Text(p.label)).Attr("for", in.id), box}
	switch {
	case p.message != "":
		icon := map[string]string{"error": "bad", "ok": "ok"}[p.state]
		kids = append(kids, el("p", "field__message", Icon(icon), el("span", "", Text(p.message))).Attr("id", note))
	case p.hint != "":
		kids = append(kids, el("p", "field__hint", Text(p.hint)).Attr("id", note))
	}
	return attr(el("div", "field", kids...), "data-state", p.state)
}

func boxState(over bool, state string) string {
	if over {
		return "drag"
	}
	return when(state == "error", "error")
}

func (t *TextareaView) foot() []app.UI {
	if t.P.onFile == nil {
		return nil
	}
	if t.over {
		return []app.UI{el("div", "textarea__foot", el("span", "", Text(words.Say(words.LetGo))))}
	}
	file := el("input", "visually-hidden").Attr("type", "file").Attr("accept", t.P.accept).OnChange(handle("file", t.picked))
	return []app.UI{el("div", "textarea__foot", el("span", "", Text(words.Say(words.DropFile))),
		el("label", "textarea__file link", Text(words.Say(words.ChooseFile)), file))}
}

func (t *TextareaView) dragOver(_ app.Context, e app.Event) { e.PreventDefault(); t.over = true }

func (t *TextareaView) dragLeave(app.Context, app.Event) { t.over = false }

func (t *TextareaView) drop(ctx app.Context, e app.Event) {
	e.PreventDefault()
	t.over = false
	t.read(ctx, e.Get("dataTransfer").Get("files"))
}

func (t *TextareaView) picked(ctx app.Context, e app.Event) {
	t.read(ctx, e.Get("target").Get("files"))
}

// read takes the first file's text; a file over a megabyte is not text that anyone means to paste.
func (t *TextareaView) read(ctx app.Context, files app.Value) {
	if !files.Truthy() || files.Length() == 0 || t.P.onFile == nil {
		return
	}
	file := files.Index(0)
	if file.Get("size").Int() > 1<<20 {
		t.P.onFile(ctx, file.Get("name").String(), "")
		return
	}
	name := file.Get("name").String()
	file.Call("text").Then(func(v app.Value) {
		text := v.String()
		ctx.Dispatch(func(ctx app.Context) { t.P.onFile(ctx, name, text) })
	})
}

// SecretView is a secret that is written, never read: dots and the last four.
type SecretView struct {
	app.Compo
	P secretProps
}

type secretProps struct {
	id, label, lastFour, meta, hint, problem, value string
	stored, editing                                 bool
	edit                                            func(app.Context)
	input                                           func(app.Context, string)
}

// Secret makes a secret field.
func Secret(id, label string) *SecretView { return &SecretView{P: secretProps{id: id, label: label}} }

// Stored says that one is kept, its last four characters, and since when.
func (s *SecretView) Stored(lastFour, meta string) *SecretView {
	s.P.stored, s.P.lastFour, s.P.meta = true, lastFour, meta
	return s
}

// Editing swaps in a password input for a new one.
func (s *SecretView) Editing(editing bool, value string) *SecretView {
	s.P.editing, s.P.value = editing, value
	return s
}

// Hint says what happens to the old one.
func (s *SecretView) Hint(text string) *SecretView { s.P.hint = text; return s }

// Error says what is wrong with the new one.
func (s *SecretView) Error(text string) *SecretView { s.P.problem = text; return s }

// OnEdit is told that a new one is to be set.
func (s *SecretView) OnEdit(h func(app.Context)) *SecretView { s.P.edit = h; return s }

// OnInput is told of what is typed.
func (s *SecretView) OnInput(h func(app.Context, string)) *SecretView { s.P.input = h; return s }

// Render draws it.
func (s *SecretView) Render() app.UI {
	p := s.P
	if p.editing {
		f := Field(p.id, p.label).Type("password").Autocomplete("off").Value(p.value).Placeholder(words.Say(words.PasteNew)).
			Hint(p.hint).Error(p.problem).OnInput(p.input).Code()
		return f
	}
	mask := el("span", "secret__mask", el("span", "", Text(words.Say(words.NotSet))))
	label := words.Say(words.Set)
	if p.stored {
		mask = el("span", "secret__mask", el("span", "", Text("••••••••")).Attr("aria-hidden", "true"), Text(p.lastFour+" "),
			el("span", "secret__meta", Text(p.meta)))
		label = words.Say(words.Replace)
	}
	kids := []app.UI{
		el("span", "field__label", Text(p.label)),
		el("div", "secret", mask, If(p.edit != nil, func() app.UI { return Button(label).Quiet().Small().OnClick(p.edit) })),
	}
	if p.hint != "" {
		kids = append(kids, el("p", "field__hint", Text(p.hint)))
	}
	return el("div", "field", kids...)
}
