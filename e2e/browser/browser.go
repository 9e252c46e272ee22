package browser

import (
	"context"
	"fmt"
	"net/url"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/fetch"
	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"memberpulse/e2e/program"
)

// patience is how long a page may take for one thing, and Chromium to start: a guard, which a machine that does much else
// at the time does not reach.
const patience = time.Minute

// Nothing is the answer of an action that only does something.
type Nothing = chromedp.Void

// Browser is one running Chromium; each Window in it has cookies and storage of its own.
type Browser struct{ ctx context.Context } //nolint:containedctx // chromedp keeps the browser in its context

// New starts Chromium for a test.
func New(t program.T) *Browser {
	t.Helper()
	path, err := chromium()
	if err != nil {
		t.Fatal(err)
	}
	options := []chromedp.ExecAllocatorOption{
		// Our own pages alone are shown. Root may not have Chromium's sandbox, and elsewhere it wants a package, or name
		// spaces, that a machine need not have.
		chromedp.NoSandbox,
		chromedp.ExecPath(path), chromedp.DisableGPU, chromedp.WindowSize(1440, 900),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		chromedp.WSURLReadTimeout(patience),
	}
	ctx, cancel := chromedp.NewContext(context.WithoutCancel(t.Context()), chromedp.WithAllocatorOptions(options...))
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil { // the first run starts the browser: no deadline on it
		t.Fatalf("start Chromium: %v", err)
	}
	return &Browser{ctx: ctx}
}

func chromium() (string, error) {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", fmt.Errorf("no Chromium found: install it (Debian: apt-get install chromium)")
}

// Window is a page with cookies of its own, and what went wrong in it.
type Window struct {
	t    testing.TB
	ctx  context.Context //nolint:containedctx // chromedp keeps the page in its context
	base string

	mu       sync.Mutex
	faults   []string
	allowed  []string
	meddling Meddling
}

// Open opens an empty window on the server at base. At the end of the test it must have had no fault.
func (b *Browser) Open(tb testing.TB, base string) *Window {
	tb.Helper()
	w := &Window{t: tb, base: base}
	ctx, cancel := chromedp.NewContext(b.ctx, chromedp.WithNewBrowserContext(), chromedp.WithListener(w.watch))
	tb.Cleanup(cancel)
	w.ctx = ctx
	if err := chromedp.Do(ctx); err != nil {
		tb.Fatalf("open a window: %v", err)
	}
	tb.Cleanup(w.mustBeFaultless)
	return w
}

func (w *Window) watch(ev any) {
	switch e := ev.(type) {
	case *fetch.EventRequestPaused:
		go w.paused(e)
	case *page.EventJavascriptDialogOpening:
		w.fault("dialog: " + e.Message)
	case *runtime.EventExceptionThrown:
		w.fault("exception: " + e.ExceptionDetails.Text)
	case *runtime.EventConsoleAPICalled:
		if e.Type == "error" || e.Type == "assert" {
			var parts []string
			for _, a := range e.Args {
				parts = append(parts, string(a.Value)+a.Description)
			}
			w.fault("console: " + strings.Join(parts, " "))
		}
	case *cdplog.EventEntryAdded:
		if e.Entry.Level == "error" {
			w.fault("log: " + e.Entry.Text + " " + e.Entry.URL)
		}
	}
}

func (w *Window) fault(text string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.faults = append(w.faults, text)
}

// Allow says that a fault with this text is what the test is about (a page that answers 401, say).
func (w *Window) Allow(text string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.allowed = append(w.allowed, text)
}

// Faults are what went wrong so far and was not allowed.
func (w *Window) Faults() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	var out []string
faults:
	for _, f := range w.faults {
		for _, a := range w.allowed {
			if strings.Contains(f, a) {
				continue faults
			}
		}
		out = append(out, f)
	}
	return out
}

// mustBeFaultless tells each fault once.
func (w *Window) mustBeFaultless() {
	for _, f := range w.Faults() {
		w.t.Errorf("in the browser: %s", f)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.faults = nil
}

// Hand gives the window to another test, whose faults it tells from now on.
func (w *Window) Hand(tb testing.TB) {
	tb.Helper()
	w.mustBeFaultless()
	w.t = tb
}

// Act runs an action of chromedp and returns its answer; it fails the test when that takes too long.
func Act[T any](w *Window, what string, action chromedp.Action[T]) T {
	w.t.Helper()
	v, err := Try(w, patience, action)
	if err != nil {
		w.t.Fatalf("%s: %v\nat %s\nfaults: %v", what, err, w.location(), w.Faults())
	}
	return v
}

// Try runs an action of chromedp within a time.
func Try[T any](w *Window, atMost time.Duration, action chromedp.Action[T]) (T, error) {
	ctx, cancel := context.WithTimeout(w.ctx, atMost)
	defer cancel()
	return chromedp.Run(ctx, action)
}

func (w *Window) location() string {
	ctx, cancel := context.WithTimeout(w.ctx, 2*time.Second)
	defer cancel()
	at, err := chromedp.Run(ctx, chromedp.Location())
	if err != nil {
		return err.Error()
	}
	return at
}

// Go opens a path and waits until the page says that its first data is drawn.
func (w *Window) Go(path string) {
	w.t.Helper()
	Act(w, "open "+path, chromedp.Navigate(w.base+path))
	w.Ready(pathOf(path))
}

// Visit opens any address, waiting for nothing but the document.
func (w *Window) Visit(address string) {
	w.t.Helper()
	Act(w, "open "+address, chromedp.Navigate(address))
}

func pathOf(target string) string {
	u, err := url.Parse(target)
	if err != nil {
		return target
	}
	return u.Path
}

// Ready waits until the page at path says that its first data is drawn, and still says so two frames on: between two
// requests that follow on each other a slow machine lets it say so too early.
func (w *Window) Ready(path string) {
	w.t.Helper()
	ready := fmt.Sprintf(`document.documentElement.dataset.ready === %q`, path)
	w.until(path+" is ready", chromedp.Evaluate[bool](ready+` && new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(`+ready+`))))`, chromedp.EvalAwaitPromise))
}

// Until waits until a JavaScript expression is true, across navigations: the document that is asked may be on its way out.
func (w *Window) Until(what, expression string) {
	w.t.Helper()
	w.until(what, chromedp.Evaluate[bool]("!!("+expression+")"))
}

func (w *Window) until(what string, ask chromedp.Action[bool]) {
	w.t.Helper()
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	tick := time.NewTicker(15 * time.Millisecond)
	defer tick.Stop()
	for {
		if yes, err := Try(w, patience, ask); err == nil && yes {
			return
		}
		select {
		case <-deadline.C:
			w.t.Fatalf("waited %s until %s\nat %s\nfaults: %v\n%s", patience, what, w.location(), w.Faults(), w.said())
		case <-tick.C:
		}
	}
}

// said is the beginning of what the page shows, for a test's message.
func (w *Window) said() string {
	text, err := Try(w, 2*time.Second, chromedp.Evaluate[string](`document.body ? document.body.innerText.slice(0, 600) : ""`))
	if err != nil {
		return err.Error()
	}
	return text
}

// Text is what the page shows.
func (w *Window) Text() string {
	w.t.Helper()
	return Act(w, "read the page", chromedp.Evaluate[string](`document.body.innerText`))
}

// Shows waits until the page shows text.
func (w *Window) Shows(text string) {
	w.t.Helper()
	w.Until("it shows "+text, fmt.Sprintf(`document.body && document.body.innerText.includes(%q)`, text))
}

// Click clicks the first element that a CSS selector matches.
func (w *Window) Click(selector string) {
	w.t.Helper()
	Act(w, "click "+selector, chromedp.Click(chromedp.CSS(selector)))
}

// Type types into the first element that a CSS selector matches, in place of what stood there.
func (w *Window) Type(selector, text string) {
	w.t.Helper()
	Act(w, "clear "+selector, chromedp.Clear(chromedp.CSS(selector)))
	Act(w, "type into "+selector, chromedp.SendKeys(chromedp.CSS(selector), text))
}

// Eval evaluates JavaScript.
func Eval[T any](w *Window, expression string) T {
	w.t.Helper()
	return Act(w, "evaluate", chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
}

// Look sets the width and the theme.
func (w *Window) Look(width int64, theme string) {
	w.t.Helper()
	Act(w, "set the width", chromedp.EmulateViewport(width, 900))
	Act(w, "set the theme", chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: theme}, {Name: "prefers-reduced-motion", Value: "reduce"}},
		})
		return err
	}))
	Eval[bool](w, `new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))`)
	w.Until("the colors have changed over", `innerWidth === `+strconv.FormatInt(width, 10)+` && !document.getAnimations().some(a => a instanceof CSSTransition)`)
}
