package api

import (
	"net/http"
	"slices"

	"memberpulse/server/sandbox/world"
)

func (s *Server) listMemberships(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	p, err := page(q)
	if err != nil {
		return err
	}
	user, organization := q.Get("user_id"), q.Get("organization_id")
	if user == "" && organization == "" {
		return bad(http.StatusBadRequest, "missing_user_id_or_organization_id", "Give a user_id or an organization_id.")
	}
	statuses := many(q, "statuses")
	for _, name := range statuses {
		if !slices.Contains([]string{"active", "inactive", "pending"}, name) {
			return bad(http.StatusBadRequest, "invalid_request_parameters", "A status must be active, inactive or pending.")
		}
	}
	if len(statuses) == 0 {
		statuses = []string{"active"}
	}
	rows, cur := s.world.Memberships(p, func(m world.OrganizationMembership) bool {
		return (user == "" || m.UserID == user) && (organization == "" || m.OrganizationID == organization) && slices.Contains(statuses, m.Status)
	})
	return s.ok(w, http.StatusOK, listOf(rows, cur, s.world.MembershipView))
}

type membershipBody struct {
	UserID         string   `json:"user_id"`
	OrganizationID string   `json:"organization_id"`
	RoleSlug       string   `json:"role_slug"`
	RoleSlugs      []string `json:"role_slugs"`
}

func (b membershipBody) roles() []string {
	if b.RoleSlug != "" {
		return []string{b.RoleSlug}
	}
	return b.RoleSlugs
}

func (s *Server) createMembership(w http.ResponseWriter, r *http.Request) error {
	var b membershipBody
	if err := decode(w, r, &b); err != nil {
		return err
	}
	m, err := s.world.CreateMembership(b.UserID, world.MembershipInput{OrganizationID: b.OrganizationID, RoleSlugs: b.roles()})
	if err != nil {
		return err
	}
	return s.ok(w, http.StatusCreated, s.world.MembershipView(m))
}

func (s *Server) getMembership(w http.ResponseWriter, r *http.Request) error {
	m, err := s.world.Membership(r.PathValue("id"))
	if err != nil {
		return err
	}
	return s.ok(w, http.StatusOK, s.world.MembershipView(m))
}

func (s *Server) updateMembership(w http.ResponseWriter, r *http.Request) error {
	var b membershipBody
	if err := decode(w, r, &b); err != nil {
		return err
	}
	m, err := s.world.SetMembershipRoles(r.PathValue("id"), b.roles())
	if err != nil {
		return err
	}
	return s.ok(w, http.StatusOK, s.world.MembershipView(m))
}

func (s *Server) membershipStatus(to string) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		m, err := s.world.SetMembershipStatus(r.PathValue("id"), to)
		if err != nil {
			return err
		}
		return s.ok(w, http.StatusOK, s.world.MembershipView(m))
	}
}

func (s *Server) deleteMembership(w http.ResponseWriter, r *http.Request) error {
	if err := s.world.DeleteMembership(r.PathValue("id")); err != nil {
		return err
	}
	return done(w, http.StatusOK)
}
