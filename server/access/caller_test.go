package access_test

import (
	"testing"

	"memberpulse/server/access"
	"memberpulse/server/errs"
	"memberpulse/shared"
)

func TestWhoseRowsARequestIsAbout(t *testing.T) {
	t.Parallel()
	tenant := access.Caller{Kind: access.Member, OrganizationID: "org_a", Roles: []shared.Role{shared.RoleClientAdmin}}
	operator := access.Caller{Kind: access.PlatformAdmin, Roles: []shared.Role{shared.RolePlatformAdmin}}
	// A role that nothing may map, should it ever stand in a tenant's rows, makes no operator of a tenant.
	forged := access.Caller{Kind: access.Member, OrganizationID: "org_a", Roles: []shared.Role{shared.RolePlatformAdmin}}
	for name, c := range map[string]struct {
		caller access.Caller
		asked  string
		want   string
		all    bool
		kind   errs.Kind
	}{
		"a tenant":                     {tenant, "", "org_a", false, 0},
		"a tenant that says so":        {tenant, "org_a", "org_a", false, 0},
		"a tenant that asks another's": {tenant, "org_b", "", false, errs.KindNotFound},
		"a forged operator":            {forged, "org_b", "", false, errs.KindNotFound},
		"the operator":                 {operator, "", "", true, 0},
		"the operator for one":         {operator, "org_b", "org_b", false, 0},
		"an admin link":                {access.Caller{Kind: access.Setup}, "org_a", "", false, errs.KindNotFound},
		"nobody":                       {access.Caller{}, "org_a", "", false, errs.KindUnauthenticated},
	} {
		got, all, err := c.caller.ScopeTo(c.asked)
		if got != c.want || all != c.all || (err != nil) != (c.kind != 0) || err != nil && !errs.Is(err, c.kind) {
			t.Errorf("%s: %q %v %v", name, got, all, err)
		}
	}
}

func TestAnAdminLinkOpensTheSettingsAlone(t *testing.T) {
	t.Parallel()
	setup := access.Caller{Kind: access.Setup, Roles: []shared.Role{shared.RolePlatformAdmin}}
	for _, c := range shared.Capabilities(shared.Roles) {
		if setup.Can(c) != (c == shared.CapabilitySettings) {
			t.Errorf("%s: %v", c, setup.Can(c))
		}
	}
	if setup.Platform() {
		t.Error("an admin link is no operator")
	}
}
