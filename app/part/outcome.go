package part

import (
	"strings"
	"time"

	"memberpulse/app/ui/words"
	"memberpulse/shared"
)

// NotApplied are the outcomes that Trouble counts, as the address of a list asks for them: a figure leads to as many rows.
const NotApplied = "dead,failed,parked"

// Asked reports whether o is among the outcomes that an address asks for, joined by commas; "" asks for all.
func Asked(outcomes string, o shared.Outcome) bool {
	if outcomes == "" {
		return true
	}
	for asked := range strings.SplitSeq(outcomes, ",") {
		if asked == string(o) {
			return true
		}
	}
	return false
}

// Chosen reports whether an address asks for o by name, so that o's facet is the current one.
func Chosen(outcomes string, o shared.Outcome) bool {
	return outcomes != "" && outcomes != NotApplied && Asked(outcomes, o)
}

// OutcomesSaid names the outcomes that an address asks for.
func OutcomesSaid(outcomes string) string {
	if outcomes == NotApplied {
		return words.Say(words.AnyNotApplied)
	}
	return words.List(strings.Split(outcomes, ",")...)
}

// SinceSaid writes the moment from which an address asks for rows.
func SinceSaid(since string, now time.Time) string {
	at, err := time.Parse(time.RFC3339, since)
	if err != nil {
		return since
	}
	return words.Say(words.InUTC, words.DayClock(at, now))
}

// SinceBegin asks an address for the rows of the day that ends with the ticks; "" if there are none.
func SinceBegin(ticks []shared.Tick) string {
	if len(ticks) == 0 {
		return ""
	}
	end := ticks[len(ticks)-1].At.Add(spanOf(ticks))
	return "since=" + words.Stamp(end.Add(-24*time.Hour))
}
