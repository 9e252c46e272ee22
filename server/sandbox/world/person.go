package world

import (
	"reflect"
	"slices"
	"strings"
)

// PersonInput is a new person of an organization's identity provider. With a DirectoryID they are pushed to that directory
// too, as its SCIM client would; with User they get an AuthKit user and a membership. RoleSlug is the membership's role; of who
// has none it is the role that WorkOS gives by their groups, in profiles and directory users.
type PersonInput struct {
	OrganizationID, DirectoryID       string
	Email, FirstName, LastName, IDPID string
	JobTitle, Department              string
	Groups                            []string
	User                              bool
	Inactive                          bool
	RoleSlug                          string
	Attributes                        map[string]any // custom ones; the job title and the department are laid over them
}

// PersonChange changes what is not nil. Attributes are laid over those that are there, and one that is null is taken away.
// RoleSlug is the membership's of who has one, as of a new person.
type PersonChange struct {
	Email, FirstName, LastName, JobTitle, Department *string
	Active                                           *bool
	Groups                                           *[]string
	RoleSlug                                         *string
	Attributes                                       map[string]any
}

// PersonState is a person with what they are elsewhere, and the role that WorkOS gives them.
type PersonState struct {
	Person
	Role           Role
	DirectoryUsers []DirectoryUser
	User           *User
}

// AddPerson adds a person, wherever the input says.
func (w *World) AddPerson(in PersonInput) (PersonState, error) {
	var out PersonState
	err := w.do("person.create", func(t *tx) error {
		if in.OrganizationID == "" && in.DirectoryID != "" {
			d, err := find[*Directory](w, "directory", in.DirectoryID)
			if err != nil {
				return err
			}
			in.OrganizationID = d.OrganizationID
		}
		o, err := find[*Organization](w, "organization", in.OrganizationID)
		if err != nil {
			return err
		}
		p, err := t.newPerson(o, in)
		if err != nil {
			return err
		}
		if in.DirectoryID != "" {
			if err := t.provision(p, in.DirectoryID); err != nil {
				return err
			}
		}
		if in.User {
			if _, err := t.addUserWith(p, in.RoleSlug); err != nil {
				return err
			}
		}
		out = w.personState(p.ID)
		return nil
	})
	return out, err
}

func (t *tx) newPerson(o *Organization, in PersonInput) (*Person, error) {
	email := strings.TrimSpace(in.Email)
	if !strings.Contains(email, "@") || strings.ContainsAny(email, " \x00") {
		return nil, invalid("email", "invalid_email", "A person needs an email address, such as ana@example.com.")
	}
	clash := all(t.w, func(p *Person) bool {
		return p.OrganizationID == o.ID && (strings.EqualFold(p.Email, email) || in.IDPID != "" && p.IDPID == in.IDPID)
	})
	if len(clash) > 0 {
		return nil, conflict("person_exists", "The organization already has a person with this email or idp_id.")
	}
	attributes, err := withAttributes(nil, in.Attributes)
	if err != nil {
		return nil, err
	}
	at := t.w.stamp()
	p := &Person{
		ID: t.id("person", at), OrganizationID: o.ID, IDPID: or(in.IDPID, "00u"+Secret(17)), Email: email, FirstName: in.FirstName,
		LastName: in.LastName, Active: !in.Inactive, Attributes: attributes, Groups: distinct(in.Groups), CreatedAt: at, UpdatedAt: at,
	}
	if !in.User {
		p.RoleSlug = in.RoleSlug
	}
	if in.JobTitle != "" {
		p.Attributes["job_title"] = in.JobTitle
	}
	if in.Department != "" {
		p.Attributes["department_name"] = in.Department
	}
	t.put(p)
	return p, nil
}

func distinct(names []string) []string {
	var out []string
	for _, n := range names {
		if n = strings.TrimSpace(n); n != "" && !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	return out
}

// minus are the names that the others are not.
func minus(names, others []string) []string {
	return slices.DeleteFunc(slices.Clone(names), func(n string) bool { return slices.Contains(others, n) })
}

// withAttribute is a copy of the attributes with one set, or taken away when empty.
func withAttribute(old map[string]any, name, value string) map[string]any {
	m := mergeKeys(old, nil)
	if value == "" {
		delete(m, name)
	} else {
		m[name] = value
	}
	return m
}

func (p *Person) pushed() DirectoryUserInput {
	return DirectoryUserInput{
		UserName: p.Email, ExternalID: p.IDPID, Email: p.Email, FirstName: p.FirstName, LastName: p.LastName, Active: p.Active,
		RoleSlug: p.RoleSlug, CustomAttributes: p.Attributes,
	}
}

// pushedOver is what a directory is told when a person changes: what has changed, over what it holds of them. The rest is
// the SCIM client's, who may have sent more than a person has, and later.
func (p *Person) pushedOver(u *DirectoryUser, old *Person) DirectoryUserInput {
	in := DirectoryUserInput{
		UserName: u.UserName, ExternalID: u.ExternalID, Email: u.Email, FirstName: u.FirstName, LastName: u.LastName, Active: u.Active(),
		RoleSlug: u.RoleSlug, CustomAttributes: mergeKeys(u.CustomAttributes, nil), SCIM: u.SCIM,
	}
	if p.Email != old.Email {
		if strings.EqualFold(u.UserName, old.Email) {
			in.UserName = p.Email
		}
		in.Email = p.Email
	}
	if p.FirstName != old.FirstName {
		in.FirstName = p.FirstName
	}
	if p.LastName != old.LastName {
		in.LastName = p.LastName
	}
	if p.Active != old.Active {
		in.Active = p.Active
	}
	if p.RoleSlug != old.RoleSlug {
		in.RoleSlug = p.RoleSlug
	}
	for name := range mergeKeys(old.Attributes, p.Attributes) {
		if value, ok := p.Attributes[name]; !ok {
			delete(in.CustomAttributes, name)
		} else if !reflect.DeepEqual(value, old.Attributes[name]) {
			in.CustomAttributes[name] = value
		}
	}
	return in
}

// provision pushes a person to a directory, with their groups.
func (t *tx) provision(p *Person, directoryID string) error {
	d, err := find[*Directory](t.w, "directory", directoryID)
	if err != nil {
		return err
	}
	if d.OrganizationID != p.OrganizationID {
		return invalid("directory_id", "other_organization", "The directory belongs to another organization than the person.")
	}
	u, err := t.createDirectoryUser(d, p.pushed())
	if err != nil {
		return err
	}
	q := *p
	q.Directories = append(slices.Clone(p.Directories), d.ID)
	t.put(&q)
	*p = q
	return t.pushGroups(d, u.SCIMID, p.Groups, nil)
}

// pushGroups puts a directory user into the groups named, which are made when missing, and takes them out of others.
func (t *tx) pushGroups(d *Directory, scimID string, in, out []string) error {
	for _, name := range out {
		if g := t.groupNamed(d.ID, name); g != nil {
			t.changeMembers(g, GroupChange{Remove: []string{scimID}})
		}
	}
	for _, name := range in {
		g := t.groupNamed(d.ID, name)
		if g == nil {
			if _, err := t.createGroup(d, GroupInput{Name: name, ExternalID: "00g" + Secret(17), Members: []string{scimID}}); err != nil {
				return err
			}
			continue
		}
		t.addMembers(g, []string{scimID})
	}
	return nil
}

func (t *tx) groupNamed(directoryID, name string) *DirectoryGroup {
	for _, id := range t.w.store.in("g", directoryID).ids {
		if g, _ := get[*DirectoryGroup](&t.w.store, id); strings.EqualFold(g.Name, name) {
			return g
		}
	}
	return nil
}

// UpdatePerson changes a person, and pushes the change to their directories as a SCIM client would. The id may also be that
// of one of their directory users.
func (w *World) UpdatePerson(id string, ch PersonChange) (PersonState, error) {
	var out PersonState
	err := w.do("person.update", func(t *tx) error {
		old, err := t.personOf(id)
		if err != nil {
			return err
		}
		p, err := old.changed(ch)
		if err != nil {
			return err
		}
		if ch.RoleSlug != nil {
			t.giveRole(old, &p, *ch.RoleSlug)
		}
		p.UpdatedAt = w.stamp()
		t.put(&p)
		for _, directoryID := range p.Directories {
			if err := t.repush(directoryID, old, &p); err != nil {
				return err
			}
		}
		out = w.personState(p.ID)
		return nil
	})
	return out, err
}

// changed is the person with a change made to them, but for the role.
func (p *Person) changed(ch PersonChange) (Person, error) {
	q := *p
	set(&q.Email, ch.Email)
	set(&q.FirstName, ch.FirstName)
	set(&q.LastName, ch.LastName)
	set(&q.Active, ch.Active)
	var err error
	if q.Attributes, err = withAttributes(q.Attributes, ch.Attributes); err != nil {
		return q, err
	}
	if ch.JobTitle != nil {
		q.Attributes = withAttribute(q.Attributes, "job_title", *ch.JobTitle)
	}
	if ch.Department != nil {
		q.Attributes = withAttribute(q.Attributes, "department_name", *ch.Department)
	}
	if ch.Groups != nil {
		q.Groups = distinct(*ch.Groups)
	}
	if !strings.Contains(q.Email, "@") {
		return q, invalid("email", "invalid_email", "A person needs an email address, such as ana@example.com.")
	}
	return q, nil
}

// giveRole changes the role where it stands: in the membership of who has one, else in the person.
func (t *tx) giveRole(old, p *Person, slug string) {
	m := t.w.membershipOf(old)
	if m == nil {
		p.RoleSlug = slug
		return
	}
	if slices.Equal(m.RoleSlugs, []string{slug}) {
		return
	}
	n := *m
	n.RoleSlugs, n.UpdatedAt = []string{slug}, t.w.stamp()
	t.put(&n)
	t.emit("organization_membership.updated", n.OrganizationID, "", n.eventView())
}

// membershipOf is the membership of a person's AuthKit user in their organization; nil where there is none.
func (w *World) membershipOf(p *Person) *OrganizationMembership {
	u := w.userByEmail(p.Email)
	if u == nil {
		return nil
	}
	found := all(w, func(m *OrganizationMembership) bool { return m.UserID == u.ID && m.OrganizationID == p.OrganizationID })
	if len(found) == 0 {
		return nil
	}
	return found[0]
}

func (t *tx) repush(directoryID string, old, p *Person) error {
	d, err := find[*Directory](t.w, "directory", directoryID)
	if err != nil {
		return err
	}
	u, ok := get[*DirectoryUser](&t.w.store, t.w.store.named[nameKey(directoryID, "i", old.IDPID)])
	if !ok {
		return nil // deleted in the directory itself
	}
	now, err := t.replaceDirectoryUser(u, p.pushedOver(u, old))
	if err != nil {
		return err
	}
	if now.Gone {
		return nil
	}
	joined := p.Groups // who comes back comes back to all of them; otherwise only what changed is pushed
	if !u.Gone && !u.Held {
		joined = minus(p.Groups, old.Groups)
	}
	return t.pushGroups(d, now.SCIMID, joined, minus(old.Groups, p.Groups))
}

// RemovePerson deletes a person, and in their directories too.
func (w *World) RemovePerson(id string) error {
	return w.do("person.delete", func(t *tx) error {
		p, err := t.personOf(id)
		if err != nil {
			return err
		}
		for _, directoryID := range p.Directories {
			if u, ok := get[*DirectoryUser](&w.store, w.store.named[nameKey(directoryID, "i", p.IDPID)]); ok {
				t.deleteDirectoryUser(u)
			}
		}
		t.remove(p)
		return nil
	})
}

// person is the person with this id, or of the directory user with it, deprovisioned ones too.
func (w *World) person(id string) (*Person, error) {
	if p, ok := get[*Person](&w.store, id); ok {
		return p, nil
	}
	u, ok := get[*DirectoryUser](&w.store, w.store.live[id])
	if !ok && strings.HasPrefix(id, "directory_user_") {
		u, ok = w.deprovisioned(id)
	}
	if ok {
		found := all(w, func(p *Person) bool { return p.OrganizationID == u.OrganizationID && p.IDPID == u.IDPID })
		if len(found) > 0 {
			return found[0], nil
		}
	}
	return nil, notFound("person", id)
}

func (w *World) deprovisioned(id string) (*DirectoryUser, bool) {
	for _, r := range w.store.rows["directory_user"] {
		if u := r.(*DirectoryUser); u.ID == id {
			return u, true
		}
	}
	return nil, false
}

func (w *World) personState(id string) PersonState {
	p, _ := get[*Person](&w.store, id)
	s := PersonState{Person: *p, Role: Role{or(p.RoleSlug, "member")}}
	if m := w.membershipOf(p); m != nil && len(m.RoleSlugs) > 0 {
		s.Role.Slug = m.RoleSlugs[0]
	}
	for _, directoryID := range p.Directories {
		if u, ok := get[*DirectoryUser](&w.store, w.store.named[nameKey(directoryID, "i", p.IDPID)]); ok {
			s.DirectoryUsers = append(s.DirectoryUsers, *u)
		}
	}
	if u := w.userByEmail(p.Email); u != nil {
		s.User = u
	}
	return s
}

// Person is one person with what they are elsewhere.
func (w *World) Person(id string) (PersonState, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	p, err := w.person(id)
	if err != nil {
		return PersonState{}, err
	}
	return w.personState(p.ID), nil
}

// PersonByEmail finds the person of an organization who has an e-mail, in whatever case.
func (w *World) PersonByEmail(organizationID, email string) (Person, bool) {
	found, _ := w.People(Page{Limit: 1}, func(p Person) bool { return p.OrganizationID == organizationID && strings.EqualFold(p.Email, email) })
	if len(found) == 0 {
		return Person{}, false
	}
	return found[0], true
}

// PeopleOf is every person of an organization, oldest first.
func (w *World) PeopleOf(organizationID string) []Person {
	return allOf(w, func(p Person) bool { return p.OrganizationID == organizationID })
}

// People is a page of the people that match.
func (w *World) People(p Page, match func(Person) bool) ([]Person, Cursors) {
	return pageOf(w, p, match)
}
