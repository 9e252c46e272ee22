package scim

import (
	"encoding/json"
	"math/big"
	"strings"
	"time"
)

// predicate says whether a resource, or one value of a multi-valued attribute,
// meets a filter.
type predicate func(map[string]any) bool

// read gives the values that an attribute path leads to.
type read func(map[string]any) []any

// scope resolves the names of a filter: those of a resource at the top, those
// of one value inside brackets.
type scope func(attrPath) (read, *attribute, *problem)

// compileFilter binds a parsed filter to a resource type. A name that the
// schema does not have is refused: an unknown filter must never mean "all".
func compileFilter(rt *resourceType, n node) (predicate, *problem) {
	return compile(rt, resourceScope(rt), n)
}

// compileValueFilter binds a filter to the values of one attribute.
func compileValueFilter(a *attribute, n node) (predicate, *problem) {
	return compile(nil, valueScope(a), n)
}

func compile(rt *resourceType, in scope, n node) (predicate, *problem) {
	switch n := n.(type) {
	case logical:
		return compileLogical(rt, in, n)
	case negation:
		of, bad := compile(rt, in, n.of)
		return func(m map[string]any) bool { return !of(m) }, bad
	case present:
		get, _, bad := in(n.path)
		return func(m map[string]any) bool { return len(get(m)) > 0 }, bad
	case compare:
		return compileCompare(in, n)
	case valuePath:
		return compileValuePath(rt, n)
	}
	return nil, bad(invalidFilter, "The filter has a part that is not known.")
}

func compileLogical(rt *resourceType, in scope, n logical) (predicate, *problem) {
	l, bad := compile(rt, in, n.l)
	if bad != nil {
		return nil, bad
	}
	r, bad := compile(rt, in, n.r)
	if bad != nil {
		return nil, bad
	}
	if n.op == "and" {
		return func(m map[string]any) bool { return l(m) && r(m) }, nil
	}
	return func(m map[string]any) bool { return l(m) || r(m) }, nil
}

func compileValuePath(rt *resourceType, n valuePath) (predicate, *problem) {
	if rt == nil {
		return nil, bad(invalidFilter, "Brackets may not stand inside brackets.")
	}
	t, ok := rt.resolve(n.path)
	if !ok || t.attr == nil || !t.attr.MultiValued || t.sub != nil {
		return nil, bad(invalidFilter, "%s has no values to filter.", n.path)
	}
	of, bad := compile(nil, valueScope(t.attr), n.of)
	if bad != nil {
		return nil, bad
	}
	if n.part != nil {
		return compile(nil, partScope(t, of), n.part)
	}
	return func(m map[string]any) bool { return len(t.matching(m, of)) > 0 }, nil
}

// partScope resolves the part that follows brackets: it reads the values that
// the brackets let through.
func partScope(t target, of predicate) scope {
	values := valueScope(t.attr)
	return func(p attrPath) (read, *attribute, *problem) {
		one, leaf, bad := values(p)
		return func(m map[string]any) (out []any) {
			for _, v := range t.matching(m, of) {
				out = append(out, one(v)...)
			}
			return out
		}, leaf, bad
	}
}

func resourceScope(rt *resourceType) scope {
	return func(p attrPath) (read, *attribute, *problem) {
		t, ok := rt.resolve(p)
		if !ok || t.attr == nil || t.attr.Returned == never {
			return nil, nil, bad(invalidFilter, "%s is not an attribute of %s that can be filtered by.", p, rt.name)
		}
		leaf := t.attr
		if t.sub != nil {
			leaf = t.sub
		} else if v := t.attr.sub("value"); v != nil {
			// members eq "…" and manager eq "…" mean the value (Entra asks so).
			t.sub, leaf = v, v
		}
		return t.leaves, leaf, nil
	}
}

func valueScope(a *attribute) scope {
	return func(p attrPath) (read, *attribute, *problem) {
		sub := a.sub(p.name)
		if sub == nil || p.urn != "" || p.sub != "" {
			return nil, nil, bad(invalidFilter, "%s is not a part of %s.", p, a.Name)
		}
		return func(m map[string]any) []any {
			if v, ok := m[sub.Name]; ok {
				return []any{v}
			}
			return nil
		}, sub, nil
	}
}

func compileCompare(in scope, n compare) (predicate, *problem) {
	get, leaf, bad := in(n.path)
	if bad != nil {
		return nil, bad
	}
	if leaf.Type == typeComplex {
		return nil, badCompare(n, "it has parts; name one of them")
	}
	if n.value == nil {
		return compileNull(get, n)
	}
	match, bad := comparer(leaf, n)
	if bad != nil {
		return nil, bad
	}
	return func(m map[string]any) bool {
		values := get(m)
		for _, v := range values {
			if match(v) {
				return true
			}
		}
		return n.op == "ne" && len(values) == 0
	}, nil
}

func badCompare(n compare, why string) *problem {
	return bad(invalidFilter, "%s cannot be compared with %s like this: %s.", n.path, n.op, why)
}

func compileNull(get read, n compare) (predicate, *problem) {
	if n.op != "eq" && n.op != "ne" {
		return nil, badCompare(n, "null is only equal or not equal")
	}
	wantNone := n.op == "eq"
	return func(m map[string]any) bool { return (len(get(m)) == 0) == wantNone }, nil
}

// comparer makes the test for one value, by the attribute's type.
func comparer(a *attribute, n compare) (func(any) bool, *problem) {
	switch a.Type {
	case typeBoolean:
		want, ok := boolean(n.value)
		if !ok || n.op != "eq" && n.op != "ne" {
			return nil, badCompare(n, "it is true or false")
		}
		return func(v any) bool { return (v == want) == (n.op == "eq") }, nil
	case typeDateTime:
		s, _ := n.value.(string)
		want, err := time.Parse(time.RFC3339, s)
		if err != nil {
			return nil, badCompare(n, "it is a date and time")
		}
		return func(v any) bool {
			text, _ := v.(string)
			got, err := time.Parse(time.RFC3339, text)
			return err == nil && ordered(n.op, got.Compare(want))
		}, nil
	}
	want, ok := n.value.(string)
	if !ok {
		if num, isNumber := n.value.(json.Number); isNumber {
			return numberComparer(n.op, num), nil
		}
		return nil, badCompare(n, "it is text")
	}
	if !a.CaseExact {
		want = strings.ToLower(want)
	}
	return func(v any) bool {
		got, ok := v.(string)
		if !a.CaseExact {
			got = strings.ToLower(got)
		}
		return ok && textMatches(n.op, got, want)
	}, nil
}

// numberComparer compares text that reads as a number; no standard attribute of
// ours is numeric, but employee numbers come unquoted from some providers.
func numberComparer(op string, want json.Number) func(any) bool {
	w, ok := new(big.Float).SetString(want.String())
	return func(v any) bool {
		s, isText := v.(string)
		got, isNumber := new(big.Float).SetString(s)
		return ok && isText && isNumber && ordered(op, got.Cmp(w))
	}
}

func textMatches(op, got, want string) bool {
	switch op {
	case "co":
		return strings.Contains(got, want)
	case "sw":
		return strings.HasPrefix(got, want)
	case "ew":
		return strings.HasSuffix(got, want)
	}
	return ordered(op, strings.Compare(got, want))
}

func ordered(op string, c int) bool {
	switch op {
	case "eq":
		return c == 0
	case "ne":
		return c != 0
	case "gt":
		return c > 0
	case "ge":
		return c >= 0
	case "lt":
		return c < 0
	case "le":
		return c <= 0
	}
	return false
}

// boolean reads a JSON boolean, or the "True" and "False" that Entra writes.
func boolean(v any) (value, ok bool) {
	switch v := v.(type) {
	case bool:
		return v, true
	case string:
		switch strings.ToLower(v) {
		case "true":
			return true, true
		case "false":
			return false, true
		}
	}
	return false, false
}
