package sandboxtest

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
)

// Reply is what came back.
type Reply struct {
	Status int
	To     string // where it leads
	Body   string
	Header http.Header
}

// Header is a change of a request: it sets one header.
func Header(name, value string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Set(name, value) }
}

// Do asks as a browser does: a POST carries the form of a page of ours. Changes come last.
func (h *House) Do(method, target string, form url.Values, change ...func(*http.Request)) Reply {
	h.T.Helper()
	dress := func(r *http.Request) {
		r.RemoteAddr = "127.0.0.1:55555"
		if method == http.MethodPost {
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			r.Header.Set("Sec-Fetch-Site", "same-origin")
		}
	}
	r := h.Ask(method, target, form.Encode(), append([]func(*http.Request){dress}, change...)...)
	if strings.HasPrefix(r.Header.Get("Content-Type"), "text/html") {
		h.safe(target, r)
	}
	return r
}

// Post sends a form, and follows the redirect to what is shown after it.
func (h *House) Post(path string, form url.Values) Reply {
	h.T.Helper()
	r := h.Do(http.MethodPost, path, form)
	if r.Status != http.StatusSeeOther {
		return r
	}
	next := h.Do(http.MethodGet, r.To, nil)
	next.To = r.To
	return next
}

// Ask sends any request.
func (h *House) Ask(method, target, body string, change ...func(*http.Request)) Reply {
	h.T.Helper()
	r := httptest.NewRequestWithContext(h.T.Context(), method, Origin+target, strings.NewReader(body))
	for _, c := range change {
		c(r)
	}
	rec := httptest.NewRecorder()
	h.Mux.ServeHTTP(rec, r)
	res := rec.Result()
	defer func() { _ = res.Body.Close() }() // a recorder's body closes without fail
	b, err := io.ReadAll(res.Body)
	h.Must(err)
	return Reply{res.StatusCode, res.Header.Get("Location"), string(b), res.Header}
}

// safe holds a page to have no script and no inline style, and a policy that forbids both. An answer of the router's own has
// no policy, and no words of ours.
func (h *House) safe(target string, r Reply) {
	h.T.Helper()
	policy := r.Header.Get("Content-Security-Policy")
	if r.Status < 300 && !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") {
		h.T.Errorf("%s: policy %q", target, policy)
	}
	if strings.Contains(r.Body, "<script") || strings.Contains(r.Body, " style=") {
		h.T.Errorf("%s has script or inline style", target)
	}
}

// Is holds an answer to a status, and to words that it shows.
func (h *House) Is(r Reply, status int, words ...string) {
	h.T.Helper()
	if r.Status != status {
		h.T.Fatalf("status %d, want %d: %s", r.Status, status, r.Body)
	}
	for _, w := range words {
		if !strings.Contains(r.Body, w) {
			h.T.Errorf("%q is not on the page: %s", w, r.Body)
		}
	}
}
