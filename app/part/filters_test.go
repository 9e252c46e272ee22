package part

import (
	"net/url"
	"strings"
	"testing"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"memberpulse/app/state"
)

func TestFiltersAreNamedAsTheReaderSetThem(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"/people?q=tanaka":                          "Searched for “tanaka”.",
		"/people?state=tombstoned":                  "The filter is deleted.",
		"/people?q=tanaka&state=tombstoned":         "Searched for “tanaka” with the filter deleted.",
		"/people?state=tombstoned&role=ROLE_MEMBER": "The filter is deleted and ROLE_MEMBER.",
	} {
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		q := state.ParseQuery(u)
		if got := filtersSaid(q, Filter{Name: "state", Said: "deleted"}, Filter{Name: "role"}); got != want {
			t.Errorf("%s: got %q, want %q", address, got, want)
		}
		if html := app.HTMLString(NoMatch("Nobody matches", q, Filter{Name: "state"}, Filter{Name: "role"})); !strings.Contains(html, `href="/people"`) {
			t.Errorf("%s: the filters cannot be dropped: %s", address, html)
		}
	}
	if NoMatch("Nobody matches", state.ParseQuery(&url.URL{Path: "/people"}), Filter{Name: "state"}) != nil {
		t.Error("no filter is set, yet it is said that none matches")
	}
}
