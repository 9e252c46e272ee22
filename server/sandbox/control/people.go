package control

import (
	"net/http"
	"strconv"
	"strings"

	"memberpulse/server/sandbox/world"
)

// personView is a person of an identity provider, and who they are in the directories and in AuthKit.
type personView struct {
	ID               string         `json:"id"`
	OrganizationID   string         `json:"organization_id"`
	IDPID            string         `json:"idp_id"`
	Email            string         `json:"email"`
	FirstName        string         `json:"first_name"`
	LastName         string         `json:"last_name"`
	Active           bool           `json:"active"`
	Groups           []string       `json:"groups"`
	Role             world.Role     `json:"role"`
	CustomAttributes map[string]any `json:"custom_attributes"`
	DirectoryUsers   []directoryRef `json:"directory_users"`
	DirectoryUserID  *string        `json:"directory_user_id"`
	UserID           *string        `json:"user_id"`
	CreatedAt        world.Time     `json:"created_at"`
	UpdatedAt        world.Time     `json:"updated_at"`
}

type directoryRef struct {
	DirectoryID     string `json:"directory_id"`
	DirectoryUserID string `json:"directory_user_id"`
	State           string `json:"state"`
	Deleted         bool   `json:"deleted"`
}

func viewOf(p world.PersonState) personView {
	v := personView{
		ID: p.ID, OrganizationID: p.OrganizationID, IDPID: p.IDPID, Email: p.Email, FirstName: p.FirstName, LastName: p.LastName,
		Active: p.Active, Groups: p.Groups, Role: p.Role, CustomAttributes: p.Attributes, DirectoryUsers: []directoryRef{},
		CreatedAt: p.CreatedAt, UpdatedAt: p.UpdatedAt,
	}
	if v.CustomAttributes == nil {
		v.CustomAttributes = map[string]any{}
	}
	if v.Groups == nil {
		v.Groups = []string{}
	}
	for _, u := range p.DirectoryUsers {
		v.DirectoryUsers = append(v.DirectoryUsers, directoryRef{u.DirectoryID, u.ID, u.State, u.Gone})
		v.DirectoryUserID = &u.ID
	}
	if p.User != nil {
		v.UserID = &p.User.ID
	}
	return v
}

func (s *Server) createPerson(w http.ResponseWriter, r *http.Request) error {
	var b struct {
		OrganizationID   string         `json:"organization_id"`
		DirectoryID      string         `json:"directory_id"`
		Email            string         `json:"email"`
		FirstName        string         `json:"first_name"`
		LastName         string         `json:"last_name"`
		IDPID            string         `json:"idp_id"`
		JobTitle         string         `json:"job_title"`
		Department       string         `json:"department"`
		Groups           []string       `json:"groups"`
		User             bool           `json:"user"`
		Active           *bool          `json:"active"`
		Role             *world.Role    `json:"role"`
		RoleSlug         string         `json:"role_slug"`
		CustomAttributes map[string]any `json:"custom_attributes"`
	}
	if err := decode(w, r, &b); err != nil {
		return err
	}
	if b.OrganizationID == "" && b.DirectoryID == "" {
		return fault("organization_id", "required", "Give the organization_id, or the directory_id, of the person.")
	}
	if b.Role != nil {
		if err := b.Role.Check(); err != nil {
			return err
		}
		b.RoleSlug = b.Role.Slug
	}
	p, err := s.world.AddPerson(world.PersonInput{
		OrganizationID: b.OrganizationID, DirectoryID: b.DirectoryID, Email: b.Email, FirstName: b.FirstName, LastName: b.LastName,
		IDPID: b.IDPID, JobTitle: b.JobTitle, Department: b.Department, Groups: b.Groups, User: b.User, RoleSlug: b.RoleSlug,
		Inactive: b.Active != nil && !*b.Active, Attributes: b.CustomAttributes,
	})
	if err != nil {
		return err
	}
	return s.reply(w, http.StatusCreated, viewOf(p))
}

func (s *Server) getPerson(w http.ResponseWriter, r *http.Request) error {
	p, err := s.world.Person(r.PathValue("id"))
	if err != nil {
		return err
	}
	return s.reply(w, http.StatusOK, viewOf(p))
}

func (s *Server) listPeople(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	limit, err := limitOf(q.Get("limit"), 100)
	if err != nil {
		return err
	}
	organization, email := q.Get("organization_id"), q.Get("email")
	rows, cur := s.world.People(world.Page{After: q.Get("after"), Limit: limit}, func(p world.Person) bool {
		return (organization == "" || p.OrganizationID == organization) && (email == "" || strings.EqualFold(p.Email, email))
	})
	out := listView[personView]{Data: []personView{}, Metadata: cursor(cur.After)}
	for _, p := range rows {
		state, err := s.world.Person(p.ID)
		if err != nil {
			continue // gone since the page was read
		}
		out.Data = append(out.Data, viewOf(state))
	}
	return s.reply(w, http.StatusOK, out)
}

type listView[T any] struct {
	Data     []T         `json:"data"`
	Metadata listCursors `json:"list_metadata"`
}

type listCursors struct {
	After *string `json:"after"`
}

func cursor(after string) listCursors {
	if after == "" {
		return listCursors{}
	}
	return listCursors{&after}
}

func limitOf(text string, otherwise int) (int, error) {
	if text == "" {
		return otherwise, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > 1000 {
		return 0, fault("limit", "out_of_range", "The limit must be a number from 1 to 1000.")
	}
	return n, nil
}

// updatePerson changes the person whom the path names; else the one of the body's id, or else of its email, which then
// says who is meant and changes nothing.
func (s *Server) updatePerson(w http.ResponseWriter, r *http.Request) error {
	var b struct {
		ID               string         `json:"id"`
		Email            *string        `json:"email"`
		FirstName        *string        `json:"first_name"`
		LastName         *string        `json:"last_name"`
		Active           *bool          `json:"active"`
		Groups           *[]string      `json:"groups"`
		JobTitle         *string        `json:"job_title"`
		Department       *string        `json:"department"`
		Role             *world.Role    `json:"role"`
		CustomAttributes map[string]any `json:"custom_attributes"`
	}
	if err := decode(w, r, &b); err != nil {
		return err
	}
	id := r.PathValue("id")
	if id == "" {
		id = b.ID
	}
	if id == "" && b.Email != nil {
		id, b.Email = s.personOf(*b.Email), nil
	}
	if id == "" {
		return fault("id", "required", "Give the id of the person, or the email that somebody has.")
	}
	ch := world.PersonChange{
		Email: b.Email, FirstName: b.FirstName, LastName: b.LastName, Active: b.Active, Groups: b.Groups, JobTitle: b.JobTitle, Department: b.Department,
		Attributes: b.CustomAttributes,
	}
	if b.Role != nil {
		if err := b.Role.Check(); err != nil {
			return err
		}
		ch.RoleSlug = &b.Role.Slug
	}
	p, err := s.world.UpdatePerson(id, ch)
	if err != nil {
		return err
	}
	return s.reply(w, http.StatusOK, viewOf(p))
}

// personOf is the id of the newest person who has an address; "" where nobody has.
func (s *Server) personOf(email string) string {
	found, _ := s.world.People(world.Page{Limit: 1}, func(p world.Person) bool { return strings.EqualFold(p.Email, email) })
	if len(found) == 0 {
		return ""
	}
	return found[0].ID
}

func (s *Server) deletePerson(w http.ResponseWriter, r *http.Request) error {
	if err := s.world.RemovePerson(r.PathValue("id")); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
