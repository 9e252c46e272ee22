package part

import (
	"memberpulse/app/ui"
	"memberpulse/app/ui/words"
	"memberpulse/shared"
)

var spans = words.Noun{One: "span", Other: "spans"}

// Ticks are the spans of a day; the last one is now. A tick takes a hue only where something waits or broke.
func Ticks(ticks []shared.Tick) []ui.Tick {
	out := make([]ui.Tick, len(ticks))
	for i, t := range ticks {
		out[i] = ui.Tick{N: t.Applied + t.Waiting + t.Broken, Tone: tickTone(t, i == len(ticks)-1), Wrong: t.Waiting}
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
	return "Changes over the last 24 hours: " + words.Plural(waiting, spans) + " with parked or held events, " + words.Plural(broken, spans) + " with failed or dead ones"
}

// TickAxis are the words under the ticks.
func TickAxis(ticks []shared.Tick) []string {
	if len(ticks) == 0 {
		return nil
	}
	const marks = 4
	out := make([]string, 0, marks+1)
	for i := range marks {
		out = append(out, ticks[i*len(ticks)/marks].At.UTC().Format("15:04"))
	}
	return append(out, "now")
}
