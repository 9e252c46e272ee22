package main

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// window is a page of a running Chromium with cookies of its own, signed in to the product.
type window struct {
	b    *bench
	ctx  context.Context //nolint:containedctx // chromedp keeps the page in its context
	base string
}

// openBrowser starts Chromium; false, with the reason kept, where there is none.
func (b *bench) openBrowser() (context.Context, bool) {
	b.Helper()
	options := []chromedp.ExecAllocatorOption{
		chromedp.NoSandbox, // our own pages alone are shown, and not every user or machine may have it
		chromedp.DisableGPU, chromedp.WindowSize(1440, 900), chromedp.Flag("disable-quic", true),
	}
	ctx, cancel := chromedp.NewContext(b.Context(), chromedp.WithAllocatorOptions(options...))
	if err := chromedp.Do(ctx); err != nil {
		cancel()
		b.peersNotHere = append(b.peersNotHere, fmt.Sprintf("what a browser sees: Chromium does not start (%v)", err))
		return nil, false
	}
	b.Cleanup(cancel)
	return ctx, true
}

func (b *bench) openWindow(browser context.Context, base string, cookies []*http.Cookie) *window {
	b.Helper()
	ctx, cancel := chromedp.NewContext(browser, chromedp.WithNewBrowserContext())
	b.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil { // the first run opens the page: no deadline on it
		b.Fatal(err)
	}
	w := &window{b: b, ctx: ctx, base: base}
	w.do(chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error { //nolint:contextcheck // the page keeps its own
		for _, c := range cookies {
			if _, err := chromedp.Call(ctx, network.SetCookie, network.SetCookieParams{Name: c.Name, Value: c.Value, URL: base, Path: "/"}); err != nil {
				return err
			}
		}
		return nil
	}))
	return w
}

func (w *window) do(actions ...chromedp.Action[chromedp.Void]) {
	w.b.Helper()
	ctx, cancel := context.WithTimeout(w.ctx, time.Minute)
	defer cancel()
	if err := chromedp.Do(ctx, actions...); err != nil {
		w.b.Fatal(err)
	}
}

func evaluate[T any](w *window, expression string) T {
	w.b.Helper()
	ctx, cancel := context.WithTimeout(w.ctx, time.Minute)
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		w.b.Fatalf("%s: %v", expression, err)
	}
	return v
}

func (w *window) until(what, expression string) {
	w.b.Helper()
	w.b.until(what, func() bool { return evaluate[bool](w, "!!("+expression+")") })
}

// throttle gives the page a line of 10 Mbit/s with 40 ms.
func (w *window) throttle() {
	w.b.Helper()
	const bytesPerSecond = 10_000_000 / 8
	w.do(chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		_, err := chromedp.Call(ctx, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{
			MatchedNetworkConditions: []*network.Conditions{{Latency: 40, DownloadThroughput: bytesPerSecond, UploadThroughput: bytesPerSecond}},
		})
		return err
	}))
}

// beforeEachPage runs a script before anything of a page.
func (w *window) beforeEachPage(script string) {
	w.b.Helper()
	w.do(chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		_, err := chromedp.Call(ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: script})
		return err
	}))
}
