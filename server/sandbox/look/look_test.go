package look

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

func TestWords(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 1234567: "1,234,567", -1000: "-1,000"} {
		if got := number(n); got != want {
			t.Errorf("number(%d) = %s, want %s", n, got, want)
		}
	}
	for d, want := range map[time.Duration]string{0: "", 90 * time.Minute: "1 h 30 min", 49*time.Hour + time.Second: "2 d 1 h", 5 * time.Second: "5 s"} {
		if got := span(d); got != want {
			t.Errorf("span(%s) = %q, want %q", d, got, want)
		}
	}
	for name, want := range map[string]string{"": "", "Ana": "A", "ána silva costa": "ÁS"} {
		if got := initials(name); got != want {
			t.Errorf("initials(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestAPageIsSafe(t *testing.T) {
	t.Parallel()
	pages, err := Load(fstest.MapFS{"p/x.html": {Data: []byte(`{{define "title"}}{{.}}{{end}}{{define "main"}}<p>{{.}}</p>{{end}}`)}}, "p", "bare", slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	Routes(mux)
	mux.HandleFunc("GET /x", func(w http.ResponseWriter, r *http.Request) {
		pages.Show(w, r, http.StatusOK, "x", "<script>alert(1)</script>", "https://app.test/callback?x=1", "javascript:alert(1)", "https://a.test; script-src *")
	})
	srv := httptest.NewServer(mux)
	t.Cleanup(srv.Close)
	get := func(path string) (string, http.Header) {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, srv.URL+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		res, err := srv.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = res.Body.Close() }() // all of it is read
		b, err := io.ReadAll(res.Body)
		if err != nil || res.StatusCode != http.StatusOK {
			t.Fatalf("%s: %s %v", path, res.Status, err)
		}
		return string(b), res.Header
	}
	body, header := get("/x")
	if strings.Contains(body, "<script>") {
		t.Error("a name became markup")
	}
	policy := header.Get("Content-Security-Policy")
	if !strings.HasSuffix(policy, "form-action 'self' https://app.test") || strings.Contains(policy, "unsafe") || strings.Contains(policy, "script-src") {
		t.Errorf("policy %s", policy)
	}
	_, after, _ := strings.Cut(body, `<link rel="stylesheet" href="`)
	href, _, _ := strings.Cut(after, `"`)
	css, header := get(href)
	if !strings.Contains(css, "light-dark(") || !strings.Contains(header.Get("Cache-Control"), "immutable") || strings.Contains(css, "http://") || strings.Contains(css, "url(") {
		t.Error("the style sheet is not whole, not cached, or leads elsewhere")
	}
}
