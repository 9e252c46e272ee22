package part

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"memberpulse/app/state"
	"memberpulse/app/ui"
	"memberpulse/app/ui/words"
	"memberpulse/shared"
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

// An address that asks for what the server does not know is told apart from a list that cannot be read.
func TestAnUnknownFilterIsNamedAndDropped(t *testing.T) {
	t.Parallel()
	var l state.Load[shared.List[shared.SyncLog]]
	l.Settle(0, shared.List[shared.SyncLog]{}, &shared.Problem{Status: 422, Title: "Some fields need another value", Detail: "Nothing was saved.", Errors: []shared.FieldError{{Field: "outcome"}}})
	q := state.ParseQuery(&url.URL{Path: "/activity", RawQuery: "outcome=bogus&organization_id=org_1"})
	html := app.HTMLString(Listed(ui.Table("Changes"), &l, nil, q, words.Change, nil, nil))
	for _, want := range []string{"This filter is not known", "outcome “bogus”", `href="/activity?organization_id=org_1"`, "Clear filters"} {
		if !strings.Contains(html, want) {
			t.Errorf("no %s in %s", want, html)
		}
	}
	if strings.Contains(html, "Nothing was saved") {
		t.Error("a list speaks of saving")
	}
}

// Newer and Older lead through a list that stands by time; one that stands by name has no such ends.
func TestTheFootOfAListSpeaksOfItsOrder(t *testing.T) {
	t.Parallel()
	next := "b"
	var l state.Load[shared.List[shared.SyncLog]]
	l.Set(shared.List[shared.SyncLog]{Data: make([]shared.SyncLog, 1), ListMetadata: shared.ListMetadata{After: &next}})
	q, rows := state.ParseQuery(&url.URL{Path: "/people"}), []ui.TableRow{{ID: "a"}}
	byName := app.HTMLString(Listed(ui.Table("People").Rows(rows), &l, nil, q, words.Person, nil, nil))
	byTime := app.HTMLString(Listed(ui.Table("Changes").Rows(ui.ByDay(rows, func(int) time.Time { return time.Time{} }, time.Time{})), &l, nil, q, words.Change, nil, nil))
	if !strings.Contains(byName, "Next") || strings.Contains(byName, "Older") || !strings.Contains(byTime, "Older") {
		t.Errorf("by name: %s\nby time: %s", byName, byTime)
	}
}
