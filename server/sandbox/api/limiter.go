package api

import (
	"net"
	"net/http"
	"strings"
	"sync"
	"time"
)

// limiter lets so many requests of a key through in any window: exactly so many, however many come at once.
type limiter struct {
	mu   *sync.Mutex
	seen map[string][]time.Time
}

func newLimiter() limiter { return limiter{mu: &sync.Mutex{}, seen: map[string][]time.Time{}} }

func (l limiter) allow(key string, limit int, window time.Duration, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	recent := l.seen[key]
	for len(recent) > 0 && now.Sub(recent[0]) >= window {
		recent = recent[1:]
	}
	if len(recent) >= limit {
		l.seen[key] = recent
		return false
	}
	l.seen[key] = append(recent, now)
	return true
}

// limited keeps WorkOS's limits of the whole API, where a setting asks for them.
func (s *Server) limited(h handler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if !s.world.Settings().AllLimits || s.within(r) {
			return h(w, r)
		}
		w.Header().Set("Retry-After", "1")
		return bad(http.StatusTooManyRequests, "rate_limit_exceeded", "Too many requests. Wait before you ask again.")
	}
}

func (s *Server) within(r *http.Request) bool {
	now := s.world.Now()
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	ok := s.limits.allow("address "+host, 6000, time.Minute, now)
	users := strings.HasPrefix(r.URL.Path, "/user_management/")
	switch read := r.Method == http.MethodGet; {
	case r.Method == http.MethodDelete && strings.HasPrefix(strings.ToLower(r.URL.Path), "/organizations/"):
		return s.limits.allow("delete organizations", 50, time.Minute, now) && ok
	case users && read:
		return s.limits.allow("read users", 1000, 10*time.Second, now) && ok
	case users:
		return s.limits.allow("write users", 500, 10*time.Second, now) && ok
	default:
		return ok
	}
}
