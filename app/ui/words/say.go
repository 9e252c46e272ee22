package words

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Say returns a sentence, filled with the values.
func Say(key Key, values ...any) string {
	if len(values) == 0 {
		return string(key)
	}
	return fmt.Sprintf(string(key), values...)
}

// Count writes a number with separators: 10,038.
func Count[N ~int | ~int64 | ~int32](n N) string {
	digits := strconv.FormatInt(int64(n), 10)
	sign := ""
	if strings.HasPrefix(digits, "-") {
		sign, digits = "−", digits[1:]
	}
	var b strings.Builder
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(d)
	}
	return sign + b.String()
}

// Plural writes a count with its noun: 1 person, 1,284 people.
func Plural[N ~int | ~int64 | ~int32](n N, noun Noun) string {
	if n == 1 {
		return "1 " + Say(noun.One)
	}
	return Count(n) + " " + Say(noun.Other)
}

// List joins words with commas and a last "and".
func List(items ...string) string {
	switch len(items) {
	case 0:
		return ""
	case 1:
		return items[0]
	}
	return Say(And, strings.Join(items[:len(items)-1], ", "), items[len(items)-1])
}

// Duration writes a length of time with units, never more than two of them: 31 ms, 2.1 s, 1 min 25 s, 3 h 5 min, 2 d 4 h.
func Duration(d time.Duration) string {
	switch {
	case d < 0:
		return Duration(-d)
	case d < time.Millisecond:
		return "< 1 ms"
	case d < time.Second:
		return strconv.FormatInt(d.Milliseconds(), 10) + " ms"
	case d < 10*time.Second:
		return trimZero(strconv.FormatFloat(d.Seconds(), 'f', 1, 64)) + " s"
	case d < time.Minute:
		return strconv.Itoa(int(d.Seconds())) + " s"
	case d < time.Hour:
		return two(int(d.Minutes()), "min", int(d.Seconds())%60, "s")
	case d < 24*time.Hour:
		return two(int(d.Hours()), "h", int(d.Minutes())%60, "min")
	}
	return two(int(d.Hours())/24, "d", int(d.Hours())%24, "h")
}

// Relative writes how long ago, or in how long, a moment is: 2 min ago, in 3 d, just now.
func Relative(t, now time.Time) string {
	if t.IsZero() {
		return Say(Never)
	}
	d := now.Sub(t)
	switch {
	case d > -5*time.Second && d < 5*time.Second:
		return Say(JustNow)
	case d < 0:
		return Say(In, coarse(-d))
	}
	return Say(Ago, coarse(d))
}

// Exact writes a moment in full, in UTC: Fri 20 Nov 2026, 09:40:37 UTC.
func Exact(t time.Time) string { return t.UTC().Format("Mon 2 Jan 2006, 15:04:05 UTC") }

// Clock writes the time of day in UTC: 09:40:37.
func Clock(t time.Time) string { return t.UTC().Format("15:04:05") }

// ClockMillis writes the time of day in UTC to the millisecond: 09:40:37.214.
func ClockMillis(t time.Time) string { return t.UTC().Format("15:04:05.000") }

// HourMinute writes the time of day in UTC to the minute: 09:40.
func HourMinute(t time.Time) string { return t.UTC().Format("15:04") }

// Day writes a date in UTC: 20 Nov 2026.
func Day(t time.Time) string { return t.UTC().Format("2 Jan 2006") }

// DayClock writes the time of day for today and the date with it for any other day.
func DayClock(t, now time.Time) string {
	t, now = t.UTC(), now.UTC()
	if t.Year() == now.Year() && t.YearDay() == now.YearDay() {
		return Clock(t)
	}
	return DateClock(t, now)
}

// DateClock writes the date and the time of day; the year only if it is not this one, and then no seconds.
func DateClock(t, now time.Time) string {
	t, now = t.UTC(), now.UTC()
	if t.Year() == now.Year() {
		return t.Format("2 Jan, 15:04:05")
	}
	return t.Format("2 Jan 2006, 15:04")
}

// Stamp writes a moment for the datetime attribute.
func Stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// Short keeps both ends of a long id, so that it fits a line: directory_user_01K8Q2…1XYB.
func Short(id string) string {
	prefix := strings.LastIndexByte(id, '_') + 1
	head, tail := prefix+6, 4
	if len(id) <= head+tail+1 {
		return id
	}
	return id[:head] + "…" + id[len(id)-tail:]
}

// Initials gives at most two letters for a name or an address.
func Initials(name string) string {
	letters := ""
	for _, word := range strings.FieldsFunc(name, func(r rune) bool { return r == ' ' || r == '.' || r == '@' || r == '-' }) {
		for _, r := range word {
			letters += strings.ToUpper(string(r))
			break
		}
		if len([]rune(letters)) == 2 {
			break
		}
	}
	return letters
}

func coarse(d time.Duration) string {
	switch {
	case d < time.Minute:
		return strconv.Itoa(int(d.Seconds())) + " s"
	case d < time.Hour:
		return strconv.Itoa(int(d.Minutes())) + " min"
	case d < 48*time.Hour:
		return strconv.Itoa(int(d.Hours())) + " h"
	}
	return Count(int(d.Hours())/24) + " d"
}

func two(n int, unit string, m int, small string) string {
	if m == 0 {
		return strconv.Itoa(n) + " " + unit
	}
	return strconv.Itoa(n) + " " + unit + " " + strconv.Itoa(m) + " " + small
}

func trimZero(s string) string { return strings.TrimSuffix(s, ".0") }
