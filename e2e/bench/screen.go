package main

import (
	"slices"
	"time"

	"github.com/chromedp/chromedp"

	"memberpulse/e2e/bench/load"
)

const (
	screenSamples = 60
	restBetween   = 300 * time.Millisecond // at rest: what the last event brought about is over
	watchRows     = `window.__seen = {}; new MutationObserver(() => {
		for (const r of document.querySelectorAll('tr[id^="row-event_"]'))
			if (!(r.id in __seen)) __seen[r.id] = performance.timeOrigin + performance.now();
	}).observe(document.body, {childList: true, subtree: true})`
)

// screen measures from a webhook's request to its row on an open activity page, at rest: no peer does it, so it stands
// against limits.
func screen(b *bench) {
	browser, ok := b.openBrowser()
	if !ok {
		return
	}
	p := b.startProduct()
	w := b.openWindow(browser, p.URL, b.signIn(p, p.directory))
	w.do(chromedp.Navigate(p.URL + "/activity"))
	w.until("the activity page lives", `document.documentElement.dataset.ready === "/activity" && document.querySelector(".live--on")`)
	evaluate[bool](w, watchRows+"; true")
	var took []float64
	for i, e := range p.directory.People(screenSamples) {
		b.pause(restBetween)
		began := time.Now()
		if f, err := load.Send(b.Context(), p.addr, "/webhooks/workos", p.secret, []load.Event{e}, 1); err != nil || f.Refused > 0 {
			b.Fatalf("event %d: %d refused, %v", i, f.Refused, err)
		}
		w.until("the row is there", `window.__seen["row-`+e.ID+`"]`)
		seen := evaluate[float64](w, `window.__seen["row-`+e.ID+`"]`)
		took = append(took, seen-float64(began.UnixMicro())/1000)
	}
	took = took[5:] // the first ones warm it up
	slices.Sort(took)
	p50, p99 := took[len(took)/2], took[len(took)*99/100]
	b.rows = append(b.rows,
		row{"webhook request to row on an open screen, at rest", "p50", number(p50) + " ms", "–", "–", "100 ms"},
		row{"webhook request to row on an open screen, at rest", "p99", number(p99) + " ms", "–", "–", "300 ms"})
}

func (b *bench) pause(d time.Duration) {
	b.Helper()
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-b.Context().Done():
		b.Fatal(b.Context().Err())
	case <-timer.C:
	}
}
