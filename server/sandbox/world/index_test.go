package world

import (
	"strings"
	"testing"
)

func TestCursorsWalkEveryItemOnceInEitherDirection(t *testing.T) {
	t.Parallel()
	x := &index{}
	for _, id := range strings.Split("abcdefg", "") {
		x.add(id)
	}
	for _, c := range []struct {
		name string
		page Page
		want string
		cur  Cursors
	}{
		{"first, newest", Page{Limit: 3}, "gfe", Cursors{After: "e"}},
		{"second", Page{Limit: 3, After: "e"}, "dcb", Cursors{Before: "d", After: "b"}},
		{"last", Page{Limit: 3, After: "b"}, "a", Cursors{Before: "a"}},
		{"past the end", Page{Limit: 3, After: "a"}, "", Cursors{}},
		{"back", Page{Limit: 3, Before: "b"}, "edc", Cursors{Before: "e", After: "c"}},
		{"back to the start", Page{Limit: 9, Before: "e"}, "gf", Cursors{After: "f"}},
		{"oldest", Page{Limit: 3, Order: "asc"}, "abc", Cursors{After: "c"}},
		{"oldest, second", Page{Limit: 3, Order: "asc", After: "c"}, "def", Cursors{Before: "d", After: "f"}},
		{"oldest, back", Page{Limit: 2, Order: "asc", Before: "d"}, "bc", Cursors{Before: "b", After: "c"}},
		{"a page that just fits", Page{Limit: 7}, "gfedcba", Cursors{}},
		{"normal", Page{Limit: 3, Order: "normal"}, "gfe", Cursors{Before: "e"}},
		{"normal, second", Page{Limit: 3, Order: "normal", Before: "e"}, "dcb", Cursors{Before: "b", After: "d"}},
		{"a cursor that is gone", Page{Limit: 2, After: "dd"}, "dc", Cursors{Before: "d", After: "c"}},
		{"a cursor that is gone, oldest", Page{Limit: 2, Order: "asc", After: "dd"}, "ef", Cursors{Before: "e", After: "f"}},
	} {
		ids, cur := x.page(c.page, nil)
		if got := strings.Join(ids, ""); got != c.want || cur != c.cur {
			t.Errorf("%s: %q %+v, want %q %+v", c.name, got, cur, c.want, c.cur)
		}
	}
	even := func(id string) bool { return id[0]%2 == 0 }
	if ids, cur := x.page(Page{Limit: 2}, even); strings.Join(ids, "") != "fd" || cur.After != "d" {
		t.Errorf("filtered: %v %+v", ids, cur)
	}
}
