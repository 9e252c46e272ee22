package event_test

import (
	"context"
	"testing"
	"time"

	"memberpulse/server/pg/pgtest"
)

// A dump of the database reads its tables for hours. That holds up neither the events nor the sweep, and the days are made
// when it is done.
func TestWhoReadsATableForLongHoldsUpNothing(t *testing.T) {
	t.Parallel()
	b := setup(t).start(t)
	dump, err := pgtest.Owner(t, b.dsn).Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := dump.Exec(t.Context(), `LOCK TABLE event_payloads, sync_logs, live_rows IN ACCESS SHARE MODE`); err != nil {
		t.Fatal(err)
	}
	const ahead = `SELECT count(*) FROM pg_class WHERE relname IN ('event_payloads_20261126', 'sync_logs_20261126', 'live_rows_20261126')`
	b.advance(3 * 24 * time.Hour)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second) // a statement may take longer
	defer cancel()
	if err := b.engine.Sweep(ctx); err != nil {
		t.Fatalf("the sweep: %v", err)
	}
	b.mustDeliver(t, user("event_1", "dsync.user.created", "directory_user_1"))
	b.idle(t)
	if got := b.row(t, "event_1"); got.Outcome != "applied" {
		t.Errorf("while the tables are read: %+v", got)
	}
	if n := b.count(t, ahead); n != 0 {
		t.Fatalf("%d days were made in a table that was read", n)
	}
	if err := dump.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	b.advance(time.Minute)
	b.sweep(t)
	if n := b.count(t, ahead); n != 3 {
		t.Errorf("%d of 3 tables have their day after it", n)
	}
}

// Old days are dropped as soon as nobody reads them, not a day later.
func TestADayThatIsReadIsDroppedAMinuteLater(t *testing.T) {
	t.Parallel()
	b := setup(t).start(t)
	reader, err := pgtest.Owner(t, b.dsn).Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := reader.Exec(t.Context(), `LOCK TABLE live_rows_20261121 IN ACCESS SHARE MODE`); err != nil {
		t.Fatal(err)
	}
	const old = `SELECT count(*) FROM pg_class WHERE relname IN ('event_payloads_20261121', 'sync_logs_20261121', 'live_rows_20261121')`
	b.advance(100 * 24 * time.Hour)
	b.sweep(t)
	if n := b.count(t, old); n != 3 {
		t.Fatalf("%d of 3 tables have the old day while one is read", n)
	}
	if err := reader.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	b.advance(time.Minute)
	b.sweep(t)
	if n := b.count(t, old); n != 0 {
		t.Errorf("%d tables have the old day a minute after it was read", n)
	}
}
