package httpx_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"memberpulse/server/errs"
	"memberpulse/server/httpx"
	"memberpulse/shared"

	"github.com/google/go-cmp/cmp"
)

func TestParsePage(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		want httpx.Page
		code string
	}{
		"":                            {want: httpx.Page{Limit: 10}},
		"limit=1":                     {want: httpx.Page{Limit: 1}},
		"limit=100&order=asc":         {want: httpx.Page{Limit: 100, Ascending: true}},
		"after=event_1":               {want: httpx.Page{Limit: 10, After: "event_1"}},
		"before=event_1":              {want: httpx.Page{Limit: 10, Before: "event_1"}},
		"order=normal&before=event_1": {want: httpx.Page{Limit: 10, After: "event_1", Swapped: true}},
		"limit=0":                     {code: "invalid_limit"},
		"limit=101":                   {code: "invalid_limit"},
		"limit=ten":                   {code: "invalid_limit"},
		"order=up":                    {code: "invalid_order"},
		"after=org_1":                 {code: "invalid_cursor"},
		"after=event_1';--":           {code: "invalid_cursor"},
		"before=event_" + strings.Repeat("x", 100): {code: "invalid_cursor"},
		"before=event_1&after=event_2":             {code: "invalid_cursor"},
	}
	for query, c := range cases {
		t.Run(query, func(t *testing.T) {
			t.Parallel()
			values, err := url.ParseQuery(strings.ReplaceAll(query, ";", "%3B"))
			if err != nil {
				t.Fatal(err)
			}
			got, err := httpx.ParsePage(values, "event_")
			if c.code != "" {
				if !errs.HasCode(err, c.code) || !errs.Is(err, errs.KindInvalid) {
					t.Fatalf("got %v, want 400 %s", err, c.code)
				}
				return
			}
			if diff := cmp.Diff(c.want, got); diff != "" || err != nil {
				t.Errorf("error %v, diff %s", err, diff)
			}
		})
	}
}

// A list read to its end and back again by its own cursors shows each item once.
func TestCutWalksAListBothWays(t *testing.T) {
	t.Parallel()
	all := strings.Split("a b c d e f g", " ") // in the list's order, which is descending here
	read := func(p httpx.Page) shared.List[string] {
		rows := slices.Clone(all)
		if p.Climbs() {
			slices.Reverse(rows)
		}
		if c := p.Cursor(); c != "" {
			rows = rows[slices.Index(rows, c)+1:]
		}
		return httpx.Cut(p, rows[:min(len(rows), p.Fetch())], func(s string) string { return s })
	}
	walked := func(order string, forth, back func(shared.ListMetadata) *string, onward, backward string) (pages []string) {
		ask := url.Values{"limit": {"3"}, "order": {order}}
		for _, way := range []struct {
			next func(shared.ListMetadata) *string
			name string
		}{{forth, onward}, {back, backward}} {
			for {
				p, err := httpx.ParsePage(ask)
				if err != nil {
					t.Fatal(err)
				}
				list := read(p)
				pages = append(pages, strings.Join(list.Data, ""))
				next := way.next(list.ListMetadata)
				if next == nil {
					break
				}
				ask = url.Values{"limit": {"3"}, "order": {order}, way.name: {*next}}
			}
		}
		return pages
	}
	before, after := func(m shared.ListMetadata) *string { return m.Before }, func(m shared.ListMetadata) *string { return m.After }
	want := []string{"abc", "def", "g", "g", "def", "abc"}
	if diff := cmp.Diff(want, walked("desc", after, before, "after", "before")); diff != "" {
		t.Errorf("desc: %s", diff)
	}
	// As WorkOS means it: the newest first all the same, with the cursors in each other's place.
	if diff := cmp.Diff(want, walked("normal", before, after, "before", "after")); diff != "" {
		t.Errorf("normal: %s", diff)
	}
	if empty := httpx.Cut(httpx.Page{Limit: 3}, nil, func(s string) string { return s }); empty.Data == nil {
		t.Error("an empty list is null")
	}
}
