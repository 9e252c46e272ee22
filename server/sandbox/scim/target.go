package scim

import "strings"

// target is the place that an attribute path names in a resource. Without an
// attribute it is a whole extension.
type target struct {
	urn  string // the extension's key in the body, "" for the core
	attr *attribute
	sub  *attribute
}

// resolve finds the place that a path names. Names compare without case.
func (rt *resourceType) resolve(p attrPath) (target, bool) {
	if p.urn == "" {
		return descend(target{attr: rt.attr(p.name)}, p.sub)
	}
	if s := rt.schemaByURN(p.urn + ":" + p.name); s != nil && p.sub == "" {
		return target{urn: rt.key(s)}, true
	}
	s := rt.schemaByURN(p.urn)
	if s == nil {
		return target{}, false
	}
	t := target{urn: rt.key(s), attr: find(s.Attributes, p.name)}
	if s == rt.core {
		t.attr = rt.attr(p.name)
	}
	return descend(t, p.sub)
}

// key is where a schema's attributes stand in the body.
func (rt *resourceType) key(s *schema) string {
	if s == rt.core {
		return ""
	}
	return s.ID
}

func descend(t target, sub string) (target, bool) {
	if t.attr == nil {
		return t, false
	}
	if sub != "" {
		if t.sub = t.attr.sub(sub); t.sub == nil {
			return t, false
		}
	}
	return t, true
}

func (t target) String() string {
	p := attrPath{urn: t.urn}
	if t.attr != nil {
		p.name = t.attr.Name
	}
	if t.sub != nil {
		p.sub = t.sub.Name
	}
	return p.String()
}

// holder gives the map that carries the attribute; it may be nil.
func (t target) holder(doc map[string]any) map[string]any {
	if t.urn == "" {
		return doc
	}
	ext, _ := doc[t.urn].(map[string]any)
	return ext
}

func (t target) get(doc map[string]any) any {
	if t.attr == nil {
		return nil
	}
	return t.holder(doc)[t.attr.Name]
}

// set puts a value in place, or takes the attribute away where it is nil. The
// top map is changed; what hangs below it is never shared, but copied first.
func (t target) set(doc map[string]any, v any) {
	if t.urn == "" {
		put(doc, t.attr.Name, v)
		return
	}
	ext := cloneMap(t.holder(doc))
	put(ext, t.attr.Name, v)
	if len(ext) == 0 {
		delete(doc, t.urn)
		return
	}
	doc[t.urn] = ext
}

func put(m map[string]any, key string, v any) {
	if v == nil {
		delete(m, key)
		return
	}
	m[key] = v
}

func cloneMap(m map[string]any) map[string]any {
	out := make(map[string]any, len(m)+1)
	for k, v := range m {
		out[k] = v
	}
	return out
}

// values gives the attribute's values: one, several or none.
func (t target) values(doc map[string]any) []any {
	switch v := t.get(doc).(type) {
	case nil:
		return nil
	case []any:
		return v
	default:
		return []any{v}
	}
}

// matching gives those of the attribute's values that meet a filter.
func (t target) matching(doc map[string]any, of predicate) []map[string]any {
	var out []map[string]any
	for _, v := range t.values(doc) {
		if m, ok := v.(map[string]any); ok && of(m) {
			out = append(out, m)
		}
	}
	return out
}

// leaves gives the values of the sub-attribute, or of the attribute itself.
func (t target) leaves(doc map[string]any) []any {
	values := t.values(doc)
	if t.sub == nil {
		return values
	}
	var out []any
	for _, v := range values {
		if m, ok := v.(map[string]any); ok {
			if leaf, ok := m[t.sub.Name]; ok {
				out = append(out, leaf)
			}
		}
	}
	return out
}

// isURN tells the key of an extension from the name of an attribute.
func isURN(s string) bool {
	return len(s) > 4 && strings.EqualFold(s[:4], "urn:")
}
