package health

import (
	"context"
	"sync"
	"time"
)

// cache keeps answers for a moment, so that many pages that are opened at once ask the database once.
type cache[T any] struct {
	now  func() time.Time
	keep time.Duration

	mu      sync.Mutex
	answers map[string]*answer[T]
}

type answer[T any] struct {
	ready chan struct{}
	at    time.Time
	value T
	err   error
}

func (c *cache[T]) init(now func() time.Time, keep time.Duration) {
	c.now, c.keep, c.answers = now, keep, map[string]*answer[T]{}
}

// get is the answer for a key, asked for at most once in the time that it is kept. An error is told to those who wait
// for it, and not kept.
func (c *cache[T]) get(ctx context.Context, key string, ask func(context.Context) (T, error)) (T, error) {
	c.mu.Lock()
	a := c.answers[key]
	if a != nil && c.now().Sub(a.at) < c.keep {
		c.mu.Unlock()
		select {
		case <-a.ready:
			return a.value, a.err
		case <-ctx.Done():
			var none T
			return none, ctx.Err()
		}
	}
	c.forgetOld()
	a = &answer[T]{ready: make(chan struct{}), at: c.now()}
	c.answers[key] = a
	c.mu.Unlock()

	a.value, a.err = ask(context.WithoutCancel(ctx)) // others may wait for it after ctx has ended
	close(a.ready)
	if a.err != nil {
		c.mu.Lock()
		if c.answers[key] == a {
			delete(c.answers, key)
		}
		c.mu.Unlock()
	}
	return a.value, a.err
}

func (c *cache[T]) forgetOld() {
	const most = 1000
	if len(c.answers) < most {
		return
	}
	for key, a := range c.answers {
		if c.now().Sub(a.at) >= c.keep {
			delete(c.answers, key)
		}
	}
}
