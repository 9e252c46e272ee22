package control

import (
	"net/http"

	"memberpulse/server/sandbox/world"
)

// connectionView is WorkOS's connection, and what only its portal would show.
type connectionView struct {
	world.ConnectionView
	ExternalKey string          `json:"external_key"`
	SP          world.SPDetails `json:"sp"`
}

func (s *Server) connectionView(c world.Connection) connectionView {
	return connectionView{s.world.ConnectionView(c), c.ExternalKey, c.SP(s.base())}
}

func (s *Server) createConnection(w http.ResponseWriter, r *http.Request) error {
	var b struct {
		OrganizationID string `json:"organization_id"`
		Type           string `json:"type"`
		Name           string `json:"name"`
		State          string `json:"state"`
	}
	if err := decode(w, r, &b); err != nil {
		return err
	}
	c, err := s.world.CreateConnection(world.ConnectionInput{OrganizationID: b.OrganizationID, Type: b.Type, Name: b.Name, State: b.State})
	if err != nil {
		return err
	}
	return s.reply(w, http.StatusCreated, s.connectionView(c))
}

func (s *Server) updateConnection(w http.ResponseWriter, r *http.Request) error {
	var b struct {
		Type  *string `json:"type"`
		Name  *string `json:"name"`
		State *string `json:"state"`
	}
	if err := decode(w, r, &b); err != nil {
		return err
	}
	c, err := s.world.UpdateConnection(r.PathValue("id"), world.ConnectionChange{Type: b.Type, Name: b.Name, State: b.State})
	if err != nil {
		return err
	}
	return s.reply(w, http.StatusOK, s.connectionView(c))
}
