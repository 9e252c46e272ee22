package api

import (
	"errors"
	"net/http"

	"memberpulse/server/sandbox/world"
)

// organizationBody is what a client may write of an organization. The Go SDK sends null for what it leaves out.
type organizationBody struct {
	Name                 *string            `json:"name"`
	AllowProfilesOutside *bool              `json:"allow_profiles_outside_organization"`
	Domains              []string           `json:"domains"`
	DomainData           []domainData       `json:"domain_data"`
	Metadata             map[string]*string `json:"metadata"`
	ExternalID           *string            `json:"external_id"`
	StripeCustomerID     *string            `json:"stripe_customer_id"`
}

type domainData struct {
	Domain string `json:"domain"`
	State  string `json:"state"`
}

func (b organizationBody) check() error {
	if len(b.Metadata) > 50 {
		return bad(http.StatusBadRequest, "invalid_metadata", "The metadata may have at most 50 keys.")
	}
	for k, v := range b.Metadata {
		if len(k) > 40 || v != nil && len(*v) > 600 {
			return bad(http.StatusBadRequest, "invalid_metadata", "A key of the metadata may have at most 40 characters, a value 600.")
		}
	}
	for _, d := range b.DomainData {
		if d.State != "pending" && d.State != "verified" {
			return bad(http.StatusUnprocessableEntity, "", "The state of a domain must be pending or verified.")
		}
	}
	return nil
}

func (b organizationBody) domains() *[]world.DomainInput {
	if b.Domains == nil && b.DomainData == nil {
		return nil
	}
	in := []world.DomainInput{}
	for _, d := range b.Domains {
		in = append(in, world.DomainInput{Domain: d, Verified: true})
	}
	for _, d := range b.DomainData {
		in = append(in, world.DomainInput{Domain: d.Domain, Verified: d.State == "verified"})
	}
	return &in
}

func (s *Server) listOrganizations(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	p, err := page(q)
	if err != nil {
		return err
	}
	domains, search := many(q, "domains"), q.Get("search")
	rows, cur := s.world.Organizations(p, func(o world.Organization) bool {
		return (len(domains) == 0 || o.Has(domains)) && (search == "" || contains(o.Name, search) || o.ID == search)
	})
	return s.ok(w, http.StatusOK, listOf(rows, cur, world.Organization.View))
}

func (s *Server) createOrganization(w http.ResponseWriter, r *http.Request) error {
	var b organizationBody
	if err := decode(w, r, &b); err != nil {
		return err
	}
	if err := b.check(); err != nil {
		return err
	}
	in := world.OrganizationInput{Metadata: map[string]string{}}
	if b.Name != nil {
		in.Name = *b.Name
	}
	if b.ExternalID != nil {
		in.ExternalID = *b.ExternalID
	}
	if b.AllowProfilesOutside != nil {
		in.AllowProfilesOutside = *b.AllowProfilesOutside
	}
	if d := b.domains(); d != nil {
		in.Domains = *d
	}
	for k, v := range b.Metadata {
		if v != nil {
			in.Metadata[k] = *v
		}
	}
	o, err := s.world.CreateOrganization(in)
	if err != nil {
		return organizationProblem(err)
	}
	return s.ok(w, http.StatusCreated, o.View())
}

func (s *Server) getOrganization(w http.ResponseWriter, r *http.Request) error {
	o, err := s.world.Organization(r.PathValue("id"))
	if err != nil {
		return err
	}
	return s.ok(w, http.StatusOK, o.View())
}

// organizationWhat answers two paths that no pattern can tell apart: external_id/{external_id}, and {id}/roles.
func (s *Server) organizationWhat(w http.ResponseWriter, r *http.Request) error {
	if r.PathValue("id") != "external_id" {
		if r.PathValue("what") == "roles" {
			return s.listRoles(w, r)
		}
		return bad(http.StatusNotFound, "", "Not Found")
	}
	o, err := s.world.OrganizationByExternalID(r.PathValue("what"))
	if err != nil {
		return err
	}
	return s.ok(w, http.StatusOK, o.View())
}

func (s *Server) updateOrganization(w http.ResponseWriter, r *http.Request) error {
	var b organizationBody
	if err := decode(w, r, &b); err != nil {
		return err
	}
	if err := b.check(); err != nil {
		return err
	}
	o, err := s.world.UpdateOrganization(r.PathValue("id"), world.OrganizationChange{
		Name: b.Name, ExternalID: b.ExternalID, StripeCustomerID: b.StripeCustomerID, AllowProfilesOutside: b.AllowProfilesOutside,
		Metadata: b.Metadata, Domains: b.domains(),
	})
	if err != nil {
		return organizationProblem(err)
	}
	return s.ok(w, http.StatusOK, o.View())
}

// organizationProblem leaves a conflict's code out, as WorkOS does at these endpoints.
func organizationProblem(err error) error {
	if e, ok := errors.AsType[*world.Error](err); ok && e.Kind == world.Conflict {
		return bad(http.StatusConflict, "", e.Message)
	}
	return err
}

func (s *Server) deleteOrganization(w http.ResponseWriter, r *http.Request) error {
	if err := s.world.DeleteOrganization(r.PathValue("id")); err != nil {
		return err
	}
	return done(w, http.StatusAccepted)
}

// role is one of the environment's two roles, which every new environment of WorkOS has.
type role struct {
	Object       string     `json:"object"`
	ID           string     `json:"id"`
	Slug         string     `json:"slug"`
	Name         string     `json:"name"`
	Description  *string    `json:"description"`
	Type         string     `json:"type"`
	ResourceType string     `json:"resource_type_slug"`
	Permissions  []string   `json:"permissions"`
	CreatedAt    world.Time `json:"created_at"`
	UpdatedAt    world.Time `json:"updated_at"`
}

func (s *Server) listRoles(w http.ResponseWriter, r *http.Request) error {
	var at world.Time
	if id := r.PathValue("id"); id != "" {
		o, err := s.world.Organization(id)
		if err != nil {
			return err
		}
		at = o.CreatedAt
	} else if first := s.world.AllOrganizations(nil); len(first) > 0 {
		at = first[0].CreatedAt
	}
	roles := struct {
		Object string `json:"object"`
		Data   []role `json:"data"`
	}{Object: "list"}
	for _, n := range [][2]string{{"admin", "Admin"}, {"member", "Member"}} {
		roles.Data = append(roles.Data, role{
			"role", "role_01K8Q2M4T6V8X0Z2B4D6F8" + map[string]string{"admin": "HA01", "member": "HM01"}[n[0]], n[0], n[1], nil,
			"EnvironmentRole", "organization",
			[]string{},
			at, at,
		})
	}
	return s.ok(w, http.StatusOK, roles)
}
