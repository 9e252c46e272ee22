package member

import (
	"context"
	"fmt"
	"strings"

	"memberpulse/server/errs"
	"memberpulse/server/pg"
	"memberpulse/shared"
)

// Query says which members are wanted. Every field that is empty asks for all.
type Query struct {
	OrganizationID string // "" under platform scope: of all organizations
	Search         string // in names and addresses; or an id, theirs or one of their identities', whole
	State          string
	Role           string
	Group          string // directory_group_…
	By             Key
	Climbs         bool   // from the least: oldest first, or from A
	Cursor         string // the member to go on from
	Limit          int
}

// Key is what a list of members is ordered by. Its zero value is when they came.
type Key string

// The other keys.
const (
	ByName   Key = "name"    // as people call them; who has no name stands under their address
	ByChange Key = "changed" // when anything of theirs last changed
)

// of is the key of the member that an alias stands for.
func (k Key) of(alias string) string {
	switch k {
	case ByName:
		return strings.ReplaceAll(`lower(COALESCE(NULLIF(btrim(m.first_name || ' ' || m.last_name), ''), m.email))`, "m.", alias+".")
	case ByChange:
		return alias + ".updated_at"
	}
	return alias + ".created_at"
}

// List reads members under the scope of the transaction that ctx belongs to, newest first where nothing else is asked
// for, without the tombstones unless they are.
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
		where = append(where, `(`+q.By.of("m")+`, m.id) `+past+` (SELECT `+q.By.of("c")+`, c.id FROM members c WHERE c.id = `+at+`)`)
	}
	args = append(args, q.Limit)
	rows, err := pg.Query[memberRow](ctx, `SELECT `+memberColumns+` FROM members m WHERE `+strings.Join(where, " AND ")+
		` ORDER BY `+q.By.of("m")+` `+order+`, m.id `+order+fmt.Sprintf(` LIMIT $%d`, len(args)), args...)
	if err != nil {
		return nil, fmt.Errorf("list members: %w", err)
	}
	return complete(ctx, rows)
}

type total struct{ N int }

// Total counts all that a query is about, whatever part of it is read.
func Total(ctx context.Context, q Query) (int, error) {
	where, args := q.where()
	rows, err := pg.Query[total](ctx, `SELECT count(*)::int FROM members m WHERE `+strings.Join(where, " AND "), args...)
	if err != nil {
		return 0, fmt.Errorf("count members: %w", err)
	}
	return rows[0].N, nil
}

func (q Query) where() (where []string, args []any) {
	add := func(condition string, value any) {
		args = append(args, value)
		where = append(where, strings.ReplaceAll(condition, "?", fmt.Sprintf("$%d", len(args))))
	}
	where = []string{"true"}
	within := ""
	if q.OrganizationID != "" {
		add("m.organization_id = ?", q.OrganizationID)
		within = "i.organization_id = $1 AND "
	}
	if q.State == "" {
		where = append(where, "m.state <> 'tombstoned'")
	} else {
		add("m.state = ?", q.State)
	}
	if q.Search != "" {
		// Each id has its key; the identities are looked up once, not for every member.
		add(`(strpos(lower(m.first_name || ' ' || m.last_name || ' ' || m.email), lower(?)) > 0 OR m.id = ? OR m.id = ANY (ARRAY(
			SELECT i.member_id FROM member_identities i WHERE `+within+`i.kind = ANY ('{sso_profile,directory_user,authkit_user}') AND i.external_id = ?
			UNION ALL SELECT i.member_id FROM member_identities i WHERE `+within+`i.idp_id = ? AND i.idp_id <> '')))`, q.Search)
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
