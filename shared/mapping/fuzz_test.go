package mapping_test

import (
	"slices"
	"strings"
	"testing"

	"memberpulse/shared"
	"memberpulse/shared/mapping"
)

// Whatever a directory, an identity provider and a mapping say: nobody becomes a platform admin by it, the inactive
// hold nothing, and the answer does not depend on the order in which it was told.
func FuzzRoleMap(f *testing.F) {
	f.Add("MemberPulse Admins", "MemberPulse Staff\nmemberpulse admins", "admin", "group", "MemberPulse Admins", "ROLE_CLIENT_ADMIN", true, true)
	f.Add("x", "x", "x", "role_slug", "x", "ROLE_PLATFORM_ADMIN", true, false)
	f.Add("", "", "", "group", "", "", true, false)
	f.Add("a\x00b", "\u212A", "ADMIN", "group", "a\x00b", "ROLE_CLIENT_USER", false, false)
	f.Fuzz(func(t *testing.T, directory, sso, slugs, kind, match, role string, active, linked bool) {
		facts := mapping.Facts{Active: active, DirectoryLinked: linked, Granted: []shared.Role{shared.Role(role), shared.RoleMember}}
		for _, name := range strings.Split(directory, "\n") {
			facts.DirectoryGroups = append(facts.DirectoryGroups, mapping.Group{ID: "directory_group_" + name, Name: name})
		}
		facts.SSOGroups = strings.Split(sso, "\n")
		for _, s := range strings.Split(slugs, "\n") {
			facts.RoleSlugs = append(facts.RoleSlugs, mapping.Slug{Slug: s})
		}
		mappings := append(mapping.Default(), shared.RoleMapping{ID: "rolemap_x", Kind: kind, Match: match, Role: shared.Role(role)})
		got := mapping.Roles(facts, mappings)
		if !active && len(got) != 0 {
			t.Fatalf("an inactive person holds %v", got)
		}
		names := mapping.GroupNames(mappings)
		for _, r := range got {
			if r.Role == shared.RolePlatformAdmin || !r.Role.Valid() {
				t.Fatalf("gives %q", r.Role)
			}
			if linked && r.Source == shared.SourceSSOGroup {
				t.Fatalf("a group told by SSO gives %q beside a directory", r.Role)
			}
			if r.Source == shared.SourceDirectoryGroup && (!slices.Contains(names, r.GroupName) ||
				!slices.ContainsFunc(facts.DirectoryGroups, func(g mapping.Group) bool { return g.Name == r.GroupName })) {
				t.Fatalf("the group %q gives a role, and nobody mapped it or is in it", r.GroupName)
			}
		}
		slices.Reverse(facts.DirectoryGroups)
		slices.Reverse(facts.SSOGroups)
		slices.Reverse(facts.RoleSlugs)
		slices.Reverse(mappings)
		if again := mapping.Roles(facts, mappings); !slices.Equal(mapping.Set(got), mapping.Set(again)) || len(got) != len(again) {
			t.Fatalf("another order gives %v, not %v", again, got)
		}
	})
}
