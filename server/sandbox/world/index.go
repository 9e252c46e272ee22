package world

import "slices"

// index keeps ids in the order they were made, which is the order of their text.
type index struct{ ids []string }

func (x *index) add(id string) {
	if n := len(x.ids); n == 0 || x.ids[n-1] < id {
		x.ids = append(x.ids, id)
		return
	}
	if at, found := slices.BinarySearch(x.ids, id); !found {
		x.ids = slices.Insert(x.ids, at, id)
	}
}

func (x *index) remove(id string) {
	if at, found := slices.BinarySearch(x.ids, id); found {
		x.ids = slices.Delete(x.ids, at, at+1)
	}
}

// Page asks for a part of a list. Order is "asc", "desc" (the default) or "normal".
type Page struct {
	After, Before, Order string
	Limit                int
}

// Cursors lead to the pages before and after; empty where there is none.
type Cursors struct{ Before, After string }

// page walks ids from the cursor on and keeps those that match, up to the limit.
func (x *index) page(p Page, match func(id string) bool) (ids []string, cur Cursors) {
	if p.Order == "normal" { // descending, with the cursors' meaning turned round
		p.After, p.Before = p.Before, p.After
		defer func() { cur.After, cur.Before = cur.Before, cur.After }()
	}
	asc := p.Order == "asc"
	backward := p.Before != "" && p.After == ""
	up := asc != backward
	limit := p.Limit
	if limit <= 0 {
		limit = 10
	}
	cursor := p.After
	if backward {
		cursor = p.Before
	}
	at, more := x.start(cursor, up), false
	for ; at >= 0 && at < len(x.ids); at += step(up) {
		if match != nil && !match(x.ids[at]) {
			continue
		}
		if len(ids) == limit {
			more = true
			break
		}
		ids = append(ids, x.ids[at])
	}
	if backward {
		slices.Reverse(ids)
	}
	if len(ids) == 0 {
		return ids, Cursors{}
	}
	if (more && !backward) || backward {
		cur.After = ids[len(ids)-1]
	}
	if (more && backward) || (!backward && cursor != "") {
		cur.Before = ids[0]
	}
	return ids, cur
}

func step(up bool) int {
	if up {
		return 1
	}
	return -1
}

// start is the first position past the cursor, which need not exist any more.
func (x *index) start(cursor string, up bool) int {
	if cursor == "" {
		if up {
			return 0
		}
		return len(x.ids) - 1
	}
	at, found := slices.BinarySearch(x.ids, cursor)
	switch {
	case up && found:
		return at + 1
	case up:
		return at
	default:
		return at - 1
	}
}
