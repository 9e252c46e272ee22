package httpx_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"memberpulse/server/errs"
	"memberpulse/server/httpx"
	"memberpulse/shared"

	"github.com/google/go-cmp/cmp"
)

type person struct {
	Email string `json:"email"`
	Age   int    `json:"age"`
}

func (p person) Validate() []shared.FieldError {
	if !strings.Contains(p.Email, "@") {
		return []shared.FieldError{{Field: "email", Code: "invalid", Message: "Enter an e-mail address."}}
	}
	return nil
}

func routes() []httpx.Route {
	return []httpx.Route{
		httpx.Endpoint("POST", "/api/people", shared.AccessAnyone, func(_ context.Context, c *httpx.Call, in person) (person, error) {
			c.Status(http.StatusCreated)
			return in, nil
		}),
		httpx.Endpoint("DELETE", "/api/people/{id}", shared.AccessAnyone, func(_ context.Context, c *httpx.Call, _ httpx.None) (httpx.None, error) {
			if c.Path("id") != "1" {
				return httpx.None{}, errs.NotFound().Because(errors.New("no row for " + c.Path("id")))
			}
			return httpx.None{}, nil
		}),
		{Method: "GET", Pattern: "/api/secret", Capability: shared.CapabilityPlatform, Handler: func(w http.ResponseWriter, _ *http.Request) error {
			return httpx.WriteJSON(w, http.StatusOK, "secret")
		}},
		{Method: "GET", Pattern: "/api/broken", Capability: shared.AccessAnyone, Handler: func(http.ResponseWriter, *http.Request) error {
			return errors.New("dial tcp 10.1.2.3:5432: pq: password s3cret")
		}},
		{Method: "GET", Pattern: "/api/panic", Capability: shared.AccessAnyone, Handler: func(http.ResponseWriter, *http.Request) error {
			panic("s3cret")
		}},
		{Method: "GET", Pattern: "/api/ip", Capability: shared.AccessAnyone, Handler: func(w http.ResponseWriter, r *http.Request) error {
			return httpx.WriteJSON(w, http.StatusOK, httpx.ClientIP(r.Context()).String())
		}},
		{Method: "POST", Pattern: "/webhooks/workos", Capability: shared.AccessSignature, Handler: func(w http.ResponseWriter, _ *http.Request) error {
			w.WriteHeader(http.StatusOK)
			return nil
		}},
		{Method: "GET", Pattern: "/page", Capability: shared.AccessAnyone, Handler: func(http.ResponseWriter, *http.Request) error {
			return errs.Conflict("taken", "It is taken.", "Choose another.")
		}},
	}
}

func newMux(t *testing.T, change func(*httpx.Config)) *httpx.Mux {
	t.Helper()
	cfg := httpx.Config{
		PublicURL:         "http://mp.test",
		CrossOriginExempt: []string{"POST /webhooks/workos"},
		TrustedProxies:    []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")},
		Authorize: func(r *http.Request, route httpx.Route) (*http.Request, error) {
			if route.Capability == shared.CapabilityPlatform {
				return nil, errs.Forbidden("forbidden", "Your roles do not include it.", "Ask the operator.")
			}
			return r, nil
		},
		ErrorPage: func(w http.ResponseWriter, _ *http.Request, err error) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			w.WriteHeader(httpx.Status(err))
			_, _ = w.Write([]byte("<h1>" + errs.Of(err).Code + "</h1>"))
		},
	}
	if change != nil {
		change(&cfg)
	}
	return httpx.New(cfg, routes())
}

type ask struct {
	method, path, body string
	header             map[string]string
	host               string
}

// answer is what came back.
type answer struct {
	StatusCode int
	Header     http.Header
	body       string
}

func send(t *testing.T, h http.Handler, a ask) answer {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), a.method, "http://mp.test/", strings.NewReader(a.body))
	path, query, _ := strings.Cut(a.path, "?")
	r.URL.Path, r.URL.RawQuery, r.RequestURI = path, query, a.path
	if strings.Contains(path, "%") {
		u, err := r.URL.Parse(path)
		if err != nil {
			t.Fatal(err)
		}
		r.URL = u
	}
	if a.body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for k, v := range a.header {
		r.Header.Set(k, v)
	}
	if a.host != "" {
		r.Host = a.host
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return answer{StatusCode: w.Code, Header: w.Header(), body: w.Body.String()}
}

func TestStatusAndCode(t *testing.T) {
	t.Parallel()
	m := newMux(t, nil)
	cases := map[string]struct {
		ask    ask
		status int
		code   string
	}{
		"created":                    {ask{method: "POST", path: "/api/people", body: `{"email":"a@b.c"}`}, 201, ""},
		"no body to answer":          {ask{method: "DELETE", path: "/api/people/1"}, 204, ""},
		"malformed":                  {ask{method: "POST", path: "/api/people", body: `{"email":`}, 400, "malformed_json"},
		"two values":                 {ask{method: "POST", path: "/api/people", body: `{"email":"a@b.c"}{}`}, 400, "malformed_json"},
		"unknown field":              {ask{method: "POST", path: "/api/people", body: `{"email":"a@b.c","role":"admin"}`}, 400, "malformed_json"},
		"field fault":                {ask{method: "POST", path: "/api/people", body: `{"email":"nobody"}`}, 422, "invalid_fields"},
		"field of a wrong type":      {ask{method: "POST", path: "/api/people", body: `{"email":"a@b.c","age":"old"}`}, 422, "invalid_fields"},
		"other content type":         {ask{method: "POST", path: "/api/people", body: `x`, header: map[string]string{"Content-Type": "text/plain"}}, 415, "unsupported_media_type"},
		"too large":                  {ask{method: "POST", path: "/api/people", body: `{"email":"` + strings.Repeat("x", httpx.MaxBody) + `"}`}, 413, "too_large"},
		"no such thing":              {ask{method: "DELETE", path: "/api/people/2"}, 404, "not_found"},
		"no such route":              {ask{method: "GET", path: "/api/nothing"}, 404, "not_found"},
		"other method":               {ask{method: "PUT", path: "/api/people"}, 405, "method_not_allowed"},
		"not allowed":                {ask{method: "GET", path: "/api/secret"}, 403, "forbidden"},
		"not allowed by HEAD either": {ask{method: "HEAD", path: "/api/secret"}, 403, "forbidden"},
		"override header is nothing": {ask{method: "GET", path: "/api/people", header: map[string]string{"X-HTTP-Method-Override": "POST"}}, 405, "method_not_allowed"},
		"our fault":                  {ask{method: "GET", path: "/api/broken"}, 500, "internal"},
		"our panic":                  {ask{method: "GET", path: "/api/panic"}, 500, "internal"},
		"other origin":               {ask{method: "POST", path: "/api/people", body: `{}`, header: map[string]string{"Sec-Fetch-Site": "cross-site"}}, 403, "cross_origin"},
		"other origin, old browser":  {ask{method: "POST", path: "/api/people", body: `{}`, header: map[string]string{"Origin": "http://evil.test"}}, 403, "cross_origin"},
		"own origin":                 {ask{method: "POST", path: "/api/people", body: `{"email":"a@b.c"}`, header: map[string]string{"Origin": "http://mp.test"}}, 201, ""},
		"webhook from anywhere":      {ask{method: "POST", path: "/webhooks/workos", body: `{}`, header: map[string]string{"Origin": "http://evil.test"}}, 200, ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := send(t, m, c.ask)
			body := r.body
			if r.StatusCode != c.status {
				t.Fatalf("status %d, want %d: %s", r.StatusCode, c.status, body)
			}
			if c.code == "" {
				return
			}
			if got := r.Header.Get("Content-Type"); got != "application/problem+json" {
				t.Errorf("content type %q", got)
			}
			var p shared.Problem
			if err := json.Unmarshal([]byte(body), &p); err != nil {
				t.Fatal(err)
			}
			if p.Code != c.code || p.Status != c.status || p.Title == "" || p.Type == "" || p.Detail == "" || p.Action == "" {
				t.Errorf("problem %+v, want code %s", p, c.code)
			}
			for _, never := range []string{"s3cret", "10.1.2.3", "nobody", "no row", "xxxx"} {
				if strings.Contains(body, never) {
					t.Errorf("the answer repeats %q: %s", never, body)
				}
			}
		})
	}
}

func TestForeignAndUnknownAnswerAlike(t *testing.T) {
	t.Parallel()
	m := newMux(t, nil)
	one, other := send(t, m, ask{method: "DELETE", path: "/api/people/2"}).body, send(t, m, ask{method: "DELETE", path: "/api/people/none"}).body
	if diff := cmp.Diff(one, other); diff != "" {
		t.Errorf("they differ: %s", diff)
	}
}

func TestMethodsAreNamed(t *testing.T) {
	t.Parallel()
	r := send(t, newMux(t, nil), ask{method: "PUT", path: "/api/people/1"})
	if got := r.Header.Get("Allow"); got != "DELETE" {
		t.Errorf("Allow: %q", got)
	}
}

func TestPeopleReadPages(t *testing.T) {
	t.Parallel()
	m := newMux(t, func(c *httpx.Config) {
		c.Pages = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
			w.Header().Del("Vary")
			_, _ = w.Write([]byte("page " + r.URL.Path)) //nolint:gosec // G705: the path has passed the guard, which is what the test is about
		})
	})
	if got := send(t, m, ask{method: "GET", path: "/people"}).body; got != "page /people" {
		t.Errorf("a page of the app: %q", got)
	}
	if r := send(t, m, ask{method: "GET", path: "/page"}); r.StatusCode != http.StatusConflict || r.body != "<h1>taken</h1>" {
		t.Errorf("an error for a person: %d", r.StatusCode)
	}
	r := send(t, m, ask{method: "GET", path: "/app.wasm"})
	if got := r.Header.Get("Cache-Control"); !strings.Contains(got, "immutable") || r.Header.Get("Vary") != "" {
		t.Errorf("a public file: Cache-Control %q, Vary %q", got, r.Header.Get("Vary"))
	}
}

func TestEveryAnswerIsSecured(t *testing.T) {
	t.Parallel()
	for _, public := range []string{"http://mp.test", "https://mp.test"} {
		m := newMux(t, func(c *httpx.Config) { c.PublicURL = public })
		for _, path := range []string{"/api/ip", "/api/panic", "/api/secret", "/nothing", "//", "/api/%2e%2e/x"} {
			r := send(t, m, ask{method: "GET", path: path})
			for header, want := range map[string]string{
				"Content-Security-Policy":    "default-src 'none'",
				"X-Content-Type-Options":     "nosniff",
				"X-Frame-Options":            "DENY",
				"Referrer-Policy":            "same-origin",
				"Cross-Origin-Opener-Policy": "same-origin",
				"Cache-Control":              "no-store, private",
				"Vary":                       "Cookie",
				"X-Request-Id":               "req_",
			} {
				if got := r.Header.Get(header); !strings.Contains(got, want) {
					t.Errorf("%s %s: %s is %q", public, path, header, got)
				}
			}
			if csp := r.Header.Get("Content-Security-Policy"); strings.Contains(csp, "unsafe-inline") || strings.Contains(csp, "'unsafe-eval'") {
				t.Errorf("%s: unsafe policy %q", path, csp)
			}
			if has := r.Header.Get("Strict-Transport-Security") != ""; has != strings.HasPrefix(public, "https") {
				t.Errorf("%s: HSTS sent: %v", public, has)
			}
		}
	}
}

func TestOddPathsReachNobody(t *testing.T) {
	t.Parallel()
	m := newMux(t, func(c *httpx.Config) {
		c.Pages = http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("reached a page") })
	})
	for _, path := range []string{
		"//api/ip", "/api//ip", "/api/./ip", "/api/x/../ip", "/api/people/..%2fip", "/api/%2e%2e/ip", "/api%2fip",
		"/people/%22%3E%3Cscript%3Ealert(1)%3C", `/a"b`, "/a<b", "/a b", "/a\\b", "/%5cevil", "/a%00", "/é", "*", "",
	} {
		if r := send(t, m, ask{method: "GET", path: path}); r.StatusCode != http.StatusNotFound {
			t.Errorf("%q: %d, want 404", path, r.StatusCode)
		}
	}
}

func TestPagesAreSentToThePublicHost(t *testing.T) {
	t.Parallel()
	m := newMux(t, nil)
	cases := map[string]struct {
		ask  ask
		want string
	}{
		"a page":               {ask{method: "GET", path: "/people?x=1", host: "127.0.0.1:8080"}, "http://mp.test/people?x=1"},
		"a login by a browser": {ask{method: "GET", path: "/auth/login", host: "evil.test", header: map[string]string{"Accept": "text/html"}}, "http://mp.test/auth/login"},
		"an API call":          {ask{method: "GET", path: "/api/ip", host: "127.0.0.1:8080"}, ""},
		"a webhook":            {ask{method: "POST", path: "/webhooks/workos", host: "127.0.0.1:8080"}, ""},
		"a probe":              {ask{method: "GET", path: "/healthz", host: "10.0.0.1", header: map[string]string{"Accept": "text/html"}}, ""},
		"the public host":      {ask{method: "GET", path: "/people", host: "MP.test"}, ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := send(t, m, c.ask)
			if got := r.Header.Get("Location"); got != c.want || (got != "") != (r.StatusCode == http.StatusPermanentRedirect) {
				t.Errorf("%d to %q, want %q", r.StatusCode, got, c.want)
			}
		})
	}
}

func TestClientAddressIsNotSpoofed(t *testing.T) {
	t.Parallel()
	m := newMux(t, nil) // httptest's requests come from 192.0.2.1, a trusted proxy here
	for forwarded, want := range map[string]string{
		"":                            "192.0.2.1",
		"203.0.113.9":                 "203.0.113.9",
		"1.1.1.1, 203.0.113.9":        "203.0.113.9", // what the client wrote stands left
		"203.0.113.9, 192.0.2.7":      "203.0.113.9",
		"6.6.6.6, bad, 192.0.2.7":     "192.0.2.7",
		"::ffff:203.0.113.9":          "203.0.113.9",
		"203.0.113.9, 8.8.8.8":        "8.8.8.8",
		"<script>, 2001:db8::1":       "2001:db8::1",
		"203.0.113.9:4711, 192.0.2.2": "192.0.2.2",
	} {
		got := send(t, m, ask{method: "GET", path: "/api/ip", header: map[string]string{"X-Forwarded-For": forwarded}}).body
		if got != `"`+want+`"`+"\n" {
			t.Errorf("%q: %s, want %s", forwarded, got, want)
		}
	}
	direct := newMux(t, func(c *httpx.Config) { c.TrustedProxies = nil })
	if got := send(t, direct, ask{method: "GET", path: "/api/ip", header: map[string]string{"X-Forwarded-For": "203.0.113.9"}}).body; !strings.Contains(got, "192.0.2.1") {
		t.Errorf("without trusted proxies the header counts: %s", got)
	}
}

func TestPanicIsCountedAndLoggedAndCostsOneRequest(t *testing.T) {
	t.Parallel()
	var logged bytes.Buffer
	panics := 0
	seen := map[string]int{}
	m := newMux(t, func(c *httpx.Config) {
		c.Logger = slog.New(slog.NewTextHandler(&logged, nil))
		c.Panic = func() { panics++ }
		c.Observe = func(route string, status int, _ time.Duration) { seen[route] = status }
	})
	r := send(t, m, ask{method: "GET", path: "/api/panic"})
	id := r.Header.Get("X-Request-Id")
	if body := r.body; !strings.Contains(body, id) || !strings.Contains(logged.String(), id) {
		t.Errorf("request id %s is not in the answer or not in the log:\n%s\n%s", id, body, logged.String())
	}
	if panics != 1 || seen["GET /api/panic"] != 500 {
		t.Errorf("%d panics counted, routes %v", panics, seen)
	}
	if r := send(t, m, ask{method: "GET", path: "/api/ip"}); r.StatusCode != http.StatusOK {
		t.Errorf("the next request: %d", r.StatusCode)
	}
}

func TestTableRefusesSlips(t *testing.T) {
	t.Parallel()
	ok := routes()[0]
	open := ok
	open.Capability = ""
	for name, table := range map[string][]httpx.Route{"listed twice": {ok, ok}, "without a capability": {open}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			defer func() {
				if recover() == nil {
					t.Error("was taken")
				}
			}()
			httpx.New(httpx.Config{}, table)
		})
	}
	if got := httpx.New(httpx.Config{}, []httpx.Route{ok}).Routes(); len(got) != 1 || got[0].Name() != "POST /api/people" {
		t.Errorf("the table reads %v", got)
	}
}

func TestSlowHandlerIsToldToStop(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := httpx.New(httpx.Config{}, []httpx.Route{{
			Method: http.MethodGet, Pattern: "/api/slow", Capability: shared.AccessAnyone,
			Handler: func(_ http.ResponseWriter, r *http.Request) error {
				<-r.Context().Done()
				return fmt.Errorf("read: %w", r.Context().Err())
			},
		}})
		if r := send(t, m, ask{method: "GET", path: "/api/slow"}); r.StatusCode != http.StatusServiceUnavailable || r.Header.Get("Retry-After") == "" {
			t.Errorf("%d: %s", r.StatusCode, r.body)
		}
	})
}
