package access

import (
	"sync"
	"time"

	"golang.org/x/time/rate"

	"memberpulse/server/errs"
)

// keyRequests is how many requests a second one API key may make.
const keyRequests = 100

type keyRate struct {
	now  func() time.Time
	mu   sync.Mutex
	byID map[string]*rate.Limiter
}

func newKeyRate(now func() time.Time) *keyRate {
	return &keyRate{now: now, byID: map[string]*rate.Limiter{}}
}

func (k *keyRate) allow(id string) error {
	k.mu.Lock()
	limiter := k.byID[id]
	if limiter == nil { // keys are few and made by hand: the map stays small
		limiter = rate.NewLimiter(keyRequests, keyRequests)
		k.byID[id] = limiter
	}
	k.mu.Unlock()
	if limiter.AllowN(k.now(), 1) {
		return nil
	}
	return errs.TooMany("too_many_requests", "This API key made more than 100 requests in a second.", time.Second)
}
