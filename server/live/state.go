package live

import (
	"bytes"
	"context"
	"time"

	"memberpulse/shared"
)

const (
	stateLimit = 10 * time.Second
	stateFresh = time.Second // a state so young is good for who comes now
)

// state is one topic of a room of which the latest wins.
type state struct {
	ask    State
	wanted int // streams that show it
	stale  bool
	newest *frame
	madeAt time.Time // when it was made last, or tried
}

// stale says that topics are other than they were.
func (r *room) stale(topics ...shared.Topic) {
	r.mu.Lock()
	for _, topic := range topics {
		if s := r.topics[topic]; s != nil {
			s.stale = true
		}
	}
	r.mu.Unlock()
	r.states.signal()
}

func (r *room) staleAll() {
	r.mu.Lock()
	for _, s := range r.topics {
		s.stale = true
	}
	r.mu.Unlock()
	r.states.signal()
}

// show begins to hand c the states of its topics: what is known at once, and
// what is newer as soon as it is made.
func (r *room) show(c *conn) {
	r.mu.Lock()
	now := r.hub.cfg.Now()
	for topic := range c.topics {
		s := r.topics[topic]
		if s == nil {
			continue
		}
		s.wanted++
		if s.newest != nil {
			c.pushState(s.newest)
		}
		if s.newest == nil || now.Sub(s.madeAt) > stateFresh {
			s.stale = true
		}
	}
	r.mu.Unlock()
	r.states.signal()
}

func (r *room) hide(c *conn) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for topic := range c.topics {
		if s := r.topics[topic]; s != nil {
			s.wanted--
		}
	}
}

// followStates makes states that are stale and watched, each at most once in the
// gap.
func (r *room) followStates(ctx context.Context) {
	gap := r.hub.cfg.StateGap
	if r.organization == "" {
		gap = r.hub.cfg.PlatformGap
	}
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-r.states:
		case <-timer.C:
		}
		wait := gap
		for topic, s := range r.topics {
			due, stale := r.due(s, gap)
			if stale && due > 0 {
				wait = min(wait, due)
			}
			if stale && due <= 0 {
				r.make(ctx, topic, s)
			}
		}
		timer.Reset(wait)
		if !r.anyStale() {
			timer.Stop()
		}
	}
}

// due tells in how long a stale state may be made.
func (r *room) due(s *state, gap time.Duration) (in time.Duration, stale bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return s.madeAt.Add(gap).Sub(r.hub.cfg.Now()), s.stale && s.wanted > 0
}

func (r *room) anyStale() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, s := range r.topics {
		if s.stale && s.wanted > 0 {
			return true
		}
	}
	return false
}

// make asks for a state and hands it to all who show it, unless it is what they
// have.
func (r *room) make(ctx context.Context, topic shared.Topic, s *state) {
	r.mu.Lock()
	s.stale = false // what changes from here on makes it stale again
	s.madeAt = r.hub.cfg.Now()
	r.mu.Unlock()
	data, err := r.ask(ctx, s)
	r.mu.Lock()
	defer r.mu.Unlock()
	if err != nil {
		s.stale = true
		s.madeAt = s.madeAt.Add(retryGap)
		if ctx.Err() == nil {
			r.hub.cfg.Logger.WarnContext(ctx, "a live state could not be read", "topic", topic, "organization", r.organization, "error", err)
		}
		return
	}
	if s.newest == nil || !bytes.Equal(s.newest.data, data) {
		s.newest = &frame{topic: topic, data: data}
	}
	for c := range r.conns {
		c.pushState(s.newest)
	}
}

func (r *room) ask(ctx context.Context, s *state) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, stateLimit)
	defer cancel()
	value, err := s.ask(ctx, r.organization)
	if err != nil {
		return nil, err
	}
	line, err := oneLine(value)
	return []byte(line), err
}
