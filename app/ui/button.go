package ui

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// ButtonView is a button, or a link that looks like one.
type ButtonView struct {
	app.Compo
	P buttonProps
}

type buttonProps struct {
	label, kind, size, icon, after, href, id, why, verb, mod string
	busy, disabled, submit, iconOnly                         bool
	click                                                    func(app.Context)
}

// Button makes a button. One primary per view; a blocked one stays visible with its reason beside it (Why).
func Button(label string) *ButtonView { return &ButtonView{P: buttonProps{label: label}} }

// Primary makes it the one main action of the view.
func (b *ButtonView) Primary() *ButtonView { b.P.kind = "primary"; return b }

// Quiet makes it a minor action.
func (b *ButtonView) Quiet() *ButtonView { b.P.kind = "quiet"; return b }

// Danger makes it the confirmation of a destructive act.
func (b *ButtonView) Danger() *ButtonView { b.P.kind = "danger"; return b }

// DangerQuiet makes it the way into a destructive act.
func (b *ButtonView) DangerQuiet() *ButtonView { b.P.kind = "danger-quiet"; return b }

// Small fits it into tables, bars and banners.
func (b *ButtonView) Small() *ButtonView { b.P.size = "small"; return b }

// Icon sets an icon before the label.
func (b *ButtonView) Icon(name string) *ButtonView { b.P.icon = name; return b }

// After sets an icon behind the label.
func (b *ButtonView) After(name string) *ButtonView { b.P.after = name; return b }

// IconOnly shows the icon alone; the label becomes its name.
func (b *ButtonView) IconOnly() *ButtonView { b.P.iconOnly = true; return b }

// Busy says that the work runs; the verb replaces the label (Saving). Presses are ignored meanwhile.
func (b *ButtonView) Busy(busy bool, verb string) *ButtonView {
	b.P.busy, b.P.verb = busy, verb
	return b
}

// Disabled blocks it.
func (b *ButtonView) Disabled(disabled bool) *ButtonView { b.P.disabled = disabled; return b }

// Why names the element that says why it is blocked.
func (b *ButtonView) Why(id string) *ButtonView { b.P.why = id; return b }

// Href makes it a link.
func (b *ButtonView) Href(href string) *ButtonView { b.P.href = href; return b }

// Submit makes it send its form.
func (b *ButtonView) Submit() *ButtonView { b.P.submit = true; return b }

// ID names it.
func (b *ButtonView) ID(id string) *ButtonView { b.P.id = id; return b }

// OnClick sets what it does.
func (b *ButtonView) OnClick(f func(app.Context)) *ButtonView { b.P.click = f; return b }

// Class adds a class of the shell's own, such as the one that shows it on phones only.
func (b *ButtonView) Class(name string) *ButtonView { b.P.mod = classes(b.P.mod, name); return b }

// state shows a look that only a pointer or the keyboard would bring; for the gallery.
func (b *ButtonView) state(mod string) *ButtonView { b.P.mod = mod; return b }

// Render draws it.
func (b *ButtonView) Render() app.UI {
	p := b.P
	tag := "button"
	if p.href != "" && !p.disabled {
		tag = "a"
	}
	e := el(tag, classes("button", prefixed("button--", p.kind), prefixed("button--", p.size),
		when(p.iconOnly, "button--icon"), p.mod), b.inside()...)
	if tag == "a" {
		e.Attr("href", SafeHref(p.href))
	} else {
		e.Attr("type", map[bool]string{true: "submit", false: "button"}[p.submit])
		e.Attr("disabled", p.disabled)
	}
	if p.busy {
		e.Attr("aria-busy", "true")
	}
	if p.iconOnly {
		e.Attr("aria-label", p.label)
	}
	attr(attr(e, "id", p.id), "aria-describedby", p.why)
	if p.click != nil {
		e.OnClick(handle("button "+p.label, b.click))
	}
	return e
}

func (b *ButtonView) inside() []app.UI {
	p := b.P
	label := p.label
	if p.busy && p.verb != "" {
		label = p.verb
	}
	var kids []app.UI
	if p.icon != "" {
		kids = append(kids, Icon(p.icon))
	}
	if !p.iconOnly {
		kids = append(kids, Text(label))
	}
	if p.after != "" {
		kids = append(kids, Icon(p.after))
	}
	return kids
}

func (b *ButtonView) click(ctx app.Context, _ app.Event) {
	if b.P.busy || b.P.disabled || b.P.click == nil {
		return
	}
	b.P.click(ctx)
}

func prefixed(prefix, s string) string {
	if s == "" {
		return ""
	}
	return prefix + s
}

// Link is a link in running text.
func Link(label, href string) app.UI { return LinkOf(href, Text(label)) }

// LinkOf is a link in running text with what stands in it.
func LinkOf(href string, kids ...app.UI) app.UI {
	return el("a", "link", kids...).Attr("href", SafeHref(href))
}

// LinkOut is a link that leaves MemberPulse, in a tab of its own.
func LinkOut(label, href string) app.UI {
	return el("a", "link link--out", Text(label)).Attr("href", SafeHref(href)).Attr("target", "_blank").Attr("rel", "noopener noreferrer")
}

// RowLink makes the whole row of a table or list the target; it stands in the row's title cell.
func RowLink(href string, kids ...app.UI) app.UI {
	return el("a", "link--row", kids...).Attr("href", SafeHref(href))
}

// ActionLink looks like a link and acts like a button.
func ActionLink(label string, f func(app.Context)) app.UI {
	return &actionLink{Label: label, Click: f}
}

type actionLink struct {
	app.Compo
	Label string
	Click func(app.Context)
}

func (a *actionLink) Render() app.UI {
	return el("button", "link", Text(a.Label)).Attr("type", "button").
		OnClick(handle("link "+a.Label, func(ctx app.Context, _ app.Event) { a.Click(ctx) }))
}
