package member

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"memberpulse/server/errs"
	"memberpulse/server/pg"
	"memberpulse/shared"
	"memberpulse/shared/mapping"
)

// Roles are the reasons for every role of a member, widest role first. Whoever is not active holds none.
func Roles(ctx context.Context, organizationID, id string) ([]shared.RoleReason, error) {
	roles, err := RolesOf(ctx, []string{organizationID}, []string{id})
	return roles[id], err
}

// RolesOf are the roles of several members, as Roles tells them.
func RolesOf(ctx context.Context, organizationIDs, ids []string) (map[string][]shared.RoleReason, error) {
	rows, err := pg.Query[roleRow](ctx, `SELECT `+roleColumns+` FROM member_roles r
		WHERE organization_id = ANY($1) AND member_id = ANY($2)
			AND EXISTS (SELECT FROM members m WHERE m.organization_id = r.organization_id AND m.id = r.member_id AND m.state = 'active')`,
		organizationIDs, ids)
	if err != nil {
		return nil, fmt.Errorf("read the roles of %d members: %w", len(ids), err)
	}
	out := make(map[string][]shared.RoleReason, len(ids))
	for _, r := range rows {
		out[r.MemberID] = append(out[r.MemberID], r.reason())
	}
	for _, reasons := range out {
		sortReasons(reasons)
	}
	return out, nil
}

func sortReasons(reasons []shared.RoleReason) {
	slices.SortStableFunc(reasons, func(a, b shared.RoleReason) int {
		if d := slices.Index(shared.Roles, a.Role) - slices.Index(shared.Roles, b.Role); d != 0 {
			return d
		}
		return strings.Compare(string(a.Source)+mapping.Key(a), string(b.Source)+mapping.Key(b))
	})
}

type memberRow struct {
	OrganizationID, ID, Email, FirstName, LastName, Department, JobTitle, State, StateReason string
	LastEventID                                                                              string
	CreatedAt, UpdatedAt                                                                     time.Time
}

const memberColumns = `m.organization_id, m.id, m.email, m.first_name, m.last_name, m.department, m.job_title, m.state, m.state_reason,
	COALESCE(m.last_event_id, ''), m.created_at, m.updated_at`

// Get reads one member; "" as organization reads under platform scope.
func Get(ctx context.Context, organizationID, id string) (*shared.Member, error) {
	rows, err := pg.Query[memberRow](ctx, `SELECT `+memberColumns+` FROM members m
		WHERE m.id = $1 AND ($2 = '' OR m.organization_id = $2)`, id, organizationID)
	if err != nil {
		return nil, fmt.Errorf("read member %s: %w", id, err)
	}
	if len(rows) == 0 {
		return nil, errs.NotFound()
	}
	out, err := complete(ctx, rows)
	if err != nil {
		return nil, err
	}
	return &out[0], nil
}
