package scim

import (
	"net/http"
	"strconv"
	"strings"
)

// Paging bounds of RFC 7644 section 3.4.2.4: below them the nearest value is
// taken, as it asks.
const (
	defaultCount = 100
	maxCount     = 200
)

// query is what a list or search asks for.
type query struct {
	filter     string
	start      int
	count      int
	attributes []string
	excluded   []string
}

// queryOf reads the query of a GET. Parameter names are read as written.
func queryOf(r *http.Request) (query, error) {
	v := r.URL.Query()
	q := query{filter: v.Get("filter"), start: 1, count: defaultCount, attributes: split(v.Get("attributes")), excluded: split(v.Get("excludedAttributes"))}
	if v.Has("filter") && strings.TrimSpace(q.filter) == "" {
		return q, bad(invalidFilter, "The filter is empty.")
	}
	var err error
	if q.start, err = number(v.Get("startIndex"), 1); err != nil {
		return q, err
	}
	if q.count, err = number(v.Get("count"), defaultCount); err != nil {
		return q, err
	}
	return q.bounded()
}

func split(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ' ' })
}

func number(s string, otherwise int) (int, error) {
	if s == "" {
		return otherwise, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0, bad(invalidValue, "startIndex and count must be whole numbers.")
	}
	return n, nil
}

func (q query) bounded() (query, error) {
	q.start = max(q.start, 1)
	q.count = min(max(q.count, 0), maxCount)
	if len(q.attributes) > 0 && len(q.excluded) > 0 {
		return q, bad(invalidValue, "attributes and excludedAttributes exclude each other.")
	}
	return q, nil
}

// list answers GET of a whole endpoint.
func (c *call) list(k kind) (*answer, error) {
	q, err := queryOf(c.r)
	if err != nil {
		return nil, err
	}
	return c.find(q, k)
}

// search answers POST of /.search, over one kind or all.
func (c *call) search(kinds ...kind) (*answer, error) {
	m, err := c.body()
	if err != nil {
		return nil, err
	}
	if given, ok := fold(m, "schemas").([]any); ok && len(given) > 0 && !holds(given, searchURN) {
		return nil, bad(invalidSyntax, "The schemas of a search must name %s.", searchURN)
	}
	q := query{start: 1, count: defaultCount}
	q.filter, _ = fold(m, "filter").(string)
	q.attributes, q.excluded = texts(fold(m, "attributes")), texts(fold(m, "excludedAttributes"))
	if q.start, err = number(digits(fold(m, "startIndex")), 1); err != nil {
		return nil, err
	}
	if q.count, err = number(digits(fold(m, "count")), defaultCount); err != nil {
		return nil, err
	}
	if q, err = q.bounded(); err != nil {
		return nil, err
	}
	return c.find(q, kinds...)
}

func texts(v any) []string {
	var out []string
	list, _ := v.([]any)
	for _, item := range list {
		if s, ok := item.(string); ok {
			out = append(out, s)
		}
	}
	return out
}

func digits(v any) string {
	if v == nil {
		return ""
	}
	return strings.Trim(literalText(v), `"`)
}

// find gathers what matches, in the order of creation: a resource that is added
// while a client pages comes at the end, so each one is seen once.
func (c *call) find(q query, kinds ...kind) (*answer, error) {
	var filter node
	if q.filter != "" {
		n, problem := parseFilter(q.filter)
		if problem != nil {
			return nil, problem
		}
		filter = n
	}
	var page []any
	total := 0
	var refused *problem
	asked := 0
	for _, k := range kinds {
		match, problem := predicateOf(k.rt(), filter)
		if problem != nil {
			refused = problem // of several kinds, one may not know the name
			continue
		}
		asked++
		show := k.rt().projection(q.attributes, q.excluded)
		items, n := matching(k, filter, match, max(0, q.start-1-total), q.count-len(page))
		for _, it := range items {
			page = append(page, show.show(it.full(show)))
		}
		total += n
	}
	if asked == 0 {
		return nil, refused
	}
	return &answer{status: http.StatusOK, body: listBody(page, total, q.start)}, nil
}

// matching asks the kind, or tries each resource here where the filter reads what
// has to be made first.
func matching(k kind, filter node, match predicate, offset, limit int) ([]item, int) {
	if match == nil || !readsOurs(filter) {
		return k.page(filter, match, offset, limit)
	}
	all, _ := k.page(filter, nil, 0, noLimit)
	var page []item
	n := 0
	for _, it := range all {
		if !match(it.full(mentions(filter))) {
			continue
		}
		if n >= offset && len(page) < limit {
			page = append(page, it)
		}
		n++
	}
	return page, n
}

// noLimit asks for all there is.
const noLimit = 1 << 30

// few is the page of what was looked up one by one.
func few(items []item, match predicate, offset, limit int) ([]item, int) {
	var page []item
	n := 0
	for _, it := range items {
		if match != nil && !match(it.stored()) {
			continue
		}
		if n >= offset && len(page) < limit {
			page = append(page, it)
		}
		n++
	}
	return page, n
}

func predicateOf(rt *resourceType, filter node) (predicate, *problem) {
	if filter == nil {
		return nil, nil
	}
	return compileFilter(rt, filter)
}

// mentions is the projection that makes only what a filter reads of the parts
// that are costly to make.
func mentions(n node) projection {
	p := projection{}
	if !reads(n, "groups") {
		p.without = append(p.without, target{attr: userType.attr("groups")})
	}
	if !reads(n, "members") {
		p.without = append(p.without, target{attr: groupType.attr("members")})
	}
	return p
}

func listBody(page []any, total, start int) map[string]any {
	if page == nil {
		page = []any{}
	}
	return map[string]any{
		"schemas": []string{listURN}, "totalResults": total, "startIndex": start, "itemsPerPage": len(page), "Resources": page,
	}
}

// readsOurs says whether a filter reads anything that is not kept as the client
// sent it, and has to be made first.
func readsOurs(n node) bool {
	for _, name := range []string{"id", "meta", "schemas", "groups", "members"} {
		if reads(n, name) {
			return true
		}
	}
	return false
}

// reads says whether a filter reads an attribute of the core.
func reads(n node, name string) bool {
	switch n := n.(type) {
	case logical:
		return reads(n.l, name) || reads(n.r, name)
	case negation:
		return reads(n.of, name)
	case compare:
		return strings.EqualFold(n.path.name, name)
	case present:
		return strings.EqualFold(n.path.name, name)
	case valuePath:
		return strings.EqualFold(n.path.name, name)
	}
	return false
}

// equality finds the value that an attribute must have for a filter to match at
// all, so that one resource can be fetched instead of all being tried.
func equality(n node, name string) (string, bool) {
	switch n := n.(type) {
	case logical:
		if n.op != "and" {
			return "", false
		}
		if v, ok := equality(n.l, name); ok {
			return v, true
		}
		return equality(n.r, name)
	case compare:
		v, ok := n.value.(string)
		return v, ok && n.op == "eq" && n.path.sub == "" && strings.EqualFold(n.path.name, name)
	}
	return "", false
}
