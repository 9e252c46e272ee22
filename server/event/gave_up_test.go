package event_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"memberpulse/server/event"
)

// A family that breaks on telling why an event waited in vain holds up nothing: the event is given up in plain words.
func TestWhatCannotBeToldOfAWaitDoesNotProlongIt(t *testing.T) {
	t.Parallel()
	for name, gaveUp := range map[string]event.Applier{
		"it fails":  func(context.Context, bun.Tx, *event.Batch) error { return errors.New("it breaks") },
		"it panics": func(context.Context, bun.Tx, *event.Batch) error { panic("it breaks") },
		"it breaks the transaction": func(ctx context.Context, tx bun.Tx, _ *event.Batch) error {
			_, err := tx.ExecContext(ctx, `SELECT 1/0`)
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			if err := b.engine.Register(event.Family{Names: []string{"dsync.group.user_removed"}, Apply: b.park, GaveUp: gaveUp}); err != nil {
				t.Fatal(err)
			}
			b.start(t)
			b.mustDeliver(t, user("event_1", "dsync.group.user_removed", "directory_user_1"))
			b.idle(t)
			b.advance(31 * time.Minute)
			b.sweep(t)
			if got := b.row(t, "event_1"); got.Outcome != "dead" || !strings.Contains(got.Reason, "(directory_user_9) did not come within 30 minutes") {
				t.Errorf("got %+v", got)
			}
		})
	}
}

// park has every event wait for the same person.
func (b *bundle) park(_ context.Context, _ bun.Tx, batch *event.Batch) error {
	for _, e := range batch.Events {
		e.Decision = event.Decision{Outcome: "parked", Reason: "Waits.", WaitsFor: "directory_user_9"}
	}
	return nil
}

// How long an event waited for another is no work of its decision's.
func TestAWokenEventIsMeasuredFromItsWaking(t *testing.T) {
	t.Parallel()
	b := setup(t).start(t)
	b.mustDeliver(t, `{"id":"event_1","event":"dsync.group.user_added","data":{"directory_id":"directory_1","organization_id":"org_1","user":{"id":"directory_user_9"}}}`)
	b.idle(t)
	b.advance(10 * time.Minute)
	b.mustDeliver(t, user("event_2", "dsync.user.created", "directory_user_9"))
	b.idle(t)
	got, err := b.engine.GetEvent(t.Context(), "org_1", "event_1")
	if err != nil || got.Outcome != "applied" || got.TookMS > 1000 {
		t.Errorf("it is %s and took %d ms, %v", got.Outcome, got.TookMS, err)
	}
}
