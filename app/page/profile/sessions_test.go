package profile

import (
	"testing"

	"memberpulse/shared"
)

func TestTheKeyboardGoesToTheNextSessionOnceOneHasEnded(t *testing.T) {
	t.Parallel()
	sessions := []shared.Session{{ID: "session_1", Current: true}, {ID: "session_2"}, {ID: "session_3"}}
	for gone, want := range map[string]string{"session_2": "end-session_3", "session_3": "end-session_2", "session_9": thisSession} {
		if got := nextOf(sessions, gone); got != want {
			t.Errorf("after %s: %s, want %s", gone, got, want)
		}
	}
	if got := nextOf(sessions[:2], "session_2"); got != thisSession {
		t.Errorf("after the last: %s", got)
	}
}
