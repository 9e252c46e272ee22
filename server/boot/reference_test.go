package boot

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"memberpulse/server/httpx"
)

var (
	anchors    = regexp.MustCompile(` id="([^"]+)"`)
	targets    = regexp.MustCompile(` href="#([^"]+)"`)
	shownRoute = regexp.MustCompile(`<span class="badge badge--code">([A-Z]+)</span> <code>([^<]+)</code>`)
)

// The page and the document say the same: every route of the one is in the other, with every parameter.
func TestTheReferenceSaysWhatTheDocumentSays(t *testing.T) {
	t.Parallel()
	m := newMatrix(t)
	get := func(path string) string {
		status, body := m.call(callers[0], httpx.Route{Method: http.MethodGet, Pattern: path}, use{}, path)
		if status != http.StatusOK {
			t.Fatalf("%s: %d %s", path, status, body)
		}
		return body
	}
	page := get("/api/docs")
	var document struct {
		Paths map[string]map[string]struct {
			Summary    string
			Parameters []struct{ Name, In, Description string }
		}
		Components struct{ Schemas map[string]any }
	}
	if err := json.Unmarshal([]byte(get("/api/openapi.json")), &document); err != nil {
		t.Fatal(err)
	}
	shown := map[string]bool{}
	for _, found := range shownRoute.FindAllStringSubmatch(page, -1) {
		shown[found[1]+" "+found[2]] = true
	}
	routes := 0
	for path, methods := range document.Paths {
		for method, operation := range methods {
			routes++
			if name := strings.ToUpper(method) + " " + path; !shown[name] {
				t.Errorf("the page lacks %s", name)
			}
			if operation.Summary == "" {
				t.Errorf("nothing says what %s %s is for", method, path)
			}
			for _, p := range operation.Parameters {
				if !strings.Contains(page, "<dt><code>"+p.Name+"</code></dt>") || p.In != "path" && p.Description == "" {
					t.Errorf("%s %s: nothing is told of %s", method, path, p.Name)
				}
			}
		}
	}
	if len(shown) != routes || routes < 40 {
		t.Errorf("the page has %d routes, the document %d", len(shown), routes)
	}
	ids := map[string]bool{}
	for _, found := range anchors.FindAllStringSubmatch(page, -1) {
		if ids[found[1]] {
			t.Errorf("two things have the id %s", found[1])
		}
		ids[found[1]] = true
	}
	for _, found := range targets.FindAllStringSubmatch(page, -1) {
		if !ids[found[1]] {
			t.Errorf("a link leads to %s, which is not there", found[1])
		}
	}
	for name := range document.Components.Schemas {
		if !ids["schema-"+name] {
			t.Errorf("the page lacks the schema %s", name)
		}
	}
	if strings.Contains(page, "<script") || strings.Contains(page, " style=") {
		t.Error("the page has a script or an inline style")
	}
}

// What a developer must send is in the document: the selectors of a sign-in, the filters of lists, the signature of WorkOS.
func TestTheDocumentHasEveryParameterThatIsRead(t *testing.T) {
	t.Parallel()
	m := newMatrix(t)
	_, body := m.call(callers[0], httpx.Route{Method: http.MethodGet, Pattern: "/api/openapi.json"}, use{}, "/api/openapi.json")
	var document struct {
		Paths map[string]map[string]struct{ Parameters []struct{ Name string } }
	}
	if err := json.Unmarshal([]byte(body), &document); err != nil {
		t.Fatal(err)
	}
	const cursors = " limit before after order"
	for route, want := range map[string]string{
		"get /auth/sso":                   "organization connection domain email return_to",
		"get /auth/login":                 "organization return_to",
		"get /api/events":                 "organization_id outcome event directory_id q since" + cursors,
		"get /api/members":                "organization_id state role group q" + cursors,
		"get /api/directories/{id}/users": "id organization_id state group q email" + cursors,
		"get /api/sync-runs":              "organization_id directory_id state" + cursors,
		"get /api/me/sessions":            cursors,
		"get /api/health-checks":          "organization_id" + cursors,
		"get /api/live":                   "topics organization_id Last-Event-ID last_event_id",
		"post /webhooks/workos":           "WorkOS-Signature",
	} {
		method, path, _ := strings.Cut(route, " ")
		got := map[string]bool{}
		for _, p := range document.Paths[path][method].Parameters {
			got[p.Name] = true
		}
		for _, name := range strings.Fields(want) {
			if !got[name] {
				t.Errorf("%s does not say that it takes %s", route, name)
			}
		}
	}
}
