package shell

import (
	"slices"
	"time"

	"memberpulse/app/ui"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

func el(tag, class string, kids ...app.UI) app.HTMLElem {
	e := app.Elem(tag)
	if class != "" {
		e.Class(class)
	}
	return e.Body(app.FilterUIElems(slices.Clone(kids)...)...)
}

func div(class string, kids ...app.UI) app.HTMLElem { return el("div", class, kids...) }

func hidden(s string) app.UI { return ui.Hidden(s) }

// focusSoon focuses what the next render shows: until then it is hidden, and cannot have the focus.
func focusSoon(ctx app.Context, id string, tries int) {
	focus(id)
	if tries > 0 && app.IsClient && app.Window().Get("document").Get("activeElement").Get("id").String() != id {
		ctx.After(20*time.Millisecond, func(ctx app.Context) { focusSoon(ctx, id, tries-1) })
	}
}

// focus puts the keyboard at an element, without scrolling to it.
func focus(id string) {
	if app.IsServer {
		return
	}
	if e := app.Window().GetElementByID(id); e.Truthy() {
		e.Call("focus", map[string]any{"preventScroll": true})
	}
}

// Focus puts the keyboard at what the next render shows: what had it may be gone then.
func Focus(ctx app.Context, id string) {
	ctx.Defer(func(ctx app.Context) { focusSoon(ctx, id, 25) })
}

// busyKeys reports whether Escape belongs to something else: a dialog, an open menu, or a field that is typed in.
func busyKeys() bool {
	document := app.Window().Get("document")
	return document.Call("querySelector", "dialog[open], [aria-expanded=true], input:focus, textarea:focus, select:focus").Truthy()
}

// onKey hears the keyboard of the whole page until it is stopped.
func onKey(ctx app.Context, f func(app.Context, app.Event)) func() {
	if app.IsServer {
		return func() {}
	}
	document := app.Window().Get("document")
	fn := app.FuncOf(func(_ app.Value, args []app.Value) any {
		e := app.Event{Value: args[0]}
		// Prevented here and now: a dispatched handler would be too late for the browser's own shortcut.
		if (e.Get("ctrlKey").Bool() || e.Get("metaKey").Bool()) && (e.Get("key").String() == "k" || e.Get("key").String() == "K") {
			e.PreventDefault()
		}
		if search := searchFor(e); search.Truthy() {
			e.PreventDefault()
			search.Call("focus")
			search.Call("select")
		}
		ctx.Dispatch(func(ctx app.Context) { ui.Safely("keyboard", func() { f(ctx, e) }) })
		return nil
	})
	document.Call("addEventListener", "keydown", fn)
	return func() {
		document.Call("removeEventListener", "keydown", fn)
		fn.Release()
	}
}

// searchFor is the page's search if a key asks for it: a slash that is typed nowhere.
func searchFor(e app.Event) app.Value {
	typed := e.Get("target").Call("closest", "input, textarea, select, [contenteditable]").Truthy()
	if e.Get("key").String() != "/" || typed || e.Get("ctrlKey").Bool() || e.Get("metaKey").Bool() || e.Get("altKey").Bool() {
		return app.Null()
	}
	document := app.Window().Get("document")
	if document.Call("querySelector", "dialog[open]").Truthy() {
		return app.Null()
	}
	return document.Call("querySelector", "main input[type=search]")
}

// drawEvery draws the page of ctx anew now and then until it is stopped, since its times are relative. A hidden tab rests;
// it is drawn when it is seen again, as its stream comes back.
func drawEvery(ctx app.Context, every time.Duration) func() {
	if app.IsServer {
		return func() {}
	}
	over := make(chan struct{})
	go func() {
		tick := time.NewTicker(every)
		defer tick.Stop()
		for {
			select {
			case <-over:
				return
			case <-tick.C:
				if !app.Window().Get("document").Get("hidden").Bool() {
					ctx.Update()
				}
			}
		}
	}()
	return func() { close(over) }
}
