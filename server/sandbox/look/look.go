// Package look is how the sandbox's pages look: one style sheet, one set of
// icons, two frames (a bare page and the console), and the headers that keep
// them safe.
//
// It promises: no script and no inline style, under a policy that forbids both;
// light and dark from the same tokens; layouts that hold from 360 pixels on.
package look

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"io/fs"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"
)

//go:embed assets templates
var files embed.FS

// AssetsPath is where the style sheet is served; its name carries its content.
const AssetsPath = "/_sandbox/assets/"

var (
	style   = append(must(files.ReadFile("assets/product.css")), must(files.ReadFile("assets/pages.css"))...)
	mark    = must(files.ReadFile("assets/mark.svg"))
	version = func() string { sum := sha256.Sum256(style); return hex.EncodeToString(sum[:6]) }()
)

func must(b []byte, err error) []byte {
	if err != nil {
		panic("look: an embedded file is missing: " + err.Error()) // the build would have failed
	}
	return b
}

// Routes puts the style sheet and the icon into mux.
func Routes(mux *http.ServeMux) {
	serve := func(kind string, body []byte) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", kind)
			w.Header().Set("X-Content-Type-Options", "nosniff")
			w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
			http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
		}
	}
	mux.HandleFunc("GET "+AssetsPath+version+"/style.css", serve("text/css; charset=utf-8", style))
	mux.HandleFunc("GET "+AssetsPath+version+"/mark.svg", serve("image/svg+xml", mark))
}

// Pages are the pages of one part of the sandbox, by file name without ".html".
type Pages struct {
	log   *slog.Logger
	pages map[string]*template.Template
}

// Load reads the pages of a folder: each defines "title" and "main", and may
// define "foot"; files that begin with an underscore are shared by all of them.
func Load(fsys fs.FS, dir, frame string, log *slog.Logger) (*Pages, error) {
	root, err := template.New("frame").Funcs(functions).ParseFS(files, "templates/*.html")
	if err != nil {
		return nil, fmt.Errorf("read the sandbox's frames: %w", err)
	}
	if shared, err := fs.Glob(fsys, dir+"/_*.html"); err == nil && len(shared) > 0 {
		if root, err = root.ParseFS(fsys, shared...); err != nil {
			return nil, fmt.Errorf("read the sandbox's shared parts: %w", err)
		}
	}
	names, err := fs.Glob(fsys, dir+"/*.html")
	if err != nil {
		return nil, fmt.Errorf("find the sandbox's pages: %w", err)
	}
	p := &Pages{log: log, pages: map[string]*template.Template{}}
	for _, name := range names {
		short := strings.TrimSuffix(name[len(dir)+1:], ".html")
		if strings.HasPrefix(short, "_") {
			continue
		}
		t, err := root.Clone()
		if err != nil {
			return nil, fmt.Errorf("copy the sandbox's frame: %w", err)
		}
		if t, err = t.ParseFS(fsys, name); err != nil {
			return nil, fmt.Errorf("read the sandbox's page %s: %w", short, err)
		}
		p.pages[short] = t.Lookup(frame)
	}
	return p, nil
}

var functions = template.FuncMap{
	"asset":    func(name string) string { return AssetsPath + version + "/" + name },
	"initials": initials,
	"fullname": func(first, last, otherwise string) string {
		if name := strings.TrimSpace(first + " " + last); name != "" {
			return name
		}
		return otherwise
	},
	"number": number,
	"span":   span,
	"stamp":  func(t time.Time) string { return t.UTC().Format("2 Jan 2006, 15:04:05") },
	"iso":    func(t time.Time) string { return t.UTC().Format(time.RFC3339) },
	"day":    func(t time.Time) string { return t.UTC().Format("2 January 2006") },
	"plural": func(n int, one, many string) string {
		if n == 1 {
			return "1 " + one
		}
		return number(n) + " " + many
	},
	"dict": func(pairs ...any) (map[string]any, error) {
		m := map[string]any{}
		for i := 0; i+1 < len(pairs); i += 2 {
			key, ok := pairs[i].(string)
			if !ok {
				return nil, fmt.Errorf("dict: the name at place %d is not text", i)
			}
			m[key] = pairs[i+1]
		}
		return m, nil
	},
}

// initials are the first letters of the first two words.
func initials(name string) string {
	var out []rune
	for word := range strings.FieldsSeq(name) {
		if len(out) < 2 {
			out = append(out, []rune(strings.ToUpper(word))[0])
		}
	}
	return string(out)
}

// number writes a count with separators.
func number(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// span writes a time span in its two largest units.
func span(d time.Duration) string {
	out := []string{}
	for _, u := range []struct {
		size time.Duration
		word string
	}{{24 * time.Hour, "d"}, {time.Hour, "h"}, {time.Minute, "min"}, {time.Second, "s"}} {
		if n := d / u.size; n > 0 && len(out) < 2 {
			out = append(out, number(int(n))+" "+u.word)
			d %= u.size
		}
	}
	return strings.Join(out, " ")
}

// Show writes a page. What it leads to may lie elsewhere only if leadsTo names
// it: browsers hold a form to that, through every redirect.
func (p *Pages) Show(w http.ResponseWriter, r *http.Request, status int, page string, data any, leadsTo ...string) {
	var buf bytes.Buffer
	t := p.pages[page]
	if t == nil {
		p.fail(w, r, page, fmt.Errorf("there is no page %q", page))
		return
	}
	if err := t.Execute(&buf, data); err != nil {
		p.fail(w, r, page, err)
		return
	}
	secure(w.Header(), leadsTo)
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	if _, err := buf.WriteTo(w); err != nil {
		p.log.DebugContext(r.Context(), "a browser left before its page", "page", page, "error", err)
	}
}

func (p *Pages) fail(w http.ResponseWriter, r *http.Request, page string, err error) {
	p.log.ErrorContext(r.Context(), "show a page of the sandbox", "page", page, "error", err)
	http.Error(w, "The sandbox could not make this page; its log says why.", http.StatusInternalServerError)
}

func secure(h http.Header, leadsTo []string) {
	forms := "'self'"
	for _, to := range leadsTo {
		if u, err := url.Parse(to); err == nil && u.Host != "" && !strings.ContainsAny(u.Host, "; ,'*") {
			forms += " " + u.Scheme + "://" + u.Host
		}
	}
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action "+forms)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	// A form's Origin must still be told to the sandbox itself, which holds posts
	// to its own pages; nobody else learns where one came from.
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
}

// SameOrigin refuses a form that another site's page sent.
func SameOrigin(h http.Handler) http.Handler { return http.NewCrossOriginProtection().Handler(h) }
