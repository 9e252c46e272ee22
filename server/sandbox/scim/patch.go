package scim

import (
	"strings"
)

// operation is one step of a PATCH, names already read without case.
type operation struct {
	op    string // "add", "replace" or "remove"
	path  string
	value any
	given bool // whether a value came at all
}

// readPatch reads a PatchOp message. Member names and op names are read without
// case: Entra writes "Add", Okta "replace".
func readPatch(body map[string]any) ([]operation, *problem) {
	list, ok := fold(body, "Operations").([]any)
	if !ok || len(list) == 0 {
		return nil, bad(invalidSyntax, "A PATCH needs a list named Operations with at least one operation.")
	}
	if s, given := fold(body, "schemas").([]any); given && !holds(s, patchURN) {
		return nil, bad(invalidSyntax, "The schemas of a PATCH must name %s.", patchURN)
	}
	ops := make([]operation, 0, len(list))
	for i, item := range list {
		m, ok := item.(map[string]any)
		if !ok {
			return nil, bad(invalidSyntax, "Operation %d is not an object.", i+1)
		}
		var o operation
		o.op, _ = fold(m, "op").(string)
		o.op = strings.ToLower(o.op)
		switch path := fold(m, "path").(type) {
		case nil:
		case string:
			o.path = strings.TrimSpace(path)
		default:
			return nil, bad(invalidPath, "The path of operation %d is not text.", i+1)
		}
		o.value, o.given = lookup(m, "value")
		if o.op != "add" && o.op != "replace" && o.op != "remove" {
			return nil, bad(invalidSyntax, "Operation %d must be add, replace or remove.", i+1)
		}
		ops = append(ops, o)
	}
	return ops, nil
}

func fold(m map[string]any, name string) any {
	v, _ := lookup(m, name)
	return v
}

func lookup(m map[string]any, name string) (any, bool) {
	if v, ok := m[name]; ok {
		return v, true
	}
	for _, k := range sortedKeys(m) {
		if strings.EqualFold(k, name) {
			return m[k], true
		}
	}
	return nil, false
}

func holds(list []any, urn string) bool {
	for _, v := range list {
		if s, ok := v.(string); ok && strings.EqualFold(s, urn) {
			return true
		}
	}
	return false
}

// applyPatch gives the resource as it is after all operations. The one that was
// passed in is left as it was, so a refusal half way changes nothing (RFC 7644
// section 3.5.2).
func applyPatch(rt *resourceType, doc map[string]any, ops []operation) (map[string]any, *problem) {
	w := &patching{rt: rt, doc: cloneMap(doc)}
	for _, o := range ops {
		if bad := w.apply(o); bad != nil {
			return nil, bad
		}
	}
	return w.doc, nil
}

type patching struct {
	rt  *resourceType
	doc map[string]any
}

func (w *patching) apply(o operation) *problem {
	switch {
	case o.path != "":
		return w.atPath(o)
	case o.op == "remove":
		return bad(noTarget, "A remove needs a path that says what to remove.")
	}
	m, ok := o.value.(map[string]any)
	if !ok {
		return bad(invalidValue, "Without a path, the value of %s must be an object of attributes.", o.op)
	}
	return w.merge("", o.op, m)
}

// merge applies an object of attributes. Its keys may be plain names, dotted
// names, names with a URN or with a filter in brackets: Entra sends them all.
// Names nobody knows, and ids and other things that are not the client's to
// write, are passed over, as RFC 7644 asks for a body.
func (w *patching) merge(urn, op string, m map[string]any) *problem {
	for _, key := range sortedKeys(m) {
		value := m[key]
		path := key
		if urn != "" {
			path = urn + ":" + key
		}
		if ext, ok := value.(map[string]any); ok && urn == "" && isURN(key) && w.isExtension(key) {
			if bad := w.extension(key, op, ext); bad != nil {
				return bad
			}
			continue
		}
		p, problem := w.parsePath(path)
		if problem != nil || !p.writable() {
			continue
		}
		if problem := w.change(p, operation{op: op, path: path, value: value, given: true}); problem != nil {
			return problem
		}
	}
	return nil
}

// isExtension tells the URN of a whole extension from the URN of one attribute.
func (w *patching) isExtension(key string) bool {
	if w.rt.schemaByURN(key) != nil {
		return true
	}
	p, problem := w.parsePath(key)
	return problem != nil || p.attr == nil
}

func (w *patching) extension(urn, op string, m map[string]any) *problem {
	if s := w.rt.schemaByURN(urn); s != nil {
		return w.merge(s.ID, op, m)
	}
	clean, bad := plain(m)
	if bad != nil {
		return bad
	}
	ext := map[string]any{}
	if old, ok := w.doc[urn].(map[string]any); ok {
		ext = cloneMap(old)
	}
	for k, v := range clean {
		ext[k] = v
	}
	if len(ext) > 0 {
		w.doc[urn] = ext
	}
	return nil
}

func (w *patching) atPath(o operation) *problem {
	p, problem := w.parsePath(o.path)
	if problem != nil {
		return problem
	}
	if p.attr == nil {
		return w.wholeSchema(p, o)
	}
	if !p.writable() {
		if p.attr.Name == "schemas" || p.attr.Mutability == writeOnly {
			return nil // what we hold decides the schemas; passwords are thrown away
		}
		return bad(mutability, "%s is read-only.", p.target)
	}
	return w.change(p, o)
}

// wholeSchema is a path that names a schema instead of an attribute.
func (w *patching) wholeSchema(p patchPath, o operation) *problem {
	if o.op == "remove" {
		if p.urn == "" {
			return bad(noTarget, "A remove of the whole resource is a DELETE.")
		}
		delete(w.doc, p.urn)
		return nil
	}
	m, ok := o.value.(map[string]any)
	if !ok {
		return bad(invalidValue, "The value for a whole schema must be an object of attributes.")
	}
	return w.merge(p.urn, o.op, m)
}

func (w *patching) change(p patchPath, o operation) *problem {
	if o.op != "remove" && !o.given {
		return bad(invalidValue, "%s of %s needs a value.", o.op, p.target)
	}
	if p.attr.MultiValued {
		return w.changeMany(p, o)
	}
	return w.changeOne(p, o)
}

// changeOne changes a single-valued attribute or one of its parts.
func (w *patching) changeOne(p patchPath, o operation) *problem {
	if p.filter != nil {
		return bad(invalidPath, "%s has one value; it cannot be filtered.", p.target)
	}
	next, problem := w.nextOne(p, o)
	if problem != nil {
		return problem
	}
	if next == nil {
		switch {
		case p.attr.Required && o.op == "remove":
			return bad(mutability, "%s is required and cannot be removed.", p.attr.Name) // RFC 7644 section 3.5.2.2
		case p.attr.Required:
			return bad(invalidValue, "%s is required and cannot be empty.", p.attr.Name)
		case p.attr.Name == "active":
			// Unset would have to mean something; neither answer is safe to guess.
			return bad(invalidValue, "active cannot be removed; replace it by true or false.")
		}
	}
	p.set(w.doc, next)
	return nil
}

func (w *patching) nextOne(p patchPath, o operation) (any, *problem) {
	old, _ := p.get(w.doc).(map[string]any)
	switch {
	case o.op == "remove" && p.sub == nil:
		return nil, nil
	case o.op == "remove":
		return without(old, p.sub.Name), nil
	case p.sub != nil:
		v, problem := normalizeValue(p.sub, o.value)
		if problem != nil || v == nil {
			return without(old, p.sub.Name), problem
		}
		m := cloneMap(old)
		m[p.sub.Name] = v
		return m, nil
	}
	v, problem := normalizeValue(p.attr, o.value)
	if m, ok := v.(map[string]any); ok && problem == nil {
		// Parts that are not named stay (RFC 7644 section 3.5.2.3); parts that
		// come empty are unset.
		return merged(old, m, o.value, p.attr), nil
	}
	return v, problem
}

// merged lays the parts that came over those that were there.
func merged(old, next map[string]any, given any, a *attribute) map[string]any {
	m := cloneMap(old)
	if raw, ok := given.(map[string]any); ok {
		for key, v := range raw {
			if sub := a.sub(key); sub != nil && (v == nil || v == "") {
				delete(m, sub.Name)
			}
		}
	}
	for k, v := range next {
		m[k] = v
	}
	return m
}

func without(m map[string]any, key string) any {
	next := cloneMap(m)
	delete(next, key)
	if len(next) == 0 {
		return nil
	}
	return next
}
