package health

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"memberpulse/server/pg"
	"memberpulse/shared"

	"github.com/uptrace/bun"
)

// pollLate is how long the poll of the Events API may be away before that is a problem; it comes every 30 seconds.
const pollLate = 5 * time.Minute

// poll is how the reading of the Events API fares. It is the same for all organizations.
type poll struct {
	begun    bool
	polledAt *time.Time
	failed   bool
	healed   int64
}

func (s *Service) poll(ctx context.Context) (p poll, err error) {
	err = s.db.InPlatform(ctx, pg.Overview, func(ctx context.Context, tx bun.Tx) error {
		err := tx.QueryRowContext(ctx, `SELECT polled_at, error <> '', healed FROM event_cursors WHERE name = 'events_api'`).
			Scan(&p.polledAt, &p.failed, &p.healed)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read the cursor of the Events API: %w", err)
		}
		p.begun = true
		return nil
	})
	return p, err
}

func (p poll) check(now time.Time) shared.HealthCheck {
	c := shared.HealthCheck{Key: "events_api", Title: "Events API", Since: p.polledAt}
	switch {
	case !p.begun || p.polledAt == nil:
		c.State, c.Detail = shared.HealthOff, "The Events API has not been read yet."
		c.Action = "Nothing to do: it is read every 30 seconds once WorkOS is set up."
	case now.Sub(*p.polledAt) > pollLate:
		c.State = shared.HealthBad
		c.Detail = "Last read " + when(*p.polledAt, now) + ": events that no webhook brings are missing since then."
		c.Action = byOperator + "checks that the server runs and reaches WorkOS."
	case p.failed:
		c.State = shared.HealthWarning
		c.Detail = "The last reading of the Events API failed; it is tried again every 30 seconds."
		c.Action = byOperator + "checks the API key and whether WorkOS can be reached, if it lasts."
	default:
		c.State = shared.HealthOK
		c.Detail = "Read every 30 seconds, last " + when(*p.polledAt, now) + "."
	}
	return c
}
