package signin

import (
	"sync"
	"time"
)

// mostKeys bounds a window's memory; keys beyond share one count, so a flood of made-up ones is limited together.
const mostKeys = 50_000

// window lets at most n starts of a key pass within any span of time: exact, however many come at once.
type window struct {
	n   int
	per time.Duration

	mu     sync.Mutex
	starts map[string][]time.Time
}

func newWindow(n int, per time.Duration) *window {
	return &window{n: n, per: per, starts: map[string][]time.Time{}}
}

// take counts a start, or tells how long to wait for the next one.
func (w *window) take(key string, now time.Time) (wait time.Duration, ok bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if _, known := w.starts[key]; !known && len(w.starts) >= mostKeys {
		w.forget(now)
		if len(w.starts) >= mostKeys {
			key = ""
		}
	}
	recent := w.starts[key]
	for len(recent) > 0 && now.Sub(recent[0]) >= w.per {
		recent = recent[1:]
	}
	if len(recent) >= w.n {
		w.starts[key] = recent
		return w.per - now.Sub(recent[0]), false
	}
	w.starts[key] = append(recent, now)
	return 0, true
}

func (w *window) forget(now time.Time) {
	for key, starts := range w.starts {
		if now.Sub(starts[len(starts)-1]) >= w.per {
			delete(w.starts, key)
		}
	}
}
