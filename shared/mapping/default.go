package mapping

import "memberpulse/shared"

// What a mapping matches.
const (
	KindGroup    = "group"     // the name of a directory's or an identity provider's group
	KindRoleSlug = "role_slug" // a role slug of WorkOS's
)

// Default is the mapping of an organization that has saved none of its own.
func Default() []shared.RoleMapping {
	return []shared.RoleMapping{
		{ID: "rolemap_default_admins", Kind: KindGroup, Match: "MemberPulse Admins", Role: shared.RoleClientAdmin},
		{ID: "rolemap_default_staff", Kind: KindGroup, Match: "MemberPulse Staff", Role: shared.RoleClientUser},
		{ID: "rolemap_default_members", Kind: KindGroup, Match: "MemberPulse Members", Role: shared.RoleMember},
		{ID: "rolemap_default_admin_slug", Kind: KindRoleSlug, Match: "admin", Role: shared.RoleClientAdmin},
	}
}

// GroupNames are the names of groups that give a role at all: a change of any other group changes nobody's roles.
func GroupNames(mappings []shared.RoleMapping) []string {
	out := []string{}
	for _, m := range mappings {
		if m.Kind == KindGroup {
			out = append(out, m.Match)
		}
	}
	return out
}
