package scim

import (
	"bytes"
	"encoding/json"
	"sort"
	"strings"

	"memberpulse/server/sandbox/world"
)

// normalize turns a client's body into a resource in canonical names: values
// checked by type, what a client may not write left out, what the schema does
// not know left out, and unset values ("" and null) absent.
func normalize(rt *resourceType, body map[string]any) (map[string]any, *problem) {
	doc := map[string]any{}
	if bad := normalizeInto(rt, "", doc, body); bad != nil {
		return nil, bad
	}
	return doc, nil
}

func normalizeInto(rt *resourceType, urn string, doc, body map[string]any) *problem {
	seen := map[string]bool{}
	for _, key := range sortedKeys(body) {
		name := strings.ToLower(key)
		if seen[name] {
			return bad(invalidSyntax, "%q stands in the body twice, in different case.", clip(key))
		}
		seen[name] = true
		if urn == "" && isURN(key) {
			if bad := normalizeExtension(rt, doc, key, body[key]); bad != nil {
				return bad
			}
			continue
		}
		t, ok := rt.resolve(attrPath{urn: urn, name: key})
		if !ok || t.attr == nil || !writable(t.attr) {
			continue
		}
		v, bad := normalizeValue(t.attr, body[key])
		if bad != nil {
			return bad
		}
		t.set(doc, v)
	}
	return nil
}

func writable(a *attribute) bool {
	return a.Mutability != readOnly && a.Mutability != writeOnly
}

// normalizeExtension takes a known extension by its schema and any other as it
// is: what a customer's extension means is the customer's business.
func normalizeExtension(rt *resourceType, doc map[string]any, urn string, v any) *problem {
	if v == nil {
		return nil
	}
	m, ok := v.(map[string]any)
	if !ok {
		return bad(invalidValue, "%s must be an object.", clip(urn))
	}
	if s := rt.schemaByURN(urn); s != nil {
		return normalizeInto(rt, s.ID, doc, m)
	}
	ext, bad := plain(m)
	if len(ext) > 0 {
		doc[urn] = ext
	}
	return bad
}

func normalizeValue(a *attribute, v any) (any, *problem) {
	if v == nil {
		return nil, nil
	}
	if !a.MultiValued {
		return normalizeOne(a, v)
	}
	list, ok := v.([]any)
	if !ok {
		list = []any{v} // some clients send one value bare
	}
	var out []any
	for _, item := range list {
		one, bad := normalizeOne(a, item)
		if bad != nil {
			return nil, bad
		}
		if one != nil {
			out = append(out, one)
		}
	}
	if len(out) == 0 {
		return nil, nil
	}
	return out, onePrimary(a, out)
}

// onePrimary holds that "primary" is true once at most (RFC 7643 section 2.4).
func onePrimary(a *attribute, values []any) *problem {
	n := 0
	for _, v := range values {
		if isPrimary(v) {
			n++
		}
	}
	if n > 1 {
		return bad(invalidValue, "%s has more than one primary value; only one may be primary.", a.Name)
	}
	return nil
}

func isPrimary(v any) bool {
	m, ok := v.(map[string]any)
	return ok && m["primary"] == true
}

// normalizeOne checks one value. A boolean also comes as the text "True" or
// "False", because that is how Entra has always sent `active`; WorkOS itself
// wants a JSON boolean there, which would fail Microsoft's own cases.
func normalizeOne(a *attribute, v any) (any, *problem) {
	switch a.Type {
	case typeBoolean:
		if v == nil || v == "" {
			return nil, nil
		}
		b, ok := boolean(v)
		if !ok {
			return nil, &problem{status: 400, scimType: invalidSyntax, detail: a.Name + " must be true or false."}
		}
		return b, nil
	case typeComplex:
		return normalizeComplex(a, v)
	}
	if v == nil {
		return nil, nil
	}
	s, ok := v.(string)
	switch {
	case !ok:
		return nil, bad(invalidValue, "%s must be text.", a.Name)
	case strings.ContainsRune(s, 0):
		return nil, bad(invalidValue, "%s has a NUL character in it.", a.Name)
	case s == "":
		return nil, nil
	}
	return s, nil
}

func normalizeComplex(a *attribute, v any) (any, *problem) {
	switch given := v.(type) {
	case nil:
		return nil, nil
	case string:
		// "members": ["id"], and Entra's older manager, carry the bare value.
		if a.sub("value") != nil {
			return normalizeComplex(a, map[string]any{"value": given})
		}
	case []any:
		// Entra puts its one manager into a list.
		switch {
		case a.MultiValued:
		case len(given) == 0:
			return nil, nil
		case len(given) == 1:
			return normalizeComplex(a, given[0])
		}
	case map[string]any:
		out := map[string]any{}
		for _, key := range sortedKeys(given) {
			sub := a.sub(key)
			if sub == nil || sub.Mutability == readOnly {
				continue
			}
			one, bad := normalizeValue(sub, given[key])
			if bad != nil {
				return nil, bad
			}
			if one != nil {
				out[sub.Name] = one
			}
		}
		if !tells(a, out) {
			return nil, nil
		}
		return out, nil
	}
	return nil, bad(invalidValue, "%s must be an object.", a.Name)
}

// tells says whether a complex value still says something: a value of a
// multi-valued attribute without its "value" does not.
func tells(a *attribute, m map[string]any) bool {
	if a.MultiValued && a.sub("value") != nil {
		_, ok := m["value"]
		return ok
	}
	return len(m) > 0
}

// plain takes an extension of unknown meaning: no NUL, no nulls, not too deep.
func plain(m map[string]any) (map[string]any, *problem) {
	clean, err := world.Plain(m)
	if err != nil {
		return nil, bad(invalidValue, "An extension of the body cannot be kept: %s", err)
	}
	return clean.(map[string]any), nil
}

// literalText writes a value as a filter or a body would.
func literalText(v any) string {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil { // what came as JSON always encodes
		return "null"
	}
	return strings.TrimSuffix(buf.String(), "\n")
}

func sortedKeys(m map[string]any) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}

// clip keeps a client's own words in an answer short.
func clip(s string) string {
	if len(s) > 80 {
		return strings.ToValidUTF8(s[:80], "") + "…"
	}
	return s
}
