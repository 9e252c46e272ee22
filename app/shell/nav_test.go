package shell

import (
	"strings"
	"testing"

	"memberpulse/shared"

	"github.com/google/go-cmp/cmp"
)

func everywhere(string) bool { return true }

func as(role shared.Role) shared.Me {
	me := shared.Me{Roles: []shared.Role{role}, Capabilities: shared.Capabilities([]shared.Role{role})}
	if role != shared.RolePlatformAdmin {
		me.Organization = &shared.OrganizationRef{ID: "org_1", Name: "Northwind Health"}
	}
	return me
}

func titles(sections []section) string {
	var out []string
	for _, s := range sections {
		out = append(out, string(s.title))
	}
	return strings.Join(out, ", ")
}

func TestNavigationShowsWhatTheRoleOpens(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		me    shared.Me
		scope string
		want  string
	}{
		"platform admin":                    {as(shared.RolePlatformAdmin), "", "Admin Portal, Platform Settings"},
		"platform admin in an organization": {as(shared.RolePlatformAdmin), "org_1", "Admin Portal, Platform Settings, Client Portal, Settings"},
		"client admin":                      {as(shared.RoleClientAdmin), "", "Client Portal, Settings"},
		"client user":                       {as(shared.RoleClientUser), "", "Client Portal, Settings"},
		"member":                            {as(shared.RoleMember), "", "You"},
	} {
		if got := titles(navigation(c.me, c.scope, everywhere)); got != c.want {
			t.Errorf("%s sees %q, want %q", name, got, c.want)
		}
	}
}

func TestNavigationLeadsOnlyToScreensThatExist(t *testing.T) {
	t.Parallel()
	got := navigation(as(shared.RoleClientAdmin), "", func(path string) bool { return path == "/people" })
	if len(got) != 1 || len(got[0].links) != 1 || got[0].links[0].path != "/people" {
		t.Errorf("navigation: %+v", got)
	}
}

func TestTheCurrentEntryIsTheNearest(t *testing.T) {
	t.Parallel()
	sections := navigation(as(shared.RolePlatformAdmin), "org_1", everywhere)
	for path, want := range map[string]string{
		"/": "/", "/people": "/people", "/people/dm_1": "/people", "/admin": "/admin", "/admin/events": "/admin/events",
		"/admin/settings/workos": "/admin/settings/workos", "/events/event_1": "/activity",
		"/settings/authentication/attempts/a1": "/settings/authentication/attempts", "/peoples": "",
	} {
		if got := current(sections, path); got != want {
			t.Errorf("at %s the current entry is %q, want %q", path, got, want)
		}
	}
}

func TestLinksKeepTheOrganizationInScope(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ path, scope, want string }{
		{"/people", "org_1", "/people?organization_id=org_1"},
		{"/people", "", "/people"},
		{"/admin/events", "org_1", "/admin/events"},
		{"/me", "org_1", "/me"},
		{"/groups?group=g", "org_1", "/groups?group=g&organization_id=org_1"},
	} {
		if got := inScope(c.path, c.scope); got != c.want {
			t.Errorf("inScope(%q, %q) = %q, want %q", c.path, c.scope, got, c.want)
		}
	}
	for _, c := range []struct{ path, id, want string }{
		{"/people", "org_2", "/people?organization_id=org_2"},
		{"/admin", "org_2", "/?organization_id=org_2"},
		{"/people/dm_1", "org_2", "/?organization_id=org_2"},
		{"/people", "", "/admin"},
		{"/settings/authentication/attempts", "org_2", "/settings/authentication/attempts?organization_id=org_2"},
		{"/settings/authentication/attempts/attempt_1", "org_2", "/settings/authentication/attempts?organization_id=org_2"},
		{"/settings/nowhere/at/all", "org_2", "/?organization_id=org_2"},
	} {
		if got := scopedTo(c.path, c.id); got != c.want {
			t.Errorf("scopedTo(%q, %q) = %q, want %q", c.path, c.id, got, c.want)
		}
	}
}

func TestJumpFindsPagesAndPastedIDs(t *testing.T) {
	t.Parallel()
	me := as(shared.RoleClientAdmin)
	got := found("PEO", me, "")
	if diff := cmp.Diff([]string{"/people"}, paths(got)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"/events/event_01KT6D"}, paths(found(" event_01KT6D ", me, ""))); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"/settings/authentication/attempts/attempt_1"}, paths(found("attempt_1", me, ""))); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"/groups?group=directory_group_1"}, paths(found("directory_group_1", me, ""))); diff != "" {
		t.Error(diff)
	}
	operator := as(shared.RolePlatformAdmin)
	if got := found("directory_group_1", operator, ""); len(got) != 0 {
		t.Errorf("a group of no organization: %v", got)
	}
	if diff := cmp.Diff([]string{"/groups?group=directory_group_1&organization_id=org_1"}, paths(found("directory_group_1", operator, "org_1"))); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"/me"}, paths(found("", as(shared.RoleMember), ""))); diff != "" {
		t.Error(diff)
	}
	if got := found("event_01KT6D", as(shared.RoleMember), ""); len(got) != 0 {
		t.Errorf("a member jumps to events: %v", got)
	}
	if got := found("no such page", me, ""); len(got) != 0 {
		t.Errorf("found: %v", got)
	}
}

func paths(hits []hit) []string {
	var out []string
	for _, h := range hits {
		out = append(out, h.path)
	}
	return out
}
