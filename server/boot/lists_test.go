package boot

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"memberpulse/server/access"
	"memberpulse/shared"
)

// A slip in an organization's id is told on every route, and alike: an empty list would say that all is well.
func TestAnUnknownOrganizationIsNotFoundOnEveryRouteThatTakesOne(t *testing.T) {
	t.Parallel()
	m := newMatrix(t)
	who, told := callerNamed("platform key"), ""
	for _, route := range m.program.mux.Routes() {
		if !route.Asks(access.OfOrganization.Name) {
			continue
		}
		u := uses[route.Name()]
		u.one = false
		path := u.path
		if path == "" {
			path = route.Pattern
		}
		sign := "?"
		if strings.Contains(path, "?") {
			sign = "&"
		}
		for _, id := range []string{"org" + notThere, "org_b'", "nothing"} {
			route := route
			route.Stream = false // its refusal is a whole answer
			status, body := m.call(who, route, u, path+sign+"organization_id="+id)
			if told == "" {
				told = body
			}
			if status != http.StatusNotFound || body != told {
				t.Errorf("%s of %s: %d %s", route.Name(), id, status, body)
			}
		}
	}
}

// Every list answers to bad cursors with 400, and to one item with one.
func TestEveryListPagesAlike(t *testing.T) {
	t.Parallel()
	m := newMatrix(t)
	who, lists := callerNamed("platform admin"), 0
	for _, route := range m.program.mux.Routes() {
		if !route.Asks("limit") || route.Method != http.MethodGet {
			continue
		}
		lists++
		u := uses[route.Name()]
		path := u.path
		if path == "" {
			path = route.Pattern
		}
		for query, want := range map[string]int{
			"limit=0": 400, "limit=101": 400, "limit=x": 400, "order=up": 400, "after=garbage": 400, "before=garbage": 400, "after=a'&limit=1": 400,
			"limit=%zz": 400, "limit=1": 200, "order=asc": 200, "order=desc": 200, "order=normal": 200, "limit=100": 200,
		} {
			status, body := m.call(who, route, use{ok: 200}, path+"?"+query)
			var list shared.List[json.RawMessage]
			if err := json.Unmarshal([]byte(body), &list); err != nil {
				t.Fatal(err)
			}
			if status != want || query == "limit=1" && len(list.Data) > 1 {
				t.Errorf("%s?%s: %d %s", path, query, status, body)
			}
		}
	}
	if lists < 12 {
		t.Errorf("only %d lists page", lists)
	}
	for _, route := range m.program.mux.Routes() {
		if _, out := route.Types(); out != nil && strings.HasPrefix(out.Name(), "List[") && !route.Asks("limit") && route.Pattern != "/api/sync-logs/counts" {
			t.Errorf("%s answers a list, and takes no cursors", route.Name())
		}
	}
}

// What a list can be narrowed by has its words told where another one is sent.
func TestEveryFilterOfWordsTellsThem(t *testing.T) {
	t.Parallel()
	m := newMatrix(t)
	who, filters := callerNamed("platform admin"), 0
	for _, route := range m.program.mux.Routes() {
		path := uses[route.Name()].path
		if path == "" {
			path = route.Pattern
		}
		path, _, _ = strings.Cut(path, "?")
		route.Stream = false // its refusal is a whole answer
		for _, p := range route.Params() {
			if len(p.OneOf) == 0 || p.Name == "order" {
				continue
			}
			filters++
			status, body := m.call(who, route, use{ok: 200}, path+"?"+p.Name+"=odd")
			if status != http.StatusUnprocessableEntity || !strings.Contains(body, `"field":"`+p.Name+`"`) || !strings.Contains(body, p.OneOf[0]) {
				t.Errorf("%s?%s=odd: %d %s", path, p.Name, status, body)
			}
		}
	}
	if filters < 8 {
		t.Errorf("only %d filters have words", filters)
	}
}
