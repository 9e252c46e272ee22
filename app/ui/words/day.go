package words

import "time"

// DayHead names the UTC day of a moment above what happened in it: Today, Sun 22 Nov 2026.
func DayHead(t, now time.Time) string {
	t, now = t.UTC(), now.UTC()
	said := t.Format("Mon 2 Jan 2006")
	switch said {
	case now.Format("Mon 2 Jan 2006"):
		return Say(Today, said)
	case now.AddDate(0, 0, -1).Format("Mon 2 Jan 2006"):
		return Say(Yesterday, said)
	}
	return said
}

// SameDay reports whether two moments lie in one UTC day.
func SameDay(a, b time.Time) bool {
	a, b = a.UTC(), b.UTC()
	return a.Year() == b.Year() && a.YearDay() == b.YearDay()
}
