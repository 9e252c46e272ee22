package control

import (
	"net/http"

	"memberpulse/server/sandbox/world"
)

// directoryView is WorkOS's directory, and where its SCIM client must call. The token is shown when it is made, and never again.
type directoryView struct {
	world.DirectoryView
	SCIMEndpoint string `json:"scim_endpoint"`
	SCIMToken    string `json:"scim_token,omitempty"`
}

func (s *Server) directoryView(d world.Directory, token string) directoryView {
	return directoryView{s.world.DirectoryView(d), s.base() + "/directories/" + d.ID + "/scim/v2", token}
}

func (s *Server) createDirectory(w http.ResponseWriter, r *http.Request) error {
	var b struct {
		OrganizationID string `json:"organization_id"`
		Type           string `json:"type"`
		Name           string `json:"name"`
		State          string `json:"state"`

		Expects *world.Expected `json:"expects"`
	}
	if err := decode(w, r, &b); err != nil {
		return err
	}
	d, token, err := s.world.CreateDirectory(world.DirectoryInput{
		OrganizationID: b.OrganizationID, Type: b.Type, Name: b.Name, State: b.State, Expects: b.Expects,
	})
	if err != nil {
		return err
	}
	return s.reply(w, http.StatusCreated, s.directoryView(d, token))
}

// updateDirectory moves a directory to another state, says how much it is to hold, or gives it a new token.
func (s *Server) updateDirectory(w http.ResponseWriter, r *http.Request) error {
	var b struct {
		State       *string         `json:"state"`
		RotateToken bool            `json:"rotate_token"`
		Expects     *world.Expected `json:"expects"`
	}
	if err := decode(w, r, &b); err != nil {
		return err
	}
	d, err := s.world.Directory(r.PathValue("id"))
	if err != nil {
		return err
	}
	token := ""
	if b.State != nil {
		if d, err = s.world.SetDirectoryState(d.ID, *b.State); err != nil {
			return err
		}
	}
	if b.Expects != nil {
		if d, err = s.world.ExpectInDirectory(d.ID, *b.Expects); err != nil {
			return err
		}
	}
	if b.RotateToken {
		if d, token, err = s.world.RotateToken(d.ID); err != nil {
			return err
		}
	}
	return s.reply(w, http.StatusOK, s.directoryView(d, token))
}
