package event_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"memberpulse/server/errs"
	"memberpulse/server/event"
	"memberpulse/server/workos"

	"github.com/google/go-cmp/cmp"
	"github.com/uptrace/bun"
)

func TestEventsThatFailedKeepNoNewerOneWaiting(t *testing.T) {
	t.Parallel()
	b := setup(t, func(o *event.Options) { o.BatchSize = 10 })
	var tried []string
	b.onApply = func(e *event.Event) error {
		tried = append(tried, e.ID)
		if strings.HasPrefix(e.ID, "event_bad") {
			return errors.New("it will not do")
		}
		return nil
	}
	for i := range 25 {
		b.storeBefore(t, user(fmt.Sprintf("event_bad_%02d", i), "dsync.user.created", fmt.Sprintf("directory_user_%d", i)))
	}
	first := b.engine
	b.start(t)
	settle(t, b)
	first.Stop()
	if n := b.count(t, `SELECT count(*) FROM events WHERE outcome = 'failed' AND attempts = 1`); n != 25 {
		t.Fatalf("%d of 25 failed", n)
	}

	b.advance(2 * time.Second) // all are due again
	b.engine = b.newEngine(t, b.db, func(o *event.Options) { o.BatchSize = 10 })
	b.storeBefore(t, user("event_good_1", "dsync.user.created", "directory_user_31"), user("event_good_2", "dsync.user.deleted", "directory_user_32"))
	b.mu.Lock()
	tried = nil
	b.mu.Unlock()
	b.start(t)
	settle(t, b)
	want := []string{"event_good_2", "event_good_1"}
	for i := range 25 {
		want = append(want, fmt.Sprintf("event_bad_%02d", i))
	}
	if diff := cmp.Diff(want, tried); diff != "" {
		t.Errorf("tried, each alone where it failed before (-want +got):\n%s", diff)
	}
	if n := b.count(t, `SELECT count(*) FROM events WHERE outcome = 'failed' AND attempts = 2`); n != 25 {
		t.Errorf("%d of 25 were tried again", n)
	}
}

// settle waits until all that is due has been tried.
func settle(t *testing.T, b *bundle) {
	t.Helper()
	b.sweep(t)
	b.sweep(t)
}

func TestABatchHoldsABoundedWeightOfPayloads(t *testing.T) {
	t.Parallel()
	b := setup(t)
	heavy := strings.Repeat("x", 1500<<10)
	var want []string
	for i := range 30 {
		id := fmt.Sprintf("event_%02d", i)
		filler := heavy
		if i%3 == 0 {
			filler = "light"
		}
		want = append(want, id)
		b.storeBefore(t, user(id, "dsync.user.created", "directory_user_"+id, `,"name":"`, filler, `"`))
	}
	weight := 0
	var weights []int
	b.onApply = func(e *event.Event) error {
		name := e.Data.Get("name").String()
		if name != heavy && name != "light" {
			t.Errorf("%s came without what it carries", e.ID)
		}
		weight += len(name)
		return nil
	}
	b.duringTx = func(context.Context, bun.Tx, *event.Batch) error {
		weights, weight = append(weights, weight), 0
		return nil
	}
	b.start(t).idle(t)
	if most := slices.Max(weights); most > 16<<20 || len(weights) != 2 {
		t.Errorf("batches of %v bytes", weights)
	}
	if diff := cmp.Diff(want, slices.Concat(b.batches...)); diff != "" {
		t.Errorf("applied (-want +got):\n%s", diff)
	}
}

func TestAPageOfEventsThatIsTooLargeIsReadInSmallerOnes(t *testing.T) {
	t.Parallel()
	b := setup(t).start(t)
	there := &ledger{}
	for n := range 9 {
		there.add(fmt.Sprintf("event_%02d", n), b.now().Add(time.Duration(n)*time.Second))
	}
	b.advance(time.Hour)
	var asked []int
	p := event.NewPoller(b.engine, func(ctx context.Context, q workos.EventQuery) (workos.Page[workos.Event], error) {
		asked = append(asked, q.Limit)
		if q.Limit == 0 || q.Limit > 2 && q.After == "" {
			return workos.Page[workos.Event]{}, errs.Unavailable("workos_unavailable", "", "", time.Second).Because(&workos.Fault{Code: workos.CodeTooLarge})
		}
		return there.page(ctx, q)
	})
	poll(t, p)
	b.idle(t)
	if n := b.count(t, `SELECT count(*) FROM events`); n != 9 {
		t.Errorf("%d of 9 events came", n)
	}
	if !slices.Contains(asked, 50) || !slices.Contains(asked, 1) {
		t.Errorf("asked for pages of %v", asked)
	}
	none := event.NewPoller(b.engine, func(context.Context, workos.EventQuery) (workos.Page[workos.Event], error) {
		return workos.Page[workos.Event]{}, errs.Unavailable("workos_unavailable", "", "", time.Second).Because(&workos.Fault{Code: workos.CodeTooLarge})
	})
	if _, err := none.Poll(t.Context()); !workos.TooLarge(err) {
		t.Errorf("where not even one event can be read: %v", err)
	}
}
