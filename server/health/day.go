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
	ticks     = 48
	tickSpan  = 30 * time.Minute // of a day
	shortSpan = 90 * time.Second // where the day's first change is not an hour old, and a half hour would be one bar
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

func readDay(ctx context.Context, tx bun.Tx, organizationID string, now time.Time) (out day, err error) {
	if err := out.readTicks(ctx, tx, organizationID, now, tickSpan); err != nil {
		return day{}, err
	}
	begin := out.ticks[0].At
	if out.begun() {
		var fine day
		if err := fine.readTicks(ctx, tx, organizationID, now, shortSpan); err != nil {
			return day{}, err
		}
		out.ticks = fine.ticks
	}
	err = tx.QueryRowContext(ctx, `SELECT count(*) FILTER (WHERE status = 'succeeded'), count(*) FILTER (WHERE status = 'refused') FROM sign_in_attempts
		WHERE (? = '' OR organization_id = ?) AND started_at >= ?`, organizationID, organizationID, begin).Scan(&out.figures.SignIns, &out.figures.Refused)
	if err != nil {
		return day{}, fmt.Errorf("count a day's sign-ins: %w", err)
	}
	return out, nil
}

// readTicks sums up as many spans as there are ticks, the last of which is not over yet.
func (d *day) readTicks(ctx context.Context, tx bun.Tx, organizationID string, now time.Time, span time.Duration) error {
	end := now.UTC().Truncate(span).Add(span)
	begin := end.Add(-ticks * span)
	d.ticks = make([]shared.Tick, ticks)
	for i := range d.ticks {
		d.ticks[i].At = begin.Add(time.Duration(i) * span)
	}
	var rows []struct {
		Tick    int
		Outcome shared.Outcome
		N       int
	}
	// A log's day is that of its event's receipt, which may be the day before the one in which it was applied.
	err := tx.NewRaw(`SELECT floor(extract(epoch FROM applied_at - ?) / ?)::int AS tick, outcome, count(*) AS n FROM sync_logs
		WHERE received_on >= ?::date AND (? = '' OR organization_id = ?) AND applied_at >= ? AND applied_at < ? GROUP BY 1, 2`,
		begin, span.Seconds(), begin.AddDate(0, 0, -1).Format(time.DateOnly), organizationID, organizationID, begin, end).Scan(ctx, &rows)
	if err != nil {
		return fmt.Errorf("sum up a day: %w", err)
	}
	for _, r := range rows {
		if r.Tick >= 0 && r.Tick < ticks {
			d.add(&d.ticks[r.Tick], r.Outcome, r.N)
		}
	}
	return nil
}

// begun reports whether all that happened in the day happened in its last two ticks, and something did.
func (d *day) begun() bool {
	for i, t := range d.ticks {
		if t.Applied+t.Waiting+t.Broken > 0 {
			return i >= ticks-2
		}
	}
	return false
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
