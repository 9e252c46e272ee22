package httpx

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"memberpulse/server/errs"
)

// writeLimit is how long a client may take to read an answer; streams set their
// own limit for each write.
const writeLimit = 30 * time.Second

// answerLimit is how long a handler may work: shorter, so that it can still say
// that it took too long.
const answerLimit = 25 * time.Second

// Config is what the table of routes needs from the rest of the program.
type Config struct {
	PublicURL      string         // the origin that browsers use; a page asked under another host is sent there. Empty: any host
	TrustedProxies []netip.Prefix // whose X-Forwarded-For counts

	// Authorize decides whether the caller may use a route, before its handler runs,
	// and may put who it is into the request's context. Nil lets everyone in.
	Authorize func(r *http.Request, route Route) (*http.Request, error)
	// Pages answers what no route has and people may ask for; nil: nothing.
	Pages http.Handler
	// ErrorPage writes an error for a person. It sets the status; the headers are set.
	// Nil: problems for everyone.
	ErrorPage func(w http.ResponseWriter, r *http.Request, err error)

	CrossOriginExempt []string // patterns that other origins may send to: "POST /webhooks/workos"

	Logger  *slog.Logger                                       // nil is silent
	Panic   func()                                             // counts a panic; nil does not
	Observe func(route string, status int, took time.Duration) // counts a request by its route's name; nil does not
	Clock   func() time.Time                                   // nil: the system's
}

// Mux serves the table of routes.
type Mux struct {
	cfg    Config
	routes []Route
	mux    *http.ServeMux
	plain  map[place]http.Handler // the routes whose pattern is one path: most requests find theirs here
	chain  http.Handler
	host   string // of the public URL
	https  bool
}

// New makes the handler of everything. It panics on a route that is listed twice,
// or that says not what it takes to use it: both are slips of the program.
func New(cfg Config, routes []Route) *Mux {
	m := &Mux{cfg: cfg, routes: slices.Clone(routes), mux: http.NewServeMux(), plain: map[place]http.Handler{}}
	if m.cfg.Logger == nil {
		m.cfg.Logger = slog.New(slog.DiscardHandler)
	}
	if m.cfg.Clock == nil {
		m.cfg.Clock = time.Now
	}
	if u, err := url.Parse(cfg.PublicURL); err == nil && cfg.PublicURL != "" {
		m.host, m.https = u.Host, u.Scheme == "https"
	}
	seen := map[string]bool{}
	for _, route := range m.routes {
		if route.Method == "" || route.Capability == "" || route.Handler == nil {
			panic(fmt.Sprintf("httpx: the route %q lacks its method, capability or handler", route.Name()))
		}
		if seen[route.Name()] {
			panic(fmt.Sprintf("httpx: the route %q is listed twice", route.Name()))
		}
		seen[route.Name()] = true
		handler := m.serve(route)
		m.mux.Handle(route.Name(), handler)
		if !strings.Contains(route.Pattern, "{") && !strings.HasSuffix(route.Pattern, "/") {
			m.plain[place{route.Method, route.Pattern}] = handler
		}
	}
	m.chain = m.sameOrigin(http.HandlerFunc(m.dispatch))
	return m
}

// Routes is the table.
func (m *Mux) Routes() []Route { return slices.Clone(m.routes) }

// ServeHTTP gives the request its id and address, and the answer its headers;
// then it turns away what no handler should see.
func (m *Mux) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	out := &recorder{ResponseWriter: w, asked: asked{id: newRequestID(), ip: clientIP(r, m.cfg.TrustedProxies)}}
	r = r.WithContext(context.WithValue(r.Context(), askedKey{}, &out.asked))
	secure(w.Header(), m.https)
	w.Header()["X-Request-Id"] = []string{out.asked.id}
	begin := m.cfg.Clock()
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(writeLimit)) // a recorder in a test has none
	defer m.finish(out, r, begin)
	switch {
	case oddPath(r):
		m.fail(out, r, errs.NotFound())
	case m.elsewhere(r):
		http.Redirect(out, r, strings.TrimSuffix(m.cfg.PublicURL, "/")+r.URL.RequestURI(), http.StatusPermanentRedirect)
	default:
		m.chain.ServeHTTP(out, r)
	}
}

// elsewhere says whether a browser came for a page under a host that is not the
// public one: cookies and redirects would not hold there. Probes come by any.
func (m *Mux) elsewhere(r *http.Request) bool {
	return m.host != "" && !strings.EqualFold(r.Host, m.host) && wantsPage(r) &&
		r.URL.Path != "/healthz" && r.URL.Path != "/readyz"
}

// finish turns a panic into a 500, and counts the request.
func (m *Mux) finish(w *recorder, r *http.Request, begin time.Time) {
	if fault := recover(); fault != nil {
		if fault == http.ErrAbortHandler { //nolint:errorlint // a panic's value, compared as net/http does
			panic(fault)
		}
		if m.cfg.Panic != nil {
			m.cfg.Panic()
		}
		m.cfg.Logger.ErrorContext(r.Context(), "a handler panicked", "route", w.route, "request_id", RequestID(r.Context()),
			"panic", fmt.Sprint(fault), "stack", string(debug.Stack()))
		if w.status != 0 { // the answer has begun: breaking it off is all that is left
			panic(http.ErrAbortHandler)
		}
		m.write(w, r, errs.Internal(errors.New("panic")))
	}
	took := m.cfg.Clock().Sub(begin)
	if m.cfg.Observe != nil {
		m.cfg.Observe(w.route, or(w.status, http.StatusOK), took)
	}
	if m.cfg.Logger.Enabled(r.Context(), slog.LevelDebug) {
		m.cfg.Logger.LogAttrs(r.Context(), slog.LevelDebug, "request", slog.String("method", r.Method), slog.String("route", w.route),
			slog.Int("status", or(w.status, http.StatusOK)), slog.Duration("took", took), slog.String("request_id", RequestID(r.Context())))
	}
}

// sameOrigin refuses requests that change something and come from a page of
// another origin.
func (m *Mux) sameOrigin(next http.Handler) http.Handler {
	protection := http.NewCrossOriginProtection()
	if m.host != "" {
		if err := protection.AddTrustedOrigin(strings.TrimSuffix(m.cfg.PublicURL, "/")); err != nil {
			panic(fmt.Sprintf("httpx: the public URL is no origin: %v", err))
		}
	}
	for _, pattern := range m.cfg.CrossOriginExempt {
		protection.AddInsecureBypassPattern(pattern)
	}
	protection.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		m.fail(w, r, errs.Forbidden("cross_origin", "A page of another site sent this request, so it was not carried out.",
			"Open MemberPulse itself and try again there.").Titled("Refused: sent from another site"))
	}))
	return protection.Handler(next)
}

// place is what a request asks for.
type place struct{ method, path string }

// dispatch finds the route; what has none goes to the pages, or ends here.
func (m *Mux) dispatch(w http.ResponseWriter, r *http.Request) {
	if handler := m.plain[place{r.Method, r.URL.Path}]; handler != nil {
		handler.ServeHTTP(w, r)
		return
	}
	fallback, pattern := m.mux.Handler(r)
	if pattern != "" {
		m.mux.ServeHTTP(w, r)
		return
	}
	var asked probe
	fallback.ServeHTTP(&asked, r)
	switch {
	case asked.status == http.StatusMethodNotAllowed:
		m.fail(w, r, methodNotAllowed(asked.Header().Get("Allow")))
	case m.cfg.Pages != nil && !forPrograms(r.URL.Path) && !reads(r.Method):
		m.fail(w, r, methodNotAllowed("GET, HEAD"))
	case m.cfg.Pages != nil && !forPrograms(r.URL.Path):
		m.cfg.Pages.ServeHTTP(w, r)
	default:
		m.fail(w, r, errs.NotFound())
	}
}

// serve runs one route: who may, then what.
func (m *Mux) serve(route Route) http.Handler {
	name := route.Name()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a := of(r.Context())
		a.route = &route
		if out, ok := w.(*recorder); ok {
			out.route = name
		}
		r.Pattern = name
		if err := a.readQuery(r); err != nil {
			m.fail(w, r, err)
			return
		}
		switch {
		case route.Stream:
			_ = http.NewResponseController(w).SetWriteDeadline(time.Time{}) // see ServeHTTP
		case !route.Prompt:
			ctx, cancel := context.WithTimeout(r.Context(), answerLimit)
			defer cancel()
			r = r.WithContext(ctx)
		}
		if m.cfg.Authorize != nil {
			allowed, err := m.cfg.Authorize(r, route)
			if err != nil {
				m.fail(w, r, err)
				return
			}
			r = allowed
		}
		if err := route.hold(a.query); err != nil {
			m.fail(w, r, err)
			return
		}
		if err := route.Handler(w, r); err != nil {
			m.fail(w, r, err)
		}
	})
}

// fail logs an error and answers with it, unless the answer has begun.
func (m *Mux) fail(w http.ResponseWriter, r *http.Request, err error) {
	if errors.Is(err, context.DeadlineExceeded) && errs.Is(err, errs.KindInternal) {
		err = errs.Unavailable("too_slow", "The answer took longer than MemberPulse waits for one.",
			"Try again in a moment. If it lasts, the operator of this MemberPulse should look at its load and its database.", 5*time.Second).Because(err)
	}
	logError(r.Context(), m.cfg.Logger, r, err)
	if out, ok := w.(*recorder); ok && out.status != 0 {
		return
	}
	m.write(w, r, err)
}

func (m *Mux) write(w http.ResponseWriter, r *http.Request, err error) {
	if m.cfg.ErrorPage == nil || forPrograms(r.URL.Path) || !reads(r.Method) {
		WriteProblem(w, r, err)
		return
	}
	ErrorHeaders(w, err)
	m.cfg.ErrorPage(w, r, err)
}
