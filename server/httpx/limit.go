package httpx

import (
	"container/list"
	"sync"
	"time"

	"memberpulse/server/errs"
)

// Limit is how many requests a key has within any span of a length.
type Limit struct {
	Count int
	Per   time.Duration
}

// maxKeys bounds a limiter's memory. When that many keys are in use at once, the
// keys beyond share one bucket: a flood of made-up keys makes it stricter, never
// laxer.
const maxKeys = 100_000

// Limiter remembers the last requests of each key. It is exact: however many
// arrive, and whenever, no span of the limit's length sees more of them pass than
// the limit says. It counts for this instance.
type Limiter struct {
	code, detail string
	limit        Limit
	now          func() time.Time

	mu       sync.Mutex
	keys     map[string]*list.Element
	recent   *list.List // of *bucket, the last used in front
	overflow *bucket
}

type bucket struct {
	key    string
	passed []time.Time // the last ones that passed, as a ring once it is full
	oldest int         // where the ring begins
	at     time.Time   // the last use
}

// NewLimiter makes a limiter; code and detail are what the refused one reads.
func NewLimiter(code, detail string, limit Limit, now func() time.Time) *Limiter {
	return &Limiter{
		code: code, detail: detail, limit: limit, now: now,
		keys: map[string]*list.Element{}, recent: list.New(),
		overflow: &bucket{},
	}
}

// Take spends one request of a key, or says when there will be one.
func (l *Limiter) Take(key string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	b := l.bucketOf(key, now)
	b.at = now
	if len(b.passed) < l.limit.Count {
		b.passed = append(b.passed, now)
		return nil
	}
	if wait := l.limit.Per - now.Sub(b.passed[b.oldest]); wait > 0 {
		return errs.TooMany(l.code, l.detail, wait)
	}
	b.passed[b.oldest] = now
	b.oldest = (b.oldest + 1) % len(b.passed)
	return nil
}

func (l *Limiter) bucketOf(key string, now time.Time) *bucket {
	if e, ok := l.keys[key]; ok {
		l.recent.MoveToFront(e)
		if b, ok := e.Value.(*bucket); ok {
			return b
		}
	}
	l.forgetFull(now)
	if len(l.keys) >= maxKeys {
		return l.overflow
	}
	b := &bucket{key: key, at: now}
	l.keys[key] = l.recent.PushFront(b)
	return b
}

// forgetFull drops a few of the longest unused buckets whose requests are all
// long past: they are as good as new ones.
func (l *Limiter) forgetFull(now time.Time) {
	for range 2 {
		e := l.recent.Back()
		if e == nil {
			return
		}
		b, ok := e.Value.(*bucket)
		if !ok || now.Sub(b.at) < l.limit.Per {
			return
		}
		l.recent.Remove(e)
		delete(l.keys, b.key)
	}
}
