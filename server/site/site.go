package site

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"regexp"
	"strconv"

	"memberpulse/app/routes"
	"memberpulse/web"
)

//go:embed templates js
var own embed.FS

// Options say where the site runs.
type Options struct {
	Files   fs.FS  // css/, icons/ and dist/; nil is what was built into this program
	Demo    bool   // the demonstration: /gallery exists
	Sandbox bool   // WorkOS here is the local stand-in
	Version string // shown on the bare pages
	Host    string // the name people know this installation by, shown on the bare pages

	SignedIn func(*http.Request) bool // whether somebody is signed in; nil says that nobody ever is
}

// Site is the pages and their assets, compressed and hashed once.
type Site struct {
	options   Options
	assets    *assets
	templates *template.Template
	base      base
}

// base is what every page is told.
type base struct {
	CSS, Theme, Boot, SignInJS, NotFoundJS, Exec, Wasm, Mark string
	Sprite                                                   template.HTML
	Version, Host                                            string
	Sandbox, Built                                           bool
}

// New reads and hashes everything that is served.
func New(o Options) (*Site, error) {
	if o.Files == nil {
		o.Files = web.Files
	}
	a, err := readAssets(o.Files)
	if err != nil {
		return nil, fmt.Errorf("read the site's assets: %w", err)
	}
	sprite, err := fs.ReadFile(o.Files, "icons/sprite.svg")
	if err != nil {
		return nil, fmt.Errorf("read the icons: %w", err)
	}
	t, err := template.ParseFS(own, "templates/*.html")
	if err != nil {
		return nil, fmt.Errorf("read the site's templates: %w", err)
	}
	b := base{
		CSS: a.url("app.css"), Theme: a.url("theme.js"), Boot: a.url("boot.js"), SignInJS: a.url("signin.js"), NotFoundJS: a.url("notfound.js"),
		Exec: a.url("wasm_exec.js"), Wasm: a.url("app.wasm"), Mark: a.url("mark.svg"),
		Sprite:  template.HTML(sprite), //nolint:gosec // our own file, built into the program
		Version: o.Version, Host: o.Host, Sandbox: o.Sandbox,
	}
	b.Built = b.Wasm != "" && b.Exec != ""
	return &Site{options: o, assets: a, templates: t, base: b}, nil
}

// Built reports whether the browser program is part of this server (go run ./web/build).
func (s *Site) Built() bool { return s.base.Built }

// Assets serves /assets/<hash>/<name>.
func (s *Site) Assets() http.Handler { return s.assets }

var clean = regexp.MustCompile(`^/[A-Za-z0-9/_.-]*$`)

// Page serves the first paint of a screen, or that nothing is there.
func (s *Site) Page(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "This address shows a page: GET it.", http.StatusMethodNotAllowed)
		return
	}
	route, found := routes.Match(r.URL.Path)
	if !clean.MatchString(r.URL.Path) || !found || route.Demo && !s.options.Demo {
		s.NotFound(w, r)
		return
	}
	s.render(w, http.StatusOK, "shell.html", s.base)
}

// NotFound says that nothing is there, alike for every such address: only whether its reader is signed in changes it. The
// address that was asked for is put in by the browser.
func (s *Site) NotFound(w http.ResponseWriter, r *http.Request) {
	s.render(w, http.StatusNotFound, "notfound.html", struct {
		base
		SignedIn bool
	}{s.base, s.options.SignedIn != nil && s.options.SignedIn(r)})
}

// render writes a page whole: one that cannot be drawn is a 500 with words, never half a page.
func (s *Site) render(w http.ResponseWriter, status int, name string, data any) {
	var page bytes.Buffer
	if err := s.templates.ExecuteTemplate(&page, name, data); err != nil {
		http.Error(w, "MemberPulse could not draw this page. Reload it; if it stays, tell whoever runs MemberPulse.", http.StatusInternalServerError)
		return
	}
	h := w.Header()
	// Neither the program nor the scripts ever turn text into markup or code: let the browser hold them to it.
	if policy := h.Get("Content-Security-Policy"); policy != "" {
		h.Set("Content-Security-Policy", policy+"; require-trusted-types-for 'script'")
	}
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Length", strconv.Itoa(page.Len()))
	w.WriteHeader(status)
	_, _ = w.Write(page.Bytes()) // the browser may be gone
}
