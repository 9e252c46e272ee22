package main_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "memberpulse"

// rule says which of our own packages, and which foreign modules, a package may
// import. "x/..." matches x and everything below it; the first rule that matches
// a package counts. A package that no rule matches fails the test: give it its
// floor here and in ARCHITECTURE.md.
type rule struct {
	path    string
	own     []string
	foreign []string
}

var (
	words = []string{"shared/..."}

	// The floors of the server, from below.
	plumbing = join(words, "server/errs", "server/httpx", "server/pg", "server/seal", "server/live", "server/telemetry")
	outside  = join(plumbing, "server/workos")
	people   = join(outside, "server/audit", "server/session", "server/access", "server/event")

	goApp   = []string{"github.com/maxence-charriere/go-app/v10/..."}
	bun     = []string{"github.com/uptrace/bun", "github.com/uptrace/bun/dialect/pgdialect"}
	pgx     = []string{"github.com/jackc/pgx/v5/..."}
	store   = join(bun, "github.com/jackc/pgx/v5", "github.com/jackc/pgx/v5/pgtype", "github.com/jackc/pgx/v5/pgconn", "github.com/tidwall/gjson")
	figures = []string{"github.com/prometheus/client_golang/..."}
	browser = []string{"github.com/chromedp/...", "github.com/rogpeppe/go-internal/...", "github.com/jackc/pgx/v5/...", "gopkg.in/yaml.v3"}
)

// Tests may use these besides: real PostgreSQL, the far side of the wire, tools, and the neighbors named here.
var (
	testNeighbors = map[string][]string{
		"server/event":  {"server/connection", "server/directory", "server/member", "server/organization"}, // the engine under its real families
		"server/signin": {"server/apikey"},                                                                 // what may sign in, and what may not
		"e2e/serve":     {"server/workos"},                                                                 // signs as WorkOS does
		"e2e/browser":   {"server/workos"},                                                                 // so does this
		"web":           {"app/ui"},                                                                        // styles and the classes that ask for them
	}
	testOwn     = []string{"server/pg/pgtest", "server/clocktest", "server/sandbox/...", "server/audit", "server/access", "server/httpx", "server/pg", "e2e/program", "web"}
	testForeign = join(store, "github.com/google/go-cmp/...", "github.com/rogpeppe/go-internal/...", "pgregory.net/rapid", "go.uber.org/goleak")
)

func join(of []string, more ...string) []string { return slices.Concat(of, more) }

var rules = []rule{
	// What both sides say, and data.
	{"shared", nil, nil},
	{"shared/...", []string{"shared"}, nil},
	{"migrations", nil, nil},
	{"web", nil, nil},
	{"web/build", []string{"web"}, []string{"github.com/andybalholm/brotli"}},

	// The browser.
	{"app/ui/...", []string{"app/ui/..."}, goApp},
	{"app/part", join(words, "app/ui/...", "app/state/...", "app/shell/..."), goApp},
	{"app/api", words, goApp},
	{"app/state/...", join(words, "app/ui/...", "app/api", "app/state/..."), goApp},
	{"app/shell/...", join(words, "app/ui/...", "app/api", "app/state/..."), goApp},
	{"app/page/...", join(words, "app/ui/...", "app/part", "app/api", "app/state/...", "app/shell/..."), goApp},
	{"app/routes", join(words, "app/page/...", "app/shell/...", "app/state/...", "app/api", "app/ui/..."), goApp},
	{"app", join(words, "app/..."), goApp},

	// Floor 1: plumbing, which knows no domain word.
	{"server/errs", nil, nil},
	{"server/clocktest", nil, nil},
	{"server/seal", nil, nil},
	{"server/config", []string{"shared"}, nil},
	{"server/telemetry", nil, figures},
	{"server/httpx", join(words, "server/errs"), []string{"github.com/danielgtaylor/huma/v2/..."}},
	{"server/localpg", nil, pgx},
	{"server/pg", []string{"server/errs", "migrations"}, join(pgx, "github.com/uptrace/bun/...")},
	{"server/pg/pgtest", []string{"server/pg", "server/localpg", "migrations"}, pgx},
	{"server/live", join(words, "server/errs", "server/httpx", "server/pg", "server/telemetry"), join(store, "github.com/r3labs/sse/v2")},

	// Floor 2: the far side of the wire. The sandbox stands for somebody else, so
	// it shares nothing with us, and nobody but the roof starts it.
	{"server/workos", join(words, "server/errs", "server/telemetry"), []string{"github.com/workos/workos-go/v4/...", "github.com/tidwall/gjson"}},
	{"server/sandbox/api/internal/cutspec", nil, []string{"gopkg.in/yaml.v3"}}, // makes test data of WorkOS's published description
	{"server/sandbox/...", []string{"server/sandbox/..."}, nil},

	// Floor 3: who, and what happened.
	{"server/audit", outside, store},
	{"server/session", join(outside, "server/audit"), join(store, "github.com/gorilla/sessions")},
	{"server/access", join(outside, "server/audit", "server/session"), store},
	{"server/event", join(outside, "server/audit", "server/session", "server/access"), store},

	// Floor 4: the domain. Only the neighbors that are named.
	{"server/signin", join(people, "server/member", "server/connection"), store},
	{"server/directory", join(people, "server/member"), store},
	{"server/settings", people, store},
	{"server/organization", people, store},
	{"server/member", people, store},
	{"server/connection", people, store},
	{"server/health", people, store},
	{"server/apikey", people, store},
	{"server/site", join(words, "app/routes", "web", "server/httpx", "server/errs"), join(goApp, "github.com/andybalholm/brotli")},

	// The roof, and what looks at the house from outside.
	{"server/boot/...", []string{"..."}, []string{"..."}},
	{"server", []string{"server/boot/...", "server/config", "server/telemetry"}, nil},
	{"e2e/...", join(words, "e2e/...", "server/localpg"), browser},
}

// notInTheBrowser are packages that weigh megabytes in WASM, or cannot work there.
var notInTheBrowser = []string{"net/http", "database/sql", "html/template", "text/template", "crypto/tls", "os/exec"}

func TestImportsPointDownwards(t *testing.T) {
	t.Parallel()
	for _, p := range list(t, "linux", "amd64", module+"/...") {
		rel := relative(p.ImportPath)
		i := slices.IndexFunc(rules, func(r rule) bool { return matches(r.path, rel) })
		if i < 0 {
			t.Errorf("%s has no rule: give it its floor", rel)
			continue
		}
		for _, imported := range p.Imports {
			if !allowed(imported, rules[i]) {
				t.Errorf("%s may not import %s", rel, imported)
			}
		}
		tests := rule{own: join(rules[i].own, slices.Concat(testOwn, testNeighbors[rel], []string{rel})...), foreign: join(rules[i].foreign, testForeign...)}
		for _, imported := range slices.Concat(p.TestImports, p.XTestImports) {
			if !allowed(imported, tests) {
				t.Errorf("the tests of %s may not import %s", rel, imported)
			}
		}
	}
}

// A rule for what is not there would let whatever comes by that name stand on the wrong floor.
func TestEveryRuleHasItsPackage(t *testing.T) {
	t.Parallel()
	known := list(t, "linux", "amd64", module+"/...")
	known = append(known, list(t, "js", "wasm", module+"/app/...")...)
	for i, r := range rules {
		first := func(p pkg) bool {
			return i == slices.IndexFunc(rules, func(r rule) bool { return matches(r.path, relative(p.ImportPath)) })
		}
		if !slices.ContainsFunc(known, first) {
			t.Errorf("no package stands under the rule for %s", r.path)
		}
	}
}

func TestBrowserCarriesNoServer(t *testing.T) {
	t.Parallel()
	for _, p := range list(t, "js", "wasm", module+"/app/...", module+"/shared/...") {
		for _, imported := range p.Imports {
			if slices.Contains(notInTheBrowser, imported) {
				t.Errorf("%s may not import %s: it goes into the browser", relative(p.ImportPath), imported)
			}
		}
	}
}

// A rule that allows too much would pass in silence.
func TestRulesBite(t *testing.T) {
	t.Parallel()
	for importer, imported := range map[string]string{
		"server/errs":        module + "/server/httpx",
		"server/pg":          module + "/server/event",
		"server/member":      module + "/server/directory",
		"server/sandbox/api": module + "/server/errs",
		"server/event":       "github.com/workos/workos-go/v4/pkg/sso",
		"server/signin":      "github.com/gorilla/sessions",
		"server/directory":   module + "/server/pg/pgtest",
		"app/ui":             module + "/shared",
		"shared":             "github.com/tidwall/gjson",
	} {
		i := slices.IndexFunc(rules, func(r rule) bool { return matches(r.path, importer) })
		if i < 0 || allowed(imported, rules[i]) {
			t.Errorf("%s may import %s", importer, imported)
		}
	}
}

func allowed(imported string, r rule) bool {
	if imported == module || strings.HasPrefix(imported, module+"/") {
		return anyMatches(r.own, relative(imported))
	}
	first, _, _ := strings.Cut(imported, "/")
	return !strings.Contains(first, ".") || anyMatches(r.foreign, imported) // no dot: the standard library
}

func relative(path string) string { return strings.TrimPrefix(strings.TrimPrefix(path, module), "/") }

func anyMatches(patterns []string, path string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool { return matches(p, path) })
}

func matches(pattern, path string) bool {
	if pattern == "..." {
		return true
	}
	if below, ok := strings.CutSuffix(pattern, "/..."); ok {
		return path == below || strings.HasPrefix(path, below+"/")
	}
	return path == pattern
}

type pkg struct {
	ImportPath   string
	Imports      []string
	TestImports  []string
	XTestImports []string
	GoFiles      []string
}

// list asks the go command, which knows build tags better than a parser of ours.
func list(t *testing.T, goos, goarch string, patterns ...string) []pkg {
	t.Helper()
	args := append([]string{"list", "-e", "-json=ImportPath,Imports,TestImports,XTestImports,GoFiles"}, patterns...)
	cmd := exec.CommandContext(t.Context(), "go", args...) //nolint:gosec // G204: arguments of ours
	cmd.Env = append(os.Environ(), "GOOS="+goos, "GOARCH="+goarch)
	var said strings.Builder
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go %v: %v\n%s", args, err, said.String())
	}
	pkgs, err := decode(strings.NewReader(string(out)))
	if err != nil || len(pkgs) == 0 {
		t.Fatalf("go list told of %d packages, error %v", len(pkgs), err)
	}
	return slices.DeleteFunc(pkgs, func(p pkg) bool { return len(p.GoFiles) == 0 })
}

func decode(r io.Reader) ([]pkg, error) {
	var pkgs []pkg
	for d := json.NewDecoder(r); ; {
		var p pkg
		err := d.Decode(&p)
		if errors.Is(err, io.EOF) {
			return pkgs, nil
		}
		if err != nil {
			return nil, fmt.Errorf("read go list: %w", err)
		}
		pkgs = append(pkgs, p)
	}
}
