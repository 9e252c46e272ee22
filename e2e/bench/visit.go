package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"path/filepath"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"memberpulse/e2e/program"
)

const markAlive = `new MutationObserver(() => {
	if (document.documentElement.dataset.ready && !window.__alive) window.__alive = performance.now();
}).observe(document, {attributes: true, subtree: true, attributeFilter: ["data-ready"]})`

// visit measures the first and the second visit over 10 Mbit/s with 40 ms, beside the same program served the way that
// go-app serves by default.
func visit(b *bench) {
	browser, ok := b.openBrowser()
	if !ok {
		return
	}
	p := b.startProduct()
	cookies := b.signIn(p, p.directory)
	var signIn, ours, theirs []float64
	second := 0.0
	for range b.rounds {
		fresh := b.openWindow(browser, p.URL, nil)
		fresh.throttle()
		fresh.do(chromedp.Navigate(p.URL + "/sign-in"))
		fresh.until("the form is painted", `document.querySelector("input[name=email]") && performance.getEntriesByName("first-contentful-paint").length`)
		signIn = append(signIn, evaluate[float64](fresh, `Math.max(performance.getEntriesByName("first-contentful-paint")[0].startTime, performance.timing.domInteractive - performance.timing.navigationStart)`))

		w := b.openWindow(browser, p.URL, cookies)
		if took := b.alive(w, p.URL); took > 0 {
			ours = append(ours, took)
		}
		w.do(chromedp.Navigate(p.URL + "/people"))
		w.until("the second page lives", `window.__alive`)
		second = max(second, evaluate[float64](w, `performance.getEntriesByType("resource").filter(r => r.name.includes(".wasm")).reduce((n, r) => n + r.transferSize, 0)`))

		if took := b.alive(b.openWindow(browser, p.URL, cookies), b.defaultServing(p.URL)); took > 0 {
			theirs = append(theirs, took)
		}
	}
	if len(ours) == 0 {
		b.Fatal("the people page never lived")
	}
	b.rows = append(b.rows,
		row{"first visit over 10 Mbit/s, 40 ms", "sign-in usable", number(median(signIn)/1000) + " s", "–", "–", "0.5 s"})
	if len(theirs) > 0 {
		b.add("first visit over 10 Mbit/s, 40 ms", "alive (peer: go-app's default serving)", median(ours)/1000, median(theirs)/1000, median(theirs)/median(ours), " s", "2.6 s")
	} else {
		b.rows = append(b.rows, row{"first visit over 10 Mbit/s, 40 ms", "alive", number(median(ours)/1000) + " s", "not run", "–", "2.6 s"})
		b.peersNotHere = append(b.peersNotHere, "go-app's default serving: its page drew no data within "+longestVisit.String())
	}
	b.rows = append(b.rows, row{"second visit", "WASM transferred", fmt.Sprintf("%.0f B", second), "–", "–", "0 B"})
}

// longestVisit is how long a page may take to live before it is given up.
const longestVisit = 45 * time.Second

// alive opens the address on a slow line, and gives the time until the page says that its first data is drawn (the
// program sets html[data-ready], however it was served), in milliseconds; 0 where it does not within the longest visit.
func (b *bench) alive(w *window, address string) float64 {
	b.Helper()
	w.throttle()
	w.beforeEachPage(markAlive)
	w.do(chromedp.Navigate(address + "/people"))
	deadline := time.Now().Add(longestVisit)
	b.until("the page lives", func() bool {
		return evaluate[bool](w, "!!window.__alive") || time.Now().After(deadline)
	})
	if took := evaluate[float64](w, "window.__alive || 0"); took > 0 {
		return took
	}
	b.Logf("  %s never lived: %s", address, evaluate[string](w, "document.documentElement.outerHTML.slice(0, 2000)"))
	return 0
}

// defaultServing serves the very same program through go-app's own handler, everything else through the product.
func (b *bench) defaultServing(product string) string {
	b.Helper()
	target, err := url.Parse(product)
	if err != nil {
		b.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(target)
	handler := &app.Handler{Name: "MemberPulse", Version: fmt.Sprint(time.Now().UnixNano())}
	wasm := filepath.Join(program.Root(), "web", "dist", "app.wasm")
	mux := http.NewServeMux()
	mux.HandleFunc("GET /web/app.wasm", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/wasm")
		w.Header().Set("Cache-Control", "no-cache")
		http.ServeFile(w, r, wasm)
	})
	for _, prefix := range []string{"/api/", "/auth/", "/assets/"} {
		mux.Handle(prefix, proxy)
	}
	mux.Handle("/", handler)
	app.RouteWithRegexp("^/people$", func() app.Composer { return &blank{} })
	s := httptest.NewServer(mux)
	b.Cleanup(func() {
		s.CloseClientConnections() // streams that a page left open would hold it
		s.Close()
	})
	return s.URL
}

// blank is what go-app's handler renders before the program is there.
type blank struct{ app.Compo }

// Render draws nothing.
func (*blank) Render() app.UI { return app.Div() }
