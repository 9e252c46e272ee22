package workos

import (
	"context"
	"sync"

	"golang.org/x/time/rate"
)

// directoryRate is what WorkOS allows on the lists of one directory.
const directoryRate = 4

// limits holds calls about one directory below WorkOS's rate for it.
type limits struct {
	mu   sync.Mutex
	byID map[string]*rate.Limiter
}

func newLimits() *limits { return &limits{byID: map[string]*rate.Limiter{}} }

// directory waits until the next call about a directory may go.
func (l *limits) directory(ctx context.Context, id string) error {
	l.mu.Lock()
	limiter := l.byID[id]
	if limiter == nil {
		limiter = rate.NewLimiter(directoryRate, 1)
		l.byID[id] = limiter
	}
	l.mu.Unlock()
	return limiter.Wait(ctx)
}
