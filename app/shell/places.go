package shell

import (
	"encoding/json"
	"strconv"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"memberpulse/app/state"
	"memberpulse/app/ui"
)

// places knows how far each entry of this tab's history was scrolled, so that Back leads to where a list was left. The
// browser cannot: it looks for the place before the list is there.
type places struct {
	at   map[string]int
	here string // the entry that is shown
	y    int
}

const placesKept = "places" // in the storage of the tab, over a reload

// arrive takes down where the entry was left that was shown until now, and tells where the one that is shown now stood;
// known is false for one that is new, and for one that is shown already.
func (p *places) arrive() (y int, known bool) {
	if app.IsServer {
		return 0, false
	}
	if p.at == nil {
		p.hear()
	}
	e := entry()
	if e != "" && e == p.here {
		return 0, false
	}
	if p.here != "" {
		p.at[p.here] = p.y
	}
	if p.here = e; e != "" {
		y, known = p.at[e]
	} else {
		p.here = strconv.FormatInt(state.Now().UnixNano(), 36)
		app.Window().Get("history").Call("replaceState", map[string]any{"place": p.here}, "")
	}
	p.y = y
	return y, known
}

// entry is the entry of the history that the address stands for, if it was here before.
func entry() string {
	if s := app.Window().Get("history").Get("state"); s.Truthy() && s.Get("place").Truthy() {
		return s.Get("place").String()
	}
	return ""
}

// hear follows the scrolling, and keeps the places over a reload.
func (p *places) hear() {
	window := app.Window()
	window.Get("history").Set("scrollRestoration", "manual")
	p.at = map[string]int{}
	ui.Safely("places", func() {
		if kept := window.Get("sessionStorage").Call("getItem", placesKept); kept.Truthy() {
			if err := json.Unmarshal([]byte(kept.String()), &p.at); err != nil || p.at == nil {
				p.at = map[string]int{}
			}
		}
	})
	window.Call("addEventListener", "scroll", app.FuncOf(func(app.Value, []app.Value) any {
		if entry() == p.here { // between two entries the page grows and shrinks, which is nobody's scrolling
			p.y = window.Get("scrollY").Int()
		}
		return nil
	}), map[string]any{"passive": true})
	window.Call("addEventListener", "pagehide", app.FuncOf(func(app.Value, []app.Value) any {
		p.at[p.here] = p.y
		ui.Safely("places", func() { // a browser may keep nothing
			if kept, err := json.Marshal(p.at); err == nil {
				window.Get("sessionStorage").Call("setItem", placesKept, string(kept))
			}
		})
		return nil
	}))
}
