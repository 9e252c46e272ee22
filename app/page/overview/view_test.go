package overview

import (
	"testing"

	"memberpulse/app/ui"
	"memberpulse/shared"
)

func TestEverybodyStartsWhereTheyMayLook(t *testing.T) {
	t.Parallel()
	org := &shared.OrganizationRef{ID: "org_1", Name: "Northwind Health"}
	for _, c := range []struct {
		name, scope, want string
		me                shared.Me
	}{
		{"a client admin on the overview", "", "", shared.Me{Organization: org, Roles: []shared.Role{shared.RoleClientAdmin}}},
		{"a member on their own page", "", shared.PathMe, shared.Me{Organization: org, Roles: []shared.Role{shared.RoleMember}}},
		{"a platform admin at all organizations", "", shared.PathPlatform, shared.Me{Roles: []shared.Role{shared.RolePlatformAdmin}}},
		{"a platform admin in the chosen one", "org_1", "", shared.Me{Roles: []shared.Role{shared.RolePlatformAdmin}}},
		{"an admin link at the settings", "", shared.PathWorkOSSettings, shared.Me{Capabilities: []shared.Capability{shared.CapabilitySettings}}},
	} {
		if got := startOf(c.me, c.scope); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func TestTheVerdictNamesWhatIsWorst(t *testing.T) {
	t.Parallel()
	dir := &shared.DirectoryRef{Name: "Okta"}
	for _, c := range []struct {
		o    shared.Overview
		kind ui.Kind
		said string
	}{
		{shared.Overview{}, ui.Off, "Nothing is connected yet"},
		{shared.Overview{Directory: dir}, ui.OK, "In step with Okta"},
		{shared.Overview{Directory: dir, Checks: []shared.HealthCheck{{State: shared.HealthBad, Title: "Problems"}}}, ui.Bad, "Needs attention: Problems"},
		{shared.Overview{Directory: dir, SyncRun: &shared.SyncRun{State: "running"}}, ui.Run, "First sync running"},
		{shared.Overview{Connection: &shared.ConnectionRef{}}, ui.OK, "Sign-in works, no directory is connected"},
	} {
		if kind, said := verdictOf(c.o); kind != c.kind || said != c.said {
			t.Errorf("got %s %q, want %s %q", kind, said, c.kind, c.said)
		}
	}
}
