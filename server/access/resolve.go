package access

import (
	"context"
	"fmt"
	"slices"

	"github.com/uptrace/bun"

	"memberpulse/server/pg"
	"memberpulse/server/session"
	"memberpulse/shared"
)

// Resolver reads, for every request, who a session's owner is now and what they hold. An inactive member, a deleted
// organization, an admin who is struck from the list: nobody, though the session's row is still open.
func Resolver(isPlatformAdmin func(email string) bool) session.Resolver {
	return func(ctx context.Context, _ bun.IDB, s session.Session) (any, error) {
		var caller *Caller
		var err error
		switch s.Kind {
		case session.Member:
			caller, err = resolveMember(ctx, s)
		case session.Platform:
			caller, err = resolveAdmin(ctx, s, isPlatformAdmin)
		case session.Setup:
			caller = &Caller{Kind: Setup}
		}
		if err != nil || caller == nil {
			return nil, err
		}
		caller.SessionID, caller.ExpiresAt = s.ID, s.ExpiresAt
		return caller, nil
	}
}

func resolveMember(ctx context.Context, s session.Session) (*Caller, error) {
	found, err := pg.Query[struct{ Email, FirstName, LastName, Organization string }](ctx,
		`SELECT m.email, m.first_name, m.last_name, o.name FROM members m JOIN organizations o ON o.id = m.organization_id
		WHERE m.organization_id = $1 AND m.id = $2 AND m.state = 'active' AND o.deleted_at IS NULL`, s.OrganizationID, s.MemberID)
	if err != nil {
		return nil, fmt.Errorf("read member %s of a session: %w", s.MemberID, err)
	}
	if len(found) == 0 {
		return nil, nil //nolint:nilnil // nobody: the resolver's contract
	}
	m := found[0]
	caller := &Caller{
		Kind: Member, MemberID: s.MemberID, OrganizationID: s.OrganizationID,
		Email: m.Email, FirstName: m.FirstName, LastName: m.LastName, Organization: m.Organization,
	}
	caller.Roles, caller.RolesBecause, err = rolesOf(ctx, s.OrganizationID, s.MemberID)
	return caller, err
}

func resolveAdmin(ctx context.Context, s session.Session, isPlatformAdmin func(string) bool) (*Caller, error) {
	found, err := pg.Query[struct{ Email, FirstName, LastName string }](ctx,
		`SELECT email, first_name, last_name FROM platform_admins WHERE id = $1`, s.PlatformAdminID)
	if err != nil {
		return nil, fmt.Errorf("read platform admin %s of a session: %w", s.PlatformAdminID, err)
	}
	if len(found) == 0 || !isPlatformAdmin(found[0].Email) {
		return nil, nil //nolint:nilnil // nobody: gone, or struck from the list
	}
	return &Caller{
		Kind: PlatformAdmin, PlatformAdminID: s.PlatformAdminID,
		Email: found[0].Email, FirstName: found[0].FirstName, LastName: found[0].LastName,
		Roles:        []shared.Role{shared.RolePlatformAdmin},
		RolesBecause: []shared.RoleReason{{Role: shared.RolePlatformAdmin, Source: shared.SourcePlatform}},
	}, nil
}

// rolesOf are a member's roles, widest first, and every reason for them. A role that is never mapped is not believed,
// should it ever stand there. ctx belongs to a transaction that sees the organization's rows.
func rolesOf(ctx context.Context, organizationID, memberID string) ([]shared.Role, []shared.RoleReason, error) {
	rows, err := pg.Query[shared.RoleReason](ctx, `SELECT role, source, COALESCE(directory_group_id, ''), COALESCE(group_name, ''),
			COALESCE(role_mapping_id, ''), COALESCE(event_id, '')
		FROM member_roles WHERE organization_id = $1 AND member_id = $2 ORDER BY role, source, reason_key`, organizationID, memberID)
	if err != nil {
		return nil, nil, fmt.Errorf("read the roles of member %s: %w", memberID, err)
	}
	roles, because := []shared.Role{}, []shared.RoleReason{}
	for _, role := range shared.Roles {
		for _, r := range rows {
			if r.Role != role || role == shared.RolePlatformAdmin {
				continue
			}
			if !slices.Contains(roles, role) {
				roles = append(roles, role)
			}
			because = append(because, r)
		}
	}
	return roles, because, nil
}
