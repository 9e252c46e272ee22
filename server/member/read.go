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

// Query says which members are wanted. Every field that is empty asks for all.
type Query struct {
	OrganizationID string // "" under platform scope: of all organizations
	Search         string // in names and addresses
	State          string
	Role           string
	Group          string // directory_group_…
	Climbs         bool   // oldest first
	Cursor         string // the member to go on from
	Limit          int
}

type memberRow struct {
	OrganizationID, ID, Email, FirstName, LastName, Department, JobTitle, State, StateReason string
	LastEventID                                                                              string
	CreatedAt, UpdatedAt                                                                     time.Time
}

const memberColumns = `m.organization_id, m.id, m.email, m.first_name, m.last_name, m.department, m.job_title, m.state, m.state_reason,
	COALESCE(m.last_event_id, ''), m.created_at, m.updated_at`

// List reads members under the scope of the transaction that ctx belongs to, newest first, without the tombstones
// unless they are asked for.
func List(ctx context.Context, q Query) ([]shared.Member, error) {
	where, args := q.where()
	order, past := "DESC", "<"
	if q.Climbs {
		order, past = "ASC", ">"
	}
	if q.Cursor != "" {
		args = append(args, q.Cursor)
		at := fmt.Sprintf("$%d", len(args))
		known, err := pg.Strings(ctx, `SELECT id FROM members WHERE id = $1`, q.Cursor)
		if err != nil {
			return nil, fmt.Errorf("look for the cursor of a list of members: %w", err)
		}
		if len(known) == 0 {
			return nil, badCursor()
		}
		where = append(where, `(m.created_at, m.id) `+past+` (SELECT c.created_at, c.id FROM members c WHERE c.id = `+at+`)`)
	}
	args = append(args, q.Limit)
	rows, err := pg.Query[memberRow](ctx, `SELECT `+memberColumns+` FROM members m WHERE `+strings.Join(where, " AND ")+
		` ORDER BY m.created_at `+order+`, m.id `+order+fmt.Sprintf(` LIMIT $%d`, len(args)), args...)
	if err != nil {
		return nil, fmt.Errorf("list members: %w", err)
	}
	return complete(ctx, rows)
}

func (q Query) where() (where []string, args []any) {
	add := func(condition string, value any) {
		args = append(args, value)
		where = append(where, strings.ReplaceAll(condition, "?", fmt.Sprintf("$%d", len(args))))
	}
	where = []string{"true"}
	if q.OrganizationID != "" {
		add("m.organization_id = ?", q.OrganizationID)
	}
	if q.State == "" {
		where = append(where, "m.state <> 'tombstoned'")
	} else {
		add("m.state = ?", q.State)
	}
	if q.Search != "" {
		add(`strpos(lower(m.first_name || ' ' || m.last_name || ' ' || m.email), lower(?)) > 0`, q.Search)
	}
	if q.Role != "" {
		add(`EXISTS (SELECT FROM member_roles r WHERE r.organization_id = m.organization_id AND r.member_id = m.id AND r.role = ?)`, q.Role)
	}
	if q.Group != "" {
		add(`EXISTS (SELECT FROM directory_groups g
			JOIN directory_group_memberships l ON l.organization_id = g.organization_id AND l.group_id = g.id
			JOIN directory_users u ON u.organization_id = l.organization_id AND u.id = l.user_id
			WHERE g.workos_group_id = ? AND g.organization_id = m.organization_id AND u.member_id = m.id)`, q.Group)
	}
	return where, args
}

func badCursor() error {
	return errs.Invalid("invalid_cursor", "The cursor does not name an item of this list.",
		"Take before and after from list_metadata of a former answer, or begin without them.")
}

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
