package api

import (
	"net/http"
	"strings"

	"memberpulse/server/sandbox/world"
)

type userBody struct {
	Email         *string            `json:"email"`
	FirstName     *string            `json:"first_name"`
	LastName      *string            `json:"last_name"`
	EmailVerified *bool              `json:"email_verified"`
	ExternalID    *string            `json:"external_id"`
	Metadata      map[string]*string `json:"metadata"`
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func (s *Server) listUsers(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	p, err := page(q)
	if err != nil {
		return err
	}
	email, organization := q.Get("email"), q.Get("organization_id")
	var members map[string]bool
	if organization != "" {
		members = s.world.UsersIn(organization, "")
	}
	rows, cur := s.world.Users(p, func(u world.User) bool {
		return (email == "" || strings.EqualFold(u.Email, email)) && (members == nil || members[u.ID])
	})
	return s.ok(w, http.StatusOK, listOf(rows, cur, world.User.View))
}

func (s *Server) createUser(w http.ResponseWriter, r *http.Request) error {
	var b userBody
	if err := decode(w, r, &b); err != nil {
		return err
	}
	in := world.UserInput{
		Email: text(b.Email), FirstName: text(b.FirstName), LastName: text(b.LastName), ExternalID: text(b.ExternalID),
		EmailVerified: b.EmailVerified != nil && *b.EmailVerified, Metadata: map[string]string{},
	}
	for k, v := range b.Metadata {
		if v != nil {
			in.Metadata[k] = *v
		}
	}
	u, _, err := s.world.CreateUser(in)
	if err != nil {
		return err
	}
	return s.ok(w, http.StatusCreated, u.View())
}

func (s *Server) getUser(w http.ResponseWriter, r *http.Request) error {
	u, err := s.world.User(r.PathValue("id"))
	if err != nil {
		return err
	}
	return s.ok(w, http.StatusOK, u.View())
}

func (s *Server) updateUser(w http.ResponseWriter, r *http.Request) error {
	var b userBody
	if err := decode(w, r, &b); err != nil {
		return err
	}
	u, err := s.world.UpdateUser(r.PathValue("id"), world.UserChange{
		Email: b.Email, FirstName: b.FirstName, LastName: b.LastName, ExternalID: b.ExternalID, EmailVerified: b.EmailVerified, Metadata: b.Metadata,
	})
	if err != nil {
		return err
	}
	return s.ok(w, http.StatusOK, u.View())
}

func (s *Server) deleteUser(w http.ResponseWriter, r *http.Request) error {
	if err := s.world.DeleteUser(r.PathValue("id")); err != nil {
		return err
	}
	return done(w, http.StatusOK)
}
