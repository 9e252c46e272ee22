package control

import (
	"net/http"

	"memberpulse/server/sandbox/world"
)

// createUser makes an AuthKit user with their memberships.
func (s *Server) createUser(w http.ResponseWriter, r *http.Request) error {
	var b struct {
		Email         string `json:"email"`
		FirstName     string `json:"first_name"`
		LastName      string `json:"last_name"`
		EmailVerified bool   `json:"email_verified"`
		Memberships   []struct {
			OrganizationID string `json:"organization_id"`
			RoleSlug       string `json:"role_slug"`
			Status         string `json:"status"`
		} `json:"memberships"`
	}
	if err := decode(w, r, &b); err != nil {
		return err
	}
	in := world.UserInput{Email: b.Email, FirstName: b.FirstName, LastName: b.LastName, EmailVerified: b.EmailVerified}
	for _, m := range b.Memberships {
		row := world.MembershipInput{OrganizationID: m.OrganizationID, Status: m.Status}
		if m.RoleSlug != "" {
			row.RoleSlugs = []string{m.RoleSlug}
		}
		in.Memberships = append(in.Memberships, row)
	}
	u, memberships, err := s.world.CreateUser(in)
	if err != nil {
		return err
	}
	out := struct {
		world.UserView
		Memberships []world.MembershipView `json:"memberships"`
	}{u.View(), []world.MembershipView{}}
	for _, m := range memberships {
		v := s.world.MembershipView(m)
		v.User = nil
		out.Memberships = append(out.Memberships, v)
	}
	return s.reply(w, http.StatusCreated, out)
}
