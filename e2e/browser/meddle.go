package browser

import (
	"context"
	"net/url"

	"github.com/chromedp/cdproto/fetch"
	"github.com/chromedp/chromedp"
)

// Meddling is what happens to the page's own requests to the API; who is signed in is always answered.
type Meddling int

// The ways to meddle.
const (
	Honest   Meddling = iota
	Holding           // no answer comes
	Refusing          // 503, as the server says it when its database is away
)

const away = `{"type":"about:blank","title":"The database does not answer","status":503,"code":"unavailable",` +
	`"detail":"The server is up, but its database did not answer in time. Nothing that was saved is lost.","action":"Try again in a minute; if it stays, tell whoever runs MemberPulse."}`

// Meddle makes the requests of this window fail or hang from now on.
func (w *Window) Meddle(how Meddling) {
	w.t.Helper()
	w.mu.Lock()
	w.meddling = how
	w.mu.Unlock()
	if how == Honest {
		Act(w, "answer honestly", chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
			_, err := chromedp.Call(ctx, fetch.Disable, struct{}{})
			return err
		}))
		return
	}
	Act(w, "meddle", chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		_, err := chromedp.Call(ctx, fetch.Enable, fetch.EnableParams{Patterns: []*fetch.RequestPattern{{URLPattern: w.base + "/api/*"}}})
		return err
	}))
}

func (w *Window) paused(e *fetch.EventRequestPaused) {
	w.mu.Lock()
	how := w.meddling
	w.mu.Unlock()
	u, err := url.Parse(e.Request.URL)
	// The stream is no exception: what it brings on connecting would fill a screen that is to wait, or to fail.
	spared := err != nil || u.Path == "/api/me" || u.Path == "/api/organizations"
	switch {
	case spared || how == Honest:
		_, _ = chromedp.Call(w.ctx, fetch.ContinueRequest, fetch.ContinueRequestParams{RequestID: e.RequestID}) // the page may be gone
	case how == Refusing:
		_, _ = chromedp.Call(w.ctx, fetch.FulfillRequest, fetch.FulfillRequestParams{ // the page may be gone
			RequestID: e.RequestID, ResponseCode: 503, Body: []byte(away),
			ResponseHeaders: []*fetch.HeaderEntry{{Name: "Content-Type", Value: "application/problem+json"}, {Name: "Retry-After", Value: "60"}},
		})
	}
}
