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
	stateShare = 10          // making states takes at most one part in so many of a burst,
	longestGap = time.Second // as long as that keeps none back for longer than this
)

// state is one topic of a room of which the latest wins.
type state struct {
	ask    State
	wanted int // streams that show it
	stale  bool
	newest *frame
	madeAt time.Time     // when it was made last, or tried
	gap    time.Duration // up to when it may be made again, after that
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
			c.pushStates(s.newest)
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
		r.makeDue(ctx, gap)
		if wait, stale := r.nextDue(); stale {
			timer.Reset(wait)
		} else {
			timer.Stop()
		}
	}
}

// makeDue makes the states whose time has come, and hands them out together:
// what changed together reaches a browser in one write.
func (r *room) makeDue(ctx context.Context, gap time.Duration) {
	now := r.hub.cfg.Now() // the same for all, so that they come due together again
	due := map[shared.Topic]*state{}
	r.mu.Lock()
	for topic, s := range r.topics {
		if s.stale && s.wanted > 0 && !now.Before(s.madeAt.Add(s.gap)) {
			s.stale, s.madeAt = false, now // what changes from here on makes it stale again
			due[topic] = s
		}
	}
	r.mu.Unlock()
	made := make([]*frame, 0, len(due))
	for topic, s := range due {
		if f := r.make(ctx, topic, s); f != nil {
			made = append(made, f)
		}
	}
	took := r.hub.cfg.Now().Sub(now)
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, s := range due {
		s.gap = max(gap, min(stateShare*took, longestGap)) // counting what is many is dear
	}
	for c := range r.conns {
		c.pushStates(made...)
	}
}

// nextDue tells in how long the next stale state may be made.
func (r *room) nextDue() (in time.Duration, stale bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.hub.cfg.Now()
	for _, s := range r.topics {
		if !s.stale || s.wanted <= 0 {
			continue
		}
		if wait := s.madeAt.Add(s.gap).Sub(now); !stale || wait < in {
			in, stale = wait, true
		}
	}
	return max(in, 0), stale
}

// make asks for a state. It is the same frame as before where it says the same,
// and nil where nobody knows.
func (r *room) make(ctx context.Context, topic shared.Topic, s *state) *frame {
	data, err := r.ask(ctx, s)
	r.mu.Lock()
	defer r.mu.Unlock()
	if err != nil {
		s.stale = true
		s.madeAt = s.madeAt.Add(retryGap)
		if ctx.Err() == nil {
			r.hub.cfg.Logger.WarnContext(ctx, "a live state could not be read", "topic", topic, "organization", r.organization, "error", err)
		}
		return nil
	}
	if s.newest == nil || !bytes.Equal(s.newest.data, data) {
		s.newest = &frame{topic: topic, data: data}
	}
	return s.newest
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
