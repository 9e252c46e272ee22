package shell

import (
	"errors"
	"testing"
	"time"

	"memberpulse/shared"
)

const ulid = "01K8Q2V7M3N0ZC4T8H5R6W1XYB"

func TestAnIDWithoutAScreenOfItsOwnIsLookedUp(t *testing.T) {
	t.Parallel()
	admin, user, member := as(shared.RoleClientAdmin), as(shared.RoleClientUser), as(shared.RoleMember)
	for _, c := range []struct {
		id     string
		me     shared.Me
		lookup bool
	}{
		{"directory_" + ulid, admin, true},
		{"directory_" + ulid, user, true},
		{"directory_" + ulid, member, false},
		{"conn_" + ulid, admin, true},
		{"conn_" + ulid, user, false}, // who may not see connections
		{"directory_01K8", admin, false},
		{"directory_user_" + ulid, admin, false},
		{"directory_group_" + ulid, admin, false},
		{"event_" + ulid, admin, false},
		{ulid, admin, false},
		{"", admin, false},
	} {
		if got := lookup(c.id, c.me, "") != nil; got != c.lookup {
			t.Errorf("%q is looked up for %v: %v", c.id, c.me.Roles, got)
		}
	}
}

func TestALookedUpThingOpensInItsOrganization(t *testing.T) {
	t.Parallel()
	d := shared.Organization{ID: "org_7", Directory: &shared.DirectoryRef{ID: "directory_1", Name: "Northwind Okta"}}
	c := shared.Organization{ID: "org_7", Connection: &shared.ConnectionRef{ID: "conn_1", Name: "Okta"}}
	operator, admin := as(shared.RolePlatformAdmin), as(shared.RoleClientAdmin)
	for _, x := range []struct {
		home  shared.Organization
		me    shared.Me
		scope string
		want  string
	}{
		{d, operator, "", "/directory?organization_id=org_7"},
		{d, operator, "org_7", "/directory?organization_id=org_7"},
		{d, admin, "", "/directory"},
		{c, operator, "", "/settings/authentication/attempts?organization_id=org_7"},
		{c, admin, "", "/settings/authentication/attempts"},
	} {
		if got := lookedUpHit(x.home, x.me, x.scope); got.path != x.want || !isLookedUp(x.home, got.note) || isLookedUp(x.home, "directory_2") {
			t.Errorf("%+v, want %s", got, x.want)
		}
	}
}

func TestWhatIsNotThereIsNotFoundAndNoFault(t *testing.T) {
	t.Parallel()
	lost := errors.New("the line is cut")
	for name, c := range map[string]struct {
		deleted *time.Time
		err     error
		rows    int
		fails   bool
	}{
		"there":              {nil, nil, 1, false},
		"deleted":            {&time.Time{}, nil, 0, false},
		"of somebody else":   {nil, &shared.Problem{Status: 404}, 0, false},
		"the server is away": {nil, lost, 0, true},
	} {
		list, err := ifThere(shared.Organization{DeletedAt: c.deleted}, c.err)
		if len(list.Data) != c.rows || (err != nil) != c.fails {
			t.Errorf("%s: %v, %v", name, list.Data, err)
		}
	}
}

func TestAnOrganizationIsFoundByTheIDOfADomain(t *testing.T) {
	t.Parallel()
	o := shared.Organization{ID: "org_7", Name: "Northwind Health", Domains: []shared.OrganizationDomain{{ID: "org_domain_1", Domain: "northwind-health.example"}}}
	for typed, want := range map[string]bool{"org_domain_1": true, "org_7": true, "north": true, "org_domain_2": false} {
		if got := isOrganization(o, typed); got != want {
			t.Errorf("%q: %v", typed, got)
		}
	}
}
