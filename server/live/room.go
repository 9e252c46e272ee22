package live

import (
	"context"
	"fmt"
	"strconv"
	"sync"
	"time"

	"memberpulse/server/errs"
	"memberpulse/shared"
)

// room is all streams of one organization on this instance (or of the platform).
// It reads rows and states once for all of them.
type room struct {
	hub          *Hub
	organization string
	rows         signal // new rows may stand in the database
	states       signal // a state may have to be made
	cancel       context.CancelFunc
	opened       chan struct{} // closed when the tail is known, or was not to be had
	openErr      error

	mu     sync.Mutex
	conns  map[*conn]struct{}
	tail   int64 // the last sequence that was handed to conns
	topics map[shared.Topic]*state
}

// join puts c into its room, making the room for the first one, and tells c
// where the rows stand that it will be handed from now on.
func (h *Hub) join(ctx context.Context, c *conn) (*room, error) {
	h.mu.Lock()
	if err := h.admit(c); err != nil {
		h.mu.Unlock()
		return nil, err
	}
	r := h.rooms[c.viewer.OrganizationID]
	if r == nil {
		r = h.newRoom(ctx, c.viewer.OrganizationID)
	}
	r.mu.Lock()
	r.conns[c] = struct{}{}
	r.mu.Unlock()
	h.mu.Unlock()

	select {
	case <-r.opened:
	case <-ctx.Done():
		h.leave(r, c)
		return nil, ctx.Err()
	}
	if r.openErr != nil {
		h.leave(r, c)
		return nil, errs.Unavailable("live_unavailable", "The live stream cannot be opened because the database does not answer.",
			"Nothing to do: the page tries again by itself.", 5*time.Second).Because(r.openErr)
	}
	return r, nil
}

// admit counts c in, under the hub's lock, or says why it may not come.
func (h *Hub) admit(c *conn) error {
	const retry = 30 * time.Second
	v := c.viewer
	if h.closed {
		return errs.Unavailable("stopping", "This instance is stopping.", "Nothing to do: the page tries again by itself.", time.Second)
	}
	if r := h.rooms[v.OrganizationID]; r != nil && r.size() >= h.cfg.PerOrganization {
		return errs.Unavailable("too_many_streams", fmt.Sprintf("%s live streams of this organization are open on this instance, and no more are taken.", thousands(h.cfg.PerOrganization)),
			"Close pages that nobody watches, or have the operator run more instances.", retry)
	}
	if h.owners[v.Owner] >= h.cfg.PerOwner {
		return errs.Unavailable("too_many_streams", fmt.Sprintf("%s live streams of your session or API key are open on this instance, and no more are taken.", thousands(h.cfg.PerOwner)),
			"Close some of them: other tabs, or what the key watches with.", retry)
	}
	h.owners[v.Owner]++
	if v.Session.ID != "" {
		if h.session[v.Session.ID] == nil {
			h.session[v.Session.ID] = map[*conn]struct{}{}
		}
		h.session[v.Session.ID][c] = struct{}{}
	}
	h.count++
	h.open.Add(1)
	return nil
}

// thousands writes a number as people read it: 1,500.
func thousands(n int) string {
	if n < 1000 {
		return strconv.Itoa(n)
	}
	return fmt.Sprintf("%s,%03d", thousands(n/1000), n%1000)
}

// leave undoes join. The last one out ends the room.
func (h *Hub) leave(r *room, c *conn) {
	h.mu.Lock()
	defer h.mu.Unlock()
	v := c.viewer
	if h.owners[v.Owner]--; h.owners[v.Owner] == 0 {
		delete(h.owners, v.Owner)
	}
	delete(h.session[v.Session.ID], c)
	if len(h.session[v.Session.ID]) == 0 {
		delete(h.session, v.Session.ID)
	}
	h.count--
	h.open.Done()
	r.mu.Lock()
	delete(r.conns, c)
	empty := len(r.conns) == 0
	r.mu.Unlock()
	if empty {
		r.cancel()
		if h.rooms[r.organization] == r {
			delete(h.rooms, r.organization)
		}
	}
}

// newRoom starts a room, under the hub's lock.
func (h *Hub) newRoom(ctx context.Context, organization string) *room {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx)) // it outlives the request that opened it
	r := &room{
		hub: h, organization: organization, rows: newSignal(), states: newSignal(), cancel: cancel,
		opened: make(chan struct{}), conns: map[*conn]struct{}{}, topics: map[shared.Topic]*state{},
	}
	providers := h.cfg.States
	if organization == "" {
		providers = h.cfg.Platform
	}
	for topic, provider := range providers {
		r.topics[topic] = &state{ask: provider}
	}
	h.rooms[organization] = r
	h.working.Go(func() { r.followRows(ctx) })
	h.working.Go(func() { r.followStates(ctx) })
	return r
}

func (r *room) size() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.conns)
}

func (r *room) each(do func(*conn)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for c := range r.conns {
		do(c)
	}
}
