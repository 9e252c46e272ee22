package event_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"memberpulse/server/errs"
	"memberpulse/server/event"
	"memberpulse/server/workos"
)

// ledger is an Events API by its promises: ordered by time, read by ranges and cursors, in pages of three.
type ledger struct {
	mu     sync.Mutex
	events []workos.Event
}

func (l *ledger) add(id string, at time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	body := fmt.Sprintf(`{"object":"event","id":%q,"event":"dsync.user.created","data":{"id":"directory_user_%s","directory_id":"directory_1","organization_id":"org_1"},"created_at":%q}`,
		id, id, at.Format(time.RFC3339Nano))
	l.events = append(l.events, workos.Event{ID: id, Event: "dsync.user.created", CreatedAt: at, Raw: json.RawMessage(body)})
	slices.SortStableFunc(l.events, func(a, b workos.Event) int { return a.CreatedAt.Compare(b.CreatedAt) })
}

func (l *ledger) page(_ context.Context, q workos.EventQuery) (out workos.Page[workos.Event], err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	seen := q.After == ""
	for _, e := range l.events {
		if e.CreatedAt.Before(q.RangeStart) || !q.RangeEnd.IsZero() && e.CreatedAt.After(q.RangeEnd) {
			continue
		}
		if !seen {
			seen = e.ID == q.After
			continue
		}
		if len(out.Data) == 3 {
			out.After = out.Data[2].ID
			return out, nil
		}
		out.Data = append(out.Data, e)
	}
	return out, nil
}

func poll(t *testing.T, p *event.Poller) {
	t.Helper()
	if _, err := p.Poll(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// Attack: a clock that goes wrong by more than a webhook's tolerance, so that every delivery is refused. The poll is
// then the only way in, and may not read past what it leaves lying as too young.
func TestAttack_AClockThatIsBehindLosesNoEvent(t *testing.T) {
	t.Parallel()
	for name, skew := range map[string]time.Duration{"ten minutes behind": 10 * time.Minute, "two hours behind": 2 * time.Hour, "ten minutes ahead": -10 * time.Minute} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t).start(t)
			there := &ledger{}
			p := event.NewPoller(b.engine, there.page, nil)
			poll(t, p)
			for n := range 40 { // twenty minutes of WorkOS's time
				there.add(fmt.Sprintf("event_%02d", n), b.now().Add(skew))
				b.advance(30 * time.Second)
				poll(t, p)
			}
			b.advance(2 * max(skew, 0)) // the clock is set right, and runs on
			poll(t, p)
			b.idle(t)
			if n := b.count(t, `SELECT count(*) FROM events WHERE outcome = 'applied'`); n != 40 {
				t.Errorf("%d of 40 events came", n)
			}
		})
	}
}

// Attack: one event with a time that never comes, which would have the poll begin behind everything else for ever.
func TestAttack_AnEventOfTheFarFutureBlindsNobody(t *testing.T) {
	t.Parallel()
	b := setup(t).start(t)
	there := &ledger{}
	p := event.NewPoller(b.engine, there.page, nil)
	there.add("event_future", time.Date(2999, 1, 1, 0, 0, 0, 0, time.UTC))
	poll(t, p)
	for n := range 10 {
		b.advance(time.Minute)
		there.add(fmt.Sprintf("event_%02d", n), b.now())
		b.advance(time.Minute)
		poll(t, p)
	}
	b.idle(t)
	if n := b.count(t, `SELECT count(*) FROM events`); n != 11 {
		t.Errorf("%d of 11 events came", n)
	}
}

// Attack: many events of one instant over page boundaries, and one that becomes visible late.
func TestAttack_EventsOfOneInstantAndLateOnesAreRead(t *testing.T) {
	t.Parallel()
	b := setup(t).start(t)
	there := &ledger{}
	p := event.NewPoller(b.engine, there.page, nil)
	at := b.now()
	for n := range 10 {
		there.add(fmt.Sprintf("event_%02d", n), at)
	}
	b.advance(time.Minute)
	poll(t, p)
	there.add("event_late", at.Add(-90*time.Second))
	b.advance(30 * time.Second)
	poll(t, p)
	b.idle(t)
	if n := b.count(t, `SELECT count(*) FROM events`); n != 11 {
		t.Errorf("%d of 11 events came", n)
	}
}

// Attack: the process dies after a page was stored and before the cursor moved, again and again.
func TestAttack_APollThatDiesReadsOnWhereItWas(t *testing.T) {
	t.Parallel()
	b := setup(t).start(t)
	there := &ledger{}
	for n := range 9 {
		there.add(fmt.Sprintf("event_%02d", n), b.now().Add(time.Duration(n)*time.Second))
	}
	b.advance(time.Hour)
	for pages := range 4 {
		ctx, die := context.WithCancel(t.Context())
		read := 0
		p := event.NewPoller(b.engine, func(ctx context.Context, q workos.EventQuery) (workos.Page[workos.Event], error) {
			if read++; read > pages {
				die()
				return workos.Page[workos.Event]{}, ctx.Err()
			}
			return there.page(ctx, q)
		}, nil)
		if _, err := p.Poll(ctx); err == nil && pages < 4 && read > pages {
			t.Errorf("after %d pages: the poll died and says nothing", pages)
		}
		die()
	}
	poll(t, event.NewPoller(b.engine, there.page, nil))
	b.idle(t)
	if n, twice := b.count(t, `SELECT count(*) FROM events`), b.count(t, `SELECT sum(duplicates)::int FROM events`); n != 9 || twice != 0 {
		t.Errorf("%d of 9 events came, %d duplicates", n, twice)
	}
}

// trickle is a body that says it is large and never comes.
type trickle struct{ reading, never chan struct{} }

func (t trickle) Read([]byte) (int, error) {
	t.reading <- struct{}{}
	<-t.never
	return 0, io.EOF
}

// Attack: senders without a signature who announce large bodies and send nothing, until no event gets in.
func TestAttack_AnnouncedBodiesKeepNobodyOut(t *testing.T) {
	t.Parallel()
	b := setup(t).start(t)
	const senders = 1000
	body := trickle{make(chan struct{}, senders), make(chan struct{})}
	var waiting sync.WaitGroup
	for range senders {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/webhooks/workos", body)
		r.ContentLength = 2 << 20
		waiting.Go(func() { _ = b.engine.Receive(httptest.NewRecorder(), r) })
	}
	defer waiting.Wait()
	defer close(body.never)
	for range senders {
		<-body.reading // all of them stand in the door
	}
	for n := range 20 {
		b.mustDeliver(t, user(fmt.Sprintf("event_%02d", n), "dsync.user.created", fmt.Sprintf("directory_user_%02d", n)))
	}
}

// Attack: bodies of every awkward length, with and without saying it.
func TestAttack_BodiesOfEveryLengthAreReadWhole(t *testing.T) {
	t.Parallel()
	b := setup(t).start(t)
	for n, length := range []int{260, 4095, 4096, 4097, 16384, 65535, 65537, 1 << 20, 2<<20 - 1, 2 << 20} {
		id := fmt.Sprintf("event_%02d", n)
		body := user(id, "dsync.user.created", "directory_user_"+id, `,"name":"`, strings.Repeat("x", max(0, length-250)), `"`)
		body += strings.Repeat(" ", length-len(body))
		if len(body) != length {
			t.Fatalf("%d is not %d", len(body), length)
		}
		r := b.request(t, body)
		if n%2 == 1 {
			r.ContentLength = -1
		}
		if err := b.engine.Receive(httptest.NewRecorder(), r); err != nil {
			t.Errorf("%d bytes: %v", length, err)
		}
		if got := b.row(t, id); string(got.Payload) != body {
			t.Errorf("%d bytes: stored %d", length, len(got.Payload))
		}
	}
	for _, length := range []int{2<<20 + 1, 5 << 20} {
		body := strings.Repeat("x", length)
		for _, said := range []int64{int64(length), -1} {
			r := b.request(t, body)
			r.ContentLength = said
			if err := b.engine.Receive(httptest.NewRecorder(), r); !errs.Is(err, errs.KindTooLarge) {
				t.Errorf("%d bytes: %v", length, err)
			}
		}
	}
}
