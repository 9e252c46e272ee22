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
		if p, err := w.person(directoryUserID); err == nil {
			out = w.personState(p.ID)
			return nil
		}
		u, ok := get[*DirectoryUser](&w.store, w.store.live[directoryUserID])
		if !ok {
			return notFound("directory user", directoryUserID)
		}
		if !strings.Contains(u.Email, "@") {
			return invalid("email", "invalid_email", "This person has no email address yet; the directory has to send one first.")
		}
		at := w.stamp()
		p := &Person{
			ID: t.id("person", at), OrganizationID: u.OrganizationID, IDPID: u.IDPID, Email: u.Email, FirstName: u.FirstName, LastName: u.LastName,
			Active: u.Active(), RoleSlug: u.RoleSlug, Attributes: mergeKeys(u.CustomAttributes, nil), Directories: []string{u.DirectoryID},
			CreatedAt: at, UpdatedAt: at,
		}
		for _, g := range w.groupsOf(u.ScimID) {
			p.Groups = append(p.Groups, g.Name)
		}
		t.put(p)
		out = w.personState(p.ID)
		return nil
	})
	return out, err
}
