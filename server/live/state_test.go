package live_test

import (
	"context"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"memberpulse/server/errs"
	"memberpulse/server/live"
	"memberpulse/server/pg"
	"memberpulse/server/pg/pgtest"
	"memberpulse/shared"

	"github.com/uptrace/bun"
)

func counting(n *atomic.Int64) map[shared.Topic]live.State {
	return map[shared.Topic]live.State{shared.TopicCounts: func(context.Context, string) (any, error) {
		return shared.Counts{Members: int(n.Add(1))}, nil
	}}
}

func TestStateIsShownOnConnectAndLatestWins(t *testing.T) {
	t.Parallel()
	var asked atomic.Int64
	h := open(t, database(t), live.Config{States: counting(&asked)})
	watchers := make([]*client, 20)
	for i := range watchers {
		watchers[i] = h.watch(org, "topics=counts")
		watchers[i].next()
	}
	start, before := time.Now(), asked.Load()
	for range 100 {
		h.changed(shared.TopicCounts)
	}
	made := asked.Load() - before // before the clock is read: what is made later is not of this burst
	burst := time.Since(start)
	if most := int64(burst/(250*time.Millisecond)) + 2; made > most {
		t.Errorf("asked %d times in %v for 20 watchers, want at most %d", made, burst, most)
	}
	for _, c := range watchers { // the last state comes to each
		for e := c.next(); !strings.Contains(e.Data, `"members":`+strconv.FormatInt(asked.Load(), 10)+","); {
			e = c.next()
		}
	}
}

func TestStateIsToldAtOnceWhenQuiet(t *testing.T) {
	t.Parallel()
	var asked, ahead atomic.Int64
	const gap = time.Hour // who waited for another gap would wait for ever
	h := open(t, database(t), live.Config{States: counting(&asked), StateGap: gap, Now: func() time.Time {
		return time.Now().Add(time.Duration(ahead.Load()))
	}})
	c := h.watch(org, "topics=counts")
	c.next()
	ahead.Store(int64(gap))
	h.changed(shared.TopicCounts)
	c.next()
}

func TestAStateThatIsDearToMakeIsMadeLessOftenInABurst(t *testing.T) {
	t.Parallel()
	var asked atomic.Int64
	const dear = 50 * time.Millisecond
	h := open(t, database(t), live.Config{StateGap: time.Millisecond, States: map[shared.Topic]live.State{
		shared.TopicCounts: func(context.Context, string) (any, error) {
			<-time.After(dear)
			return asked.Add(1), nil
		},
	}})
	c := h.watch(org, "topics=counts")
	c.next()
	start, before := time.Now(), asked.Load()
	for time.Since(start) < 20*dear {
		h.changed(shared.TopicCounts)
	}
	made := asked.Load() - before // before the clock is read
	burst := time.Since(start)
	if most := int64(burst/(10*dear)) + 2; made > most {
		t.Errorf("made %d times in %v, want at most %d", made, burst, most)
	}
	for e := c.next(); e.Data != strconv.FormatInt(asked.Load(), 10); { // the last still comes
		e = c.next()
	}
}

func TestAStateThatAllShareIsToldToEveryOrganizationAndThePlatform(t *testing.T) {
	t.Parallel()
	var asked atomic.Int64
	h := open(t, database(t), live.Config{States: counting(&asked), Platform: counting(&asked), StateGap: time.Millisecond, PlatformGap: time.Millisecond})
	everybody := []*client{h.watch(org, "topics=counts"), h.watch("org_other", "topics=counts"), h.watch("", "topics=counts")}
	for _, c := range everybody {
		c.next()
	}
	h.in(org, func(ctx context.Context, tx bun.Tx) error { return live.ChangedEverywhere(ctx, tx, shared.TopicCounts) })
	for i, c := range everybody {
		if _, told := c.maybe(patience); !told {
			t.Errorf("the stream of %d heard nothing", i)
		}
	}
}

func TestStateCarriesThePlaceInTheRows(t *testing.T) {
	t.Parallel()
	var asked atomic.Int64
	h := open(t, database(t), live.Config{States: counting(&asked)})
	c := h.watch(org, "topics=counts,log")
	if e := c.next(); e.ID != "0" {
		t.Errorf("before any row the id is %q", e.ID)
	}
	h.rows(org, 1)
	rows := c.next()
	h.changed(shared.TopicCounts)
	if e := c.next(); e.Name != "counts" || e.ID != rows.ID || e.ID == "" {
		t.Errorf("state after %q came with id %q", rows.ID, e.ID)
	}
}

func TestRowsAndStatesTravelInOneMessage(t *testing.T) {
	t.Parallel()
	var asked atomic.Int64
	h := open(t, database(t), live.Config{States: counting(&asked), StateGap: time.Millisecond})
	c := h.watch(org, "topics=counts,log")
	c.next()
	h.in(org, func(ctx context.Context, tx bun.Tx) error {
		return live.Rows(ctx, tx, org, shared.TopicLog, []row{{N: 1}}, shared.TopicCounts)
	})
	got := map[string]bool{c.next().Name: true, c.next().Name: true}
	if !got["log"] || !got["counts"] {
		t.Errorf("got %v", got)
	}
}

func TestPlatformSeesThatAnyOrganizationChanged(t *testing.T) {
	t.Parallel()
	var asked atomic.Int64
	h := open(t, database(t), live.Config{PlatformGap: 10 * time.Millisecond, Platform: map[shared.Topic]live.State{
		shared.TopicOverview: func(context.Context, string) (any, error) { return asked.Add(1), nil },
	}})
	c := h.watch("", "topics=overview,log")
	if e := c.next(); e.Name != "overview" {
		t.Fatalf("got %+v", e)
	}
	h.changed(shared.TopicCounts)
	if e := c.next(); e.Name != "overview" {
		t.Errorf("got %+v", e)
	}
}

func TestEndedSessionIsToldAndItsStreamsClose(t *testing.T) {
	t.Parallel()
	dsn := pgtest.DSN(t)
	byMessage := live.Config{Heartbeat: time.Hour} // nothing else tells within the time that the test waits
	a, b := open(t, pgtest.Open(t, dsn), byMessage), open(t, pgtest.Open(t, dsn), byMessage)
	gone, stays := b.watch(org, "topics=log&session=session_1"), b.watch(org, "topics=log&session=session_2")
	a.in(org, func(ctx context.Context, tx bun.Tx) error {
		return live.SessionsEnded(ctx, tx, org, []string{"session_1"}, "Your company removed your access.")
	})
	if e := gone.next(); e.Name != "session_ended" || e.Data != `{"reason":"Your company removed your access."}` {
		t.Errorf("got %+v", e)
	}
	if err := gone.ended(); err != nil {
		t.Error(err)
	}
	a.rows(org, 1)
	if e := stays.next(); e.Name != "log" {
		t.Errorf("the other session got %+v", e)
	}
}

func TestManySessionsEndInOneTransaction(t *testing.T) {
	t.Parallel()
	h := open(t, database(t), live.Config{})
	ids := make([]string, 1000)
	for i := range ids {
		ids[i] = "session_" + strings.Repeat("0", 26) + strconv.Itoa(i)
	}
	c := h.watch(org, "topics=log&session="+ids[999])
	h.in(org, func(ctx context.Context, tx bun.Tx) error {
		return live.SessionsEnded(ctx, tx, org, ids, strings.Repeat("w", 3000))
	})
	if e := c.next(); e.Name != "session_ended" {
		t.Errorf("got %+v", e)
	}
}

func TestStreamsOfOneOwnerAndOfAnOrganizationAreCapped(t *testing.T) {
	t.Parallel()
	h := open(t, database(t), live.Config{PerOwner: 2, PerOrganization: 3})
	for range 2 {
		if c := h.watch(org, "topics=log&owner=a"); c.status != 200 {
			t.Fatalf("got %d", c.status)
		}
	}
	if c := h.watch(org, "topics=log&owner=a"); c.status != 503 {
		t.Errorf("a third of one owner: %d", c.status)
	}
	one := h.watch(org, "topics=log&owner=b")
	if c := h.watch(org, "topics=log&owner=c"); one.status != 200 || c.status != 503 {
		t.Errorf("a fourth of one organization: %d after %d", c.status, one.status)
	}
}

func TestStoppingInstanceSaysGoodbye(t *testing.T) {
	t.Parallel()
	h := open(t, database(t), live.Config{})
	c := h.watch(org, "topics=log")
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	if err := h.hub.Close(ctx); err != nil {
		t.Fatal(err)
	}
	if e := c.next(); e.Name != "bye" {
		t.Errorf("got %+v", e)
	}
	if err := c.ended(); err != nil {
		t.Error(err)
	}
	if c := h.watch(org, "topics=log"); c.status != 503 {
		t.Errorf("a stopping instance takes streams: %d", c.status)
	}
}

func TestHeartbeatFindsThatTheKeyWasRevoked(t *testing.T) {
	t.Parallel()
	db := database(t)
	hub := live.New(live.Config{DB: db, Heartbeat: 20 * time.Millisecond, Now: time.Now})
	var over atomic.Bool
	c := serveOne(t, db, hub, live.Viewer{OrganizationID: org, Owner: "x", Valid: func(context.Context) error {
		if over.Load() {
			return errs.Unauthenticated("session_expired", "over", "sign in")
		}
		return nil
	}})
	if e, ok := c.maybe(100 * time.Millisecond); ok {
		t.Fatalf("got %+v while the session is good", e)
	}
	over.Store(true)
	if e := c.next(); e.Name != "session_ended" {
		t.Errorf("got %+v", e)
	}
}

func serveOne(t *testing.T, db *pg.DB, hub *live.Hub, viewer live.Viewer) *client {
	t.Helper()
	h := &house{t: t, db: db, hub: hub}
	h.url = serve(t, hub, viewer)
	return h.watch("", "")
}
