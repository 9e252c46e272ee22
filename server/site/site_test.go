package site_test

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"memberpulse/server/site"
	"memberpulse/web"
)

func files(t *testing.T) fstest.MapFS {
	t.Helper()
	out := fstest.MapFS{
		"dist/app.wasm":     {Data: []byte("\x00asm" + strings.Repeat("program ", 200))},
		"dist/wasm_exec.js": {Data: []byte("globalThis.Go = class {}")},
	}
	for _, name := range []string{"icons/sprite.svg", "icons/mark.svg", "css/tokens.css", "css/base.css", "css/shell.css", "css/ui/010-button.css"} {
		data, err := web.Files.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		out[name] = &fstest.MapFile{Data: data}
	}
	return out
}

func open(t *testing.T, o site.Options) *site.Site {
	t.Helper()
	if o.Files == nil {
		o.Files = files(t)
	}
	s, err := site.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// answer is what a request got.
type answer struct {
	StatusCode int
	Header     http.Header
	Body       string
}

func get(t *testing.T, h http.Handler, target string, header ...string) answer {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, target, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return answer{w.Code, w.Header(), w.Body.String()}
}

func TestAPathWithoutAScreenIsNotFound(t *testing.T) {
	t.Parallel()
	s := open(t, site.Options{})
	want := get(t, http.HandlerFunc(s.Page), "/nothing-here").Body
	for path, status := range map[string]int{
		"/": 200, "/people": 200, "/people/dm_01KT6D": 200, "/me": 200, "/admin/events": 200,
		"/nothing-here": 404, "/people/": 404, "/people/a/b/c": 404, "//people": 404, "/gallery": 404, "/index.html": 404, "/people/..": 404,
		"/people/%22%3E%3Cscript%3E": 404, "/people/a%2Fb": 404, "/wp-login.php": 404, "/people/%00": 404,
	} {
		res := get(t, http.HandlerFunc(s.Page), path)
		body := res.Body
		if res.StatusCode != status {
			t.Errorf("%s: %d, want %d", path, res.StatusCode, status)
		}
		if res.StatusCode == http.StatusNotFound && body != want {
			t.Errorf("%s: its 404 differs from the others", path)
		}
	}
}

func TestTheGalleryIsForTheDemonstration(t *testing.T) {
	t.Parallel()
	if got := get(t, http.HandlerFunc(open(t, site.Options{Demo: true}).Page), "/gallery").StatusCode; got != http.StatusOK {
		t.Errorf("in the demonstration: %d", got)
	}
}

func TestPagesSayNothingOfTheRequest(t *testing.T) {
	t.Parallel()
	s := open(t, site.Options{})
	for _, path := range []string{"/people/canary123?x=%3Cscript%3Ecanary123", "/canary123%22onload=", "/people?q=canary123"} {
		r := get(t, http.HandlerFunc(s.Page), path, "Cookie", "mp_session=canary123", "Host", "canary123.example", "X-Forwarded-Host", "canary123")
		if strings.Contains(r.Body, "canary123") {
			t.Errorf("%s: the page repeats what was sent", path)
		}
	}
}

func TestPagesAreNeverCachedAndNeverConditional(t *testing.T) {
	t.Parallel()
	s := open(t, site.Options{})
	first := get(t, http.HandlerFunc(s.Page), "/people")
	if first.Header.Get("Cache-Control") != "no-store" || first.Header.Get("ETag") != "" {
		t.Errorf("headers: %v", first.Header)
	}
	again := get(t, http.HandlerFunc(s.Page), "/people", "If-None-Match", "*")
	if again.StatusCode != http.StatusOK || again.Body == "" {
		t.Errorf("a conditional request got %d", again.StatusCode)
	}
}

func TestAPageIsOnlyRead(t *testing.T) {
	t.Parallel()
	w := httptest.NewRecorder()
	open(t, site.Options{}).Page(w, httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/people", nil))
	if w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") == "" {
		t.Errorf("POST: %d", w.Code)
	}
}

var address = regexp.MustCompile(`(?:src|href|data-wasm)="(/assets/[^"]+)"`)

func TestEveryAssetOfThePageIsThereAndImmutable(t *testing.T) {
	t.Parallel()
	s := open(t, site.Options{})
	found := address.FindAllStringSubmatch(get(t, http.HandlerFunc(s.Page), "/").Body, -1)
	if len(found) < 6 {
		t.Fatalf("the page names %d assets", len(found))
	}
	for _, m := range found {
		r := get(t, s.Assets(), m[1])
		if r.StatusCode != http.StatusOK || r.Header.Get("Cache-Control") != "public, max-age=31536000, immutable" || r.Header.Get("Vary") != "Accept-Encoding" {
			t.Errorf("%s: %d %v", m[1], r.StatusCode, r.Header)
		}
		if strings.HasSuffix(m[1], ".wasm") && r.Header.Get("Content-Type") != "application/wasm" {
			t.Errorf("%s: %s does not stream", m[1], r.Header.Get("Content-Type"))
		}
		stale := regexp.MustCompile(`/assets/[0-9a-f]+/`).ReplaceAllString(m[1], "/assets/0000000000000000/")
		if got := get(t, s.Assets(), stale); got.StatusCode != http.StatusNotFound || got.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s with another hash: %d, %s", stale, got.StatusCode, got.Header.Get("Cache-Control"))
		}
	}
}

func TestAssetsComeAsTheBrowserTakesThem(t *testing.T) {
	t.Parallel()
	s := open(t, site.Options{})
	wasm := regexp.MustCompile(`/assets/[0-9a-f]+/app\.wasm`).FindString(get(t, http.HandlerFunc(s.Page), "/").Body)
	for accept, want := range map[string]string{
		"gzip, deflate, br, zstd": "br", "gzip": "gzip", "": "", "br;q=0, gzip;q=0.5": "gzip", "identity": "", "BR": "br", "brotli": "",
	} {
		r := get(t, s.Assets(), wasm, "Accept-Encoding", accept)
		if got := r.Header.Get("Content-Encoding"); got != want {
			t.Errorf("Accept-Encoding %q: %q, want %q", accept, got, want)
		}
		if again := get(t, s.Assets(), wasm, "Accept-Encoding", accept, "If-None-Match", r.Header.Get("ETag")); again.StatusCode != http.StatusNotModified {
			t.Errorf("Accept-Encoding %q, the same again: %d", accept, again.StatusCode)
		}
	}
}

func TestThePolicyNeedsNoExceptions(t *testing.T) {
	t.Parallel()
	s := open(t, site.Options{Demo: true, Sandbox: true, Version: "1.2.3", Host: "id.example"})
	pages := map[string]string{"shell": get(t, http.HandlerFunc(s.Page), "/").Body, "not found": get(t, http.HandlerFunc(s.Page), "/x").Body}
	w := httptest.NewRecorder()
	s.Refused(w, http.StatusForbidden, site.SignInData{Refusal: &site.Refusal{Title: "No"}})
	pages["refused"] = w.Body.String()
	for name, page := range pages {
		for what, pattern := range map[string]string{
			"inline script": `<script(?:>| [^>]*[^c]>[^<])`, "inline style": `<style|style="`, "handler": ` on[a-z]+="`, "outside address": `(?:src|href)="(?:https?:)?//`,
		} {
			if m := regexp.MustCompile(pattern).FindString(page); m != "" {
				t.Errorf("%s has an %s: %s", name, what, m)
			}
		}
	}
}

func TestWhatIsNotThereIsSoughtByWhoIsSignedIn(t *testing.T) {
	t.Parallel()
	for in, want := range map[bool]string{true: `href="/people">Search people`, false: `href="/sign-in">Sign in`} {
		s := open(t, site.Options{SignedIn: func(*http.Request) bool { return in }})
		one, other := get(t, http.HandlerFunc(s.Page), "/nothing-here").Body, get(t, http.HandlerFunc(s.Page), "/people/a/b/c").Body
		if !strings.Contains(one, want) || one != other {
			t.Errorf("signed in %v: no %s, or not alike", in, want)
		}
	}
}

func TestPagesTightenThePolicyThatTheyAreGiven(t *testing.T) {
	t.Parallel()
	w := httptest.NewRecorder()
	w.Header().Set("Content-Security-Policy", "default-src 'none'")
	open(t, site.Options{}).NotFound(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil))
	if got := w.Header().Get("Content-Security-Policy"); got != "default-src 'none'; require-trusted-types-for 'script'" {
		t.Errorf("policy: %s", got)
	}
}

func TestAServerWithoutTheProgramSaysSo(t *testing.T) {
	t.Parallel()
	without := files(t)
	delete(without, "dist/app.wasm")
	s := open(t, site.Options{Files: without})
	if s.Built() {
		t.Error("it claims to have the program")
	}
	if page := get(t, http.HandlerFunc(s.Page), "/").Body; !strings.Contains(page, `data-wasm=""`) {
		t.Error("the boot script is not told that there is no program")
	}
}
