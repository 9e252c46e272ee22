package scim

// patchPath is the place a PATCH operation names: attribute, filter over its
// values, part of them.
type patchPath struct {
	target
	filter node
	match  predicate
}

// parsePath reads the path grammar of RFC 7644 figure 7:
// attrPath, or attrPath "[" filter "]" and perhaps "." and a part.
func (w *patching) parsePath(s string) (patchPath, *problem) {
	p, problem := newParser(s)
	if problem != nil {
		return patchPath{}, pathProblem(problem)
	}
	t := p.take()
	name, ok := parseAttrPath(t.text)
	if t.kind != tokenWord || !ok {
		return patchPath{}, bad(invalidPath, "%q is not a path.", clip(s))
	}
	out, problem := w.place(name, s)
	if problem != nil {
		return out, problem
	}
	if p.peek().kind == tokenBracket {
		p.take()
		if problem := w.bracket(p, &out); problem != nil {
			return out, pathProblem(problem)
		}
	}
	if p.peek().kind != tokenEnd {
		return out, bad(invalidPath, "%q is not a path.", clip(s))
	}
	return out, nil
}

func (w *patching) place(name attrPath, s string) (patchPath, *problem) {
	t, ok := w.rt.resolve(name)
	switch {
	case ok:
		return patchPath{target: t}, nil
	case name.urn != "" && w.rt.schemaByURN(name.urn) == nil && name.sub == "":
		return w.customPlace(name), nil
	}
	return patchPath{}, bad(invalidPath, "%q is not an attribute of %s.", clip(s), w.rt.name)
}

// customPlace is an attribute of an extension that we have no schema for, or
// that whole extension, where the body holds one by that name.
func (w *patching) customPlace(name attrPath) patchPath {
	whole := name.urn + ":" + name.name
	if _, ok := w.doc[whole]; ok {
		return patchPath{target: target{urn: whole}}
	}
	return patchPath{target: target{urn: name.urn, attr: text(name.name, "")}}
}

func (w *patching) bracket(p *parser, out *patchPath) *problem {
	if out.attr == nil || !out.attr.MultiValued || out.sub != nil {
		return bad(invalidPath, "%s has no values to filter.", out.target)
	}
	n, problem := p.enclosed(0, tokenUnbracket)
	if problem != nil {
		return problem
	}
	match, problem := compileValueFilter(out.attr, n)
	if problem != nil {
		return problem
	}
	out.filter, out.match = n, match
	if t := p.peek(); t.kind == tokenWord && len(t.text) > 1 && t.text[0] == '.' {
		p.take()
		if out.sub = out.attr.sub(t.text[1:]); out.sub == nil {
			return bad(invalidPath, "%q is not a part of %s.", clip(t.text[1:]), out.attr.Name)
		}
	}
	return nil
}

// pathProblem renames a fault of the filter grammar: here it is the path's.
func pathProblem(p *problem) *problem {
	if p.scimType == invalidFilter {
		return &problem{status: p.status, scimType: invalidPath, detail: p.detail}
	}
	return p
}

func (p patchPath) writable() bool {
	if p.attr == nil {
		return true
	}
	return writable(p.attr) && (p.sub == nil || p.sub.Mutability != readOnly)
}
