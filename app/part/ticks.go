package part

import (
	"time"

	"memberpulse/app/ui"
	"memberpulse/app/ui/words"
	"memberpulse/shared"
)

// wholeOf is the time that ticks cover together, and spanOf what one of them does.
func wholeOf(ticks []shared.Tick) time.Duration { return spanOf(ticks) * time.Duration(len(ticks)) }

func spanOf(ticks []shared.Tick) time.Duration {
	if len(ticks) < 2 {
		return 0
	}
	return ticks[1].At.Sub(ticks[0].At)
}

// TickScale says what one bar is, and when most happened: with little to see, the words tell more than the bars.
func TickScale(ticks []shared.Tick) string {
	most, all := 0, 0
	for i, t := range ticks {
		all += total(t)
		if total(t) > 0 && total(t) >= total(ticks[most]) {
			most = i
		}
	}
	if len(ticks) < 2 || all == 0 {
		return ""
	}
	scale, from := words.Duration(spanOf(ticks)), ticks[most].At
	if n := total(ticks[most]); n < all {
		return words.Say(words.OneBarBusiest, scale, words.HourMinute(from), words.Count(n))
	}
	return words.Say(words.OneBarAll, scale, words.HourMinute(from), words.HourMinute(from.Add(spanOf(ticks)+time.Minute-1)))
}

func total(t shared.Tick) int { return t.Applied + t.Waiting + t.Broken }

// Ticks are the spans of a day; the last one is now. A tick takes a hue only where something waits or broke.
func Ticks(ticks []shared.Tick) []ui.Tick {
	out := make([]ui.Tick, len(ticks))
	for i, t := range ticks {
		out[i] = ui.Tick{N: total(t), Tone: tickTone(t, i == len(ticks)-1), Wrong: t.Waiting}
		if t.Broken > 0 {
			out[i].Wrong = t.Broken
		}
	}
	return out
}

func tickTone(t shared.Tick, last bool) ui.Tone {
	switch {
	case t.Broken > 0:
		return ui.ToneBad
	case t.Waiting > 0:
		return ui.ToneWarn
	case last:
		return ui.ToneRun
	}
	return ui.Plain
}

// TicksSaid says in words what the ticks show.
func TicksSaid(ticks []shared.Tick) string {
	waiting, broken := 0, 0
	for _, t := range ticks {
		if t.Waiting > 0 {
			waiting++
		}
		if t.Broken > 0 {
			broken++
		}
	}
	return words.Say(words.ChangesOver, TicksSpan(ticks), words.Plural(waiting, words.Span), words.Plural(broken, words.Span))
}

// TicksSpan names the time that the ticks are of, the one that their axis shows.
func TicksSpan(ticks []shared.Tick) string {
	if whole := wholeOf(ticks); whole > 0 && whole < 24*time.Hour {
		return words.Say(words.LastSpan, words.Duration(whole))
	}
	return words.Say(words.LastDay)
}

// TicksChanges are the changes that the ticks show: only what was applied is one.
func TicksChanges(ticks []shared.Tick) int {
	n := 0
	for _, t := range ticks {
		n += t.Applied
	}
	return n
}

// TickAxis are the words under the ticks.
func TickAxis(ticks []shared.Tick) []string {
	if len(ticks) == 0 {
		return nil
	}
	const marks = 4
	out := make([]string, 0, marks+1)
	for i := range marks {
		out = append(out, words.HourMinute(ticks[i*len(ticks)/marks].At))
	}
	return append(out, words.Say(words.Now))
}
