package member

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"memberpulse/server/pg"
)

// mostClosed bounds how many members are in hand at once.
const mostClosed = 1000

// Closed recomputes the roles of all who came by a connection that is deleted: what it told of them holds no more. The
// connection must be marked as deleted by then. It answers how many lost a role. ctx belongs, as tx does, to a
// transaction that sees the organization's rows.
func Closed(ctx context.Context, tx bun.IDB, organizationID, connectionID, eventID string, now time.Time) (losers int, err error) {
	w, err := Open(ctx, tx, organizationID, now)
	if err != nil {
		return 0, err
	}
	for after := ""; ; {
		ids, err := pg.Strings(ctx, `SELECT DISTINCT member_id FROM member_identities
			WHERE organization_id = $1 AND kind = 'sso_profile' AND connection_id = $2 AND member_id > $3
			AND (attributes ? 'groups' OR attributes ? 'role_slugs') ORDER BY member_id LIMIT $4`, organizationID, connectionID, after, mostClosed)
		if err != nil {
			return losers, fmt.Errorf("find who came by connection %s: %w", connectionID, err)
		}
		if len(ids) == 0 {
			return losers, nil
		}
		after = ids[len(ids)-1]
		lost, err := w.recompute(ctx, ids, eventID)
		if err != nil {
			return losers, err
		}
		losers += lost
	}
}

// recompute settles the roles of members anew, because of an event.
func (w *Work) recompute(ctx context.Context, ids []string, because string) (losers int, err error) {
	members, err := w.take(ctx, ids)
	if err != nil {
		return 0, err
	}
	for id, h := range members {
		h.move(Move{MemberID: id, EventID: because})
	}
	outcomes, err := w.finish(ctx, members)
	for _, o := range outcomes {
		if len(o.Lost) > 0 {
			losers++
		}
	}
	return losers, err
}
