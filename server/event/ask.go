package event

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"
)

// askLimit is how long WorkOS may take to tell of a parent, with repeats.
const askLimit = 10 * time.Second

// errAskLater sends a lane away whose parent cannot be asked for right now, because others are being asked for.
var errAskLater = errors.New("other parents are being asked for; this lane comes round again")

// asking keeps some workers free while others wait for WorkOS: it may hang, and lock-outs of other lanes must not.
type asking struct {
	mu    sync.Mutex
	free  int
	later []string
}

func newAsking(workers int) *asking { return &asking{free: max(1, workers-1)} }

// begin reports whether the lane may ask; one that may not is remembered.
func (a *asking) begin(lane string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.free == 0 {
		if !slices.Contains(a.later, lane) {
			a.later = append(a.later, lane)
		}
		return false
	}
	a.free--
	return true
}

// end gives the lanes that were sent away.
func (a *asking) end() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.free++
	lanes := a.later
	a.later = nil
	return lanes
}

// ask finds out from WorkOS whose lane it is.
func (e *Engine) ask(ctx context.Context, lane string, find func(ctx context.Context) (owner, error)) (owner, error) {
	if !e.asking.begin(lane) {
		return owner{}, errAskLater
	}
	defer func() {
		for _, waiting := range e.asking.end() {
			e.queue.push(waiting, false)
		}
	}()
	ctx, cancel := context.WithTimeout(ctx, askLimit)
	defer cancel()
	return find(ctx)
}
