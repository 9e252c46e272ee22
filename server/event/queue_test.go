package event

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

// What comes while another worker has a lane may come too late for that one: the lane is asked for again until it was had,
// a lock-out's first, and not without a pause.
func TestALaneThatAnotherHasIsAskedForUntilItWasHad(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		q := newQueue()
		q.push("directory_1", true)
		began := time.Now()
		for range 8 {
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			lane, ok := q.take(ctx)
			cancel()
			if !ok {
				t.Fatalf("%s after it was first asked for, the lane is forgotten", time.Since(began))
			}
			q.push("directory_2", false)
			q.rest(lane)
			if other, _ := q.take(t.Context()); other != "directory_2" {
				t.Errorf("while one lane rests, %q is next", other)
			}
			q.done("directory_2", false)
		}
		q.push("directory_2", false)
		synctest.Wait()
		<-time.After(longestRest)
		synctest.Wait()
		for _, want := range []string{"directory_1", "directory_2"} {
			if lane, _ := q.take(t.Context()); lane != want {
				t.Errorf("next is %q, want %q", lane, want)
			}
			q.done(want, false)
		}
		if took, want := time.Since(began), (20+40+80+160+4*320)*time.Millisecond; took != want {
			t.Errorf("asked for eight times in %s, want %s", took, want)
		}
		if quiet, _ := q.quiet(); !quiet || len(q.held) != 0 {
			t.Error("something is left of lanes that were had")
		}
	})
}
