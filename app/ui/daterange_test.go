package ui

import (
	"strings"
	"testing"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

func TestADateRangeOffersPresetsAndRefusesABackwardSpan(t *testing.T) {
	t.Parallel()
	d := DateRange("span", "Today", Preset{"Today", "/activity?since=today", true}, Preset{"7 days", "/activity?since=7d", false}).
		Days("2026-11-20", "2026-11-14", func(app.Context, string, string) {})
	if strings.Contains(markup(d), "menu__item") {
		t.Error("it is open from the start")
	}
	d.open, d.from, d.till = true, d.P.from, d.P.till
	got := markup(d)
	for _, want := range []string{`href="/activity?since=7d"`, `aria-current`, "The end is before the start.", `disabled type="button">Show these days`} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in %s", want, got)
		}
	}
	d.till = "2026-11-21"
	if strings.Contains(markup(d), "before the start") {
		t.Error("a forward span is refused")
	}
}
