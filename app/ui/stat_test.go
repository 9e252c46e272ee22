package ui

import (
	"regexp"
	"strconv"
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

// Beside a busy span a quiet one is low; what went wrong in it must not hide that most went well.
func TestAFewFaultsLeaveTheRestOfATickToBeSeen(t *testing.T) {
	t.Parallel()
	ticks := []Tick{{N: 900}, {N: 39, Wrong: 2, Tone: ToneBad}}
	for name, html := range map[string]string{"ticks": app.HTMLString(Ticks("Changes", ticks)), "bars": app.HTMLString(Bars("Changes", ticks))} {
		var heights []float64
		for _, m := range regexp.MustCompile(`<rect[^>]* height="([0-9.]+)"|<rect[^>]*height="([0-9.]+)"[^>]*>`).FindAllStringSubmatch(html, -1) {
			h, err := strconv.ParseFloat(m[1]+m[2], 64)
			if err != nil {
				t.Fatal(err)
			}
			heights = append(heights, h)
		}
		if len(heights) != 3 || heights[1]-heights[2] < least || heights[2] < least {
			t.Errorf("%s: the bars are %v high: too little is left of one of the hues", name, heights)
		}
	}
}
