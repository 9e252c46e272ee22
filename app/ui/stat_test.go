package ui

import (
	"strings"
	"testing"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// A bar of 33 changes of which 4 were given up is not a bar of 33 failures.
func TestASparklineTintsOnlyWhatWentWrong(t *testing.T) {
	t.Parallel()
	html := app.HTMLString(Ticks("Changes", []Tick{{N: 40, Wrong: 10, Tone: ToneBad}}))
	for _, want := range []string{`height="20"`, `height="5"`} {
		if !strings.Contains(html, want) {
			t.Errorf("no part with %s in %s", want, html)
		}
	}
	if n := strings.Count(html, "ticks__bad"); n != 1 {
		t.Errorf("%d parts are tinted in %s", n, html)
	}
	whole := app.HTMLString(Ticks("Changes", []Tick{{N: 4, Wrong: 4, Tone: ToneBad}}))
	if n := strings.Count(whole, "<rect"); n != 1 || !strings.Contains(whole, "ticks__bad") {
		t.Errorf("all of it went wrong: %s", whole)
	}
}
