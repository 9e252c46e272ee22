package signin

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"memberpulse/server/pg"
)

const (
	sweepAtOnce  = 500
	keepAttempts = 90 * 24 * time.Hour // as long as WorkOS keeps its own
	keepFlows    = time.Hour           // a late callback still learns why it is late
)

// Sweep closes the attempts whose people never came back, and forgets what is old. It returns how many it closed.
func (s *Service) Sweep(ctx context.Context) (int, error) {
	closed := 0
	err := s.cfg.DB.InPlatform(ctx, pg.SignIn, func(ctx context.Context, tx bun.Tx) error {
		now := s.now()
		var late []*attempt
		err := tx.NewSelect().Model(&late).ModelTableExpr("sign_in_attempts AS attempt").
			Where("status = ? AND started_at <= ?", inProgress, now.Add(-flowLife)).
			OrderExpr("started_at").Limit(sweepAtOnce).For("UPDATE SKIP LOCKED").Scan(ctx)
		if err != nil {
			return fmt.Errorf("find attempts that nobody finished: %w", err)
		}
		// One order of organizations for every instance: showing an attempt locks its organization's rows.
		slices.SortStableFunc(late, func(a, b *attempt) int { return strings.Compare(a.OrganizationID, b.OrganizationID) })
		for _, a := range late {
			a.Status, a.Code, a.FinishedAt = timedOut, "timed_out", &now
			a.close(wordsFor("timed_out").Detail, now)
			if err := a.save(ctx, tx); err != nil {
				return err
			}
		}
		closed = len(late)
		return forget(ctx, tx, now)
	})
	if err == nil && closed > 0 {
		s.cfg.Count(timedOut, closed)
	}
	return closed, err
}

func forget(ctx context.Context, tx bun.IDB, now time.Time) error {
	for _, old := range []struct {
		statement string
		before    time.Time
	}{
		{`DELETE FROM sign_in_flows WHERE expires_at < ?`, now.Add(-keepFlows)},
		{`DELETE FROM admin_links WHERE expires_at < ?`, now.Add(-keepFlows)},
		{`DELETE FROM sign_in_attempts WHERE started_at < ?`, now.Add(-keepAttempts)},
	} {
		if _, err := tx.NewRaw(old.statement, old.before).Exec(ctx); err != nil {
			return fmt.Errorf("forget old sign-ins: %w", err)
		}
	}
	return nil
}
