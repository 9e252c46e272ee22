package api

import (
	"net/http"

	"memberpulse/server/sandbox/world"
)

func (s *Server) createDomain(w http.ResponseWriter, r *http.Request) error {
	var b struct {
		OrganizationID string `json:"organization_id"`
		Domain         string `json:"domain"`
	}
	if err := decode(w, r, &b); err != nil {
		return err
	}
	d, err := s.world.AddDomain(b.OrganizationID, world.DomainInput{Domain: b.Domain})
	if err != nil {
		return err
	}
	return s.ok(w, http.StatusCreated, d.View())
}

func (s *Server) getDomain(w http.ResponseWriter, r *http.Request) error {
	d, err := s.world.Domain(r.PathValue("id"))
	if err != nil {
		return err
	}
	return s.ok(w, http.StatusOK, d.View())
}

func (s *Server) verifyDomain(w http.ResponseWriter, r *http.Request) error {
	d, err := s.world.VerifyDomain(r.PathValue("id"))
	if err != nil {
		return err
	}
	return s.ok(w, http.StatusCreated, d.View())
}

func (s *Server) deleteDomain(w http.ResponseWriter, r *http.Request) error {
	if err := s.world.DeleteDomain(r.PathValue("id")); err != nil {
		return err
	}
	return done(w, http.StatusNoContent)
}
