package browser

import (
	"strconv"
	"testing"

	"memberpulse/e2e/program"
)

// peopleDone is how many of the 900 people the screen says to have come, or -1.
const peopleDone = `Number((document.querySelector("main").innerText.match(/([\d,]+)\s+of\s+900\b/) || [0, "-1"])[1].replace(",", ""))`

// A first sync is watched: how many of how many, how fast, how long yet; and it goes on where it was after a reload.
func TestAFirstSyncIsWatched(t *testing.T) {
	_, b := field(t)
	d := program.StartDemo(t) // its own, at its beginning: that of the others may be over when this test has its turn
	w := cast{d, b}.window(t, cast{d, b}.admin(t, "kestrel-robotics.example"))
	w.Visit(d.URL + "/directory")
	told := peopleDone + ` > 0 && /a second/.test(document.querySelector("main").innerText) && /about .* left/.test(document.querySelector("main").innerText)`
	w.Until("people, rate and time left", told)
	before := Eval[int](w, peopleDone)
	w.Until("it moves while one looks on", peopleDone+` > `+strconv.Itoa(before))
	w.Visit(d.URL + "/directory")
	w.Until("people, rate and time left after a reload", told)
	if after := Eval[int](w, peopleDone); after <= before || after >= 900 {
		t.Errorf("%d of 900 before the reload, %d after", before, after)
	}
}
