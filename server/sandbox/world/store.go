package world

import (
	"maps"
	"strings"
)

// row is one stored thing. Rows are replaced, never changed, so that a reader may keep one without the lock.
type row interface {
	kind() string
	key() string
}

// decoders make an empty row of a kind, for the journal's replay.
var decoders = map[string]func() row{
	"organization":            func() row { return new(Organization) },
	"connection":              func() row { return new(Connection) },
	"person":                  func() row { return new(Person) },
	"profile":                 func() row { return new(Profile) },
	"directory":               func() row { return new(Directory) },
	"directory_user":          func() row { return new(DirectoryUser) },
	"directory_group":         func() row { return new(DirectoryGroup) },
	"member":                  func() row { return new(groupMember) },
	"user":                    func() row { return new(User) },
	"organization_membership": func() row { return new(OrganizationMembership) },
	"redirect_uri":            func() row { return new(RedirectURI) },
	"webhook_endpoint":        func() row { return new(WebhookEndpoint) },
	"settings":                func() row { return new(Settings) },
	"faults":                  func() row { return new(Faults) },
	"settled":                 func() row { return new(settled) },
	"clock":                   func() row { return new(advanced) },
}

// store holds the rows and what finds them quickly.
type store struct {
	rows    map[string]map[string]row // kind, key
	order   map[string]*index         // kind: ids in the order made
	inside  map[string]*index         // directory and what: "u" live users by id, "s" SCIM users by SCIM id, "g" groups
	live    map[string]string         // directory user id to SCIM id
	named   map[string]string         // directory, "n", lower user name to SCIM id; also "i" idp id, "e" active e-mail
	members map[string]map[string]struct{}
	groups  map[string]map[string]struct{} // SCIM id to group ids
}

func newStore() store {
	return store{
		rows: map[string]map[string]row{}, order: map[string]*index{}, inside: map[string]*index{},
		live: map[string]string{}, named: map[string]string{},
		members: map[string]map[string]struct{}{}, groups: map[string]map[string]struct{}{},
	}
}

func get[T row](s *store, key string) (T, bool) {
	var zero T
	r, ok := s.rows[zero.kind()][key].(T)
	return r, ok
}

// set stores a row, or removes it when gone, and gives back what was there.
func (s *store) set(r row, gone bool) (old row) {
	of := s.rows[r.kind()]
	if of == nil {
		of = map[string]row{}
		s.rows[r.kind()], s.order[r.kind()] = of, &index{}
	}
	old = of[r.key()]
	if old != nil {
		s.unindex(old)
	}
	if gone {
		delete(of, r.key())
		s.order[r.kind()].remove(r.key())
		return old
	}
	of[r.key()] = r
	if r.kind() != "member" && old == nil {
		s.order[r.kind()].add(r.key())
	}
	s.index(r)
	return old
}

func (s *store) in(what, directory string) *index {
	x := s.inside[what+directory]
	if x == nil {
		x = &index{}
		s.inside[what+directory] = x
	}
	return x
}

func (s *store) index(r row) {
	switch r := r.(type) {
	case *DirectoryUser:
		s.in("s", r.DirectoryID).add(r.SCIMID)
		maps.Copy(s.named, names(r))
		if !r.Gone && !r.Held {
			s.in("u", r.DirectoryID).add(r.ID)
			s.live[r.ID] = r.SCIMID
		}
	case *DirectoryGroup:
		s.in("g", r.DirectoryID).add(r.ID)
	case *groupMember:
		link(s.members, r.GroupID, r.SCIMID)
		link(s.groups, r.SCIMID, r.GroupID)
	}
}

func (s *store) unindex(r row) {
	switch r := r.(type) {
	case *DirectoryUser:
		s.in("s", r.DirectoryID).remove(r.SCIMID)
		for name, id := range names(r) {
			if s.named[name] == id { // two users of a client may carry one externalId
				delete(s.named, name)
			}
		}
		s.in("u", r.DirectoryID).remove(r.ID)
		delete(s.live, r.ID)
	case *DirectoryGroup:
		s.in("g", r.DirectoryID).remove(r.ID)
	case *groupMember:
		unlink(s.members, r.GroupID, r.SCIMID)
		unlink(s.groups, r.SCIMID, r.GroupID)
	}
}

func nameKey(directory, what, name string) string {
	return directory + " " + what + " " + strings.ToLower(name)
}

// names are what finds a directory user besides its ids.
func names(u *DirectoryUser) map[string]string {
	m := map[string]string{nameKey(u.DirectoryID, "n", u.UserName): u.SCIMID}
	if u.IDPID != "" {
		m[nameKey(u.DirectoryID, "i", u.IDPID)] = u.SCIMID
	}
	if u.Email != "" && u.Active() && !u.Held {
		m[nameKey(u.DirectoryID, "e", u.Email)] = u.SCIMID
	}
	return m
}

func link(m map[string]map[string]struct{}, from, to string) {
	if m[from] == nil {
		m[from] = map[string]struct{}{}
	}
	m[from][to] = struct{}{}
}

func unlink(m map[string]map[string]struct{}, from, to string) {
	delete(m[from], to)
	if len(m[from]) == 0 {
		delete(m, from)
	}
}
