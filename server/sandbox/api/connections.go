package api

import (
	"net/http"
	"strings"

	"memberpulse/server/sandbox/world"
)

func (s *Server) listConnections(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	p, err := page(q)
	if err != nil {
		return err
	}
	kind, organization, search := q.Get("connection_type"), q.Get("organization_id"), q.Get("search")
	owners := s.owners(q.Get("domain"))
	rows, cur := s.world.Connections(p, func(c world.Connection) bool {
		return (kind == "" || strings.EqualFold(c.Type, kind)) && (organization == "" || c.OrganizationID == organization) &&
			(search == "" || contains(c.Name, search)) && (owners == nil || owners[c.OrganizationID])
	})
	return s.ok(w, http.StatusOK, listOf(rows, cur, s.world.ConnectionView))
}

// owners are the organizations that have a domain, or nil when none is asked for.
func (s *Server) owners(domain string) map[string]bool {
	if domain == "" {
		return nil
	}
	ids := map[string]bool{}
	for _, o := range s.world.AllOrganizations(func(o world.Organization) bool { return o.Has([]string{domain}) }) {
		ids[o.ID] = true
	}
	return ids
}

func (s *Server) getConnection(w http.ResponseWriter, r *http.Request) error {
	c, err := s.world.Connection(r.PathValue("id"))
	if err != nil {
		return err
	}
	return s.ok(w, http.StatusOK, s.world.ConnectionView(c))
}

func (s *Server) deleteConnection(w http.ResponseWriter, r *http.Request) error {
	if err := s.world.DeleteConnection(r.PathValue("id")); err != nil {
		return err
	}
	return done(w, http.StatusNoContent)
}
