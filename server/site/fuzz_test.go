package site_test

import (
	"bufio"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"memberpulse/server/errs"
	"memberpulse/server/httpx"
	"memberpulse/server/site"
)

// No page says anything of the address under which it was asked for: all that an address can bring about is one of
// the few pages that there are, to the byte.
func FuzzAppPath(f *testing.F) {
	s, err := site.New(site.Options{})
	if err != nil {
		f.Fatal(err)
	}
	mux := httpx.New(httpx.Config{
		Pages: http.HandlerFunc(s.Page),
		ErrorPage: func(w http.ResponseWriter, r *http.Request, err error) {
			if errs.Is(err, errs.KindNotFound) {
				s.NotFound(w, r)
				return
			}
			s.Refused(w, httpx.Status(err), site.SignInData{})
		},
	}, nil)
	ask := func(tb testing.TB, target string) (*httptest.ResponseRecorder, bool) {
		tb.Helper()
		r, err := http.ReadRequest(bufio.NewReader(strings.NewReader("GET " + target + " HTTP/1.1\r\nHost: here.test\r\nAccept: text/html\r\n\r\n")))
		if err != nil {
			return nil, false
		}
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, r.WithContext(tb.Context()))
		return w, true
	}
	pages := map[string]bool{}
	for _, known := range []string{"/", "/people", "/orgs/nothing"} {
		w, ok := ask(f, known)
		if !ok || w.Body.Len() == 0 {
			f.Fatalf("%s: nothing", known)
		}
		pages[w.Body.String()] = true
	}
	for _, seed := range []string{
		"/", "/people/member_1", "/orgs/%22%3E%3Cscript%3Ealert(1)", "//evil.test/", "/..;/admin", "/people/..%2fadmin", "/%2e%2e/", "/a%00b", "/people?x=<script>",
		"/people/<b>", "/PEOPLE", "/people/", "http://evil.test/people", "*", "/admin%", "/\u212Aey", "/people#<x>", "/a\\b", "/javascript:alert(1)",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, target string) {
		if strings.ContainsAny(target, " \r\n") {
			return // another request line
		}
		w, ok := ask(t, target)
		if !ok {
			return // net/http answers 400 itself
		}
		if w.Header().Get("Content-Security-Policy") == "" || w.Header().Get("X-Content-Type-Options") != "nosniff" {
			t.Fatalf("%q: an answer without its guards: %v", target, w.Header())
		}
		if kind := w.Header().Get("Content-Type"); strings.HasPrefix(kind, "text/html") {
			if w.Code < 300 || w.Code >= 400 {
				if !pages[w.Body.String()] {
					t.Fatalf("%q: %d with a page of its own: %s", target, w.Code, w.Body)
				}
			}
		} else if strings.ContainsAny(w.Body.String(), "<>") {
			t.Fatalf("%q: %s: %s", target, kind, w.Body)
		}
		if to := w.Header().Get("Location"); to != "" {
			u, err := url.Parse(to)
			if err != nil || u.Host != "" || strings.HasPrefix(to, "//") || strings.HasPrefix(to, `/\`) {
				t.Fatalf("%q leads to %q", target, to)
			}
		}
	})
}
