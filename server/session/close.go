package session

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"memberpulse/server/live"
	"memberpulse/server/pg"
)

// ended sessions are kept this long, for those who ask when somebody was here.
const keepEnded = 30 * 24 * time.Hour

// End ends one session and tells its screens; false where it was over already.
func (st *Store) End(ctx context.Context, tx bun.IDB, organizationID, id, reason string) (bool, error) {
	result, err := tx.NewRaw(`UPDATE sessions SET ended_at = ?, end_reason = ?
		WHERE organization_id = ? AND id = ? AND ended_at IS NULL`, st.options.Now().UTC(), reason, organizationID, id).Exec(ctx)
	if err != nil {
		return false, fmt.Errorf("end session %s: %w", id, err)
	}
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		return false, err
	}
	return true, live.SessionsEnded(ctx, tx, organizationID, []string{id}, reason)
}

// EndOne is End in a transaction of its own.
func (st *Store) EndOne(ctx context.Context, s Session, reason string) error {
	return st.db.InPlatform(ctx, pg.SessionLookup, func(ctx context.Context, tx bun.Tx) error {
		_, err := st.End(ctx, tx, s.OrganizationID, s.ID, reason)
		return err
	})
}

// Sweep ends what has expired, tells the screens, and forgets what ended long ago. It returns how many it ended.
func (st *Store) Sweep(ctx context.Context) (int, error) {
	var swept int
	err := st.db.InPlatform(ctx, pg.SessionLookup, func(ctx context.Context, tx bun.Tx) error {
		now := st.options.Now().UTC()
		var rows []struct {
			OrganizationID string `bun:"organization_id"`
			ID             string `bun:"id"`
		}
		err := tx.NewRaw(`UPDATE sessions SET ended_at = ?, end_reason = 'expired'
			WHERE ended_at IS NULL AND (expires_at <= ? OR seen_at <= ?) RETURNING organization_id, id`,
			now, now, now.Add(-st.options.Idle)).Scan(ctx, &rows)
		if err != nil {
			return fmt.Errorf("end expired sessions: %w", err)
		}
		byOrganization := map[string][]string{}
		for _, r := range rows {
			byOrganization[r.OrganizationID] = append(byOrganization[r.OrganizationID], r.ID)
		}
		for organization, ids := range byOrganization {
			if err := live.SessionsEnded(ctx, tx, organization, ids, "expired"); err != nil {
				return err
			}
		}
		swept = len(rows)
		if _, err := tx.NewRaw(`DELETE FROM sessions WHERE ended_at < ?`, now.Add(-keepEnded)).Exec(ctx); err != nil {
			return fmt.Errorf("forget old sessions: %w", err)
		}
		return nil
	})
	return swept, err
}
