package api

import (
	"net/http"

	"memberpulse/server/sandbox/world"
)

func (s *Server) listRedirectURIs(w http.ResponseWriter, r *http.Request) error {
	p, err := page(r.URL.Query())
	if err != nil {
		return err
	}
	rows, cur := s.world.RedirectURIs(p, nil)
	return s.ok(w, http.StatusOK, listOf(rows, cur, world.RedirectURI.View))
}

func (s *Server) createRedirectURI(w http.ResponseWriter, r *http.Request) error {
	var b struct {
		URI string `json:"uri"`
	}
	if err := decode(w, r, &b); err != nil {
		return err
	}
	u, err := s.world.AddRedirectURI(b.URI)
	if err != nil {
		return err
	}
	return s.ok(w, http.StatusCreated, u.View())
}

func (s *Server) deleteRedirectURI(w http.ResponseWriter, r *http.Request) error {
	if err := s.world.DeleteRedirectURI(r.PathValue("id")); err != nil {
		return err
	}
	return done(w, http.StatusNoContent)
}
