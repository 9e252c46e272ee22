package shell

import (
	"memberpulse/app/ui"
	"time"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

const toastStays = 6 * time.Second

type toast struct {
	id     int
	tone   ui.Tone
	text   string
	action string
	act    func(app.Context)
}

// toasts is what was just done in this tab. It is used from the page's own turn and from answers that land, so the
// frames are woken through their own contexts.
var toasts = &shelf{}

type shelf struct {
	list  []toast
	next  int
	frame app.Context
	here  bool
}

// Notify says in a corner what was just done here; for what is done elsewhere there are banners.
func Notify(tone ui.Tone, text string) { NotifyAction(tone, text, "", nil) }

// NotifyAction adds a button: Undo, Again.
func NotifyAction(tone ui.Tone, text, action string, act func(app.Context)) {
	if !toasts.here {
		return
	}
	toasts.frame.Dispatch(func(ctx app.Context) {
		toasts.next++
		id := toasts.next
		toasts.list = append(toasts.list, toast{id, tone, text, action, act})
		if tone != ui.ToneBad {
			ctx.After(toastStays, func(app.Context) { toasts.drop(id) })
		}
	})
}

// watch makes the frame the one that shows them.
func (s *shelf) watch(ctx app.Context) func() {
	s.frame, s.here = ctx, true
	return func() {}
}

func (s *shelf) drop(id int) {
	for i, t := range s.list {
		if t.id == id {
			s.list = append(s.list[:i:i], s.list[i+1:]...)
			return
		}
	}
}

func (s *shelf) render() app.UI {
	kids := make([]app.UI, len(s.list))
	for i, t := range s.list {
		view := ui.Toast(t.tone, t.text, func(app.Context) { s.drop(t.id) })
		if t.action != "" {
			view.Action(t.action, func(ctx app.Context) {
				s.drop(t.id)
				t.act(ctx)
			})
		}
		kids[i] = view
	}
	return div("toasts", kids...)
}
