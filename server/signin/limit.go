package signin

import (
	"net/http"
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

// What is counted, each on its own.
const (
	countStarts    = "start "
	countQuestions = "question " // how an address signs in, and looks at a start that begin nothing
	countCallbacks = "callback " // those that end no sign-in
)

// asked counts one more question of this address: it is no start, so it takes nothing from its browser.
func (s *Service) asked(r *http.Request) error {
	if wait, ok := s.addresses.take(countQuestions+clientKey(r), s.now()); !ok {
		return tooMany(wait)
	}
	return nil
}

// limited counts one more of a kind for this browser and this address. The browser is looked at first, so that one that
// is over its limit takes nothing from the others of its address, and counted last, so that made-up browsers are no more
// than their address may have.
func (s *Service) limited(w http.ResponseWriter, r *http.Request, kind string) error {
	now, browser := s.now(), s.browserKeys(w, r)
	for _, key := range browser {
		if wait, ok := s.browsers.room(kind+key, now); !ok {
			return tooMany(wait)
		}
	}
	if wait, ok := s.addresses.take(kind+clientKey(r), now); !ok {
		return tooMany(wait)
	}
	for _, key := range browser {
		if wait, ok := s.browsers.take(kind+key, now); !ok {
			return tooMany(wait)
		}
	}
	return nil
}

func tooMany(wait time.Duration) *refusal {
	return &refusal{code: "too_many_sign_ins", retryAfter: wait}
}

// room tells whether take would count a start now, without counting one.
func (w *window) room(key string, now time.Time) (wait time.Duration, ok bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	starts := w.starts[key]
	if len(starts) < w.n || now.Sub(starts[len(starts)-w.n]) >= w.per {
		return 0, true
	}
	return w.per - now.Sub(starts[len(starts)-w.n]), false
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
