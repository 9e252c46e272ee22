package directory

import (
	"context"
	"fmt"
	"slices"

	"memberpulse/server/member"
	"memberpulse/server/pg"
	"memberpulse/shared"
	"memberpulse/shared/mapping"
)

func readGroups(ctx context.Context, l *list, q Query) ([]shared.DirectoryGroup, error) {
	rows, err := rowsOf[storedGroupView](ctx, l, `SELECT `+groupColumns+` FROM directory_groups g
		JOIN directories d ON d.organization_id = g.organization_id AND d.id = g.directory_id`, q)
	if err != nil {
		return nil, fmt.Errorf("list directory groups: %w", err)
	}
	mappings := map[string][]shared.RoleMapping{}
	out := make([]shared.DirectoryGroup, len(rows))
	for i, r := range rows {
		if mappings[r.Org] == nil {
			if mappings[r.Org], err = member.Mappings(ctx, r.Org); err != nil {
				return nil, err
			}
		}
		out[i] = shared.DirectoryGroup{
			Object: "directory_group", ID: r.ID, DirectoryID: r.Directory, OrganizationID: r.Org, IdpID: r.IdpID, Name: r.Name, State: r.State, RawAttributes: r.Raw, Users: r.Users,
			Roles: gives(mappings[r.Org], r.Name), LastEventID: r.LastEventID, CreatedAt: r.CreatedAt.UTC(), UpdatedAt: r.UpdatedAt.UTC(),
			DeletedAt: utc(r.DeletedAt),
		}
	}
	return out, nil
}

// gives are the roles that being in a group of this name gives.
func gives(mappings []shared.RoleMapping, name string) []shared.Role {
	out := []shared.Role{}
	for _, role := range shared.Roles {
		if slices.ContainsFunc(mappings, func(m shared.RoleMapping) bool {
			return m.Kind == mapping.KindGroup && m.Match == name && m.Role == role && role != shared.RolePlatformAdmin
		}) {
			out = append(out, role)
		}
	}
	return out
}

func readUsers(ctx context.Context, l *list, q Query) ([]shared.DirectoryUser, error) {
	rows, err := rowsOf[userView](ctx, l, `SELECT `+userColumns+` FROM directory_users u
		JOIN directories d ON d.organization_id = u.organization_id AND d.id = u.directory_id`, q)
	if err != nil {
		return nil, fmt.Errorf("list directory users: %w", err)
	}
	out := make([]shared.DirectoryUser, len(rows))
	orgs, ids, members := []string{}, []string{}, []string{}
	for i, r := range rows {
		out[i] = shared.DirectoryUser{
			Object: "directory_user", ID: r.ID, DirectoryID: r.Directory, OrganizationID: r.Org, MemberID: r.MemberID, IdpID: r.IdpID, Email: r.Email,
			FirstName: r.FirstName, LastName: r.LastName, Name: r.Name, State: r.State, CustomAttributes: r.Custom,
			RawAttributes: r.Raw, Emails: r.Emails, Username: r.Username, JobTitle: r.JobTitle, Groups: []shared.GroupRef{},
			Roles: []shared.Role{}, RolesBecause: []shared.RoleReason{}, LastEventID: r.LastEventID,
			CreatedAt: r.CreatedAt.UTC(), UpdatedAt: r.UpdatedAt.UTC(), DeletedAt: utc(r.DeletedAt),
		}
		if len(r.RoleSlugs) > 0 {
			out[i].Role = &shared.RoleSlug{Slug: r.RoleSlugs[0]}
		}
		orgs, ids, members = append(orgs, r.Org), append(ids, r.ID), append(members, r.MemberID)
	}
	if len(rows) == 0 {
		return out, nil
	}
	return out, joinPeople(ctx, out, orgs, ids, members)
}

type userGroup struct{ UserID, ID, Name string }

// joinPeople adds groups, and the roles of the member whom a person is.
func joinPeople(ctx context.Context, out []shared.DirectoryUser, orgs, ids, members []string) error {
	groups, err := pg.Query[userGroup](ctx, `SELECT u.workos_user_id, g.workos_group_id, g.name FROM directory_users u
		JOIN directory_group_memberships m ON m.organization_id = u.organization_id AND m.user_id = u.id
		JOIN directory_groups g ON g.organization_id = m.organization_id AND g.id = m.group_id
		WHERE u.workos_user_id = ANY($1) ORDER BY g.name, g.workos_group_id`, ids)
	if err != nil {
		return fmt.Errorf("read the groups of %d directory users: %w", len(ids), err)
	}
	roles, err := member.RolesOf(ctx, orgs, members)
	if err != nil {
		return err
	}
	for i := range out {
		u := &out[i]
		for _, g := range groups {
			if g.UserID == u.ID {
				u.Groups = append(u.Groups, shared.GroupRef{ID: g.ID, Name: g.Name})
			}
		}
		if r := roles[u.MemberID]; len(r) > 0 && u.State == stateActive {
			u.RolesBecause, u.Roles = r, mapping.Set(r)
		}
	}
	return nil
}
