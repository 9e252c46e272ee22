package shell

import (
	"time"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"memberpulse/app/ui"
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
		toasts.expire(ctx, id, tone)
	})
}

// watch makes the frame the one that shows them. Their time starts anew, since a timer ends with the frame that set it.
func (s *shelf) watch(ctx app.Context) {
	s.frame, s.here = ctx, true
	for _, t := range s.list {
		s.expire(ctx, t.id, t.tone)
	}
}

// expire takes a toast away after a while; one that tells of a failure stays until it is dismissed.
func (s *shelf) expire(ctx app.Context, id int, tone ui.Tone) {
	if tone != ui.ToneBad {
		ctx.After(toastStays, func(app.Context) { s.drop(id) })
	}
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
			view.Action(t.action, func(app.Context) {
				s.drop(t.id)
				s.frame.Dispatch(t.act) // not the toast's own context: it goes with the toast, and answers would land nowhere
			})
		}
		kids[i] = view
	}
	return div("toasts", kids...)
}
