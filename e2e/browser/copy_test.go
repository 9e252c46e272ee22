package browser

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Where the browser keeps its clipboard closed, what was to be copied is shown selected.
func TestCopyingWithoutAClipboardSelectsTheText(t *testing.T) {
	d, b := field(t)
	c := cast{d, b}
	who := c.admin(t, "northwind-health.example")
	find := finder{t, platformOf(t, d), who.OrganizationID}
	aiko, event := find.member("aiko.tanaka"), find.eventsByOutcome()["applied"]
	w := c.window(t, who)
	for said, clipboard := range map[string]string{
		"Copying needs https":                     `undefined`,
		"The browser did not let this page copy.": `{ writeText: () => Promise.reject(new Error("no")) }`,
	} {
		w.Go("/people/" + aiko)
		Eval[bool](w, `Object.defineProperty(navigator, "clipboard", { value: `+clipboard+` }), true`)
		w.Click(".page__meta .copy__button")
		w.Shows(said)
		w.Until("the whole id is selected", `getSelection().toString() === `+quote(aiko)+` || (e => e.value.slice(e.selectionStart, e.selectionEnd) === `+quote(aiko)+`)(document.activeElement)`)
		w.MustPassAxe("copying by hand")
		Act(w, "press Escape", chromedp.KeyEvent(kb.Escape))
		w.Until("it is closed", `!document.querySelector("dialog[open]") && document.activeElement.className === "copy__button"`)
		if strings.Contains(w.Text(), "this part of the page broke") {
			t.Error("it says that the page broke")
		}
	}
	w.Go("/events/" + event)
	Eval[bool](w, `Object.defineProperty(navigator, "clipboard", { value: undefined }), true`)
	Eval[bool](w, `[...document.querySelectorAll("main button")].find(e => e.innerText === "Copy JSON").click(), true`)
	w.Until("the whole payload is selected", `(e => e.value?.startsWith("{") && e.selectionEnd === e.value.length)(document.activeElement)`)
	w.hold(t, "copy_by_hand")
}

// saysCopied keeps in said whether the page told that it copied: it does so for two seconds.
const saysCopied = `(() => {
	window.said = false
	new MutationObserver(() => { window.said ||= document.querySelector(".page__meta [data-state=copied]") !== null })
		.observe(document.querySelector("main"), { subtree: true, childList: true, attributes: true })
	return true
})()`

// Where it is open, a press copies.
func TestAPressCopies(t *testing.T) {
	d, b := field(t)
	c := cast{d, b}
	who := c.admin(t, "northwind-health.example")
	aiko := finder{t, platformOf(t, d), who.OrganizationID}.member("aiko.tanaka")
	w := c.window(t, who)
	w.Go("/people/" + aiko)
	Eval[bool](w, `Object.defineProperty(navigator, "clipboard", { value: { writeText: text => { window.copied = text; return Promise.resolve() } } }), true`)
	Eval[bool](w, saysCopied)
	w.Click(".page__meta .copy__button")
	w.Until("it is copied, and says so", `window.copied === `+quote(aiko)+` && window.said`)
	w.Click(".page__meta .copy__button")
	w.Until("it is as before after a while", `!document.querySelector(".page__meta [data-state=copied]")`)
}
