package shell

import (
	"errors"
	"testing"

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
	d := shared.Directory{ID: "directory_1", Name: "Northwind Okta", OrganizationID: "org_7"}
	c := shared.Connection{ID: "conn_1", Name: "Okta", OrganizationID: "org_7"}
	operator, admin := as(shared.RolePlatformAdmin), as(shared.RoleClientAdmin)
	for _, x := range []struct {
		got  hit
		want string
	}{
		{directoryHit(d, operator, ""), "/directory?organization_id=org_7"},
		{directoryHit(d, operator, "org_7"), "/directory?organization_id=org_7"},
		{directoryHit(d, admin, ""), "/directory"},
		{connectionHit(c, operator, ""), "/settings/authentication/attempts?organization_id=org_7"},
		{connectionHit(c, admin, ""), "/settings/authentication/attempts"},
	} {
		if x.got.path != x.want || !isLookedUp(x.got, x.got.note) || isLookedUp(x.got, "directory_2") {
			t.Errorf("%+v, want %s", x.got, x.want)
		}
	}
}

func TestWhatIsNotThereIsNotFoundAndNoFault(t *testing.T) {
	t.Parallel()
	lost := errors.New("the line is cut")
	for name, c := range map[string]struct {
		shown bool
		err   error
		rows  int
		fails bool
	}{
		"there":              {true, nil, 1, false},
		"deleted":            {false, nil, 0, false},
		"of somebody else":   {true, &shared.Problem{Status: 404}, 0, false},
		"the server is away": {true, lost, 0, true},
	} {
		list, err := ifThere(hit{note: "directory_1"}, c.shown, c.err)
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
