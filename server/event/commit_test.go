package event

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"memberpulse/server/errs"
)

// Whoever delivers is answered within five seconds, though nobody takes the event, or takes it and never stores it.
func TestWhoeverWaitsForTheInboxIsAnsweredInTime(t *testing.T) {
	t.Parallel()
	for name, takes := range map[string]bool{"nobody takes it": false, "it is taken and never stored": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				c := newCommitter(nil)
				c.queue = make(chan *delivery)
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				if takes {
					go func() {
						for {
							select {
							case <-c.queue:
							case <-ctx.Done():
								return
							}
						}
					}()
				}
				for range 3 { // the timers serve again
					began := time.Now()
					err := c.store(ctx, &delivery{}, &delivery{})
					if took := time.Since(began); took != storeLimit || took >= 5*time.Second || !errs.HasCode(err, "inbox_slow") {
						t.Errorf("after %s: %v", took, err)
					}
				}
			})
		})
	}
}
