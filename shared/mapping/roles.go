package mapping

import (
	"cmp"
	"slices"

	"memberpulse/shared"
)

// Group is a directory group that a person is in, with the event that brought them in.
type Group struct {
	ID      string
	Name    string
	EventID string
}

// Slug is a role slug that WorkOS tells of a person.
type Slug struct {
	Slug    string
	EventID string
}

// Facts are all that decides a person's roles.
type Facts struct {
	Active          bool
	DirectoryLinked bool // then groups told by SSO grant nothing: the directory alone says who is in what
	DirectoryGroups []Group
	SSOGroups       []string
	RoleSlugs       []Slug
	Granted         []shared.Role // by hand, in MemberPulse
}

// Roles are the reasons for every role that the facts give, widest role first, without doubles.
func Roles(f Facts, mappings []shared.RoleMapping) []shared.RoleReason {
	if !f.Active {
		return nil
	}
	out := []shared.RoleReason{{Role: shared.RoleMember, Source: shared.SourceDefault}}
	for _, role := range f.Granted {
		out = append(out, shared.RoleReason{Role: role, Source: shared.SourceGranted})
	}
	for _, m := range mappings {
		out = append(out, mapped(f, m)...)
	}
	out = slices.DeleteFunc(out, func(r shared.RoleReason) bool {
		return !r.Role.Valid() || r.Role == shared.RolePlatformAdmin
	})
	slices.SortStableFunc(out, compare)
	return slices.CompactFunc(out, func(a, b shared.RoleReason) bool {
		return a.Role == b.Role && a.Source == b.Source && Key(a) == Key(b)
	})
}

func mapped(f Facts, m shared.RoleMapping) []shared.RoleReason {
	var out []shared.RoleReason
	switch m.Kind {
	case KindGroup:
		for _, g := range f.DirectoryGroups {
			if g.Name == m.Match {
				out = append(out, shared.RoleReason{
					Role: m.Role, Source: shared.SourceDirectoryGroup, RoleMappingID: m.ID,
					DirectoryGroupID: g.ID, GroupName: g.Name, EventID: g.EventID,
				})
			}
		}
		if !f.DirectoryLinked && slices.Contains(f.SSOGroups, m.Match) {
			out = append(out, shared.RoleReason{Role: m.Role, Source: shared.SourceSSOGroup, RoleMappingID: m.ID, GroupName: m.Match})
		}
	case KindRoleSlug:
		for _, s := range f.RoleSlugs {
			if s.Slug == m.Match {
				out = append(out, shared.RoleReason{
					Role: m.Role, Source: shared.SourceRoleSlug, RoleMappingID: m.ID, GroupName: s.Slug, EventID: s.EventID,
				})
			}
		}
	}
	return out
}

// Key tells apart the reasons of one source for one role: by group, or by slug.
func Key(r shared.RoleReason) string {
	if r.DirectoryGroupID != "" {
		return r.DirectoryGroupID
	}
	return r.GroupName
}

func compare(a, b shared.RoleReason) int {
	return cmp.Or(
		cmp.Compare(slices.Index(shared.Roles, a.Role), slices.Index(shared.Roles, b.Role)),
		cmp.Compare(a.Source, b.Source),
		cmp.Compare(Key(a), Key(b)),
		cmp.Compare(a.RoleMappingID, b.RoleMappingID),
		cmp.Compare(a.EventID, b.EventID),
	)
}

// Set is the roles of reasons without their reasons, widest first.
func Set(reasons []shared.RoleReason) []shared.Role {
	out := []shared.Role{}
	for _, role := range shared.Roles {
		if slices.ContainsFunc(reasons, func(r shared.RoleReason) bool { return r.Role == role }) {
			out = append(out, role)
		}
	}
	return out
}
