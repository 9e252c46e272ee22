package member

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"memberpulse/server/audit"
	"memberpulse/server/pg"
)

// Recompute gives every member of an organization the roles that its mappings give now: after a mapping changed. It
// tells what became of those whose roles changed.
func Recompute(ctx context.Context, tx bun.IDB, organizationID string, actor audit.Actor, now time.Time) (map[string]*Outcome, error) {
	w, err := Open(ctx, tx, organizationID, now)
	if err != nil {
		return nil, err
	}
	w.actor = actor
	ids, err := pg.Strings(ctx, `SELECT id FROM members WHERE organization_id = $1 ORDER BY id`, organizationID)
	if err != nil {
		return nil, fmt.Errorf("read the members of %s: %w", organizationID, err)
	}
	changed := map[string]*Outcome{}
	const most = 1000
	for len(ids) > 0 {
		n := min(most, len(ids))
		members, err := w.take(ctx, ids[:n])
		if err != nil {
			return nil, err
		}
		out, err := w.finish(ctx, members)
		if err != nil {
			return nil, err
		}
		for id, o := range out {
			if len(o.Gained)+len(o.Lost) > 0 {
				changed[id] = o
			}
		}
		ids = ids[n:]
	}
	return changed, nil
}
