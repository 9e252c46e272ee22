package ui

import (
	"time"

	"memberpulse/app/ui/words"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Text is plain text.
func Text(s string) app.UI { return app.Text(s) }

// P is a paragraph.
func P(kids ...app.UI) app.UI { return el("p", "", kids...) }

// B is a name within a sentence.
func B(s string) app.UI { return el("b", "", Text(s)) }

// Code is an id, a slug or an event name in mono.
func Code(s string) app.UI { return el("code", "", Text(s)) }

// Dim is a label, a time or an aside.
func Dim(kids ...app.UI) app.UI { return el("span", "dim", kids...) }

// Lead is the sentence under a title.
func Lead(kids ...app.UI) app.UI { return el("p", "lead", kids...) }

// Subheading is a title inside a section (h3).
func Subheading(s string) app.UI { return el("h3", "", Text(s)) }

// Hidden is text for screen readers only.
func Hidden(s string) app.UI { return el("span", "visually-hidden", Text(s)) }

// Ago is a moment, relative to now; the exact UTC time is in its title.
func Ago(t, now time.Time) app.UI { return moment(t, words.Relative(t, now)) }

// DayClock is a moment as the time of day in UTC, with the date when it is not today.
func DayClock(t, now time.Time) app.UI { return moment(t, words.DayClock(t, now)) }

// DateClock is a moment as its date and the time of day in UTC.
func DateClock(t, now time.Time) app.UI { return moment(t, words.DateClock(t, now)) }

// ClockMillis is a moment as the time of day in UTC, to the millisecond.
func ClockMillis(t time.Time) app.UI { return moment(t, words.ClockMillis(t)) }

// Day is a moment as a date in UTC.
func Day(t time.Time) app.UI { return moment(t, words.Day(t)) }

func moment(t time.Time, said string) app.UI {
	if t.IsZero() {
		return el("span", "dim", Text(words.Say(words.Never)))
	}
	return el("time", "", Text(said)).Attr("datetime", words.Stamp(t)).Attr("title", words.Exact(t))
}

// Num is a count with separators.
func Num(n int) app.UI { return el("span", "num", Text(words.Count(n))) }
