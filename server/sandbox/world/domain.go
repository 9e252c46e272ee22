package world

import (
	"slices"
	"strings"
)

// newDomain checks and makes a domain for an organization; nobody else may hold it.
func (t *tx) newDomain(o *Organization, in DomainInput, at Time) (Domain, error) {
	name := strings.ToLower(strings.TrimSpace(in.Domain))
	if name == "" || strings.ContainsAny(name, " /@:") || !strings.Contains(name, ".") {
		return Domain{}, invalid("domain", "invalid_domain", "The domain is not valid: give a name such as example.com.")
	}
	taken := all(t.w, func(other *Organization) bool { return other.ID != o.ID && other.Has([]string{name}) })
	if len(taken) > 0 || o.Has([]string{name}) {
		return Domain{}, conflict("domain_already_exists", "The domain "+name+" already belongs to an organization.")
	}
	d := Domain{
		ID: t.id("org_domain", at), OrganizationID: o.ID, Domain: name, State: "pending", Strategy: "dns",
		Token: Secret(25), Prefix: "workos-" + strings.ToLower(Secret(6)), CreatedAt: at, UpdatedAt: at,
	}
	if in.Verified {
		d.State, d.Strategy = "verified", "manual"
	}
	return d, nil
}

// replaceDomains makes the organization's domains those given, and keeps those it has already.
func (t *tx) replaceDomains(o *Organization, in []DomainInput) error {
	old := o.Domains
	o.Domains = nil
	for _, d := range in {
		at := slices.IndexFunc(old, func(h Domain) bool { return strings.EqualFold(h.Domain, d.Domain) })
		if at >= 0 {
			kept := old[at]
			if d.Verified && kept.State != "verified" {
				kept.State, kept.UpdatedAt = "verified", o.UpdatedAt
				t.emit("organization_domain.verified", o.ID, "", kept.View())
			}
			o.Domains = append(o.Domains, kept)
			continue
		}
		fresh, err := t.newDomain(o, d, o.UpdatedAt)
		if err != nil {
			return err
		}
		o.Domains = append(o.Domains, fresh)
		t.emit("organization_domain.created", o.ID, "", fresh.View())
	}
	for _, d := range old {
		if !o.Has([]string{d.Domain}) {
			t.emit("organization_domain.deleted", o.ID, "", d.View())
		}
	}
	return nil
}

// AddDomain gives an organization a domain, unverified unless the input says otherwise.
func (w *World) AddDomain(organizationID string, in DomainInput) (Domain, error) {
	var out Domain
	err := w.do("domain.create", func(t *tx) error {
		old, err := find[*Organization](w, "organization", organizationID)
		if err != nil {
			return err
		}
		at := w.stamp()
		if out, err = t.newDomain(old, in, at); err != nil {
			return err
		}
		o := *old
		o.Domains = append(slices.Clone(old.Domains), out)
		o.UpdatedAt = at
		t.put(&o)
		t.emit("organization_domain.created", o.ID, "", out.View())
		if out.State == "verified" {
			t.emit("organization_domain.verified", o.ID, "", out.View())
		}
		return nil
	})
	return out, err
}

// Domain is one domain of any organization.
func (w *World) Domain(id string) (Domain, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	o, at, err := w.domain(id)
	if err != nil {
		return Domain{}, err
	}
	return o.Domains[at], nil
}

func (w *World) domain(id string) (*Organization, int, error) {
	for _, o := range all[*Organization](w, nil) {
		if at := slices.IndexFunc(o.Domains, func(d Domain) bool { return d.ID == id }); at >= 0 {
			return o, at, nil
		}
	}
	return nil, 0, notFound("organization domain", id)
}

// VerifyDomain makes a domain verified, as if its DNS record had been found.
func (w *World) VerifyDomain(id string) (Domain, error) {
	return w.changeDomain(id, "verified", func(t *tx, d Domain) {
		t.emit("organization_domain.verified", d.OrganizationID, "", d.View())
	})
}

// FailDomain lets a domain's verification fail, for WorkOS's reason "domain_verification_period_expired" or
// "domain_verified_by_other_organization".
func (w *World) FailDomain(id, reason string) (Domain, error) {
	return w.changeDomain(id, "failed", func(t *tx, d Domain) {
		t.emit("organization_domain.verification_failed", d.OrganizationID, "", struct {
			Reason string     `json:"reason"`
			Domain DomainView `json:"organization_domain"`
		}{reason, d.View()})
	})
}

func (w *World) changeDomain(id, state string, emit func(*tx, Domain)) (Domain, error) {
	var out Domain
	err := w.do("domain."+state, func(t *tx) error {
		old, at, err := w.domain(id)
		if err != nil {
			return err
		}
		if old.Domains[at].State == "verified" {
			return invalid("id", "domain_already_verified", "The domain is already verified.")
		}
		o := *old
		o.Domains = slices.Clone(old.Domains)
		o.UpdatedAt = w.stamp()
		o.Domains[at].State, o.Domains[at].UpdatedAt = state, o.UpdatedAt
		t.put(&o)
		emit(t, o.Domains[at])
		out = o.Domains[at]
		return nil
	})
	return out, err
}

// DeleteDomain takes a domain from its organization.
func (w *World) DeleteDomain(id string) error {
	return w.do("domain.delete", func(t *tx) error {
		old, at, err := w.domain(id)
		if err != nil {
			return err
		}
		o := *old
		gone := old.Domains[at]
		o.Domains = slices.Delete(slices.Clone(old.Domains), at, at+1)
		o.UpdatedAt = w.stamp()
		t.put(&o)
		t.emit("organization_domain.deleted", o.ID, "", gone.View())
		return nil
	})
}
