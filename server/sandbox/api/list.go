package api

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"memberpulse/server/sandbox/world"
)

type list[T any] struct {
	Object   string       `json:"object"`
	Data     []T          `json:"data"`
	Metadata listMetadata `json:"list_metadata"`
}

type listMetadata struct {
	Before *string `json:"before"`
	After  *string `json:"after"`
}

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// listOf shows a page of rows.
func listOf[T, V any](rows []T, cur world.Cursors, view func(T) V) list[V] {
	out := list[V]{Object: "list", Data: make([]V, 0, len(rows)), Metadata: listMetadata{orNull(cur.Before), orNull(cur.After)}}
	for _, r := range rows {
		out.Data = append(out.Data, view(r))
	}
	return out
}

// page reads the parameters that all lists share.
func page(q url.Values) (world.Page, error) {
	p := world.Page{After: q.Get("after"), Before: q.Get("before"), Order: q.Get("order"), Limit: 10}
	if p.After != "" && p.Before != "" {
		return p, bad(http.StatusUnprocessableEntity, "", "Only one of before and after can be given.")
	}
	if p.Order != "" && !slices.Contains([]string{"asc", "desc", "normal"}, p.Order) {
		return p, bad(http.StatusUnprocessableEntity, "", "The order must be asc, desc or normal.")
	}
	if s := q.Get("limit"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 || n > 100 {
			return p, bad(http.StatusUnprocessableEntity, "", "The limit must be a number from 1 to 100.")
		}
		p.Limit = n
	}
	return p, nil
}

// many reads a list parameter in each of the ways that clients write one: repeated, with [], and with commas.
func many(q url.Values, name string) []string {
	var out []string
	for _, s := range slices.Concat(q[name], q[name+"[]"]) {
		for part := range strings.SplitSeq(s, ",") {
			if part = strings.TrimSpace(part); part != "" {
				out = append(out, part)
			}
		}
	}
	return out
}

func contains(text, part string) bool {
	return strings.Contains(strings.ToLower(text), strings.ToLower(part))
}
