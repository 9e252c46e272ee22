package live_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"memberpulse/server/live"
)

// book is what sessions allow, and what was asked of it.
type book struct {
	mu      sync.Mutex
	grants  map[string]string
	asked   [][]live.Session
	waiting chan struct{} // nil: questions are answered at once
	heard   chan struct{} // filled by every question, where somebody listens
}

func (b *book) tell(ctx context.Context, sessions []live.Session) (map[string]string, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.asked = append(b.asked, slices.Clone(sessions))
	select {
	case b.heard <- struct{}{}:
	default:
	}
	if wait := b.waiting; wait != nil {
		b.mu.Unlock()
		select {
		case <-wait:
		case <-ctx.Done():
		}
		b.mu.Lock()
	}
	return maps.Clone(b.grants), ctx.Err()
}

func (b *book) put(session, grant string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.grants[session] = grant
	if grant == "" {
		delete(b.grants, session)
	}
}

func (b *book) questions() [][]live.Session {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.asked)
}

func TestASessionIsAskedForOnceAHeartbeatHoweverManyStreamsShareIt(t *testing.T) {
	t.Parallel()
	b := &book{grants: map[string]string{"session_1": "read", "session_2": "read"}, heard: make(chan struct{})}
	h := open(t, database(t), live.Config{Grants: b.tell, Heartbeat: 100 * time.Millisecond})
	for i := range 12 {
		h.watch(org, fmt.Sprintf("topics=log&last_event_id=0&grant=read&session=session_%d", 1+i%2))
	}
	before := len(b.questions()) // all are admitted: from here on the heartbeat alone asks
	for range 4 {
		<-b.heard
	}
	for _, sessions := range b.questions()[before:] {
		if len(sessions) != 2 || sessions[0] == sessions[1] {
			t.Errorf("asked for %v, want each session once", sessions)
		}
	}
}

func TestASessionWhoseEndWasToldToNobodyIsCutAtTheNextHeartbeat(t *testing.T) {
	t.Parallel()
	b := &book{grants: map[string]string{"session_1": "read", "session_2": "read"}}
	h := open(t, database(t), live.Config{Grants: b.tell, Heartbeat: 50 * time.Millisecond})
	gone := []*client{h.watch(org, "topics=log&grant=read&session=session_1"), h.watch(org, "topics=log&grant=read&session=session_1")}
	stays := h.watch(org, "topics=log&last_event_id=0&grant=read&session=session_2")
	b.put("session_1", "")
	for _, c := range gone {
		if e := c.next(); e.Name != "session_ended" {
			t.Errorf("got %+v", e)
		}
		if err := c.ended(); err != nil {
			t.Error(err)
		}
	}
	h.rows(org, 1)
	if e := stays.next(); e.Name != "log" {
		t.Errorf("the other session got %+v", e)
	}
}

func TestAStreamEndsWithoutAWordWhenItsSessionAllowsOtherThings(t *testing.T) {
	t.Parallel()
	b := &book{grants: map[string]string{"session_1": "read"}}
	h := open(t, database(t), live.Config{Grants: b.tell, Heartbeat: 50 * time.Millisecond})
	c := h.watch(org, "topics=log&grant=read&session=session_1")
	b.put("session_1", "read configure")
	if e, more := c.maybe(patience); more {
		t.Errorf("got %+v", e)
	}
	if err := c.ended(); err != nil {
		t.Error(err)
	}
	wider := h.watch(org, "topics=log&grant=read+configure&last_event_id=0&session=session_1")
	h.rows(org, 1)
	if e := wider.next(); e.Name != "log" {
		t.Errorf("the stream that came back got %+v", e)
	}
}

// A page reads its lists when its stream opens: what is committed from then on must come by the stream.
func TestAStreamThatSaysItIsOpenMissesNothing(t *testing.T) {
	t.Parallel()
	b := &book{grants: map[string]string{"session_1": "read"}, waiting: make(chan struct{}), heard: make(chan struct{}, 1)}
	h := open(t, database(t), live.Config{Grants: b.tell, Heartbeat: time.Hour})
	opened := make(chan *client, 1)
	go func() { opened <- h.watch(org, "topics=log&grant=read&session=session_1") }()
	<-b.heard
	select {
	case <-opened:
		t.Fatal("the stream says it is open before anybody knows whether its session holds")
	case <-time.After(100 * time.Millisecond):
	}
	close(b.waiting)
	c := <-opened
	h.rows(org, 1)
	if e := c.next(); e.Name != "log" {
		t.Errorf("got %+v", e)
	}
}
