package overview

import (
	"strings"
	"testing"
	"time"

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
		if kind, said := verdictOf(c.o, false); kind != c.kind || said != c.said {
			t.Errorf("got %s %q, want %s %q", kind, said, c.kind, c.said)
		}
	}
}

// WorkOS's webhooks are the operator's: a client is told of them, and neither warned nor sent anywhere.
func TestAClientIsNotCalledToMendWhatIsTheOperators(t *testing.T) {
	t.Parallel()
	webhooks := shared.HealthCheck{
		Key: "webhooks", Title: "Webhooks", State: shared.HealthWarning, Detail: "No webhook has arrived.",
		Action: "The operator of MemberPulse checks the secret in Platform Settings.", Link: "/activity",
	}
	o := shared.Overview{Directory: &shared.DirectoryRef{Name: "Okta"}, Checks: []shared.HealthCheck{webhooks}}
	if kind, said := verdictOf(o, false); kind != ui.OK || said != "In step with Okta" {
		t.Errorf("the client's verdict: %s %q", kind, said)
	}
	told := checksFor(false, o.Checks)[0]
	if told.State != shared.HealthOff || told.Link != "" || told.Detail != webhooks.Detail || strings.Contains(told.Action, "Platform Settings") {
		t.Errorf("the client is told %+v", told)
	}
	if kind, _ := verdictOf(o, true); kind != ui.Warn {
		t.Errorf("the operator's verdict: %s", kind)
	}
	o.Checks = append(o.Checks, shared.HealthCheck{Key: "trouble", Title: "Problems", State: shared.HealthBad})
	if kind, said := verdictOf(o, false); kind != ui.Bad || said != "Needs attention: Problems" {
		t.Errorf("what the client can mend: %s %q", kind, said)
	}
	if o.Checks[0].State != shared.HealthWarning {
		t.Error("what was loaded was changed")
	}
}

func TestAFigureLeadsToWhatItCounts(t *testing.T) {
	t.Parallel()
	last := time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC)
	ticks := []shared.Tick{{At: last.Add(-30 * time.Minute)}, {At: last}}
	if got, want := changesSince("/activity", ticks), "/activity?outcome=applied&since=2026-11-21T10:00:00Z"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got, want := notApplied("/admin/events"), "/admin/events?outcome=dead,failed,parked"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
