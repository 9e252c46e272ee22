package ui

import (
	"memberpulse/app/ui/words"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

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
