package ui

import (
	"sort"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Rows are drawn anew by their place in the table: what was the third row's element is the fourth row's once a row has
// come before it. So the keyboard, and the row that stands at the top of the window, are kept by the rows' ids.

// placeIn remembers which row of a table has the keyboard and, further down than the top of the page, where the first row
// in sight stands; what it returns brings both back.
func placeIn(frame app.Value) (back func()) {
	if !frame.Truthy() {
		return func() {}
	}
	keyboard, sight := keyboardIn(frame), sightOf(frame)
	return func() {
		sight()
		keyboard()
	}
}

// stops are what the keyboard reaches in a row.
const stops = "a, button, input, select"

func keyboardIn(frame app.Value) (back func()) {
	active := app.Window().Get("document").Get("activeElement")
	row := closestRow(frame, active)
	if !row.Truthy() {
		return func() {}
	}
	id, all, nth := row.Get("id").String(), row.Call("querySelectorAll", stops), -1
	for i := range all.Length() {
		if all.Index(i).Equal(active) {
			nth = i
		}
	}
	return func() {
		row := app.Window().GetElementByID(id)
		if nth < 0 || !row.Truthy() {
			return
		}
		if stop := row.Call("querySelectorAll", stops).Index(nth); stop.Truthy() && !stop.Equal(app.Window().Get("document").Get("activeElement")) {
			focusStill(stop)
		}
	}
}

func closestRow(frame, e app.Value) app.Value {
	if !e.Truthy() || !frame.Call("contains", e).Bool() {
		return app.Null()
	}
	return e.Call("closest", "tr[id]")
}

func focusStill(e app.Value) { e.Call("focus", map[string]any{"preventScroll": true}) }

// sightOf remembers where the first row in sight stands.
func sightOf(frame app.Value) (back func()) {
	if app.Window().Get("scrollY").Int() == 0 {
		return func() {}
	}
	rows := frame.Call("querySelectorAll", "tbody tr[id]")
	first := sort.Search(rows.Length(), func(i int) bool { return topOf(rows.Index(i)) >= barHeight })
	if first == rows.Length() {
		return func() {}
	}
	id, top := rows.Index(first).Get("id").String(), topOf(rows.Index(first))
	return func() {
		if row := app.Window().GetElementByID(id); row.Truthy() {
			if moved := topOf(row) - top; moved != 0 {
				app.Window().Call("scrollBy", 0, moved)
			}
		}
	}
}

// barHeight is what the bar of the page and a table's head cover of a list at least.
const barHeight = 80

func topOf(e app.Value) float64 { return e.Call("getBoundingClientRect").Get("top").Float() }

// rewind goes to the first row of a table: into sight, and with the keyboard.
func rewind(frame app.Value) {
	if !frame.Truthy() {
		return
	}
	if topOf(frame) < 0 {
		frame.Call("scrollIntoView", map[string]any{"block": "start", "behavior": "instant"})
	}
	if first := frame.Call("querySelector", "tbody tr[id] :is("+stops+")"); first.Truthy() {
		focusStill(first)
	}
}
