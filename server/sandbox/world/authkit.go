package world

import (
	"slices"
	"strings"
)

// UserInput is a new AuthKit user.
type UserInput struct {
	Email, FirstName, LastName, ExternalID string
	EmailVerified                          bool
	Metadata                               map[string]string
	Memberships                            []MembershipInput
}

// MembershipInput is a membership of a user that is being made. Status is "active" and the role "member" when left empty.
type MembershipInput struct {
	OrganizationID, Status string
	RoleSlugs              []string
}

// UserChange changes what is not nil.
type UserChange struct {
	Email, FirstName, LastName, ExternalID *string
	EmailVerified                          *bool
	Metadata                               map[string]*string
}

// CreateUser adds an AuthKit user, and their memberships.
func (w *World) CreateUser(in UserInput) (User, []OrganizationMembership, error) {
	var out User
	var memberships []OrganizationMembership
	err := w.do("user.create", func(t *tx) error {
		u, err := t.createUser(in)
		if err != nil {
			return err
		}
		for _, m := range in.Memberships {
			made, err := t.createMembership(u.ID, m)
			if err != nil {
				return err
			}
			memberships = append(memberships, *made)
		}
		out = *u
		return nil
	})
	return out, memberships, err
}

func (t *tx) createUser(in UserInput) (*User, error) {
	email := strings.TrimSpace(in.Email)
	if !strings.Contains(email, "@") {
		return nil, invalid("email", "user_creation_error", "A user needs an email address, such as ana@example.com.")
	}
	if t.w.userByEmail(email) != nil {
		return nil, conflict("email_not_available", "A user with this email already exists.")
	}
	at := t.w.stamp()
	u := &User{
		ID: t.id("user", at), Email: email, EmailVerified: in.EmailVerified, FirstName: in.FirstName, LastName: in.LastName,
		ExternalID: in.ExternalID, Metadata: in.Metadata, CreatedAt: at, UpdatedAt: at,
	}
	t.put(u)
	t.emit("user.created", "", "", u.View())
	return u, nil
}

// addUserWith gives a person an AuthKit user, the one with their e-mail if there is one, and a membership.
func (t *tx) addUserWith(p *Person, roleSlug string) (*User, error) {
	u := t.w.userByEmail(p.Email)
	if u == nil {
		var err error
		if u, err = t.createUser(UserInput{Email: p.Email, FirstName: p.FirstName, LastName: p.LastName, EmailVerified: true}); err != nil {
			return nil, err
		}
	}
	var roles []string
	if roleSlug != "" {
		roles = []string{roleSlug}
	}
	_, err := t.createMembership(u.ID, MembershipInput{OrganizationID: p.OrganizationID, RoleSlugs: roles})
	return u, err
}

func (w *World) userByEmail(email string) *User {
	for _, u := range w.store.rows["user"] {
		if u := u.(*User); strings.EqualFold(u.Email, email) {
			return u
		}
	}
	return nil
}

// UpdateUser changes an AuthKit user.
func (w *World) UpdateUser(id string, ch UserChange) (User, error) {
	var out User
	err := w.do("user.update", func(t *tx) error {
		old, err := find[*User](w, "user", id)
		if err != nil {
			return err
		}
		if ch.Email != nil {
			if other := w.userByEmail(*ch.Email); other != nil && other.ID != id || !strings.Contains(*ch.Email, "@") {
				return invalid("email", "email_not_available", "The email is not valid, or another user has it.")
			}
		}
		u := *old
		set(&u.Email, ch.Email)
		set(&u.FirstName, ch.FirstName)
		set(&u.LastName, ch.LastName)
		set(&u.ExternalID, ch.ExternalID)
		set(&u.EmailVerified, ch.EmailVerified)
		u.Metadata = mergeMetadata(u.Metadata, ch.Metadata)
		u.UpdatedAt = w.stamp()
		t.put(&u)
		t.emit("user.updated", "", "", u.View())
		out = u
		return nil
	})
	return out, err
}

// DeleteUser removes an AuthKit user with their memberships.
func (w *World) DeleteUser(id string) error {
	return w.do("user.delete", func(t *tx) error {
		u, err := find[*User](w, "user", id)
		if err != nil {
			return err
		}
		for _, m := range all(w, func(m *OrganizationMembership) bool { return m.UserID == id }) {
			t.remove(m)
			t.emit("organization_membership.deleted", m.OrganizationID, "", m.eventView())
		}
		t.remove(u)
		t.emit("user.deleted", "", "", u.View())
		return nil
	})
}

// User is one AuthKit user.
func (w *World) User(id string) (User, error) { return one[User](w, "user", id) }

// UserByEmail finds the AuthKit user who has an e-mail, in whatever case.
func (w *World) UserByEmail(email string) (User, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if u := w.userByEmail(email); u != nil {
		return *u, true
	}
	return User{}, false
}

// Users is a page of the AuthKit users that match.
func (w *World) Users(p Page, match func(User) bool) ([]User, Cursors) { return pageOf(w, p, match) }

// CreateMembership makes a user a member of an organization; an inactive membership wakes up with the new role.
func (w *World) CreateMembership(userID string, in MembershipInput) (OrganizationMembership, error) {
	var out OrganizationMembership
	err := w.do("membership.create", func(t *tx) error {
		m, err := t.createMembership(userID, in)
		if err == nil {
			out = *m
		}
		return err
	})
	return out, err
}

func (t *tx) createMembership(userID string, in MembershipInput) (*OrganizationMembership, error) {
	if _, err := find[*User](t.w, "user", userID); err != nil {
		return nil, err
	}
	if _, err := find[*Organization](t.w, "organization", in.OrganizationID); err != nil {
		return nil, err
	}
	if len(in.RoleSlugs) == 0 {
		in.RoleSlugs = []string{"member"}
	}
	status := or(in.Status, "active")
	if !slices.Contains([]string{"active", "inactive", "pending"}, status) {
		return nil, invalid("status", "invalid_status", "The status must be active, inactive or pending.")
	}
	at := t.w.stamp()
	for _, old := range all(t.w, func(m *OrganizationMembership) bool {
		return m.UserID == userID && m.OrganizationID == in.OrganizationID
	}) {
		if old.Status == "active" {
			return nil, conflict("organization_membership_already_exists", "The user is already a member of the organization.")
		}
		m := *old
		m.Status, m.RoleSlugs, m.UpdatedAt = status, in.RoleSlugs, at
		t.put(&m)
		t.emit("organization_membership.updated", m.OrganizationID, "", m.eventView())
		return &m, nil //nolint:staticcheck // there is one at most
	}
	m := &OrganizationMembership{
		ID: t.id("om", at), UserID: userID, OrganizationID: in.OrganizationID, Status: status, RoleSlugs: in.RoleSlugs, CreatedAt: at, UpdatedAt: at,
	}
	t.put(m)
	t.emit("organization_membership.created", m.OrganizationID, "", m.eventView())
	return m, nil
}

// SetMembershipRoles changes what a member may do.
func (w *World) SetMembershipRoles(id string, slugs []string) (OrganizationMembership, error) {
	return w.changeMembership(id, func(m *OrganizationMembership) error {
		if len(slugs) > 0 {
			m.RoleSlugs = slugs
		}
		return nil
	})
}

// SetMembershipStatus makes a membership "active" or "inactive". One that is so already stays without a word; a pending one
// can be neither.
func (w *World) SetMembershipStatus(id, status string) (OrganizationMembership, error) {
	return w.changeMembership(id, func(m *OrganizationMembership) error {
		if m.Status == "pending" {
			verb := map[string]string{"active": "reactivate", "inactive": "deactivate"}[status]
			return invalid("status", "cannot_"+verb+"_pending_organization_membership", "A pending membership cannot be changed so.")
		}
		m.Status = status
		return nil
	})
}

func (w *World) changeMembership(id string, change func(*OrganizationMembership) error) (OrganizationMembership, error) {
	var out OrganizationMembership
	err := w.do("membership.update", func(t *tx) error {
		old, err := find[*OrganizationMembership](w, "organization membership", id)
		if err != nil {
			return err
		}
		m := *old
		if err := change(&m); err != nil {
			return err
		}
		out = m
		if m.Status == old.Status && slices.Equal(m.RoleSlugs, old.RoleSlugs) {
			return nil
		}
		m.UpdatedAt = w.stamp()
		t.put(&m)
		t.emit("organization_membership.updated", m.OrganizationID, "", m.eventView())
		out = m
		return nil
	})
	return out, err
}

// DeleteMembership ends a membership.
func (w *World) DeleteMembership(id string) error {
	return w.do("membership.delete", func(t *tx) error {
		m, err := find[*OrganizationMembership](w, "organization membership", id)
		if err != nil {
			return err
		}
		t.remove(m)
		t.emit("organization_membership.deleted", m.OrganizationID, "", m.eventView())
		return nil
	})
}

// Membership is one organization membership.
func (w *World) Membership(id string) (OrganizationMembership, error) {
	return one[OrganizationMembership](w, "organization membership", id)
}

// Memberships is a page of the organization memberships that match.
func (w *World) Memberships(p Page, match func(OrganizationMembership) bool) ([]OrganizationMembership, Cursors) {
	return pageOf(w, p, match)
}

// MembershipsOf is every active membership of a user, oldest first.
func (w *World) MembershipsOf(userID string) []OrganizationMembership {
	return allOf(w, func(m OrganizationMembership) bool { return m.UserID == userID && m.Status == "active" })
}

// UsersIn are the ids of the users with a membership of an organization, in whatever status, or in the one given.
func (w *World) UsersIn(organizationID, status string) map[string]bool {
	in := map[string]bool{}
	for _, m := range allOf[OrganizationMembership](w, nil) {
		if m.OrganizationID == organizationID && (status == "" || m.Status == status) {
			in[m.UserID] = true
		}
	}
	return in
}
