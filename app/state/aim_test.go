package state

import (
	"errors"
	"net/url"
	"testing"
)

// An older answer stays while the same is asked for again, and only then.
func TestAnAnswerStandsOnlyForWhatWasAsked(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		first, then string
		waiting     bool // shown while the answer is on its way
		failed      bool // shown once it was lost
	}{
		"the same again":       {"/people?q=a", "/people?q=a", true, true},
		"another filter":       {"/people?q=a", "/people?q=b", true, false},
		"another organization": {"/people?organization_id=org_a", "/people?organization_id=org_b", false, false},
		"no organization":      {"/people?organization_id=org_a", "/people", false, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var l Load[string]
			ask := func(address string) int {
				u, err := url.Parse(address)
				if err != nil {
					t.Fatal(err)
				}
				l.turn++
				l.aim(u)
				return l.turn
			}
			if !l.Settle(ask(c.first), "what was told", nil) {
				t.Fatal("the first answer was not taken")
			}
			turn := ask(c.then)
			if _, there := l.Value(); there != c.waiting {
				t.Errorf("while the answer is on its way the older one is shown: %v, want %v", there, c.waiting)
			}
			l.Settle(turn, "", errors.New("lost"))
			if _, there := l.Value(); there != c.failed {
				t.Errorf("once the answer was lost the older one is shown: %v, want %v", there, c.failed)
			}
		})
	}
}
