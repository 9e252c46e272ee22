package member

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"memberpulse/server/pg"
	"memberpulse/shared"
	"memberpulse/shared/mapping"
)

// Work is a change of one organization's members inside a transaction. Only one goes on per organization at a time:
// the lock that Open takes is held until the transaction ends.
type Work struct {
	tx           bun.IDB
	organization string
	now          time.Time
	mappings     []shared.RoleMapping
	linked       bool // a directory says who is in what
	minted       map[string]bool
	removed      string // the removed member whose profile goes to their successor
}

type mappingRow struct{ ID, Kind, Match, Role string }

// Open begins work on an organization's members. ctx belongs, as tx does, to a transaction that sees the organization's rows.
func Open(ctx context.Context, tx bun.IDB, organizationID string, now time.Time) (*Work, error) {
	w := &Work{tx: tx, organization: organizationID, now: now.UTC(), minted: map[string]bool{}}
	if _, err := pg.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, "members "+organizationID); err != nil {
		return nil, fmt.Errorf("lock the members of %s: %w", organizationID, err)
	}
	var err error
	if w.mappings, err = Mappings(ctx, organizationID); err != nil {
		return nil, err
	}
	if w.linked, err = directoryLinked(ctx, organizationID); err != nil {
		return nil, err
	}
	return w, nil
}

// Mappings are the organization's role mappings; the default ones where it has saved none.
func Mappings(ctx context.Context, organizationID string) ([]shared.RoleMapping, error) {
	rows, err := pg.Query[mappingRow](ctx,
		`SELECT id, kind, match, role FROM role_mappings WHERE organization_id = $1 ORDER BY created_at, id`, organizationID)
	if err != nil {
		return nil, fmt.Errorf("read the role mappings of %s: %w", organizationID, err)
	}
	if len(rows) == 0 {
		return mapping.Default(), nil
	}
	out := make([]shared.RoleMapping, len(rows))
	for i, r := range rows {
		out[i] = shared.RoleMapping{ID: r.ID, Kind: r.Kind, Match: r.Match, Role: shared.Role(r.Role)}
	}
	return out, nil
}

func directoryLinked(ctx context.Context, organizationID string) (bool, error) {
	ids, err := pg.Strings(ctx, `SELECT workos_directory_id FROM directories
		WHERE organization_id = $1 AND deleted_at IS NULL AND state NOT IN ('inactive', 'validating') LIMIT 1`, organizationID)
	if err != nil {
		return false, fmt.Errorf("read whether %s has a directory: %w", organizationID, err)
	}
	return len(ids) > 0, nil
}

// GroupNames are the names of directory groups whose memberships decide roles.
func (w *Work) GroupNames() []string { return mapping.GroupNames(w.mappings) }
