package console

import (
	"strconv"
	"strings"

	"memberpulse/server/sandbox/world"
)

func (v *visit) directories() {
	found, cursors := v.s.world.Directories(world.Page{Limit: perPage, After: v.r.URL.Query().Get("after")}, nil)
	rows := make([]directoryRow, 0, len(found))
	for _, d := range found {
		rows = append(rows, v.directoryRow(d))
	}
	v.show("directories", struct {
		page
		Directories []directoryRow
		Next        string
	}{v.page("directories"), rows, more(v.r.URL, cursors.After)})
}

func (v *visit) createDirectory() {
	id := v.form.Text("organization_id")
	d, token, err := v.s.world.CreateDirectory(world.DirectoryInput{OrganizationID: id, Type: v.form.Text("directory_type"), Name: v.form.Text("directory_name")})
	if err != nil {
		v.failed(err, func(v *visit) { v.showOrganization(id) })
		return
	}
	v.s.keep(d.ID, token)
	v.next(below+"directories/"+d.ID, "directory")
}

// keep holds a token for the next look at its directory, and no longer.
func (s *Server) keep(directoryID, token string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tokens[directoryID] = token
}

func (s *Server) take(directoryID string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	token := s.tokens[directoryID]
	delete(s.tokens, directoryID)
	return token
}

func (v *visit) directory() { v.showDirectory(v.r.PathValue("id")) }

func (v *visit) showDirectory(id string) {
	d, err := v.s.world.Directory(id)
	if err != nil {
		v.failed(err, (*visit).directories)
		return
	}
	q := v.r.URL.Query()
	text := strings.ToLower(strings.TrimSpace(q.Get("q")))
	users, cursors := v.s.world.DirectoryUsers(id, world.Page{Limit: perPage, Order: "asc", After: q.Get("after")}, func(u world.DirectoryUser) bool {
		return text == "" || strings.Contains(strings.ToLower(u.Email+" "+u.FirstName+" "+u.LastName+" "+u.UserName), text)
	})
	groups, _ := v.s.world.DirectoryGroups(id, world.Page{Limit: 2 * perPage, Order: "asc"})
	v.show("directory", struct {
		page
		Directory directoryRow
		Endpoint  string
		Older     string
		Token     string
		Users     []world.DirectoryUser
		Groups    []world.DirectoryGroup
		Query     string
		Next      string
		States    []string
	}{
		v.page("directories"), v.directoryRow(d), v.s.base() + "/scim/v2.0/" + d.ExternalKey, v.s.base() + "/directories/" + d.ID + "/scim/v2",
		v.s.take(id), users, groups, q.Get("q"), more(v.r.URL, cursors.After), world.DirectoryStates,
	})
}

// on does something to the directory of the address, and shows it again.
func (v *visit) on(done string, do func(id string) error) {
	id := v.r.PathValue("id")
	if err := do(id); err != nil {
		v.failed(err, func(v *visit) { v.showDirectory(id) })
		return
	}
	v.next(below+"directories/"+id, done)
}

func (v *visit) changeDirectory() {
	v.on("state", func(id string) error {
		_, err := v.s.world.SetDirectoryState(id, v.form.Text("state"))
		return err
	})
}

func (v *visit) rotateToken() {
	v.on("rotated", func(id string) error {
		_, token, err := v.s.world.RotateToken(id)
		if err == nil {
			v.s.keep(id, token)
		}
		return err
	})
}

func (v *visit) revokeToken() {
	v.on("revoked", func(id string) error {
		_, err := v.s.world.RevokeToken(id, v.form.Text("token_id"))
		return err
	})
}

func (v *visit) burst() {
	v.on("burst", func(id string) error {
		n, err := strconv.Atoi(v.form.Text("count"))
		if err != nil {
			return &world.Error{Kind: world.Invalid, Field: "count", Message: "Enter how many people the burst shall have."}
		}
		_, err = v.s.world.AddBurst(id, n)
		return err
	})
}

func (v *visit) deleteDirectory() {
	d, err := v.s.world.Directory(v.r.PathValue("id"))
	if err != nil {
		v.failed(err, (*visit).directories)
		return
	}
	if v.form.Text("confirm") != d.Name {
		v.form.Blame("confirm", "Type the directory’s name, "+d.Name+", to say that you mean it.")
		v.showDirectory(d.ID)
		return
	}
	if err := v.s.world.DeleteDirectory(d.ID); err != nil {
		v.failed(err, (*visit).directories)
		return
	}
	v.next(below+"directories", "deleted")
}
