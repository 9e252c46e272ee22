package health

import (
	"context"
	"testing"
	"time"

	"memberpulse/server/pg"
	"memberpulse/server/pg/pgtest"
	"memberpulse/shared"

	"github.com/google/go-cmp/cmp"
	"github.com/uptrace/bun"
)

// A day whose first change is not an hour old is shown finer, since a half hour would be one bar; its figures stay those
// of 24 hours.
func TestAYoungDayIsShownFiner(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 22, 0, 20, 30, 0, time.UTC)
	for _, c := range []struct {
		name   string
		ago    []time.Duration
		span   time.Duration
		filled int
	}{
		{"half an hour of it", []time.Duration{time.Second, 5 * time.Minute, 29 * time.Minute}, shortSpan, 3},
		{"begun before midnight", []time.Duration{time.Minute, 49 * time.Minute}, shortSpan, 2},
		{"hours of it", []time.Duration{time.Minute, 2 * time.Minute, 5 * time.Hour}, tickSpan, 2},
		{"nothing yet", nil, tickSpan, 0},
	} {
		db := pgtest.New(t)
		err := db.InPlatform(t.Context(), pg.Bootstrap, func(ctx context.Context, tx bun.Tx) error {
			if _, err := tx.ExecContext(ctx, `INSERT INTO organizations (id, name, version_at, version_rank, version_event, created_at, updated_at)
				VALUES ('org_a', 'Northwind', now(), 0, 'e', now(), now())`); err != nil {
				return err
			}
			for i, ago := range c.ago {
				at := now.Add(-ago)
				if _, err := tx.ExecContext(ctx, `INSERT INTO sync_logs (received_on, organization_id, event_id, event, outcome, reason, occurred_at, received_at, applied_at)
					VALUES (?, 'org_a', 'event_' || ?, 'x', 'applied', 'r', ?, ?, ?)`, at.Format(time.DateOnly), i, at, at, at); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		d, err := New(Options{DB: db, Now: func() time.Time { return now }}).day(t.Context(), "org_a")
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(shared.DayFigures{Changes: len(c.ago)}, d.figures); diff != "" {
			t.Errorf("%s: figures (-want +got):\n%s", c.name, diff)
		}
		filled := 0
		for _, tick := range d.ticks {
			if tick.Applied > 0 {
				filled++
			}
		}
		if span := d.ticks[1].At.Sub(d.ticks[0].At); span != c.span || filled != c.filled || len(d.ticks) != ticks {
			t.Errorf("%s: %d bars of %s, %d of them filled; want bars of %s, %d filled", c.name, len(d.ticks), span, filled, c.span, c.filled)
		}
	}
}
