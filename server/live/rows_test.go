package live_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"memberpulse/server/live"
	"memberpulse/server/pg/pgtest"
	"memberpulse/shared"

	"github.com/google/go-cmp/cmp"
	"github.com/uptrace/bun"
)

func TestRowsReachEveryStreamOfTheirOrganizationOnEveryInstance(t *testing.T) {
	t.Parallel()
	dsn := pgtest.DSN(t)
	a, b := open(t, pgtest.Open(t, dsn), live.Config{}), open(t, pgtest.Open(t, dsn), live.Config{})
	mine, far, other := a.watch(org, "topics=log"), b.watch(org, "topics=log"), b.watch("org_other", "topics=log")
	a.rows(org, 1, 2)
	for _, c := range []*client{mine, far} {
		if e := c.next(); e.Name != "log" || !slices.Equal(e.ns(t), []int{1, 2}) {
			t.Errorf("got %+v", e)
		}
	}
	if e, ok := other.maybe(200 * time.Millisecond); ok {
		t.Errorf("another organization sees %+v", e)
	}
}

func TestTopicThatIsNotShownStaysAway(t *testing.T) {
	t.Parallel()
	h := open(t, database(t), live.Config{})
	c := h.watch(org, "topics=attempts")
	h.rows(org, 1)
	h.in(org, func(ctx context.Context, tx bun.Tx) error {
		return live.Rows(ctx, tx, org, shared.TopicAttempts, []row{{N: 7}})
	})
	if e := c.next(); e.Name != "attempts" {
		t.Errorf("got %+v", e)
	}
}

func TestRowsThatWereRolledBackAreNeverSeen(t *testing.T) {
	t.Parallel()
	h := open(t, database(t), live.Config{})
	c := h.watch(org, "topics=log")
	undone := fmt.Errorf("undo")
	err := h.db.InOrganization(t.Context(), org, func(ctx context.Context, tx bun.Tx) error {
		if err := live.Rows(ctx, tx, org, shared.TopicLog, []row{{N: 1}}); err != nil {
			t.Error(err)
		}
		return undone
	})
	if err == nil {
		t.Fatal("committed")
	}
	h.rows(org, 2)
	if got := c.next().ns(t); !slices.Equal(got, []int{2}) {
		t.Errorf("got %v", got)
	}
}

// Whoever is cut off anywhere, even inside a frame, and comes back with the last
// id it was handed, has every row exactly once in the end.
func TestResumeIsExactOverRandomCuts(t *testing.T) {
	t.Parallel()
	const total = 600
	dsn := pgtest.DSN(t)
	a, b := open(t, pgtest.Open(t, dsn), live.Config{RowsGap: 5 * time.Millisecond}), open(t, pgtest.Open(t, dsn), live.Config{RowsGap: 5 * time.Millisecond})
	first := a.watch(org, "topics=log")
	a.rows(org, 0)
	last := first.next().ID
	first.close()

	var writers sync.WaitGroup
	var mu sync.Mutex
	n := 0
	for range 3 { // side by side: sequences must still grow in the order of commits
		writers.Go(func() {
			for {
				mu.Lock()
				n++
				mine := n
				mu.Unlock()
				if mine > total {
					return
				}
				a.rows(org, mine)
			}
		})
	}
	random := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // G404: which bytes are cut must be the same in each run
	var got []int
	for cuts := 0; len(got) < total; cuts++ {
		if cuts > 2000 {
			t.Fatalf("only %d of %d rows after %d cuts", len(got), total, cuts)
		}
		at := []*house{a, b}[cuts%2]
		last = cutAfter(t, at, last, 200+random.IntN(4000), func(e event) { got = append(got, e.ns(t)...) })
	}
	writers.Wait()
	slices.Sort(got)
	want := make([]int, total)
	for i := range want {
		want[i] = i + 1
	}
	if diff := cmp.Diff(number(want), number(got)); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
}

// cutAfter reads a stream over a connection that breaks after so many bytes.
func cutAfter(t *testing.T, h *house, last string, bytes int, dispatch func(event)) string {
	t.Helper()
	transport := &http.Transport{DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
		conn, err := (&net.Dialer{}).DialContext(ctx, network, addr)
		return &cutConn{Conn: conn, left: bytes}, err
	}}
	defer transport.CloseIdleConnections()
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, h.url+"/?topics=log&org="+org, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Last-Event-ID", last)
	res, err := transport.RoundTrip(req)
	if err != nil {
		return last
	}
	defer res.Body.Close()
	parse(res.Body, func(e event) {
		if e.Name != "log" {
			t.Fatalf("told %+v in place of rows", e)
		}
		last = e.ID
		dispatch(e)
	})
	return last
}

type cutConn struct {
	net.Conn
	left int
}

func (c *cutConn) Read(b []byte) (int, error) {
	if c.left <= 0 {
		_ = c.Close()
		return 0, net.ErrClosed
	}
	n, err := c.Conn.Read(b[:min(len(b), c.left)])
	c.left -= n
	return n, err
}

func TestLostPlaceIsToldWithItsReason(t *testing.T) {
	t.Parallel()
	h := open(t, database(t), live.Config{})
	h.rows(org, 1)
	for name, id := range map[string]string{"no number": "evt_2", "never given": "999999999", "of another organization or dropped": "1"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := h.watch(org, "topics=log", "Last-Event-ID", id)
			e := c.next()
			if e.Name != "resync" || !strings.Contains(e.Data, `"reason":"This page`) && !strings.Contains(e.Data, `"reason":"The place`) {
				t.Fatalf("got %+v", e)
			}
			again := h.watch(org, "topics=log", "Last-Event-ID", e.ID)
			h.rows(org, 2)
			if e := again.next(); e.Name != "log" {
				t.Errorf("the id that resync gave does not lead on: %+v", e)
			}
		})
	}
}

func TestPageThatOpensItsStreamAnewResumesByQuery(t *testing.T) {
	t.Parallel()
	h := open(t, database(t), live.Config{})
	c := h.watch(org, "topics=log")
	h.rows(org, 1)
	id := c.next().ID
	c.close()
	h.rows(org, 2)
	if got := h.watch(org, "topics=log&last_event_id="+id).next().ns(t); !slices.Equal(got, []int{2}) {
		t.Errorf("got %v", got)
	}
}

func TestLargeRowsStayOneEvent(t *testing.T) {
	t.Parallel()
	h := open(t, database(t), live.Config{})
	c := h.watch(org, "topics=log")
	text := strings.Repeat("Zoë \u2028\n\"\\ <b>\x00", 100_000)
	h.in(org, func(ctx context.Context, tx bun.Tx) error {
		return live.Rows(ctx, tx, org, shared.TopicLog, []row{{N: 1, Text: text}})
	})
	if got := c.next().ns(t); !slices.Equal(got, []int{1}) {
		t.Errorf("got %v", got)
	}
}

// A browser that reads nothing keeps nobody waiting, and is let go.
func TestStuckReaderCostsNobodyAnything(t *testing.T) {
	t.Parallel()
	h := open(t, database(t), live.Config{WriteTimeout: 3 * time.Second, RowsGap: time.Millisecond})
	good := h.watch(org, "topics=log")
	conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", strings.TrimPrefix(h.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_ = conn.(*net.TCPConn).SetReadBuffer(4096)
	if _, err := fmt.Fprintf(conn, "GET /?topics=log&org=%s HTTP/1.1\r\nHost: x\r\n\r\n", org); err != nil {
		t.Fatal(err)
	}
	big := strings.Repeat("x", 128<<10)
	const frames = 120
	for n := range frames {
		h.in(org, func(ctx context.Context, tx bun.Tx) error {
			return live.Rows(ctx, tx, org, shared.TopicLog, []row{{N: n, Text: big}})
		})
	}
	var got []int
	for len(got) < frames {
		got = append(got, good.next().ns(t)...)
	}
	if !slices.IsSorted(got) || len(got) != frames {
		t.Errorf("the good reader got %d rows", len(got))
	}
	for deadline := time.After(patience); h.hub.Figures().Streams > 1; {
		select {
		case <-deadline:
			t.Fatalf("the stuck stream was not let go: %+v", h.hub.Figures())
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// What was committed while nobody listened is read once listening begins again.
func TestRowsCommittedWhileTheListenerWasAwayAreNotMissed(t *testing.T) {
	t.Parallel()
	dsn := pgtest.DSN(t)
	reader, writer := pgtest.Open(t, dsn), pgtest.Open(t, dsn)
	h := open(t, reader, live.Config{})
	c := h.watch(org, "topics=log")
	owner := pgtest.Owner(t, dsn)
	for n := range 10 {
		_, err := owner.Exec(t.Context(), `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
			WHERE datname = current_database() AND query LIKE 'LISTEN%'`)
		if err != nil {
			t.Fatal(err)
		}
		err = writer.InOrganization(t.Context(), org, func(ctx context.Context, tx bun.Tx) error {
			return live.Rows(ctx, tx, org, shared.TopicLog, []row{{N: n}})
		})
		if err != nil {
			t.Fatal(err)
		}
		if got := c.next().ns(t); !slices.Equal(got, []int{n}) {
			t.Fatalf("after break %d got %v", n, got)
		}
	}
}
