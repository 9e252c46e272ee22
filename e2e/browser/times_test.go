package browser

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// steered lets a test move the clocks of a page on with pass(seconds). Between that they go as they do, so that nothing ends
// because the machine was slow.
const steered = `(() => {
	const now = performance.now.bind(performance), at = Date.prototype.getTime, later = window.setTimeout, never = window.clearTimeout
	const waiting = new Map()
	let ahead = 0
	performance.now = () => now() + ahead
	Date.prototype.getTime = function () { return at.call(this) + ahead }
	window.setTimeout = (f, ms, ...rest) => {
		const run = () => { waiting.delete(id); f(...rest) }
		const id = later(run, ms)
		waiting.set(id, { due: performance.now() + ms, run })
		return id
	}
	window.clearTimeout = id => { waiting.delete(id); never(id) }
	window.pass = seconds => {
		ahead += 1000 * seconds
		for (const [id, t] of [...waiting]) if (waiting.has(id) && t.due <= performance.now()) { never(id); t.run() }
		return true
	}
})()`

// passes lets seconds pass on the clock of the page, and the page draw what follows from that.
func (w *Window) passes(seconds int) {
	w.t.Helper()
	for range seconds {
		Eval[bool](w, `pass(1) && new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))`)
	}
}

// Relative times go on by themselves, with no event and no press; those of a hidden tab rest.
func TestRelativeTimesGoOn(t *testing.T) {
	d, b := field(t)
	c := cast{d, b}
	w := c.window(t, c.admin(t, "northwind-health.example"))
	w.Before(steered)
	w.Go("/")
	w.Click(".live")
	w.Until("the stream is paused, so that nothing else draws the page", `document.querySelector(".live--paused")`)
	const times = `[...document.querySelectorAll("main time")].map(e => e.innerText).join()`
	Eval[bool](w, `window.were = `+times+`, true`)
	w.Until("the times have gone on", `pass(1) && were !== "" && `+times+` !== were`)

	Eval[bool](w, `Object.defineProperty(document, "hidden", { value: true }), true`)
	w.passes(5)
	before := Eval[string](w, times)
	w.passes(95)
	if after := Eval[string](w, times); after != before {
		t.Error("a hidden tab draws itself")
	}
}

// Undo can be reached: its notice stays while the pointer or the focus is on it, and goes when both have left.
func TestANoticeStaysWhileItIsRead(t *testing.T) {
	d, b := field(t)
	c := cast{d, b}
	w := c.window(t, c.admin(t, "northwind-health.example"))
	w.Before(steered)
	w.Go("/gallery")
	w.Click("#try-toast")
	w.Until("the notice is there", `document.querySelector(".toasts .toast .button")`)
	Eval[bool](w, `document.querySelector(".toasts .toast .button").focus(), true`)
	w.passes(20)
	w.Until("it stays while the focus is on it", `document.querySelector(".toasts .toast .button")`)
	at := Eval[[]float64](w, `(() => { const r = document.querySelector(".toasts .toast").getBoundingClientRect(); return [r.x + 20, r.y + r.height / 2] })()`)
	Act(w, "move the pointer on it", chromedp.MouseEvent("mouseMoved", at[0], at[1]))
	Eval[bool](w, `document.activeElement.blur(), true`)
	w.passes(20)
	w.Until("it stays while the pointer is on it", `document.querySelector(".toasts .toast .button")`)
	Act(w, "move the pointer away", chromedp.MouseEvent("mouseMoved", 300, 300))
	w.Until("it goes", `pass(1) && !document.querySelector(".toasts .toast")`)

	w.Click("#try-toast")
	w.Until("the notice is there", `document.querySelector(".toasts .toast .button")`)
	w.passes(9)
	Eval[bool](w, `document.querySelector(".toasts .toast .button").click(), true`)
	w.Shows("Undone.")
}
