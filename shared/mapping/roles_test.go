package mapping_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"memberpulse/shared"
	"memberpulse/shared/mapping"
)

func TestRoles(t *testing.T) {
	t.Parallel()
	admins := mapping.Group{ID: "directory_group_1", Name: "MemberPulse Admins", EventID: "event_1"}
	staff := mapping.Group{ID: "directory_group_2", Name: "MemberPulse Staff", EventID: "event_2"}
	for name, tc := range map[string]struct {
		facts mapping.Facts
		extra []shared.RoleMapping
		want  []shared.Role
	}{
		"everybody who is active is a member": {mapping.Facts{Active: true}, nil, []shared.Role{shared.RoleMember}},
		"nobody inactive holds anything": {
			mapping.Facts{DirectoryGroups: []mapping.Group{admins}, Granted: []shared.Role{shared.RoleClientAdmin}},
			nil,
			[]shared.Role{},
		},
		"access is the union of groups": {
			mapping.Facts{Active: true, DirectoryLinked: true, DirectoryGroups: []mapping.Group{staff, admins}},
			nil,
			[]shared.Role{shared.RoleClientAdmin, shared.RoleClientUser, shared.RoleMember},
		},
		"a name matches exactly": {
			mapping.Facts{Active: true, DirectoryGroups: []mapping.Group{{ID: "g", Name: "memberpulse admins"}, {ID: "h", Name: "MemberPulse Admins "}}},
			nil,
			[]shared.Role{shared.RoleMember},
		},
		"groups told by SSO grant where no directory is linked": {
			mapping.Facts{Active: true, SSOGroups: []string{"MemberPulse Staff"}},
			nil,
			[]shared.Role{shared.RoleClientUser, shared.RoleMember},
		},
		"groups told by SSO grant nothing beside a directory": {
			mapping.Facts{Active: true, DirectoryLinked: true, SSOGroups: []string{"MemberPulse Staff"}},
			nil,
			[]shared.Role{shared.RoleMember},
		},
		"WorkOS's slug admin is a client admin": {
			mapping.Facts{Active: true, RoleSlugs: []mapping.Slug{{Slug: "admin"}, {Slug: "member"}}},
			nil,
			[]shared.Role{shared.RoleClientAdmin, shared.RoleMember},
		},
		"platform admin is never mapped": {
			mapping.Facts{Active: true, DirectoryGroups: []mapping.Group{{ID: "g", Name: "Root"}}, RoleSlugs: []mapping.Slug{{Slug: "root"}}},
			[]shared.RoleMapping{
				{ID: "x", Kind: mapping.KindGroup, Match: "Root", Role: shared.RolePlatformAdmin},
				{ID: "y", Kind: mapping.KindRoleSlug, Match: "root", Role: shared.RolePlatformAdmin},
				{ID: "z", Kind: mapping.KindGroup, Match: "Root", Role: "ROLE_INVENTED"},
			},
			[]shared.Role{shared.RoleMember},
		},
		"nor granted by hand to a member": {
			mapping.Facts{Active: true, Granted: []shared.Role{shared.RolePlatformAdmin, shared.RoleClientUser}},
			nil,
			[]shared.Role{shared.RoleClientUser, shared.RoleMember},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := mapping.Set(mapping.Roles(tc.facts, append(mapping.Default(), tc.extra...)))
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("roles (-want +got):\n%s", diff)
			}
		})
	}
}

func TestEveryReasonIsKeptOnce(t *testing.T) {
	t.Parallel()
	facts := mapping.Facts{
		Active: true,
		DirectoryGroups: []mapping.Group{
			{ID: "directory_group_2", Name: "MemberPulse Staff", EventID: "event_2"},
			{ID: "directory_group_9", Name: "MemberPulse Staff", EventID: "event_9"}, // a namesake
			{ID: "directory_group_2", Name: "MemberPulse Staff", EventID: "event_2"},
		},
	}
	want := []shared.RoleReason{
		{
			Role: shared.RoleClientUser, Source: shared.SourceDirectoryGroup, DirectoryGroupID: "directory_group_2",
			GroupName: "MemberPulse Staff", RoleMappingID: "rolemap_default_staff", EventID: "event_2",
		},
		{
			Role: shared.RoleClientUser, Source: shared.SourceDirectoryGroup, DirectoryGroupID: "directory_group_9",
			GroupName: "MemberPulse Staff", RoleMappingID: "rolemap_default_staff", EventID: "event_9",
		},
		{Role: shared.RoleMember, Source: shared.SourceDefault},
	}
	if diff := cmp.Diff(want, mapping.Roles(facts, mapping.Default())); diff != "" {
		t.Errorf("reasons (-want +got):\n%s", diff)
	}
}
