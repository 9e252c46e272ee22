package httpx

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"memberpulse/server/errs"
	"memberpulse/shared"
)

// The sizes of a page of a list.
const (
	DefaultLimit = 10
	MaxLimit     = 100
)

// Page is which part of a list is asked for, as WorkOS has it: the items after
// one, or before one, in an order. A cursor is an id, read as one, and never
// part of a statement.
type Page struct {
	Limit     int
	Before    string
	After     string
	Ascending bool   // order=asc; newest first otherwise
	Swapped   bool   // order=normal: before and after have changed places, in the request and in the answer
	Own       string // the order that only this list has, where that is asked for
}

const (
	orderAscending  = "asc"
	orderDescending = "desc"
	orderNormal     = "normal"
)

// Values gives what a request asks by name.
type Values interface{ Get(name string) string }

var cursorForm = regexp.MustCompile(`^[A-Za-z0-9_-]{1,100}$`)

// ParsePage reads limit, before, after and order. With prefixes, a cursor must
// begin with one of them: "directory_user_".
func ParsePage(query Values, prefixes ...string) (Page, error) {
	return ParsePageBy(query, nil, prefixes...)
}

// ParsePageBy is ParsePage for a list with orders of its own: each may ascend, or not.
func ParsePageBy(query Values, own map[string]bool, prefixes ...string) (Page, error) {
	p := Page{Limit: DefaultLimit, Before: query.Get("before"), After: query.Get("after")}
	if text := query.Get("limit"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > MaxLimit {
			return Page{}, errs.Invalid("invalid_limit", "The limit is not a whole number from 1 to 100.", "Ask for 1 to 100 items.")
		}
		p.Limit = n
	}
	if p.Before != "" && p.After != "" {
		return Page{}, errs.Invalid("invalid_cursor", "A list is read before one item or after one, not both.", "Send before or after.")
	}
	if err := p.arrange(query.Get("order"), own); err != nil {
		return Page{}, err
	}
	if cursor := p.Cursor(); cursor != "" && !validCursor(cursor, prefixes) {
		return Page{}, BadCursor()
	}
	return p, nil
}

func (p *Page) arrange(order string, own map[string]bool) error {
	ascends, known := own[order]
	switch {
	case known:
		p.Own, p.Ascending = order, ascends
	case order == orderAscending:
		p.Ascending = true
	case order == orderNormal:
		p.Swapped, p.Before, p.After = true, p.After, p.Before
	case order != "" && order != orderDescending:
		words := append([]string{orderAscending, orderDescending, orderNormal}, slices.Sorted(maps.Keys(own))...)
		return errs.Invalid("invalid_order", "This list has no such order.", "Send "+either(words)+" as order, or leave it out.")
	}
	return nil
}

func validCursor(cursor string, prefixes []string) bool {
	return cursorForm.MatchString(cursor) &&
		(len(prefixes) == 0 || slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(cursor, p) }))
}

// BadCursor is the answer to a cursor that is no id, or none of this list.
func BadCursor() error {
	return errs.Invalid("invalid_cursor", "The cursor does not name an item of this list.",
		"Take before and after from list_metadata of a former answer, or begin without them.")
}

// Cursor is the item to go on from; "" at the beginning.
func (p Page) Cursor() string {
	if p.Before != "" {
		return p.Before
	}
	return p.After
}

// Forward says whether the read goes on in the list's order (after), or back
// against it (before). A store that reads back sorts the other way round.
func (p Page) Forward() bool { return p.Before == "" }

// Climbs says whether the statement sorts ascending: the list's order, turned
// round for a read back.
func (p Page) Climbs() bool { return p.Ascending == p.Forward() }

// Fetch is how many rows to ask for: one more than the page, to see whether the
// list goes on.
func (p Page) Fetch() int { return p.Limit + 1 }

// Cut makes the answer of a list from the rows of a statement that sorted as
// Climbs says and was limited to Fetch.
func Cut[T any](p Page, rows []T, id func(T) string) shared.List[T] {
	more := len(rows) > p.Limit
	if more {
		rows = rows[:p.Limit]
	}
	data := make([]T, len(rows)) // never null in JSON
	copy(data, rows)
	if !p.Forward() {
		slices.Reverse(data)
	}
	list := shared.List[T]{Data: data}
	if len(data) == 0 {
		return list
	}
	first, last := id(data[0]), id(data[len(data)-1])
	if p.Forward() && p.After != "" || !p.Forward() && more {
		list.ListMetadata.Before = &first
	}
	if p.Forward() && more || !p.Forward() {
		list.ListMetadata.After = &last
	}
	if m := &list.ListMetadata; p.Swapped {
		m.Before, m.After = m.After, m.Before
	}
	return list
}

// Part makes the answer of a list that is short enough to be read whole: all, in the order of desc.
func Part[T any](p Page, all []T, id func(T) string) (shared.List[T], error) {
	rows := slices.Clone(all)
	if p.Climbs() {
		slices.Reverse(rows)
	}
	if cursor := p.Cursor(); cursor != "" {
		at := slices.IndexFunc(rows, func(row T) bool { return id(row) == cursor })
		if at < 0 {
			return shared.List[T]{}, BadCursor()
		}
		rows = rows[at+1:]
	}
	return Cut(p, rows[:min(len(rows), p.Fetch())], id), nil
}
