package state

import (
	"sync"
	"time"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// settled is how long nothing must be on its way before the page counts as ready: what is drawn may ask for more.
const settled = 40 * time.Millisecond

var ready struct {
	sync.Mutex
	path   string
	visit  int
	flying int
	then   func() // once the page is ready
}

// Navigated says that the page at path begins; data-ready goes until its first data is drawn.
func Navigated(path string) {
	ready.Lock()
	if ready.path == path {
		ready.Unlock()
		return
	}
	ready.path, ready.flying, ready.then = path, 0, nil
	ready.visit++
	visit := ready.visit
	ready.Unlock()
	if app.IsClient {
		root().Call("removeAttribute", "data-ready")
	}
	later(visit)
}

// begin counts a request of the page that is shown now; the function it returns counts its answer.
func begin() func() {
	ready.Lock()
	ready.flying++
	visit := ready.visit
	ready.Unlock()
	if app.IsClient {
		root().Call("removeAttribute", "data-ready")
	}
	return sync.OnceFunc(func() {
		ready.Lock()
		if visit != ready.visit {
			ready.Unlock()
			return
		}
		ready.flying--
		ready.Unlock()
		later(visit)
	})
}

// WhenReady calls f once all that the page asked for is drawn; a page that comes before that drops it.
func WhenReady(f func()) {
	ready.Lock()
	ready.then = f
	visit := ready.visit
	ready.Unlock()
	later(visit)
}

func later(visit int) {
	if app.IsServer {
		return
	}
	time.AfterFunc(settled, func() {
		ready.Lock()
		defer ready.Unlock()
		if visit != ready.visit || ready.flying != 0 {
			return
		}
		if then := ready.then; then != nil {
			ready.then = nil
			then()
		}
		root().Get("dataset").Set("ready", ready.path)
	})
}

func root() app.Value { return app.Window().Get("document").Get("documentElement") }

// Announce speaks a text to screen readers through the one announcer of the shell.
func Announce(text string) {
	if app.IsServer {
		return
	}
	if el := app.Window().GetElementByID("announcer"); el.Truthy() {
		el.Set("textContent", text)
	}
}

// Now is the browser's time, for the relative times of one render.
func Now() time.Time { return time.Now() }
