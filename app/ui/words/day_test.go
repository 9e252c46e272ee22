package words

import (
	"testing"
	"time"
)

func TestADayIsNamedByItsDateAndHowNearItIs(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 22, 0, 10, 0, 0, time.UTC)
	for at, want := range map[time.Time]string{
		now:                        "Today, Sun 22 Nov 2026",
		now.Add(-20 * time.Minute): "Yesterday, Sat 21 Nov 2026",
		now.AddDate(0, 0, -2):      "Fri 20 Nov 2026",
		now.AddDate(-1, 0, 0):      "Sat 22 Nov 2025",
		now.Add(-20 * time.Minute).In(time.FixedZone("CET", 3600)): "Yesterday, Sat 21 Nov 2026",
	} {
		if got := DayHead(at, now); got != want {
			t.Errorf("%v: got %q, want %q", at, got, want)
		}
	}
	if SameDay(now, now.Add(-20*time.Minute)) || !SameDay(now, now.Add(20*time.Hour)) {
		t.Error("the days are not those of UTC")
	}
}
