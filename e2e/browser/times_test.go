package browser

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// hurried makes the clocks of a page run twenty times as fast.
const hurried = `(() => {
	const faster = 20, begun = performance.now()
	const now = performance.now.bind(performance), at = Date.prototype.getTime, later = window.setTimeout
	performance.now = () => begun + (now() - begun) * faster
	Date.prototype.getTime = function () { return at.call(this) + (now() - begun) * (faster - 1) }
	window.setTimeout = (f, ms, ...rest) => later(f, ms / faster, ...rest)
})()`

// passes waits until seconds have passed on the clock of the page.
func (w *Window) passes(seconds string) {
	w.t.Helper()
	Eval[bool](w, `window.from = performance.now(), true`)
	w.Until(seconds+" s have passed", `performance.now() - from > `+seconds+`000`)
}

// Relative times go on by themselves, with no event and no press; those of a hidden tab rest.
func TestRelativeTimesGoOn(t *testing.T) {
	d, b := field(t)
	c := cast{d, b}
	w := c.window(t, c.admin(t, "northwind-health.example"))
	w.Before(hurried)
	w.Go("/")
	w.Click(".live")
	w.Until("the stream is paused, so that nothing else draws the page", `document.querySelector(".live--paused")`)
	const times = `[...document.querySelectorAll("main time")].map(e => e.innerText).join()`
	Eval[bool](w, `window.were = `+times+`, true`)
	w.Until("the times have gone on", times+` !== were && were !== ""`)

	Eval[bool](w, `Object.defineProperty(document, "hidden", { value: true }), true`)
	w.passes("5")
	before := Eval[string](w, times)
	w.passes("95")
	if after := Eval[string](w, times); after != before {
		t.Error("a hidden tab draws itself")
	}
}

// Undo can be reached: its notice stays while the pointer or the focus is on it, and goes when both have left.
func TestANoticeStaysWhileItIsRead(t *testing.T) {
	d, b := field(t)
	c := cast{d, b}
	w := c.window(t, c.admin(t, "northwind-health.example"))
	w.Before(hurried)
	w.Go("/gallery")
	w.Click("#try-toast")
	w.Until("the notice is there", `document.querySelector(".toasts .toast .button")`)
	Eval[bool](w, `document.querySelector(".toasts .toast .button").focus(), true`)
	w.passes("20")
	w.Until("it stays while the focus is on it", `document.querySelector(".toasts .toast .button")`)
	at := Eval[[]float64](w, `(() => { const r = document.querySelector(".toasts .toast").getBoundingClientRect(); return [r.x + 20, r.y + r.height / 2] })()`)
	Act(w, "move the pointer on it", chromedp.MouseEvent("mouseMoved", at[0], at[1]))
	Eval[bool](w, `document.activeElement.blur(), true`)
	w.passes("20")
	w.Until("it stays while the pointer is on it", `document.querySelector(".toasts .toast .button")`)
	Act(w, "move the pointer away", chromedp.MouseEvent("mouseMoved", 300, 300))
	w.Until("it goes", `!document.querySelector(".toasts .toast")`)

	w.Click("#try-toast")
	w.Until("the notice is there", `document.querySelector(".toasts .toast .button")`)
	w.passes("9")
	Eval[bool](w, `document.querySelector(".toasts .toast .button").click(), true`)
	w.Shows("Undone.")
}
