package health

import (
	"context"
	"fmt"
	"time"

	"memberpulse/shared"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"
)

type countRow struct {
	OrganizationID, What string
	N                    int
	Since                *time.Time
}

// loadCounts counts in one statement. What waits or is broken is found by the partial indexes of those few events,
// never by the many that were applied: a sum in place of the bare id keeps the index of those out of it.
func loadCounts(ctx context.Context, tx bun.Tx, ids []string, all map[string]*facts) error {
	var rows []countRow
	list := pgdialect.Array(ids)
	err := tx.NewRaw(`SELECT organization_id, 'members' AS what, count(*) AS n, NULL::timestamptz AS since
			FROM members WHERE organization_id = ANY(?) AND state <> 'tombstoned' GROUP BY 1
		UNION ALL SELECT organization_id, 'users', count(*), NULL
			FROM directory_users WHERE organization_id = ANY(?) AND deleted_at IS NULL GROUP BY 1
		UNION ALL SELECT organization_id, 'groups', count(*), NULL
			FROM directory_groups WHERE organization_id = ANY(?) AND deleted_at IS NULL GROUP BY 1
		UNION ALL SELECT organization_id, 'memberships', count(*), NULL
			FROM directory_group_memberships WHERE organization_id = ANY(?) GROUP BY 1
		UNION ALL SELECT organization_id, 'pending', count(*), min(received_at)
			FROM events WHERE outcome IN ('pending', 'failed') AND outcome = 'pending' AND organization_id = ANY(?) GROUP BY 1
		UNION ALL SELECT organization_id, outcome, count(*), min(received_at)
			FROM events WHERE outcome IN ('failed', 'dead', 'parked', 'held') AND organization_id || '' = ANY(?) GROUP BY 1, 2`,
		list, list, list, list, list, list).Scan(ctx, &rows)
	if err != nil {
		return fmt.Errorf("count: %w", err)
	}
	for _, r := range rows {
		if f := all[r.OrganizationID]; f != nil {
			f.count(r)
		}
	}
	return nil
}

func (f *facts) count(r countRow) {
	switch shared.Outcome(r.What) {
	case shared.OutcomePending:
		f.counts.Pending = r.N
		return
	case shared.OutcomeParked:
		f.counts.Parked = r.N
	case shared.OutcomeFailed:
		f.counts.Failed = r.N
	case shared.OutcomeDead:
		f.counts.Dead = r.N
	case shared.OutcomeHeld:
		f.held = r.N
	default:
		f.countThing(r)
		return
	}
	if r.Since != nil && (f.troubleSince == nil || r.Since.Before(*f.troubleSince)) {
		f.troubleSince = r.Since
	}
}

func (f *facts) countThing(r countRow) {
	switch r.What {
	case "members":
		f.counts.Members = r.N
	case "users":
		f.counts.Users = r.N
	case "groups":
		f.counts.Groups = r.N
	case "memberships":
		f.counts.Memberships = r.N
	}
}
