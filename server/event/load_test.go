package event_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"memberpulse/server/audit"
	"memberpulse/server/errs"
	"memberpulse/server/event"
	"memberpulse/server/workos"
	"memberpulse/shared"

	gocmp "github.com/google/go-cmp/cmp"
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
	if diff := gocmp.Diff(want, tried); diff != "" {
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
	if diff := gocmp.Diff(want, slices.Concat(b.batches...)); diff != "" {
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
	}, nil)
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
	}, nil)
	if _, err := none.Poll(t.Context()); !workos.TooLarge(err) {
		t.Errorf("where not even one event can be read: %v", err)
	}
}

// An event that cannot be read holds up nothing: it stands among the dead, and those before and after it come.
func TestAnEventThatCannotBeReadIsSteppedOver(t *testing.T) {
	t.Parallel()
	b := setup(t).start(t)
	there := &ledger{}
	for n := range 9 {
		there.add(fmt.Sprintf("event_%02d", n), b.now().Add(time.Duration(n)*time.Second))
	}
	b.advance(10 * time.Minute)
	asked := 0
	large := func(ctx context.Context, q workos.EventQuery) (workos.Page[workos.Event], error) {
		asked++
		page, err := there.page(ctx, q)
		if n := min(cmp.Or(q.Limit, 3), len(page.Data)); n < len(page.Data) {
			page.Data, page.After = page.Data[:n], page.Data[n-1].ID
		}
		if slices.ContainsFunc(page.Data, func(e workos.Event) bool { return e.ID == "event_04" || e.ID == "event_08" }) {
			return workos.Page[workos.Event]{}, errs.Unavailable("workos_unavailable", "", "", time.Second).Because(&workos.Fault{Code: workos.CodeTooLarge})
		}
		return page, err
	}
	skim := func(ctx context.Context, q workos.EventQuery) (workos.Head, error) {
		page, err := there.page(ctx, q)
		e := page.Data[0]
		return workos.Head{ID: e.ID, Event: e.Event, CreatedAt: e.CreatedAt}, err
	}
	p := event.NewPoller(b.engine, large, skim)
	if got, err := p.Poll(t.Context()); err != nil || got.Fresh != 9 {
		t.Fatalf("%+v, %v", got, err)
	}
	b.idle(t)
	want := []string{"applied 7", "dead 2"}
	if diff := gocmp.Diff(want, (&story{b}).lines(t, `SELECT outcome || ' ' || count(*) FROM events GROUP BY outcome ORDER BY 1`)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	dead := b.row(t, "event_04")
	if dead.Organization != "" || dead.Lane != "environment" || !strings.Contains(dead.Reason, "The events after it were read.") {
		t.Errorf("the large one: %+v", dead)
	}
	if n := b.count(t, `SELECT count(*) FROM audit_events WHERE action = 'event.unreadable'`); n != 2 {
		t.Errorf("%d alerts of two events", n)
	}
	if n := b.count(t, `SELECT count(*) FROM event_cursors WHERE error = '' AND cursor = 'event_08'`); n != 1 {
		t.Error("the cursor does not stand behind it")
	}
	if found, err := b.engine.GetEvent(t.Context(), "", "event_04"); err != nil || found.Outcome != shared.OutcomeDead {
		t.Errorf("the operator sees %+v, %v", found, err)
	}
	b.advance(30 * time.Second)
	if got, err := p.Poll(t.Context()); err != nil || got.Fresh != 0 {
		t.Errorf("the next poll: %+v, %v", got, err)
	}
	b.advance(2 * time.Minute)
	asked = 0
	if got, err := p.Poll(t.Context()); err != nil || got.Fresh != 0 || asked != 1 {
		t.Errorf("when all before it had its time, it is asked for %d times: %+v, %v", asked, got, err)
	}
	if _, err := b.engine.Replay(t.Context(), event.Filter{}, []string{"event_04"}, audit.System()); err != nil {
		t.Fatal(err)
	}
	b.idle(t)
	if got := b.row(t, "event_04"); got.Outcome != "dead" || !strings.Contains(got.Reason, "is not here") {
		t.Errorf("replayed: %+v", got)
	}
}

// An event that cannot be read is filed under an id that can be asked for, whatever its own is; the reading goes on behind
// its own.
func TestAnUnreadableEventOfAnOddIDCanBeAskedFor(t *testing.T) {
	t.Parallel()
	b := setup(t).start(t)
	there := &ledger{}
	there.add("event 1/odd", b.now())
	b.advance(10 * time.Minute)
	large := func(ctx context.Context, q workos.EventQuery) (workos.Page[workos.Event], error) {
		page, err := there.page(ctx, q)
		if len(page.Data) > 0 {
			return workos.Page[workos.Event]{}, errs.Unavailable("workos_unavailable", "", "", time.Second).Because(&workos.Fault{Code: workos.CodeTooLarge})
		}
		return page, err
	}
	skim := func(ctx context.Context, q workos.EventQuery) (workos.Head, error) {
		page, err := there.page(ctx, q)
		e := page.Data[0]
		return workos.Head{ID: e.ID, Event: e.Event, CreatedAt: e.CreatedAt}, err
	}
	if got, err := event.NewPoller(b.engine, large, skim).Poll(t.Context()); err != nil || got.Fresh != 1 {
		t.Fatalf("%+v, %v", got, err)
	}
	if ids := b.ids(t); len(ids) != 1 || !strings.HasPrefix(ids[0], "sha256_") {
		t.Errorf("filed under %q", ids)
	}
	if n := b.count(t, `SELECT count(*) FROM event_cursors WHERE error = '' AND cursor = 'event 1/odd'`); n != 1 {
		t.Error("the cursor does not stand behind it")
	}
}
