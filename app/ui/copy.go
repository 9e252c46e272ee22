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

// Shown sets other words to show in place of the value.
func (c *CopyView) Shown(shown string) *CopyView { c.P.shown = shown; return c }

// Inline sets it into a line of text.
func (c *CopyView) Inline() *CopyView { c.P.inline = true; return c }

// Render draws it.
func (c *CopyView) Render() app.UI {
	icon, label := "copy", words.Say(words.Copy)
	if c.copied {
		icon, label = "check", words.Say(words.Copied)
	}
	if c.P.button {
		if !c.copied {
			label = c.P.label
		}
		return el("button", "button button--quiet button--small", Icon(icon), Text(label)).Attr("type", "button").OnClick(handle("copy", c.copy))
	}
	button := el("button", "copy__button", Icon(icon)).Attr("type", "button").Attr("aria-label", label+" "+c.P.what).OnClick(handle("copy", c.copy))
	value := "span"
	class := "copy"
	if c.P.inline {
		value, class = "code", "copy copy--inline"
	} else {
		button.Body(Icon(icon), Text(label))
	}
	return attr(el("span", class, el(value, "copy__value", Text(c.P.shown)).Attr("title", c.P.value), button), "data-state", when(c.copied, "copied"))
}

func (c *CopyView) copy(ctx app.Context, _ app.Event) {
	board := app.Window().Get("navigator").Get("clipboard")
	if !board.Truthy() {
		OnPanic("copy", "this browser gives no clipboard to pages without https")
		return
	}
	board.Call("writeText", c.P.value).Then(func(app.Value) {
		ctx.Dispatch(func(ctx app.Context) {
			c.copied = true
			ctx.After(2*time.Second, func(app.Context) { c.copied = false })
		})
	})
}
