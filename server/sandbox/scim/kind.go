package scim

import (
	"encoding/json"
	"net/http"
	"reflect"

	"memberpulse/server/sandbox/world"
)

// kind is one type of resource with its home in the world. A version of 0 means
// whichever is in force.
type kind interface {
	rt() *resourceType
	// page gives the resources, oldest first, whose stored document matches: those
	// from offset on up to limit, and how many match in all. The filter is the one
	// that match was made of; one resource may be looked up by it.
	page(filter node, match predicate, offset, limit int) ([]item, int)
	one(id string) (item, error)
	create(doc map[string]any) (item, error)
	replace(id string, version int, doc map[string]any) (item, error)
	remove(id string, version int) error
}

// item is one resource. stored is what is kept of it as the client sent it;
// plain adds the rest of what a client may write, which for a group are its
// members. Both are shared and never changed. full adds what is ours: id,
// schemas, meta and the like, except what the projection hides.
type item struct {
	id      string
	version int
	stored  func() map[string]any
	plain   func() map[string]any
	full    func(projection) map[string]any
}

func (c *call) path(k kind, id string) string { return c.base + k.rt().endpoint + "/" + id }

// answerOf shows one resource as the request wants it.
func (c *call) answerOf(k kind, it item, status int) (*answer, error) {
	q, err := queryOf(c.r)
	if err != nil {
		return nil, err
	}
	show := k.rt().projection(q.attributes, q.excluded)
	a := &answer{status: status, body: show.show(it.full(show)), etag: etag(it.version)}
	if status == http.StatusCreated {
		a.location = c.path(k, it.id)
	}
	return a, nil
}

func (c *call) read(k kind, id string) (*answer, error) {
	it, err := k.one(id)
	if err != nil {
		return nil, err
	}
	if c.unchanged(it.version) {
		return &answer{status: http.StatusNotModified, etag: etag(it.version)}, nil
	}
	return c.answerOf(k, it, http.StatusOK)
}

func (c *call) create(k kind) (*answer, error) {
	doc, err := c.fresh(k.rt())
	if err != nil {
		return nil, err
	}
	it, err := k.create(doc)
	if err != nil {
		return nil, err
	}
	return c.answerOf(k, it, http.StatusCreated)
}

func (c *call) replace(k kind, id string) (*answer, error) {
	it, err := k.one(id)
	if err != nil {
		return nil, err
	}
	if err := c.permits(it.version); err != nil {
		return nil, err
	}
	doc, err := c.fresh(k.rt())
	if err != nil {
		return nil, err
	}
	it, err = c.insist(k, it, func(it item) (item, error) { return k.replace(it.id, it.version, doc) })
	if err != nil {
		return nil, err
	}
	return c.answerOf(k, it, http.StatusOK)
}

// guarded is the version a write insists on: only who sent If-Match does.
func (c *call) guarded(version int) int {
	if c.r.Header.Get("If-Match") == "" {
		return 0
	}
	return version
}

func (c *call) remove(k kind, id string) (*answer, error) {
	it, err := k.one(id)
	if err != nil {
		return nil, err
	}
	if err := c.permits(it.version); err != nil {
		return nil, err
	}
	if err := k.remove(id, c.guarded(it.version)); err != nil {
		return nil, err
	}
	c.s.forget(id)
	return &answer{status: http.StatusNoContent}, nil
}

// tries is how often a change is worked out anew when another one came between
// reading and writing. Without If-Match the client does not mind which was first.
const tries = 50

// insist makes a change of the version in force, whole or not at all.
func (c *call) insist(k kind, it item, change func(item) (item, error)) (item, error) {
	for try := 1; ; try++ {
		if err := c.permits(it.version); err != nil {
			return it, err
		}
		next, err := change(it)
		if world.KindOf(err) != world.Stale || try == tries {
			return next, err
		}
		if it, err = k.one(it.id); err != nil {
			return it, err
		}
	}
}

func (c *call) patch(k kind, id string) (*answer, error) {
	m, err := c.body()
	if err != nil {
		return nil, err
	}
	it, err := k.one(id)
	if err != nil {
		return nil, err
	}
	ops, problem := readPatch(m)
	if problem != nil {
		return nil, problem
	}
	it, err = c.insist(k, it, func(it item) (item, error) {
		if g, ok := k.(groups); ok {
			if turn, ok := readTurnover(ops); ok {
				return g.turnOver(it, turn)
			}
		}
		before := it.plain()
		doc, problem := applyPatch(k.rt(), before, ops)
		if problem != nil {
			return it, problem
		}
		if reflect.DeepEqual(before, doc) {
			return it, nil // nothing to do is no new version and no event
		}
		return k.replace(it.id, it.version, doc)
	})
	if err != nil {
		return nil, err
	}
	return c.patched(k, it)
}

// patched answers a PATCH. A group is not sent back unless asked for: it may
// have ten thousand members.
func (c *call) patched(k kind, it item) (*answer, error) {
	if k.rt() == groupType && !c.r.URL.Query().Has("attributes") {
		return &answer{status: http.StatusNoContent, etag: etag(it.version)}, nil
	}
	return c.answerOf(k, it, http.StatusOK)
}

// cached is a decoded resource, good for one version of the row.
type cached struct {
	version int
	changed world.Time
	doc     map[string]any
}

// maxCached bounds the decoded resources that are kept.
const maxCached = 100_000

// decoded gives a row's document, decoding it once per version.
func (s *Server) decoded(id string, version int, changed world.Time, decode func() map[string]any) map[string]any {
	s.mu.Lock()
	have, ok := s.docs[id]
	s.mu.Unlock()
	if ok && have.version == version && have.changed.Equal(changed.Time) {
		return have.doc
	}
	doc := decode()
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.docs) >= maxCached {
		clear(s.docs)
	}
	s.docs[id] = cached{version, changed, doc}
	return doc
}

func (s *Server) forget(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.docs, id)
}

// stored reads a document that was written here; one that is missing is empty.
func stored(raw json.RawMessage) map[string]any {
	m := map[string]any{}
	if len(raw) > 0 {
		if err := json.Unmarshal(raw, &m); err != nil || m == nil {
			return map[string]any{} // the row's own fields still tell the essentials
		}
	}
	return m
}

// finish adds what every resource carries.
func (c *call) finish(k kind, doc map[string]any, id string, version int, created, modified world.Time) map[string]any {
	schemas := []any{k.rt().core.ID}
	for _, key := range sortedKeys(doc) {
		if isURN(key) {
			schemas = append(schemas, key)
		}
	}
	out := cloneMap(doc)
	out["id"], out["schemas"] = id, schemas
	out["meta"] = map[string]any{
		"resourceType": k.rt().name, "created": world.Format(created.Time), "lastModified": world.Format(modified.Time),
		"location": c.path(k, id), "version": etag(version),
	}
	return out
}
