package shell

import (
	"strconv"
	"time"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"memberpulse/app/ui"
)

const (
	toastStays  = 6 * time.Second
	toastOffers = 12 * time.Second // with something to press in it
)

type toast struct {
	id     int
	tone   ui.Tone
	text   string
	action string
	act    func(app.Context)

	held bool // the pointer or the focus is on it
	late bool // its time ended while it was held
}

// toasts is what was just done in this tab. It is used from the page's own turn and from answers that land, so the
// frames are woken through their own contexts.
var toasts = &shelf{}

type shelf struct {
	list  []*toast
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
		t := &toast{id: toasts.next, tone: tone, text: text, action: action, act: act}
		toasts.list = append(toasts.list, t)
		toasts.expire(ctx, t)
	})
}

// watch makes the frame the one that shows them. Their time starts anew, since a timer ends with the frame that set it.
func (s *shelf) watch(ctx app.Context) {
	s.frame, s.here = ctx, true
	for _, t := range s.list {
		t.held, t.late = false, false
		s.expire(ctx, t)
	}
}

// expire takes a toast away after a while; one that tells of a failure stays until it is dismissed.
func (s *shelf) expire(ctx app.Context, t *toast) {
	stays := toastStays
	switch {
	case t.tone == ui.ToneBad:
		return
	case t.action != "":
		stays = toastOffers
	}
	ctx.After(stays, func(app.Context) {
		if t.late = t.held; !t.late {
			s.drop(t.id)
		}
	})
}

// hold keeps a toast that is being read or pressed; let go, it has its time again if that had ended.
func (s *shelf) hold(t *toast, held bool) {
	t.held = held
	if !held && t.late {
		t.late = false
		s.expire(s.frame, t)
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
		view := ui.Toast(t.tone, t.text, func(app.Context) { s.drop(t.id) }).ID("toast-" + strconv.Itoa(t.id)).
			OnHold(func(_ app.Context, held bool) { s.hold(t, held) })
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
