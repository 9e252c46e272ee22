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
