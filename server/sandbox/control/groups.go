package control

import (
	"net/http"

	"memberpulse/server/sandbox/world"
)

func (s *Server) createGroup(w http.ResponseWriter, r *http.Request) error {
	var b struct {
		DirectoryID string `json:"directory_id"`
		Name        string `json:"name"`
	}
	if err := decode(w, r, &b); err != nil {
		return err
	}
	g, err := s.world.CreateDirectoryGroup(b.DirectoryID, world.GroupInput{Name: b.Name, ExternalID: "00g" + world.Secret(17)})
	if err != nil {
		return err
	}
	return s.reply(w, http.StatusCreated, g.View())
}

func (s *Server) updateGroup(w http.ResponseWriter, r *http.Request) error {
	var b struct {
		Name *string `json:"name"`
	}
	if err := decode(w, r, &b); err != nil {
		return err
	}
	g, err := s.world.RenameDirectoryGroup(r.PathValue("id"), b.Name)
	if err != nil {
		return err
	}
	return s.reply(w, http.StatusOK, g.View())
}

func (s *Server) deleteGroup(w http.ResponseWriter, r *http.Request) error {
	if err := s.world.DeleteDirectoryGroup("", r.PathValue("id"), 0); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
