package boot

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"memberpulse/shared"
)

// fill loads the demonstration's organizations into an empty sandbox.
func (w *demoWorld) fill(ctx context.Context) ([]demoDirectory, error) {
	var directories []demoDirectory
	_, err := w.make(ctx, "users", map[string]any{
		"email": demoOperator.email(demoOperatorDomain), "first_name": demoOperator.first, "last_name": demoOperator.last, "email_verified": true,
	})
	if err != nil {
		return nil, err
	}
	for _, o := range demoOrganizations {
		directory, err := w.fillOne(ctx, o)
		if err != nil {
			return nil, fmt.Errorf("load %s: %w", o.name, err)
		}
		if directory.DirectoryID != "" {
			directories = append(directories, directory)
		}
	}
	return directories, nil
}

func (w *demoWorld) fillOne(ctx context.Context, o demoOrganization) (demoDirectory, error) {
	none := demoDirectory{}
	state := "pending"
	if o.verified {
		state = "verified"
	}
	org, err := w.make(ctx, "organizations", map[string]any{
		"name": o.name, "domains": []map[string]string{{"domain": o.domain, "state": state}},
	})
	if err != nil {
		return none, err
	}
	if o.connection != "" {
		if _, err := w.make(ctx, "connections", map[string]string{"organization_id": org.ID, "type": o.connection, "name": o.connectionName}); err != nil {
			return none, err
		}
	}
	var directory made
	if o.directory != "" {
		directory, err = w.make(ctx, "directories", o.directoryWire(org.ID))
		if err != nil {
			return none, err
		}
	}
	ids, err := w.fillPeople(ctx, o, org.ID, directory.ID)
	if err == nil && o.history {
		err = w.makeHistory(ctx, directory.ID, ids)
	}
	return demoDirectory{DirectoryID: directory.ID, OrganizationID: org.ID, SCIMEndpoint: directory.SCIMEndpoint, SCIMToken: directory.SCIMToken}, err
}

func (o demoOrganization) directoryWire(organizationID string) map[string]any {
	directory := map[string]any{"organization_id": organizationID, "type": o.directory, "name": o.directoryName}
	if o.slowly {
		directory["expects"] = map[string]int{"users": firstSyncPeople, "groups": len(firstSyncGroups())}
	}
	return directory
}

func (w *demoWorld) fillPeople(ctx context.Context, o demoOrganization, organizationID, directoryID string) (ids map[string]string, err error) {
	ids = map[string]string{}
	for _, p := range o.people {
		person, err := w.make(ctx, "people", p.wire(o.domain, organizationID, directoryID))
		if err != nil {
			return nil, err
		}
		ids[p.first+" "+p.last] = person.ID
	}
	for _, p := range o.authkit {
		_, err := w.make(ctx, "users", map[string]any{
			"email": p.email(o.domain), "first_name": p.first, "last_name": p.last, "email_verified": true,
			"memberships": []map[string]string{{"organization_id": organizationID, "role_slug": p.slug, "status": "active"}},
		})
		if err != nil {
			return nil, err
		}
	}
	return ids, nil
}

func (p demoPerson) wire(domain, organizationID, directoryID string) map[string]any {
	person := map[string]any{
		"organization_id": organizationID, "email": p.email(domain), "first_name": p.first, "last_name": p.last,
		"job_title": p.title, "department": p.department, "groups": p.groups,
	}
	if directoryID != "" {
		person["directory_id"] = directoryID
	}
	return person
}

// makeHistory changes what was loaded, as weeks of work would: somebody marries, moves, is promoted, leaves.
func (w *demoWorld) makeHistory(ctx context.Context, directoryID string, ids map[string]string) error {
	for _, step := range []struct {
		name   string
		change map[string]any
	}{
		{"Hannah Feld", map[string]any{"last_name": "Feld-Moreau"}},
		{"Marta Nowak", map[string]any{"job_title": "IT Support Manager", "groups": []string{groupAdmins, groupStaff, "IT", "Everyone"}}},
		{"Devon Clarke", map[string]any{"groups": []string{groupMembers, "Everyone"}, "department": "Operations"}},
		{"Marta Nowak", map[string]any{"groups": []string{groupStaff, "IT", "Everyone"}}},
		{"Wen Li", map[string]any{"groups": []string{groupStaff, "IT", "Everyone"}, "job_title": "Senior Data Analyst"}},
		{"Emily Hart", map[string]any{"department": "Communications"}},
	} {
		if err := w.change(ctx, "people", ids[step.name], step.change); err != nil {
			return fmt.Errorf("change %s: %w", step.name, err)
		}
	}
	if err := w.deactivate(ctx, ids["Paula Jensen"]); err != nil {
		return fmt.Errorf("let a contract end: %w", err)
	}
	if err := w.call(ctx, http.MethodDelete, "/_sandbox/people/"+url.PathEscape(ids["Isaac Goldberg"]), nil, nil); err != nil {
		return fmt.Errorf("let somebody leave: %w", err)
	}
	groups, err := w.groupsOf(ctx, directoryID)
	if err != nil {
		return err
	}
	for _, g := range groups {
		if g.Name == "Clinical Ops" {
			return w.change(ctx, "groups", g.ID, map[string]string{"name": "Clinical Operations"})
		}
	}
	return nil
}

// deactivate makes somebody inactive, with the setting of WorkOS's under which such people are kept in the directory.
func (w *demoWorld) deactivate(ctx context.Context, id string) error {
	keep := func(on bool) error {
		return w.call(ctx, http.MethodPut, "/_sandbox/settings", map[string]bool{"retain_inactive": on}, nil)
	}
	if err := keep(true); err != nil {
		return err
	}
	return errors.Join(w.change(ctx, "people", id, map[string]any{"active": false}), keep(false))
}

func (w *demoWorld) groupsOf(ctx context.Context, directoryID string) ([]named, error) {
	var page struct {
		Data []named `json:"data"`
	}
	err := w.call(ctx, http.MethodGet, "/directory_groups?limit=100&directory="+url.QueryEscape(directoryID), nil, &page)
	return page.Data, err
}

// signIns are those of the demonstration who can sign in, with what they may do.
func signIns(organizations map[string]string) []demoSignIn {
	out := []demoSignIn{{
		Email: demoOperator.email(demoOperatorDomain), Roles: []shared.Role{shared.RolePlatformAdmin}, How: "authkit",
	}}
	for _, o := range demoOrganizations {
		for _, p := range o.people {
			if p.shown && o.connection != "" {
				out = append(out, demoSignIn{Email: p.email(o.domain), OrganizationID: organizations[o.name], Roles: p.roles(o.directory != ""), How: "sso"})
			}
		}
		for _, p := range o.authkit {
			out = append(out, demoSignIn{Email: p.email(o.domain), OrganizationID: organizations[o.name], Roles: p.roles(o.directory != ""), How: "authkit"})
		}
	}
	return out
}
