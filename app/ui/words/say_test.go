package words

import (
	"testing"
	"time"
)

func TestCounts(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 10038: "10,038", 1234567: "1,234,567", -1200: "−1,200"} {
		if got := Count(n); got != want {
			t.Errorf("Count(%d) = %q, want %q", n, got, want)
		}
	}
	if got := Plural(1, Person); got != "1 person" {
		t.Errorf("one: %q", got)
	}
	if got := Plural(1284, Person); got != "1,284 people" {
		t.Errorf("many: %q", got)
	}
	if got := List("a", "b", "c"); got != "a, b and c" {
		t.Errorf("list: %q", got)
	}
}

func TestDurations(t *testing.T) {
	t.Parallel()
	for d, want := range map[time.Duration]string{
		20 * time.Microsecond: "< 1 ms", 31 * time.Millisecond: "31 ms", 2100 * time.Millisecond: "2.1 s", 2 * time.Second: "2 s",
		42 * time.Second: "42 s", 85 * time.Second: "1 min 25 s", time.Hour: "1 h", 185 * time.Minute: "3 h 5 min", 52 * time.Hour: "2 d 4 h",
	} {
		if got := Duration(d); got != want {
			t.Errorf("Duration(%v) = %q, want %q", d, got, want)
		}
	}
}

func TestTimesAreRelativeToThePassedMoment(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 20, 9, 41, 0, 0, time.UTC)
	for _, c := range []struct {
		at   time.Time
		want string
	}{
		{now.Add(-2 * time.Second), "just now"},
		{now.Add(-90 * time.Second), "1 min ago"},
		{now.Add(-47 * time.Hour), "47 h ago"},
		{now.Add(-72 * time.Hour), "3 d ago"},
		{now.Add(3 * time.Hour), "in 3 h"},
		{time.Time{}, "never"},
	} {
		if got := Relative(c.at, now); got != c.want {
			t.Errorf("Relative(%v) = %q, want %q", c.at, got, c.want)
		}
	}
	if got := Exact(now.In(time.FixedZone("CET", 3600))); got != "Fri 20 Nov 2026, 09:41:00 UTC" {
		t.Errorf("exact: %q", got)
	}
	if got := DayClock(now.AddDate(0, 0, -1), now); got != "19 Nov, 09:41:00" {
		t.Errorf("yesterday: %q", got)
	}
}

func TestShortKeepsBothEnds(t *testing.T) {
	t.Parallel()
	if got := Short("directory_user_01K8Q2V7M3N0ZC4T8H5R6W1XYB"); got != "directory_user_01K8Q2…1XYB" {
		t.Errorf("short: %q", got)
	}
	if got := Short("short"); got != "short" {
		t.Errorf("a short one stays: %q", got)
	}
	if got := Initials("Dana Whitfield"); got != "DW" {
		t.Errorf("initials: %q", got)
	}
}

func TestASentenceIsFilledInTheOrderItAsksFor(t *testing.T) {
	t.Parallel()
	if got := Say("%[2]s before %[1]s", "b", "a"); got != "a before b" {
		t.Errorf("got %q", got)
	}
	if got := Say("all of it: 100%"); got != "all of it: 100%" {
		t.Errorf("without values nothing is filled: %q", got)
	}
}
