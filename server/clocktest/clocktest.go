// Package clocktest is a clock for tests: it stands still until it is told to go on, and may be read and moved from
// several places at once.
package clocktest

import (
	"sync"
	"time"
)

// Clock is a time that moves only when told.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// At makes a clock that stands at a time.
func At(now time.Time) *Clock { return &Clock{now: now} }

// New makes a clock that stands on a morning.
func New() *Clock { return At(time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)) }

// Now is the clock's time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Advance moves the clock on.
func (c *Clock) Advance(by time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(by)
}
