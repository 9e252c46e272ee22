package ui

import (
	"time"

	"memberpulse/app/ui/words"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// CopyView is a value of ours to carry elsewhere.
type CopyView struct {
	app.Compo
	P      copyProps
	copied bool
	byHand words.Key // why it must be copied by hand; "" while it need not
}

type copyProps struct {
	value, shown, what, label string
	inline, button            bool
}

// Copy makes a copy field; what names the value for screen readers: "Copy" + what.
func Copy(value, what string) *CopyView {
	return &CopyView{P: copyProps{value: value, shown: value, what: what}}
}

// CopyID is an id in a line of text, shortened, with a copy button.
func CopyID(id string) *CopyView {
	return &CopyView{P: copyProps{value: id, shown: words.Short(id), what: "id", inline: true}}
}

// CopyButton is a quiet button that copies something long: a payload, a command.
func CopyButton(label, value string) *CopyView {
	return &CopyView{P: copyProps{value: value, what: label, label: label, button: true}}
}

// Inline sets it into a line of text.
func (c *CopyView) Inline() *CopyView { c.P.inline = true; return c }

// Render draws it.
func (c *CopyView) Render() app.UI {
	icon, label, name := "copy", words.Say(words.Copy), words.Say(words.CopyOf, c.P.what)
	if c.copied {
		icon, label, name = "check", words.Say(words.Copied), words.Say(words.CopiedOf, c.P.what)
	}
	if c.P.button {
		if !c.copied {
			label = c.P.label
		}
		return el("span", "", el("button", "button button--quiet button--small", Icon(icon), Text(label)).Attr("type", "button").OnClick(handle("copy", c.copy)), c.dialog())
	}
	button := el("button", "copy__button", Icon(icon)).Attr("type", "button").Attr("aria-label", name).OnClick(handle("copy", c.copy))
	value := "span"
	class := "copy"
	if c.P.inline {
		value, class = "code", "copy copy--inline"
	} else {
		button.Body(Icon(icon), Text(label))
	}
	return attr(el("span", class, el(value, "copy__value", Text(c.P.shown)).Attr("title", c.P.value), button, c.dialog()), "data-state", when(c.copied, "copied"))
}

// dialog offers the value selected where the browser keeps its clipboard closed.
func (c *CopyView) dialog() app.UI {
	if c.byHand == "" {
		return nil
	}
	in := inputProps{
		id: "copy-by-hand-value", tag: "textarea", class: "textarea__input", value: c.P.value, readonly: true, focus: true, selected: true,
		rows: 3, extra: map[string]string{"aria-label": c.P.what, "spellcheck": "false"},
	}
	return Dialog("copy-by-hand", words.Say(words.CopyByHand)).OnClose(func(app.Context) { c.byHand = "" }).
		Body(P(Text(words.Say(c.byHand))), el("div", "textarea", &input{P: in}))
}

func (c *CopyView) copy(ctx app.Context, _ app.Event) {
	board := app.Window().Get("navigator").Get("clipboard")
	if !board.Truthy() {
		c.byHand = words.CopyNoHTTPS
		return
	}
	var took, refused app.Func
	settled := func(then func(app.Context)) app.Func {
		return app.FuncOf(func(app.Value, []app.Value) any {
			took.Release()
			refused.Release()
			ctx.Dispatch(then)
			return nil
		})
	}
	took = settled(func(ctx app.Context) {
		c.copied = true
		ctx.After(2*time.Second, func(app.Context) { c.copied = false })
	})
	refused = settled(func(app.Context) { c.byHand = words.CopyRefused })
	board.Call("writeText", c.P.value).Call("then", took, refused)
}
