package event

import (
	"context"
	"sync"
	"time"
)

// queue holds the lanes of this instance that have work: those with a lock-out pending first, then in the order in
// which they came. A lane is worked by one worker at a time; what comes meanwhile makes it come round again.
type queue struct {
	mu      sync.Mutex
	lanes   map[string]*laneState
	held    map[string]int // lanes that another had when they were last taken: how often in a row
	urgent  []string
	waiting []string
	busy    int
	moved   chan struct{} // closed and made anew at every change
}

type laneState struct {
	queued, busy, again, urgent bool
	was                         bool // urgent, when it was taken
}

func newQueue() *queue {
	return &queue{lanes: map[string]*laneState{}, held: map[string]int{}, moved: make(chan struct{})}
}

// push says that a lane has work.
func (q *queue) push(lane string, urgent bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.pushLocked(lane, urgent)
}

func (q *queue) pushLocked(lane string, urgent bool) {
	s := q.lanes[lane]
	if s == nil {
		s = &laneState{}
		q.lanes[lane] = s
	}
	switch {
	case s.busy:
		s.again, s.urgent = true, s.urgent || urgent
		return
	case s.queued && (s.urgent || !urgent):
		return
	case s.queued: // it moves over to the urgent ones; take skips its old place
	default:
		s.queued = true
	}
	s.urgent = urgent
	if urgent {
		q.urgent = append(q.urgent, lane)
	} else {
		q.waiting = append(q.waiting, lane)
	}
	q.signal()
}

func (q *queue) signal() {
	close(q.moved)
	q.moved = make(chan struct{})
}

// take waits for a lane with work; it reports false when ctx ends.
func (q *queue) take(ctx context.Context) (string, bool) {
	for {
		q.mu.Lock()
		lane, found := q.next()
		moved := q.moved
		q.mu.Unlock()
		if found {
			return lane, true
		}
		select {
		case <-ctx.Done():
			return "", false
		case <-moved:
		}
	}
}

func (q *queue) next() (string, bool) {
	for _, list := range []*[]string{&q.urgent, &q.waiting} {
		for len(*list) > 0 {
			lane := (*list)[0]
			*list = (*list)[1:]
			if s := q.lanes[lane]; s != nil && s.queued {
				*s = laneState{busy: true, was: s.urgent}
				q.busy++
				return lane, true
			}
		}
	}
	return "", false
}

// done gives a lane back. It comes round again if there is more, or if something came meanwhile.
func (q *queue) done(lane string, more bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	delete(q.held, lane)
	q.release(lane, more)
}

func (q *queue) release(lane string, more bool) {
	s := q.lanes[lane]
	again, urgent := s.again || more, s.urgent
	delete(q.lanes, lane)
	q.busy--
	if again {
		q.pushLocked(lane, urgent)
		return
	}
	q.signal()
}

// A lane that another worker has, of another instance or for a rehearsal, is left alone for a while, longer each time:
// asking for it at every arrival would cost more than storing what arrives. It comes round again in any case, since what
// came here while it was held may have come too late for whoever holds it, and nobody else was told.
const (
	restFor     = 20 * time.Millisecond
	longestRest = 320 * time.Millisecond
)

// rest gives a lane back that another worker has.
func (q *queue) rest(lane string) {
	q.mu.Lock()
	pause := min(restFor<<min(q.held[lane], 8), longestRest)
	q.held[lane]++
	q.mu.Unlock()
	time.AfterFunc(pause, func() {
		q.mu.Lock()
		defer q.mu.Unlock()
		s := q.lanes[lane]
		s.urgent = s.urgent || s.was
		q.release(lane, true)
	})
}

// idle reports whether nobody here knows of work in a lane.
func (q *queue) idle(lane string) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.lanes[lane] == nil
}

// quiet reports whether no lane waits or is worked, and gives what is closed when that may have changed.
func (q *queue) quiet() (bool, <-chan struct{}) {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.lanes) == 0, q.moved
}
