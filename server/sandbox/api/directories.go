package api

import (
	"net/http"
	"strings"
	"time"

	"memberpulse/server/sandbox/world"
)

func (s *Server) listDirectories(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	p, err := page(q)
	if err != nil {
		return err
	}
	organization, search := q.Get("organization_id"), q.Get("search")
	owners := s.owners(q.Get("domain"))
	rows, cur := s.world.Directories(p, func(d world.Directory) bool {
		return (organization == "" || d.OrganizationID == organization) && (search == "" || contains(d.Name, search)) &&
			(owners == nil || owners[d.OrganizationID])
	})
	return s.ok(w, http.StatusOK, listOf(rows, cur, s.world.DirectoryView))
}

func (s *Server) getDirectory(w http.ResponseWriter, r *http.Request) error {
	d, err := s.world.Directory(r.PathValue("id"))
	if err != nil {
		return err
	}
	return s.ok(w, http.StatusOK, s.world.DirectoryView(d))
}

func (s *Server) deleteDirectory(w http.ResponseWriter, r *http.Request) error {
	if err := s.world.DeleteDirectory(r.PathValue("id")); err != nil {
		return err
	}
	return done(w, http.StatusAccepted)
}

// directoryUsersPerSecond is WorkOS's limit of this list, for each directory.
const directoryUsersPerSecond = 4

func (s *Server) listDirectoryUsers(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	p, err := page(q)
	if err != nil {
		return err
	}
	directory, group := q.Get("directory"), q.Get("group")
	if group != "" {
		g, err := s.world.DirectoryGroup(group)
		if err != nil {
			return err
		}
		directory = g.DirectoryID
	}
	if directory == "" {
		return bad(http.StatusUnprocessableEntity, "", "Give a directory or a group.")
	}
	if _, err := s.world.Directory(directory); err != nil {
		return err
	}
	if s.world.Settings().Limits && !s.limits.allow("directory_users "+directory, directoryUsersPerSecond, time.Second, s.world.Now()) {
		w.Header().Set("Retry-After", "1")
		return &problem{http.StatusTooManyRequests, "Ratelimited"}
	}
	if group != "" {
		rows, cur := s.world.GroupUsers(group, p)
		return s.ok(w, http.StatusOK, listOf(rows, cur, withGroups))
	}
	idpID, email := q.Get("idp_id"), q.Get("email")
	rows, cur := s.world.DirectoryUsers(directory, p, func(u world.DirectoryUser) bool {
		return (idpID == "" || u.IDPID == idpID) && (email == "" || strings.EqualFold(u.Email, email))
	})
	return s.ok(w, http.StatusOK, listOf(rows, cur, withGroups))
}

func (s *Server) getDirectoryUser(w http.ResponseWriter, r *http.Request) error {
	u, err := s.world.DirectoryUser(r.PathValue("id"))
	if err != nil {
		return err
	}
	return s.ok(w, http.StatusOK, withGroups(u))
}

// userWithGroups is a directory user as the REST API shows them. WorkOS keeps the list of groups empty for every team made
// since 1 May 2026: a client must ask for a user's groups, and the stand-in holds it to that.
type userWithGroups struct {
	world.DirectoryUserView
	Groups []struct{} `json:"groups"`
}

func withGroups(u world.DirectoryUser) userWithGroups { return userWithGroups{u.View(), []struct{}{}} }

func (s *Server) listDirectoryGroups(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	p, err := page(q)
	if err != nil {
		return err
	}
	if user := q.Get("user"); user != "" {
		u, err := s.world.DirectoryUser(user)
		if err != nil {
			return err
		}
		rows, cur := s.world.UserGroups(u.SCIMID, p)
		return s.ok(w, http.StatusOK, listOf(rows, cur, world.DirectoryGroup.View))
	}
	directory := q.Get("directory")
	if directory == "" {
		return bad(http.StatusUnprocessableEntity, "", "Give a directory or a user.")
	}
	if _, err := s.world.Directory(directory); err != nil {
		return err
	}
	rows, cur := s.world.DirectoryGroups(directory, p)
	return s.ok(w, http.StatusOK, listOf(rows, cur, world.DirectoryGroup.View))
}

func (s *Server) getDirectoryGroup(w http.ResponseWriter, r *http.Request) error {
	g, err := s.world.DirectoryGroup(r.PathValue("id"))
	if err != nil {
		return err
	}
	return s.ok(w, http.StatusOK, g.View())
}
