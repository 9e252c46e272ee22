package signin

import (
	"slices"
	"strings"
	"testing"
)

// placesThatAre are the places of the screens that somebody who was refused may be sent to.
var placesThatAre = []string{"Settings > Authentication"}

func TestRefusalsAskForWhatCanBeDone(t *testing.T) {
	t.Parallel()
	for code, w := range refusals {
		said := w.Detail + " " + w.Action
		for _, never := range []string{"save", "in People", "Platform Settings", "admin-link and", "Copy the sign-in link"} {
			if strings.Contains(said, never) {
				t.Errorf("%s says %q, which nobody can do here: %s", code, never, said)
			}
		}
		for rest := said; strings.Contains(rest, "Settings > "); {
			_, rest, _ = strings.Cut(rest, "Settings > ")
			place := "Settings > " + strings.TrimRight(strings.Fields(rest)[0], ",.:;")
			if !slices.Contains(placesThatAre, place) {
				t.Errorf("%s sends to %s, which is not there: %s", code, place, said)
			}
		}
		if strings.Contains(w.Action, "Settings > Authentication") && !strings.Contains(strings.ToLower(w.Action), "enable") {
			t.Errorf("%s asks for more in Settings > Authentication than to enable: %s", code, w.Action)
		}
	}
}
