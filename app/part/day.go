package part

import (
	"time"

	"memberpulse/shared"
)

// Day keeps the figures of the last 24 hours in step with live rows, by the server's own rule: only what was applied is a
// change, and an event that is told again counts as what it is now. Its zero value is ready.
type Day struct {
	troubled map[string]shared.Outcome // by event, of those that came while the page is open
}

// Count takes live rows into an overview.
func (d *Day) Count(o *shared.Overview, rows []shared.SyncLog) {
	for _, l := range rows {
		t := tickOf(o, l.AppliedAt)
		if was, told := d.troubled[l.EventID]; told {
			delete(d.troubled, l.EventID)
			tally(&o.Today, t, was, -1)
		}
		if tally(&o.Today, t, l.Outcome, 1) {
			if d.troubled == nil {
				d.troubled = map[string]shared.Outcome{}
			}
			d.troubled[l.EventID] = l.Outcome
		}
	}
}

// tally counts n more of an outcome, and reports whether it is trouble.
func tally(f *shared.DayFigures, t *shared.Tick, o shared.Outcome, n int) (trouble bool) {
	switch o {
	case shared.OutcomeApplied:
		f.Changes += n
		t.Applied += n
		return false
	case shared.OutcomeParked, shared.OutcomeHeld:
		f.Troubled += n
		t.Waiting = max(0, t.Waiting+n)
		return true
	case shared.OutcomeFailed, shared.OutcomeDead:
		f.Troubled += n
		t.Broken = max(0, t.Broken+n)
		return true
	case shared.OutcomePending, shared.OutcomeStale, shared.OutcomeIgnored: // no change, and no trouble
	}
	return false
}

// tickOf is the tick that a moment falls into. One that lies past the last begins a new tick, and the first falls out,
// of the day too with what it counted if the ticks are all of the day.
func tickOf(o *shared.Overview, at time.Time) *shared.Tick {
	if len(o.Ticks) < 2 {
		return &shared.Tick{}
	}
	span := spanOf(o.Ticks)
	for last := o.Ticks[len(o.Ticks)-1].At; span > 0 && !at.Before(last.Add(span)) && at.Before(last.Add(span*time.Duration(len(o.Ticks)))); last = last.Add(span) {
		if gone := o.Ticks[0]; wholeOf(o.Ticks) >= 24*time.Hour {
			o.Today.Changes -= gone.Applied
			o.Today.Troubled -= gone.Waiting + gone.Broken
		}
		o.Ticks = append(o.Ticks[1:], shared.Tick{At: last.Add(span)})
	}
	if i := int(at.Sub(o.Ticks[0].At) / max(span, 1)); i >= 0 && i < len(o.Ticks) {
		return &o.Ticks[i]
	}
	return &o.Ticks[len(o.Ticks)-1]
}
