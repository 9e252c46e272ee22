package access

import (
	"context"
	"fmt"

	"memberpulse/server/pg"
	"memberpulse/server/session"
	"memberpulse/shared"
)

// Allowed tells what the owners of many open sessions may do now, by the session's id, in a few statements for all of
// them. A session that Resolver gives to nobody is missing. ctx belongs to a transaction that sees their rows.
func Allowed(ctx context.Context, open []session.Session, isPlatformAdmin func(email string) bool) (map[string][]shared.Capability, error) {
	members, err := rolesOfMany(ctx, open)
	if err != nil {
		return nil, err
	}
	admins, err := adminsOf(ctx, open)
	if err != nil {
		return nil, err
	}
	out := map[string][]shared.Capability{}
	for _, s := range open {
		switch s.Kind {
		case session.Member:
			if roles, here := members[memberKey{s.OrganizationID, s.MemberID}]; here {
				out[s.ID] = Caller{Kind: Member, Roles: roles}.Capabilities()
			}
		case session.Platform:
			if email, here := admins[s.PlatformAdminID]; here && isPlatformAdmin(email) {
				out[s.ID] = Caller{Kind: PlatformAdmin, Roles: []shared.Role{shared.RolePlatformAdmin}}.Capabilities()
			}
		case session.Setup:
			out[s.ID] = Caller{Kind: Setup}.Capabilities()
		}
	}
	return out, nil
}

type memberKey struct{ organization, member string }

// rolesOfMany are the roles of those members who are active in an organization that is there. As with rolesOf, one that
// is never mapped is not believed.
func rolesOfMany(ctx context.Context, open []session.Session) (map[memberKey][]shared.Role, error) {
	var organizations, members []string
	for _, s := range open {
		if s.Kind == session.Member {
			organizations, members = append(organizations, s.OrganizationID), append(members, s.MemberID)
		}
	}
	if len(members) == 0 {
		return nil, nil
	}
	rows, err := pg.Query[struct{ Organization, Member, Role string }](ctx,
		`SELECT m.organization_id, m.id, COALESCE(r.role, '') FROM unnest($1::text[], $2::text[]) AS asked (of, member)
		CROSS JOIN LATERAL (SELECT organization_id, id FROM members
			WHERE organization_id = asked.of AND id = asked.member AND state = 'active' OFFSET 0) AS m
		JOIN organizations o ON o.id = m.organization_id AND o.deleted_at IS NULL
		LEFT JOIN member_roles r ON r.organization_id = m.organization_id AND r.member_id = m.id`,
		organizations, members)
	if err != nil {
		return nil, fmt.Errorf("read the roles of %d members: %w", len(members), err)
	}
	found := map[memberKey][]shared.Role{}
	for _, r := range rows {
		key, role := memberKey{r.Organization, r.Member}, shared.Role(r.Role)
		if role == shared.RolePlatformAdmin {
			role = ""
		}
		found[key] = append(found[key], role) // "" is no role, but somebody is there
	}
	return found, nil
}

// adminsOf are the addresses of platform admins, by id.
func adminsOf(ctx context.Context, open []session.Session) (map[string]string, error) {
	var ids []string
	for _, s := range open {
		if s.Kind == session.Platform {
			ids = append(ids, s.PlatformAdminID)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	rows, err := pg.Query[struct{ ID, Email string }](ctx, `SELECT id, email FROM platform_admins WHERE id = ANY($1)`, ids)
	if err != nil {
		return nil, fmt.Errorf("read %d platform admins: %w", len(ids), err)
	}
	found := map[string]string{}
	for _, r := range rows {
		found[r.ID] = r.Email
	}
	return found, nil
}
