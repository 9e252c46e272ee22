package live

import (
	"context"
	"fmt"
	"sync"
	"testing"
)

// A crowd that comes back at once, after a restart say, must not put a question each.
func TestWhoComesWhileAQuestionIsOnItsWayIsAskedForTogether(t *testing.T) {
	t.Parallel()
	var working sync.WaitGroup
	put, answer := make(chan []Session), make(chan struct{})
	d := &desk{working: &working, grants: func(_ context.Context, sessions []Session) (map[string]string, error) {
		put <- sessions
		<-answer
		return map[string]string{}, nil
	}}
	d.queue(t.Context(), Session{ID: "session_first"})
	if n := len(<-put); n != 1 {
		t.Fatalf("the first question is about %d sessions", n)
	}
	const crowd = 40
	for i := range crowd {
		d.queue(t.Context(), Session{ID: fmt.Sprintf("session_%d", i)})
	}
	close(answer)
	if n := len(<-put); n != crowd {
		t.Errorf("the next question is about %d sessions, want all %d", n, crowd)
	}
	working.Wait() // a third question would find nobody to take it
}
