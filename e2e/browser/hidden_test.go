package browser

import (
	"context"
	"testing"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"
)

// bounds minimizes the window that holds the page, or brings it back.
func (w *Window) bounds(state browser.WindowState) {
	w.t.Helper()
	Act(w, "make the window "+string(state), chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		at, err := chromedp.Call(ctx, browser.GetWindowForTarget, browser.GetWindowForTargetParams{})
		if err != nil {
			return err
		}
		_, err = chromedp.Call(ctx, browser.SetWindowBounds, browser.SetWindowBoundsParams{WindowID: at.WindowID, Bounds: &browser.Bounds{WindowState: state}})
		return err
	}))
}

// A tab that nobody sees lets go of its stream; seen again it has what came meanwhile.
func TestAHiddenTabLetsGoOfItsStreamAndCatchesUp(t *testing.T) {
	d, b := field(t)
	c := cast{d, b}
	dir := d.Directories[0]
	w := c.window(t, c.admin(t, "northwind-health.example"))
	w.Before(`const Honest = window.EventSource; window.streams = []; window.EventSource = function (...asked) { const s = new Honest(...asked); streams.push(s); return s }`)
	w.Go("/activity")
	w.Until("the stream is live", `document.querySelector(".live--on") && streams.some(s => s.readyState === 1)`)
	w.bounds(browser.WindowStateMinimized)
	w.Until("nobody sees it", `document.visibilityState === "hidden"`)
	w.Until("no stream is open, and it says so", `document.querySelector(".live--paused") && streams.every(s => s.readyState === 2)`)
	pushPerson(t, d, dir, "Hedda", "Hiddenly")
	awaitMember(t, d, dir.OrganizationID, "Hedda@"+domainOf(t, d, dir.OrganizationID))
	w.bounds(browser.WindowStateNormal)
	w.Until("the stream is live again", `document.querySelector(".live--on") && streams.filter(s => s.readyState === 1).length === 1`)
	w.Shows("Hedda Hiddenly")
}
