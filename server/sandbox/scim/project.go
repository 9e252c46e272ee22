package scim

import (
	"strings"
)

// projection is which attributes an answer shows (RFC 7644 section 3.9).
type projection struct {
	only    []target
	without []target
	some    bool // whether "attributes" was given at all
}

func (rt *resourceType) projection(attributes, excluded []string) projection {
	return projection{only: rt.targets(attributes), without: rt.targets(excluded), some: len(attributes) > 0}
}

// targets resolves names; one that the schema does not have shows nothing and
// hides nothing.
func (rt *resourceType) targets(names []string) []target {
	var out []target
	for _, name := range names {
		p, ok := parseAttrPath(strings.TrimSpace(name))
		if !ok {
			continue
		}
		t, ok := rt.resolve(p)
		if !ok && p.urn != "" {
			t, ok = target{urn: p.String()}, true // a customer's extension, whole
		}
		if ok {
			out = append(out, t)
		}
	}
	return out
}

// hides says whether an attribute of the core will not be shown at all: what is
// costly to make need not be made then.
func (p projection) hides(name string) bool {
	is := func(t target) bool { return t.urn == "" && t.attr != nil && t.attr.Name == name }
	for _, t := range p.without {
		if is(t) && t.sub == nil {
			return true
		}
	}
	for _, t := range p.only {
		if is(t) {
			return false
		}
	}
	return p.some
}

// show gives what of a finished resource the client wants to see.
func (p projection) show(doc map[string]any) map[string]any {
	switch {
	case p.some:
		out := map[string]any{"schemas": doc["schemas"], "id": doc["id"]}
		for _, t := range p.only {
			keep(out, doc, t)
		}
		return out
	case len(p.without) > 0:
		out := cloneMap(doc)
		for _, t := range p.without {
			drop(out, t)
		}
		return out
	}
	return doc
}

func keep(out, doc map[string]any, t target) {
	if t.attr == nil {
		put(out, t.urn, doc[t.urn])
		return
	}
	v := t.get(doc)
	if v != nil && t.sub != nil {
		v = partial(v, func(m map[string]any) map[string]any {
			if leaf, ok := m[t.sub.Name]; ok {
				return map[string]any{t.sub.Name: leaf}
			}
			return nil
		}, t.get(out))
	}
	if v != nil {
		t.set(out, v)
	}
}

func drop(out map[string]any, t target) {
	switch {
	case t.attr == nil:
		delete(out, t.urn)
	case t.attr.Returned == always:
	case t.sub == nil:
		t.set(out, nil)
	default:
		if v := t.get(out); v != nil {
			t.set(out, partial(v, func(m map[string]any) map[string]any {
				next := cloneMap(m)
				delete(next, t.sub.Name)
				return next
			}, nil))
		}
	}
}

// partial rebuilds a complex value, or each of several, from a part of it; what
// another name has shown already is laid beside it.
func partial(v any, cut func(map[string]any) map[string]any, shown any) any {
	switch v := v.(type) {
	case map[string]any:
		next := cut(v)
		if old, ok := shown.(map[string]any); ok {
			for k, leaf := range old {
				if next == nil {
					next = map[string]any{}
				}
				next[k] = leaf
			}
		}
		if next == nil {
			return nil
		}
		return next
	case []any:
		old, _ := shown.([]any)
		out := make([]any, 0, len(v))
		for i, item := range v {
			var before any
			if i < len(old) {
				before = old[i]
			}
			if one := partial(item, cut, before); one != nil {
				out = append(out, one)
			} else {
				out = append(out, map[string]any{})
			}
		}
		return out
	}
	return v
}
