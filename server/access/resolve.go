package access

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"github.com/uptrace/bun"

	"memberpulse/server/session"
	"memberpulse/shared"
)

// Resolver reads, for every request, who a session's owner is now and what they hold. An inactive member, a deleted
// organization, an admin who is struck from the list: nobody, though the session's row is still open.
func Resolver(isPlatformAdmin func(email string) bool) session.Resolver {
	return func(ctx context.Context, tx bun.IDB, s session.Session) (any, error) {
		var caller *Caller
		var err error
		switch s.Kind {
		case session.Member:
			caller, err = resolveMember(ctx, tx, s)
		case session.Platform:
			caller, err = resolveAdmin(ctx, tx, s, isPlatformAdmin)
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

func resolveMember(ctx context.Context, tx bun.IDB, s session.Session) (*Caller, error) {
	caller := &Caller{Kind: Member, MemberID: s.MemberID, OrganizationID: s.OrganizationID}
	err := tx.NewRaw(`SELECT m.email, m.first_name, m.last_name, o.name
		FROM members m JOIN organizations o ON o.id = m.organization_id
		WHERE m.organization_id = ? AND m.id = ? AND m.state = 'active' AND o.deleted_at IS NULL`,
		s.OrganizationID, s.MemberID).Scan(ctx, &caller.Email, &caller.FirstName, &caller.LastName, &caller.Organization)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil //nolint:nilnil // nobody: the resolver's contract
	}
	if err != nil {
		return nil, fmt.Errorf("read member %s of a session: %w", s.MemberID, err)
	}
	caller.Roles, caller.RolesBecause, err = RolesOf(ctx, tx, s.OrganizationID, s.MemberID)
	return caller, err
}

func resolveAdmin(ctx context.Context, tx bun.IDB, s session.Session, isPlatformAdmin func(string) bool) (*Caller, error) {
	caller := &Caller{Kind: PlatformAdmin, PlatformAdminID: s.PlatformAdminID}
	err := tx.NewRaw(`SELECT email, first_name, last_name FROM platform_admins WHERE id = ?`, s.PlatformAdminID).
		Scan(ctx, &caller.Email, &caller.FirstName, &caller.LastName)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil //nolint:nilnil // nobody: the resolver's contract
	}
	if err != nil {
		return nil, fmt.Errorf("read platform admin %s of a session: %w", s.PlatformAdminID, err)
	}
	if !isPlatformAdmin(caller.Email) {
		return nil, nil //nolint:nilnil // nobody: struck from the list
	}
	caller.Roles = []shared.Role{shared.RolePlatformAdmin}
	caller.RolesBecause = []shared.RoleReason{{Role: shared.RolePlatformAdmin, Source: shared.SourcePlatform}}
	return caller, nil
}

type roleRow struct {
	Role             shared.Role       `bun:"role"`
	Source           shared.RoleSource `bun:"source"`
	DirectoryGroupID string            `bun:"directory_group_id"`
	GroupName        string            `bun:"group_name"`
	RoleMappingID    string            `bun:"role_mapping_id"`
	EventID          string            `bun:"event_id"`
}

// RolesOf are a member's roles, widest first, and every reason for them. A role that is never mapped is not believed,
// should it ever stand there.
func RolesOf(ctx context.Context, tx bun.IDB, organizationID, memberID string) ([]shared.Role, []shared.RoleReason, error) {
	var rows []roleRow
	err := tx.NewRaw(`SELECT role, source, COALESCE(directory_group_id, '') AS directory_group_id,
			COALESCE(group_name, '') AS group_name, COALESCE(role_mapping_id, '') AS role_mapping_id, COALESCE(event_id, '') AS event_id
		FROM member_roles WHERE organization_id = ? AND member_id = ? ORDER BY role, source, reason_key`,
		organizationID, memberID).Scan(ctx, &rows)
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
			because = append(because, shared.RoleReason(r))
		}
	}
	return roles, because, nil
}
