package scim

import (
	"reflect"
	"strings"
)

// changeMany changes the values of a multi-valued attribute.
func (w *patching) changeMany(p patchPath, o operation) *problem {
	values, _ := p.get(w.doc).([]any)
	switch {
	case p.filter == nil && p.sub == nil:
		return w.changeList(p, o, values)
	case o.op == "remove":
		return w.removeMatching(p, values)
	}
	return w.setMatching(p, o, values)
}

// changeList is a path that names the whole list.
func (w *patching) changeList(p patchPath, o operation, values []any) *problem {
	if o.op == "remove" && o.value == nil {
		p.set(w.doc, nil)
		return nil
	}
	v, problem := normalizeValue(p.attr, o.value)
	if problem != nil {
		return problem
	}
	given, _ := v.([]any)
	switch o.op {
	case "remove": // Entra names the members to remove in the value
		var kept []any
		for _, have := range values {
			if !contains(given, have) {
				kept = append(kept, have)
			}
		}
		w.put(p, kept, nil)
	case "replace":
		w.put(p, given, nil)
	default:
		next, crowned := addAll(p.attr, values, given)
		w.put(p, next, crowned)
	}
	return nil
}

// addAll adds values to a list and tells which were made primary. A value that is
// there already is not added again: the parts it came with are laid over those it
// has (RFC 7644 section 3.5.2.1), and where they are the same nothing changes.
func addAll(a *attribute, values, given []any) (next []any, crowned map[int]bool) {
	next, crowned = append([]any(nil), values...), map[int]bool{}
	place := make(map[string]int, len(next))
	for i, have := range next {
		if id := identity(a, have); place[id] == 0 {
			place[id] = i + 1
		}
	}
	for _, one := range given {
		id := identity(a, one)
		if place[id] == 0 {
			next = append(next, one)
			place[id] = len(next)
		}
		i := place[id] - 1
		next[i] = laidOver(a, next[i], one)
		if isPrimary(one) {
			crowned[i] = true
		}
	}
	return next, crowned
}

// laidOver is a value with the parts of another that is the same one. A member is
// nothing but its value, which stays.
func laidOver(a *attribute, have, more any) any {
	old, isMap := have.(map[string]any)
	parts, also := more.(map[string]any)
	if !isMap || !also || isOnlyValue(a) {
		return have
	}
	m := cloneMap(old)
	for k, v := range parts {
		if k != "type" || m[k] == nil { // another spelling of the same type is no change
			m[k] = v
		}
	}
	return m
}

// isOnlyValue says that a list holds references: which one it is cannot change.
func isOnlyValue(a *attribute) bool {
	value := a.sub("value")
	return value != nil && value.Mutability == immutable
}

// identity is what makes two values of a list the same one.
func identity(a *attribute, v any) string {
	m, ok := v.(map[string]any)
	if !ok {
		return literalText(v)
	}
	value, ok := m["value"].(string)
	switch {
	case ok && isOnlyValue(a):
		return value
	case ok:
		kind, _ := m["type"].(string)
		return strings.ToLower(kind) + "\x00" + value
	}
	m = cloneMap(m)
	delete(m, "primary") // an address made primary is the address it was
	return literalText(m)
}

// contains compares members by their value alone: who removes one rarely
// repeats its type.
func contains(list []any, v any) bool {
	have, ok := v.(map[string]any)
	for _, one := range list {
		m, isMap := one.(map[string]any)
		if ok && isMap && have["value"] != nil && have["value"] == m["value"] {
			return true
		}
		if reflect.DeepEqual(one, v) {
			return true
		}
	}
	return false
}

// put stores a list and keeps "primary" to one: a value just made primary takes
// it from the others (RFC 7644 section 3.5.2).
func (w *patching) put(p patchPath, values []any, touched map[int]bool) {
	if len(values) == 0 {
		p.set(w.doc, nil)
		return
	}
	crowned := false
	for i := range touched {
		crowned = crowned || isPrimary(values[i])
	}
	if crowned {
		for i, v := range values {
			if !touched[i] && isPrimary(v) {
				m := cloneMap(v.(map[string]any))
				m["primary"] = false
				values[i] = m
			}
		}
	}
	p.set(w.doc, values)
}

// matching gives the values a path means: those that meet its filter, or all.
func (p patchPath) matching(values []any) map[int]bool {
	hit := map[int]bool{}
	for i, v := range values {
		m, ok := v.(map[string]any)
		if p.match == nil || ok && p.match(m) {
			hit[i] = true
		}
	}
	return hit
}

func (w *patching) removeMatching(p patchPath, values []any) *problem {
	hit := p.matching(values)
	var kept []any
	for i, v := range values {
		m, ok := v.(map[string]any)
		switch {
		case !hit[i]:
			kept = append(kept, v)
		case p.sub == nil || !ok:
		default:
			next := cloneMap(m)
			delete(next, p.sub.Name)
			if tells(p.attr, next) {
				kept = append(kept, next)
			}
		}
	}
	w.put(p, kept, nil)
	return nil
}

// setMatching adds to, or replaces, the values that meet the path's filter.
func (w *patching) setMatching(p patchPath, o operation, values []any) *problem {
	part, problem := w.partOf(p, o)
	if problem != nil {
		return problem
	}
	if part == nil {
		return w.removeMatching(p, values)
	}
	next := append([]any(nil), values...)
	hit := p.matching(values)
	for i := range hit {
		old, _ := next[i].(map[string]any)
		if p.sub == nil && o.op == "replace" {
			old = nil
		}
		m := cloneMap(old)
		for k, v := range part {
			m[k] = v
		}
		next[i] = m
	}
	if len(hit) == 0 {
		one, ok := seed(p)
		if !ok {
			return bad(noTarget, "No value of %s meets the filter.", p.attr.Name)
		}
		for k, v := range part {
			one[k] = v
		}
		if !tells(p.attr, one) {
			return bad(noTarget, "No value of %s meets the filter.", p.attr.Name)
		}
		hit[len(next)] = true
		next = append(next, one)
	}
	if problem := onePrimary(p.attr, only(next, hit)); problem != nil {
		return problem
	}
	w.put(p, next, hit)
	return nil
}

func only(values []any, which map[int]bool) []any {
	var out []any
	for i, v := range values {
		if which[i] {
			out = append(out, v)
		}
	}
	return out
}

// partOf is what an operation writes into each value it means.
func (w *patching) partOf(p patchPath, o operation) (map[string]any, *problem) {
	if p.sub != nil {
		if p.sub.Mutability == readOnly {
			return nil, bad(mutability, "%s is read-only.", p.target)
		}
		v, problem := normalizeValue(p.sub, o.value)
		if problem != nil || v == nil {
			return nil, problem
		}
		return map[string]any{p.sub.Name: v}, nil
	}
	m, ok := o.value.(map[string]any)
	if list, isList := o.value.([]any); isList && len(list) == 1 {
		m, ok = list[0].(map[string]any)
	}
	if !ok {
		return nil, bad(invalidValue, "The value for %s must be an object.", p.target)
	}
	part := map[string]any{}
	for _, key := range sortedKeys(m) {
		sub := p.attr.sub(key)
		if sub == nil || sub.Mutability == readOnly {
			continue
		}
		v, problem := normalizeValue(sub, m[key])
		if problem != nil {
			return nil, problem
		}
		put(part, sub.Name, v)
	}
	return part, nil
}

// seed makes the value that a path asks for and that is not there yet: Entra
// replaces emails[type eq "work"].value without adding the e-mail first. Only a
// chain of equalities says what to make.
func seed(p patchPath) (map[string]any, bool) {
	one := map[string]any{}
	return one, p.filter == nil || seedFrom(p.attr, p.filter, one)
}

func seedFrom(a *attribute, n node, one map[string]any) bool {
	switch n := n.(type) {
	case logical:
		return n.op == "and" && seedFrom(a, n.l, one) && seedFrom(a, n.r, one)
	case compare:
		sub := a.sub(n.path.name)
		if n.op != "eq" || sub == nil {
			return false
		}
		v, problem := normalizeValue(sub, n.value)
		if problem != nil || v == nil {
			return false
		}
		one[sub.Name] = v
		return true
	}
	return false
}
