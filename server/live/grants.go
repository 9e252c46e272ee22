package live

import (
	"context"
	"sync"
	"time"
)

// Session names a session whose streams end with it.
type Session struct {
	OrganizationID string // the session's own; "" for one of the platform
	ID             string // "" for none
}

// Grants tells what sessions allow now, in words that are only compared, by the
// session's id. A session that is over is missing. It is asked once for all.
type Grants func(ctx context.Context, sessions []Session) (map[string]string, error)

// desk puts questions about sessions, one at a time: who asks while one is on its
// way waits for the next, which is put for all who came meanwhile.
type desk struct {
	grants  Grants
	working *sync.WaitGroup

	mu     sync.Mutex
	next   *question
	busy   bool
	cancel context.CancelFunc // of the question that is on its way
}

type question struct {
	sessions []Session
	done     chan struct{}
	grants   map[string]string
	err      error
}

// ask learns what a session allows.
func (d *desk) ask(ctx context.Context, s Session) (map[string]string, error) {
	q := d.queue(ctx, s)
	select {
	case <-q.done:
		return q.grants, q.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (d *desk) queue(ctx context.Context, s Session) *question {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.next == nil {
		d.next = &question{done: make(chan struct{})}
	}
	d.next.sessions = append(d.next.sessions, s)
	if !d.busy {
		d.busy = true
		d.working.Go(func() { d.putAll(context.WithoutCancel(ctx)) }) // not who came first alone waits for it
	}
	return d.next
}

// putAll puts what is asked until nobody asks.
func (d *desk) putAll(ctx context.Context) {
	for {
		d.mu.Lock()
		q := d.next
		d.next, d.busy = nil, q != nil
		if q == nil {
			d.mu.Unlock()
			return
		}
		limited, cancel := context.WithTimeout(ctx, readLimit)
		d.cancel = cancel
		d.mu.Unlock()
		q.grants, q.err = d.grants(limited, q.sessions)
		cancel()
		close(q.done)
	}
}

// hurry ends the question that is on its way.
func (d *desk) hurry() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.cancel != nil {
		d.cancel()
	}
}

// followSessions asks about every session that has streams here, in one question
// a heartbeat, and at once when messages may have been missed: a session that
// ended is told to its streams even if the message of it was lost.
func (h *Hub) followSessions(ctx context.Context) {
	if h.desk.grants == nil {
		return
	}
	beat := time.NewTicker(h.cfg.Heartbeat)
	defer beat.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-beat.C:
		case <-h.recheck:
		}
		if err := h.checkSessions(ctx); err != nil && ctx.Err() == nil {
			h.cfg.Logger.WarnContext(ctx, "the sessions of live streams could not be checked", "error", err)
		}
	}
}

// checkSessions ends the streams of sessions that are over, or allow other things
// than they did. While the question has no answer streams go on.
func (h *Hub) checkSessions(ctx context.Context) error {
	conns, sessions := h.watching()
	if len(sessions) == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, readLimit)
	defer cancel()
	grants, err := h.desk.grants(ctx, sessions)
	if err != nil {
		return err
	}
	for _, c := range conns {
		c.finish(verdict(c.viewer, grants))
	}
	return nil
}

func (h *Hub) watching() (conns []*conn, sessions []Session) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, of := range h.session {
		first := true
		for c := range of {
			conns = append(conns, c)
			if first {
				sessions = append(sessions, c.viewer.Session)
			}
			first = false
		}
	}
	return conns, sessions
}

// verdict says how a stream ends whose session is over or changed; not at all
// where it holds.
func verdict(v Viewer, grants map[string]string) finish {
	switch grant, holds := grants[v.Session.ID]; {
	case !holds:
		return finish{at: true, ended: true, reason: "signed_out"}
	case grant != v.Grant:
		return finish{at: true, silent: true}
	}
	return finish{}
}
