package ui

import (
	"strings"
	"testing"
	"time"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

func TestALogOverSeveralDaysSaysWhichDayItsRowsAreOf(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	times := []time.Time{now, now.Add(-time.Hour), now.Add(-10 * time.Hour), now.Add(-72 * time.Hour)}
	rows := make([]TableRow, len(times))
	for i, at := range times {
		rows[i] = TableRow{ID: "event_" + strings.Repeat("x", i), Cells: []app.UI{ClockMillis(at)}}
	}
	html := app.HTMLString(Table("Changes", Col("Time, UTC")).Rows(ByDay(rows, func(i int) time.Time { return times[i] }, now)))
	last := -1
	for _, want := range []string{"Today, Sun 22 Nov 2026", "09:00:00.000", "08:00:00.000", "Yesterday, Sat 21 Nov 2026", "23:00:00.000", "Thu 19 Nov 2026"} {
		at := strings.Index(html, want)
		if at <= last {
			t.Errorf("%q does not stand in its place in %s", want, html)
		}
		last = at
	}
	if n := strings.Count(html, "table__day"); n != 3 {
		t.Errorf("%d days are named, want 3", n)
	}
	if got := ByDay(nil, nil, now); len(got) != 0 {
		t.Errorf("no row, yet a day: %v", got)
	}
}
