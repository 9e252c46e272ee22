package world

import "strings"

// SignInPerson finds who signs in to an organization by an e-mail. Somebody whom a SCIM client pushed is a person of the
// identity provider too, and becomes one here when they first sign in.
func (w *World) SignInPerson(organizationID, email string) (Person, bool, error) {
	if p, ok := w.PersonByEmail(organizationID, email); ok || email == "" {
		return p, ok, nil
	}
	for _, d := range w.DirectoriesOf(organizationID) {
		if u, ok := w.named(d.ID, "e", email); ok {
			p, err := w.AdoptPerson(u.ID)
			return p.Person, err == nil, err
		}
	}
	return Person{}, false, nil
}

// AdoptPerson gives the person of a directory user, and makes them one from what SCIM told when they are none yet.
func (w *World) AdoptPerson(directoryUserID string) (PersonState, error) {
	var out PersonState
	err := w.do("person.adopt", func(t *tx) error {
		p, err := t.personOf(directoryUserID)
		if err == nil {
			out = w.personState(p.ID)
		}
		return err
	})
	return out, err
}

// personOf is the person with this id, or of the directory user with it, who becomes a person when they are none yet.
func (t *tx) personOf(id string) (*Person, error) {
	if p, err := t.w.person(id); err == nil || !strings.HasPrefix(id, "directory_user_") {
		return p, err
	}
	u, ok := get[*DirectoryUser](&t.w.store, t.w.store.live[id])
	if !ok {
		return nil, notFound("person", id)
	}
	if !strings.Contains(u.Email, "@") {
		return nil, invalid("email", "invalid_email", "This person has no email address yet; the directory has to send one first.")
	}
	at := t.w.stamp()
	p := &Person{
		ID: t.id("person", at), OrganizationID: u.OrganizationID, IDPID: u.IDPID, Email: u.Email, FirstName: u.FirstName, LastName: u.LastName,
		Active: u.Active(), RoleSlug: u.RoleSlug, Attributes: mergeKeys(u.CustomAttributes, nil), Directories: []string{u.DirectoryID},
		CreatedAt: at, UpdatedAt: at,
	}
	for _, g := range t.w.groupsOf(u.SCIMID) {
		p.Groups = append(p.Groups, g.Name)
	}
	t.put(p)
	return p, nil
}
