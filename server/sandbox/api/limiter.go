package api

import (
	"sync"
	"time"
)

// limiter lets so many requests of a key through in any second: exactly so many, however many come at once.
type limiter struct {
	mu   *sync.Mutex
	seen map[string][]time.Time
}

func newLimiter() limiter { return limiter{mu: &sync.Mutex{}, seen: map[string][]time.Time{}} }

func (l limiter) allow(key string, limit int, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	recent := l.seen[key]
	for len(recent) > 0 && now.Sub(recent[0]) >= time.Second {
		recent = recent[1:]
	}
	if len(recent) >= limit {
		l.seen[key] = recent
		return false
	}
	l.seen[key] = append(recent, now)
	return true
}
