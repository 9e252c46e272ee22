package world

import (
	"maps"
	"slices"
	"strings"
)

// OrganizationInput is a new organization.
type OrganizationInput struct {
	Name                 string
	ExternalID           string
	AllowProfilesOutside bool
	Metadata             map[string]string
	Domains              []DomainInput
}

// DomainInput is a new domain; Verified skips the DNS check, as WorkOS's domain_data with state "verified" does.
type DomainInput struct {
	Domain   string
	Verified bool
}

// OrganizationChange changes what is not nil. A nil value in Metadata deletes its key; an empty Metadata deletes all.
type OrganizationChange struct {
	Name                 *string
	ExternalID           *string
	StripeCustomerID     *string
	AllowProfilesOutside *bool
	Metadata             map[string]*string
	Domains              *[]DomainInput
}

// CreateOrganization adds an organization.
func (w *World) CreateOrganization(in OrganizationInput) (Organization, error) {
	var out Organization
	err := w.do("organization.create", func(t *tx) error {
		if strings.TrimSpace(in.Name) == "" {
			return invalid("name", "required", "An organization needs a name.")
		}
		if err := w.externalIDFree(in.ExternalID, ""); err != nil {
			return err
		}
		at := w.stamp()
		o := &Organization{
			ID: t.id("org", at), Name: in.Name, ExternalID: in.ExternalID, AllowProfilesOutside: in.AllowProfilesOutside,
			Metadata: in.Metadata, CreatedAt: at, UpdatedAt: at,
		}
		for _, d := range in.Domains {
			domain, err := t.newDomain(o, d, at)
			if err != nil {
				return err
			}
			o.Domains = append(o.Domains, domain)
		}
		t.put(o)
		t.emit("organization.created", o.ID, "", o.eventView())
		for _, d := range o.Domains {
			t.emit("organization_domain.created", o.ID, "", d.View())
			if d.State == "verified" {
				t.emit("organization_domain.verified", o.ID, "", d.View())
			}
		}
		out = *o
		return nil
	})
	return out, err
}

func (w *World) externalIDFree(externalID, but string) error {
	if externalID == "" {
		return nil
	}
	if len(all(w, func(o *Organization) bool { return o.ExternalID == externalID && o.ID != but })) > 0 {
		return invalid("external_id", "external_id_already_used", "The external_id is already used by another organization.")
	}
	return nil
}

// UpdateOrganization changes an organization.
func (w *World) UpdateOrganization(id string, ch OrganizationChange) (Organization, error) {
	var out Organization
	err := w.do("organization.update", func(t *tx) error {
		old, err := find[*Organization](w, "organization", id)
		if err != nil {
			return err
		}
		o := *old
		if ch.Name != nil && strings.TrimSpace(*ch.Name) == "" {
			return invalid("name", "required", "An organization needs a name.")
		}
		if ch.ExternalID != nil {
			if err := w.externalIDFree(*ch.ExternalID, id); err != nil {
				return err
			}
		}
		set(&o.Name, ch.Name)
		set(&o.ExternalID, ch.ExternalID)
		set(&o.StripeCustomerID, ch.StripeCustomerID)
		set(&o.AllowProfilesOutside, ch.AllowProfilesOutside)
		o.Metadata = mergeMetadata(o.Metadata, ch.Metadata)
		o.UpdatedAt = w.stamp()
		if ch.Domains != nil {
			if err := t.replaceDomains(&o, *ch.Domains); err != nil {
				return err
			}
		}
		t.put(&o)
		t.emit("organization.updated", o.ID, "", o.eventView())
		out = o
		return nil
	})
	return out, err
}

func set[T any](to *T, from *T) {
	if from != nil {
		*to = *from
	}
}

func mergeMetadata(old map[string]string, change map[string]*string) map[string]string {
	if change == nil {
		return old
	}
	merged := map[string]string{}
	if len(change) > 0 {
		maps.Copy(merged, old)
	}
	for k, v := range change {
		if v == nil {
			delete(merged, k)
		} else {
			merged[k] = *v
		}
	}
	return merged
}

// DeleteOrganization removes an organization with all that belongs to it.
func (w *World) DeleteOrganization(id string) error {
	return w.do("organization.delete", func(t *tx) error {
		o, err := find[*Organization](w, "organization", id)
		if err != nil {
			return err
		}
		for _, c := range all(w, func(c *Connection) bool { return c.OrganizationID == id }) {
			t.deleteConnection(c)
		}
		for _, d := range all(w, func(d *Directory) bool { return d.OrganizationID == id }) {
			t.deleteDirectory(d)
		}
		for _, p := range all(w, func(p *Person) bool { return p.OrganizationID == id }) {
			t.remove(p)
		}
		for _, m := range all(w, func(m *OrganizationMembership) bool { return m.OrganizationID == id }) {
			t.remove(m)
			t.emit("organization_membership.deleted", id, "", m.eventView())
		}
		t.remove(o)
		t.emit("organization.deleted", id, "", o.eventView())
		return nil
	})
}

// Organization is one organization.
func (w *World) Organization(id string) (Organization, error) {
	return one[Organization](w, "organization", id)
}

// OrganizationByExternalID is the organization that a customer of WorkOS knows under an id of their own.
func (w *World) OrganizationByExternalID(externalID string) (Organization, error) {
	found := w.AllOrganizations(func(o Organization) bool { return o.ExternalID == externalID && externalID != "" })
	if len(found) == 0 {
		return Organization{}, notFound("organization", externalID)
	}
	return found[0], nil
}

// AllOrganizations is every organization that matches, oldest first.
func (w *World) AllOrganizations(match func(Organization) bool) []Organization {
	return allOf(w, match)
}

// Organizations is a page of the organizations that match.
func (w *World) Organizations(p Page, match func(Organization) bool) ([]Organization, Cursors) {
	return pageOf(w, p, match)
}

// Has says that one of the domains is the organization's.
func (o Organization) Has(domains []string) bool {
	return slices.ContainsFunc(o.Domains, func(d Domain) bool {
		return slices.ContainsFunc(domains, func(s string) bool { return strings.EqualFold(s, d.Domain) })
	})
}
