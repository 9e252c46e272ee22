package event

import (
	"sync"
	"time"

	"memberpulse/server/errs"
)

// gate bounds the webhook requests in flight, by number and by what their bodies may weigh.
type gate struct {
	mu       sync.Mutex
	requests int
	bytes    int64
}

func newGate(requests int, bytes int64) *gate { return &gate{requests: requests, bytes: bytes} }

// enter lets a request in; leave must be called with the same weight.
func (g *gate) enter(weight int64) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.requests < 1 || g.bytes < weight {
		return errs.Unavailable("inbox_busy", "Too many events arrive at once; this one was not stored.",
			"WorkOS delivers it again by itself.", time.Second)
	}
	g.requests--
	g.bytes -= weight
	return nil
}

func (g *gate) leave(weight int64) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.requests++
	g.bytes += weight
}
