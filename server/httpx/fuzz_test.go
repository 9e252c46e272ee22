package httpx_test

import (
	"net/url"
	"regexp"
	"strings"
	"testing"

	"memberpulse/server/httpx"
)

var idForm = regexp.MustCompile(`\A[A-Za-z0-9_-]{1,100}\z`)

// A cursor that is taken is an id of the list's kind and nothing else, whatever was sent.
func FuzzCursor(f *testing.F) {
	for _, seed := range []string{
		"after=directory_user_01A", "before=directory_user_01A&limit=100", "limit=101", "limit=-1", "limit=9999999999999999999999", "limit=1e2", "limit=%2B5",
		"after=directory_user_1%27%20OR%201%3D1--", "after=directory_user_%00", "after=directory_user_1%0A", "after=a&after=b", "after=x&before=y",
		"order=asc", "order=asc;drop", "after=directory_user_" + strings.Repeat("A", 90), "%zz", "after=directory_user_\u0661",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		query, _ := url.ParseQuery(raw) // as net/http does: what can be read of it
		page, err := httpx.ParsePage(query, "directory_user_")
		if err != nil {
			return
		}
		if page.Limit < 1 || page.Limit > httpx.MaxLimit || page.Fetch() != page.Limit+1 {
			t.Fatalf("%q asks for %d", raw, page.Limit)
		}
		if page.Before != "" && page.After != "" {
			t.Fatalf("%q reads both ways", raw)
		}
		if c := page.Cursor(); c != "" && (!idForm.MatchString(c) || !strings.HasPrefix(c, "directory_user_")) {
			t.Fatalf("%q gives the cursor %q", raw, c)
		}
	})
}
