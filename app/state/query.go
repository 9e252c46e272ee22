package state

import (
	"net/url"
	"strings"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Query is what a list's address says: filters, order, page. It is a value; each change gives a new address, so every
// state of a list can be reloaded, shared, and left by Back.
type Query struct {
	path   string
	values url.Values
}

// QueryOf reads the address that is shown now.
func QueryOf(ctx app.Context) Query { return ParseQuery(ctx.Page().URL()) }

// ParseQuery reads an address.
func ParseQuery(u *url.URL) Query { return Query{u.Path, u.Query()} }

// Get is one value, or "".
func (q Query) Get(name string) string { return q.values.Get(name) }

// Has reports whether one of the names is set.
func (q Query) Has(names ...string) bool {
	for _, n := range names {
		if q.values.Get(n) != "" {
			return true
		}
	}
	return false
}

// With is the address with one value changed ("" drops it); the page starts anew, since the list is another.
func (q Query) With(name, value string) string {
	v := q.copy()
	v.Del("before")
	v.Del("after")
	return q.set(v, name, value)
}

// Choose is the address with one value changed and the same page of the list: what is chosen on it, not which rows it has.
func (q Query) Choose(name, value string) string { return q.set(q.copy(), name, value) }

// Page is the address of the page before or after a cursor; nil gives "", which is no such page.
func (q Query) Page(name string, cursor *string) string {
	if cursor == nil || *cursor == "" {
		return ""
	}
	v := q.copy()
	v.Del("before")
	v.Del("after")
	return q.set(v, name, *cursor)
}

// Without is the address with the names dropped.
func (q Query) Without(names ...string) string {
	v := q.copy()
	for _, n := range append(names, "before", "after") {
		v.Del(n)
	}
	return address(q.path, v)
}

// Bare is the address with nothing but the organization in scope.
func (q Query) Bare() string { return q.Link(q.path) }

// Scope is the organization that a platform admin looks at, or "".
func (q Query) Scope() string { return q.values.Get("organization_id") }

// Link is another path with the same organization in scope, so that a platform admin stays in it.
func (q Query) Link(path string) string {
	if scope := q.Scope(); scope != "" {
		sep := "?"
		if strings.Contains(path, "?") {
			sep = "&"
		}
		return path + sep + "organization_id=" + url.QueryEscape(scope)
	}
	return path
}

// In is the same address with another organization in scope.
func (q Query) In(organizationID string) Query {
	return q.Keep("organization_id", organizationID)
}

// Keep is the same address with one value more, which stays whatever is changed in it.
func (q Query) Keep(name, value string) Query {
	v := q.copy()
	v.Set(name, value)
	return Query{q.path, v}
}

// LinkTo is Link for an address that may carry the scope already, or belongs to the whole platform.
func (q Query) LinkTo(path string) string {
	if strings.HasPrefix(path, "/admin") || strings.Contains(path, "organization_id=") {
		return path
	}
	return q.Link(path)
}

// Segment is the n-th part of the path, counted from zero: /people/dm_1/why has people, dm_1, why.
func (q Query) Segment(n int) string {
	parts := strings.Split(strings.Trim(q.path, "/"), "/")
	if n < 0 || n >= len(parts) {
		return ""
	}
	return parts[n]
}

// Path is the path.
func (q Query) Path() string { return q.path }

func (q Query) copy() url.Values {
	v := url.Values{}
	for name, values := range q.values {
		v[name] = append([]string(nil), values...)
	}
	return v
}

func (q Query) set(v url.Values, name, value string) string {
	if value == "" {
		v.Del(name)
	} else {
		v.Set(name, value)
	}
	return address(q.path, v)
}

func address(path string, v url.Values) string {
	if len(v) == 0 {
		return path
	}
	return path + "?" + v.Encode()
}
