package control

import "net/http"

func (s *Server) createBurst(w http.ResponseWriter, r *http.Request) error {
	var b struct {
		DirectoryID string `json:"directory_id"`
		Count       int    `json:"count"`
	}
	if err := decode(w, r, &b); err != nil {
		return err
	}
	made, err := s.world.AddBurst(b.DirectoryID, b.Count)
	if err != nil {
		return err
	}
	return s.reply(w, http.StatusCreated, made)
}
