package member

import (
	"context"
	"fmt"

	"memberpulse/server/pg"
	"memberpulse/shared"
	"memberpulse/shared/mapping"
)

// complete joins to members what they own, hold and are in: a few reads for a page, however long it is.
func complete(ctx context.Context, rows []memberRow) ([]shared.Member, error) {
	out := make([]shared.Member, len(rows))
	at := make(map[string]*shared.Member, len(rows))
	orgs, ids := make([]string, len(rows)), make([]string, len(rows))
	for i, r := range rows {
		out[i] = shared.Member{
			ID: r.ID, OrganizationID: r.OrganizationID, Email: r.Email, FirstName: r.FirstName, LastName: r.LastName,
			Department: r.Department, JobTitle: r.JobTitle, State: r.State, StateReason: r.StateReason,
			Roles: []shared.Role{}, RolesBecause: []shared.RoleReason{}, Identities: []shared.MemberIdentity{}, Groups: []shared.GroupRef{},
			LastEventID: r.LastEventID, CreatedAt: r.CreatedAt.UTC(), UpdatedAt: r.UpdatedAt.UTC(),
		}
		at[r.ID] = &out[i]
		orgs[i], ids[i] = r.OrganizationID, r.ID
	}
	if len(rows) == 0 {
		return out, nil
	}
	for _, join := range []func(context.Context, []string, []string, map[string]*shared.Member) error{
		joinIdentities, joinRoles, joinGroups, joinSessions,
	} {
		if err := join(ctx, orgs, ids, at); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func joinIdentities(ctx context.Context, orgs, ids []string, at map[string]*shared.Member) error {
	rows, err := pg.Query[identityRow](ctx, `SELECT kind, external_id, member_id, idp_id, email, connection_id, state, attributes, created_at, updated_at
		FROM member_identities WHERE organization_id = ANY($1) AND member_id = ANY($2) ORDER BY kind, created_at, external_id`, orgs, ids)
	if err != nil {
		return fmt.Errorf("read the identities of %d members: %w", len(ids), err)
	}
	for _, r := range rows {
		i := shared.MemberIdentity{Kind: r.Kind, ID: r.ExternalID, IdpID: r.IdpID, Email: r.Email, State: r.State, UpdatedAt: r.UpdatedAt.UTC()}
		if r.ConnectionID != nil {
			i.ConnectionID = *r.ConnectionID
		}
		m := at[r.MemberID]
		m.Identities = append(m.Identities, i)
	}
	return nil
}

func joinRoles(ctx context.Context, orgs, ids []string, at map[string]*shared.Member) error {
	rows, err := pg.Query[roleRow](ctx, `SELECT `+roleColumns+` FROM member_roles
		WHERE organization_id = ANY($1) AND member_id = ANY($2)`, orgs, ids)
	if err != nil {
		return fmt.Errorf("read the roles of %d members: %w", len(ids), err)
	}
	for _, r := range rows {
		if m := at[r.MemberID]; m.State == StateActive {
			m.RolesBecause = append(m.RolesBecause, r.reason())
		}
	}
	for _, m := range at {
		sortReasons(m.RolesBecause)
		m.Roles = mapping.Set(m.RolesBecause)
	}
	return nil
}

type memberGroup struct{ MemberID, ID, Name string }

func joinGroups(ctx context.Context, orgs, ids []string, at map[string]*shared.Member) error {
	rows, err := pg.Query[memberGroup](ctx, `SELECT DISTINCT u.member_id, g.workos_group_id, g.name FROM directory_users u
		JOIN directory_group_memberships l ON l.organization_id = u.organization_id AND l.user_id = u.id
		JOIN directory_groups g ON g.organization_id = l.organization_id AND g.id = l.group_id
		WHERE u.organization_id = ANY($1) AND u.member_id = ANY($2) ORDER BY 3, 2`, orgs, ids)
	if err != nil {
		return fmt.Errorf("read the groups of %d members: %w", len(ids), err)
	}
	for _, r := range rows {
		m := at[r.MemberID]
		m.Groups = append(m.Groups, shared.GroupRef{ID: r.ID, Name: r.Name})
	}
	return nil
}

type sessionCount struct {
	MemberID string
	Sessions int
}

func joinSessions(ctx context.Context, orgs, ids []string, at map[string]*shared.Member) error {
	rows, err := pg.Query[sessionCount](ctx, `SELECT member_id, count(*)::int FROM sessions
		WHERE organization_id = ANY($1) AND member_id = ANY($2) AND ended_at IS NULL GROUP BY 1`, orgs, ids)
	if err != nil {
		return fmt.Errorf("count the sessions of %d members: %w", len(ids), err)
	}
	for _, r := range rows {
		at[r.MemberID].Sessions = r.Sessions
	}
	return nil
}
