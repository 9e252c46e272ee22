package scim

import (
	"encoding/json"
	"strings"
)

// attrPath names an attribute as a client writes it: [URN:]name[.sub].
type attrPath struct {
	urn  string
	name string
	sub  string
}

func (p attrPath) String() string {
	var b strings.Builder
	b.WriteString(p.urn)
	if p.urn != "" && p.name != "" {
		b.WriteByte(':')
	}
	b.WriteString(p.name)
	if p.sub != "" {
		b.WriteByte('.')
		b.WriteString(p.sub)
	}
	return b.String()
}

// node is one node of a parsed filter: one of the types below.
type node interface{ isNode() }

type (
	logical struct {
		op   string // "and" or "or"
		l, r node
	}
	negation struct{ of node }
	compare  struct {
		path  attrPath
		op    string
		value any // string, json.Number, bool or nil
	}
	present struct{ path attrPath }
	// valuePath asks for a value that meets a filter, and where part is given,
	// for what stands in that part of those values: a compare or a present.
	valuePath struct {
		path attrPath
		of   node
		part node
	}
)

func (logical) isNode()   {}
func (negation) isNode()  {}
func (compare) isNode()   {}
func (present) isNode()   {}
func (valuePath) isNode() {}

var compareOps = map[string]bool{"eq": true, "ne": true, "co": true, "sw": true, "ew": true, "gt": true, "ge": true, "lt": true, "le": true}

// parseFilter reads the filter grammar of RFC 7644 figure 1. It knows no
// schema; resolve checks the names afterwards.
func parseFilter(s string) (node, *problem) {
	p, bad := newParser(s)
	if bad != nil {
		return nil, bad
	}
	n, bad := p.disjunction(0)
	if bad != nil {
		return nil, bad
	}
	if t := p.peek(); t.kind != tokenEnd {
		return nil, p.unexpected(t)
	}
	return n, nil
}

type parser struct {
	tokens []token
	next   int
	terms  int
}

func newParser(s string) (*parser, *problem) {
	tokens, bad := lex(s)
	if bad != nil {
		return nil, bad
	}
	return &parser{tokens: tokens}, nil
}

func (p *parser) peek() token { return p.tokens[p.next] }

func (p *parser) take() token {
	t := p.tokens[p.next]
	if t.kind != tokenEnd {
		p.next++
	}
	return t
}

func (p *parser) word(w string) bool {
	if t := p.peek(); t.kind == tokenWord && strings.EqualFold(t.text, w) {
		p.next++
		return true
	}
	return false
}

func (p *parser) unexpected(t token) *problem {
	if t.kind == tokenEnd {
		return bad(invalidFilter, "The filter ends too early.")
	}
	return bad(invalidFilter, "What stands at character %d of the filter is not expected there.", t.at)
}

func (p *parser) disjunction(depth int) (node, *problem) {
	return p.chain("or", depth, p.conjunction)
}

func (p *parser) conjunction(depth int) (node, *problem) {
	return p.chain("and", depth, p.term)
}

func (p *parser) chain(op string, depth int, part func(int) (node, *problem)) (node, *problem) {
	left, bad := part(depth)
	for bad == nil && p.word(op) {
		var right node
		right, bad = part(depth)
		left = logical{op, left, right}
	}
	return left, bad
}

// term is a negation, a group in parentheses, a value path or a comparison.
func (p *parser) term(depth int) (node, *problem) {
	if depth > maxFilterDepth {
		return nil, bad(invalidFilter, "The filter is nested deeper than %d levels.", maxFilterDepth)
	}
	if p.terms++; p.terms > maxFilterTerms {
		return nil, bad(invalidFilter, "The filter has more than %d terms.", maxFilterTerms)
	}
	t := p.take()
	switch {
	case t.kind == tokenOpen:
		return p.enclosed(depth, tokenClose)
	case t.kind == tokenWord && strings.EqualFold(t.text, "not") && p.peek().kind == tokenOpen:
		p.take()
		n, bad := p.enclosed(depth, tokenClose)
		return negation{n}, bad
	case t.kind != tokenWord:
		return nil, p.unexpected(t)
	}
	path, ok := parseAttrPath(t.text)
	if !ok {
		return nil, bad(invalidFilter, "What stands at character %d of the filter is not the name of an attribute.", t.at)
	}
	if p.peek().kind == tokenBracket {
		return p.bracketed(path, depth)
	}
	return p.comparison(path)
}

// bracketed is a value path, alone or followed by a part of the values and what
// is asked of it: emails[type eq "work"].value eq "…", as Entra matches people.
// Figure 1 lets a part follow in the path of a PATCH only; a filter that has one
// can mean nothing else.
func (p *parser) bracketed(path attrPath, depth int) (node, *problem) {
	p.take()
	of, problem := p.enclosed(depth, tokenUnbracket)
	if problem != nil {
		return nil, problem
	}
	t := p.peek()
	name, dotted := strings.CutPrefix(t.text, ".")
	if t.kind != tokenWord || !dotted {
		return valuePath{path: path, of: of}, nil
	}
	p.take()
	if !attrName(name) {
		return nil, bad(invalidFilter, "What stands at character %d of the filter is not the name of a part.", t.at)
	}
	part, problem := p.comparison(attrPath{name: name})
	return valuePath{path, of, part}, problem
}

func (p *parser) enclosed(depth int, end tokenKind) (node, *problem) {
	n, bad := p.disjunction(depth + 1)
	if bad != nil {
		return nil, bad
	}
	if t := p.take(); t.kind != end {
		return nil, p.unexpected(t)
	}
	return n, nil
}

func (p *parser) comparison(path attrPath) (node, *problem) {
	t := p.take()
	op := strings.ToLower(t.text)
	switch {
	case t.kind == tokenWord && op == "pr":
		return present{path}, nil
	case t.kind != tokenWord || !compareOps[op]:
		return nil, p.unexpected(t)
	}
	value, bad := p.literal()
	return compare{path, op, value}, bad
}

func (p *parser) literal() (any, *problem) {
	t := p.take()
	word := strings.ToLower(t.text)
	switch {
	case t.kind == tokenString:
		return t.text, nil
	case t.kind == tokenNumber:
		return json.Number(t.text), nil
	case t.kind == tokenWord && (word == "true" || word == "false"):
		return word == "true", nil
	case t.kind == tokenWord && word == "null":
		return nil, nil
	}
	return nil, p.unexpected(t)
}

// parseAttrPath cuts [URN:]name[.sub]; the URN may hold dots and colons itself,
// so the last colon decides.
func parseAttrPath(s string) (attrPath, bool) {
	var p attrPath
	rest := s
	if i := strings.LastIndexByte(s, ':'); i >= 0 {
		p.urn, rest = s[:i], s[i+1:]
		if len(p.urn) < 4 || !strings.EqualFold(p.urn[:4], "urn:") {
			return p, false
		}
	}
	name, sub, dotted := strings.Cut(rest, ".")
	if !attrName(name) || dotted && !attrName(sub) {
		return p, false
	}
	p.name, p.sub = name, sub
	return p, true
}

// attrName is ATTRNAME of RFC 7643 section 2.1, and $ref.
func attrName(s string) bool {
	s = strings.TrimPrefix(s, "$")
	if s == "" || !isAlpha(s[0]) {
		return false
	}
	return wordEnd(s, 0, "-_") == len(s)
}
