package event_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/uptrace/bun"

	"memberpulse/server/event"
	"memberpulse/server/pg/pgtest"
	"memberpulse/shared"
)

func TestLockOutsLeadTheBatch(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.storeBefore(t,
		user("event_1", "dsync.user.created", "directory_user_1"),
		user("event_2", "dsync.user.updated", "directory_user_2", `,"state":"active"`),
		user("event_3", "dsync.user.deleted", "directory_user_3"),
		user("event_4", "dsync.user.updated", "directory_user_4", `,"state":"suspended"`),
	)
	b.start(t).idle(t)
	want := [][]string{{"event_3", "event_4", "event_1", "event_2"}}
	if diff := cmp.Diff(want, b.batches); diff != "" {
		t.Errorf("batches (-want +got):\n%s", diff)
	}
}

// storeBefore delivers events to another instance, one without workers: so they wait together when the engine under
// test starts.
func (b *bundle) storeBefore(t *testing.T, bodies ...string) {
	t.Helper()
	mine := b.engine
	b.engine = b.newEngine(t, b.db, func(o *event.Options) { o.Workers = -1 })
	if err := b.engine.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	b.mustDeliver(t, bodies...)
	b.engine.Stop()
	b.engine = mine
}

func TestOneBadEventFailsAlone(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]func() error{
		"an error": func() error { return errors.New("it will not do") },
		"a panic":  func() error { panic("it will not do") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			b.onApply = func(e *event.Event) error {
				if e.ID == "event_13" {
					return fault()
				}
				return nil
			}
			var bodies []string
			for i := range 40 {
				bodies = append(bodies, user(fmt.Sprintf("event_%d", i), "dsync.user.created", fmt.Sprintf("directory_user_%d", i)))
			}
			b.storeBefore(t, bodies...)
			b.start(t).idle(t)
			if n := b.count(t, `SELECT count(*) FROM events WHERE outcome = 'applied'`); n != 39 {
				t.Errorf("%d neighbors applied, want 39", n)
			}
			if got := b.row(t, "event_13"); got.Outcome != "failed" || got.Attempts != 1 || !strings.Contains(got.Reason, "Attempt 1 of 8") {
				t.Errorf("the culprit: %+v", got)
			}
			if slices.Sort(b.seen); len(slices.Compact(slices.Clone(b.seen))) != 39 || len(b.seen) != 39 {
				t.Errorf("applied %d times, want each neighbor once", len(b.seen))
			}
		})
	}
}

func TestAFailedEventIsTriedLaterEachTimeAndGivenUp(t *testing.T) {
	t.Parallel()
	b := setup(t).start(t)
	b.onApply = func(*event.Event) error { return errors.New("it will not do") }
	b.mustDeliver(t, user("event_1", "dsync.user.created", "directory_user_1"))
	b.idle(t)
	for attempt := 1; attempt < 8; attempt++ {
		if got := b.row(t, "event_1"); got.Outcome != "failed" || got.Attempts != attempt {
			t.Fatalf("before attempt %d: %+v", attempt+1, got)
		}
		pause := min(time.Second<<(attempt-1), time.Minute)
		b.advance(pause - time.Millisecond)
		b.sweep(t)
		if got := b.row(t, "event_1"); got.Attempts != attempt {
			t.Fatalf("tried %s after attempt %d, before its time", pause, attempt)
		}
		b.advance(time.Millisecond)
		b.sweep(t)
	}
	if got := b.row(t, "event_1"); got.Outcome != "dead" || got.Attempts != 8 || !strings.Contains(got.Reason, "gave up") {
		t.Errorf("in the end: %+v", got)
	}
}

// sweep lets the engine look at the clock, and waits until what was due is done.
func (b *bundle) sweep(t *testing.T) {
	t.Helper()
	if err := b.engine.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := b.engine.Settled(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestAParkedEventWakesWhenWhatItWaitsForLands(t *testing.T) {
	t.Parallel()
	b := setup(t).start(t)
	added := `{"id":"event_1","event":"dsync.group.user_added","data":{"directory_id":"directory_1","user":{"id":"directory_user_1"}}}`
	b.mustDeliver(t, added)
	b.idle(t)
	if got := b.row(t, "event_1"); got.Outcome != "parked" {
		t.Fatalf("before: %+v", got)
	}
	b.mustDeliver(t, user("event_2", "dsync.user.created", "directory_user_1"))
	b.idle(t)
	if got := b.row(t, "event_1"); got.Outcome != "applied" || got.Attempts != 2 {
		t.Errorf("after: %+v", got)
	}
	if n := b.count(t, `SELECT count(*) FROM sync_logs WHERE event_id = 'event_1'`); n != 1 {
		t.Errorf("%d sync logs of one event", n)
	}
}

func TestAParkedEventIsGivenUpAfterHalfAnHour(t *testing.T) {
	t.Parallel()
	b := setup(t).start(t)
	b.mustDeliver(t, `{"id":"event_1","event":"dsync.group.user_added","data":{"directory_id":"directory_1","user":{"id":"directory_user_1"}}}`)
	b.idle(t)
	b.advance(30*time.Minute - time.Second)
	b.sweep(t)
	if got := b.row(t, "event_1"); got.Outcome != "parked" {
		t.Fatalf("a second too early: %+v", got)
	}
	b.advance(time.Second)
	b.sweep(t)
	if got := b.row(t, "event_1"); got.Outcome != "dead" || !strings.Contains(got.Reason, "30 minutes") || got.Organization != "org_1" {
		t.Errorf("after half an hour: %+v", got)
	}
	b.mustDeliver(t, user("event_2", "dsync.user.created", "directory_user_1"))
	b.idle(t)
	if got := b.row(t, "event_1"); got.Outcome != "applied" {
		t.Errorf("what it waited for came after all: %+v", got)
	}
}

func TestAKilledWorkersLaneIsFreeAtOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.storeBefore(t, user("event_1", "dsync.user.created", "directory_user_1"))
	owner := pgtest.Owner(t, b.dsn)
	killed := false
	b.duringTx = func(ctx context.Context, tx bun.Tx, _ *event.Batch) error {
		if killed {
			return nil
		}
		killed = true
		var pid int
		if err := tx.QueryRowContext(ctx, `SELECT pg_backend_pid()`).Scan(&pid); err != nil {
			return err
		}
		_, err := owner.Exec(ctx, `SELECT pg_terminate_backend($1, 5000)`, pid)
		return err
	}
	b.start(t).idle(t) // the engine's clock stands: nothing that waits for its time goes on
	if got := b.row(t, "event_1"); got.Outcome != "applied" || got.Attempts != 1 {
		t.Errorf("after the kill: %+v", got)
	}
	if n := b.count(t, `SELECT count(*) FROM live_rows`); n != 1 || !killed {
		t.Errorf("%d live rows, want those of the second try alone", n)
	}
}

func TestTwoInstancesNeverApplyTwice(t *testing.T) {
	t.Parallel()
	b := setup(t)
	second := b.newEngine(t, pgtest.Open(t, b.dsn))
	if err := second.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(second.Stop)
	b.start(t)
	engines := []*event.Engine{b.engine, second}
	for i := range 200 {
		id := fmt.Sprintf("event_%d", i)
		r := b.request(t, user(id, "dsync.user.created", "directory_user_"+id))
		if err := engines[i%2].Receive(discard{}, r); err != nil {
			t.Fatal(err)
		}
	}
	b.idle(t)
	if slices.Sort(b.seen); len(b.seen) != 200 || len(slices.Compact(slices.Clone(b.seen))) != 200 {
		t.Errorf("%d applied, want 200 once each", len(b.seen))
	}
}

func TestAnInstanceHearsOfWorkThatAnotherReceived(t *testing.T) {
	t.Parallel()
	b := setup(t)
	deaf := b.newEngine(t, b.db, func(o *event.Options) { o.Workers = -1 })
	if err := deaf.Start(t.Context()); err != nil { // it receives, and has no workers
		t.Fatal(err)
	}
	t.Cleanup(deaf.Stop)
	b.start(t)
	ear := pgtest.Owner(t, b.dsn)
	if _, err := ear.Exec(t.Context(), "LISTEN "+event.Channel); err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"event_1", "event_2"} {
		if err := deaf.Receive(discard{}, b.request(t, user(id, "dsync.user.created", "directory_user_"+id))); err != nil {
			t.Fatal(err)
		}
		heard, cancel := context.WithTimeout(t.Context(), 30*time.Second)
		if n, err := ear.WaitForNotification(heard); err != nil || !strings.HasSuffix(n.Payload, " directory_1") {
			t.Fatalf("%s is told as %+v, %v", id, n, err)
		}
		cancel()
	}
	b.idle(t)
	for _, id := range []string{"event_1", "event_2"} {
		if got := b.row(t, id); got.Outcome != string(shared.OutcomeApplied) {
			t.Errorf("got %+v", got)
		}
	}
}

func TestOldDaysAreDroppedAndTheirEventsAreStillKnown(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.clock = noon.AddDate(0, 0, -100)
	b.start(t)
	body := user("event_1", "dsync.user.created", "directory_user_1")
	b.mustDeliver(t, body)
	b.idle(t)
	b.advance(100 * 24 * time.Hour)
	b.sweep(t)
	if n := b.count(t, `SELECT count(*) FROM event_payloads`) + b.count(t, `SELECT count(*) FROM sync_logs`); n != 0 {
		t.Errorf("%d rows of a hundred days ago", n)
	}
	b.mustDeliver(t, body)
	b.idle(t)
	if got := b.row(t, "event_1"); got.Outcome != "applied" || got.Duplicates != 1 || len(b.seen) != 1 {
		t.Errorf("its doubling: %+v, applied %d times", got, len(b.seen))
	}
}
