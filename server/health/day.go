package health

import (
	"context"
	"fmt"
	"time"

	"memberpulse/server/pg"
	"memberpulse/shared"

	"github.com/uptrace/bun"
)

const (
	tickSpan = 30 * time.Minute
	ticks    = 48 // a day
)

// day is the last 24 hours in figures.
type day struct {
	figures shared.DayFigures
	ticks   []shared.Tick
}

// day sums up 24 hours of an organization, or of all ("").
func (s *Service) day(ctx context.Context, organizationID string) (day, error) {
	return s.days.get(ctx, organizationID, func(ctx context.Context) (out day, err error) {
		read := func(ctx context.Context, tx bun.Tx) (err error) {
			out, err = readDay(ctx, tx, organizationID, s.now())
			return err
		}
		if organizationID == "" {
			err = s.db.InPlatform(ctx, pg.Overview, read)
		} else {
			err = s.db.InOrganization(ctx, organizationID, read)
		}
		return out, err
	})
}

func readDay(ctx context.Context, tx bun.Tx, organizationID string, now time.Time) (day, error) {
	end := now.UTC().Truncate(tickSpan).Add(tickSpan)
	begin := end.Add(-ticks * tickSpan)
	out := day{ticks: make([]shared.Tick, ticks)}
	for i := range out.ticks {
		out.ticks[i].At = begin.Add(time.Duration(i) * tickSpan)
	}
	var rows []struct {
		Tick    int
		Outcome shared.Outcome
		N       int
	}
	// A log's day is that of its event's receipt, which may be the day before the one in which it was applied.
	err := tx.NewRaw(`SELECT floor(extract(epoch FROM applied_at - ?) / ?)::int AS tick, outcome, count(*) AS n FROM sync_logs
		WHERE received_on >= ?::date AND (? = '' OR organization_id = ?) AND applied_at >= ? AND applied_at < ? GROUP BY 1, 2`,
		begin, tickSpan.Seconds(), begin.AddDate(0, 0, -1).Format(time.DateOnly), organizationID, organizationID, begin, end).Scan(ctx, &rows)
	if err != nil {
		return day{}, fmt.Errorf("sum up a day: %w", err)
	}
	for _, r := range rows {
		if r.Tick >= 0 && r.Tick < ticks {
			out.add(&out.ticks[r.Tick], r.Outcome, r.N)
		}
	}
	err = tx.QueryRowContext(ctx, `SELECT count(*) FILTER (WHERE status = 'succeeded'), count(*) FILTER (WHERE status = 'refused') FROM sign_in_attempts
		WHERE (? = '' OR organization_id = ?) AND started_at >= ?`, organizationID, organizationID, begin).Scan(&out.figures.SignIns, &out.figures.Refused)
	if err != nil {
		return day{}, fmt.Errorf("count a day's sign-ins: %w", err)
	}
	return out, nil
}

func (d *day) add(t *shared.Tick, outcome shared.Outcome, n int) {
	switch outcome {
	case shared.OutcomeApplied:
		t.Applied += n
		d.figures.Changes += n
	case shared.OutcomeParked, shared.OutcomeHeld:
		t.Waiting += n
		d.figures.Troubled += n
	case shared.OutcomeFailed, shared.OutcomeDead:
		t.Broken += n
		d.figures.Troubled += n
	case shared.OutcomePending, shared.OutcomeStale, shared.OutcomeIgnored: // no change, and no trouble
	}
}
