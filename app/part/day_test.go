package part

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"memberpulse/shared"
)

var dawn = time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)

func halves(applied ...int) []shared.Tick {
	out := make([]shared.Tick, len(applied))
	for i, n := range applied {
		out[i] = shared.Tick{At: dawn.Add(time.Duration(i) * 30 * time.Minute), Applied: n}
	}
	return out
}

func row(id string, o shared.Outcome, after time.Duration) shared.SyncLog {
	return shared.SyncLog{EventID: id, Outcome: o, AppliedAt: dawn.Add(after)}
}

func TestOnlyWhatWasAppliedIsAChangeOfTheDay(t *testing.T) {
	t.Parallel()
	o := shared.Overview{Today: shared.DayFigures{Changes: 3}, Ticks: halves(1, 2)}
	var d Day
	d.Count(&o, []shared.SyncLog{
		row("a", shared.OutcomeApplied, 40*time.Minute), row("b", shared.OutcomeStale, 41*time.Minute), row("c", shared.OutcomeIgnored, 42*time.Minute),
		row("d", shared.OutcomeParked, 43*time.Minute), row("e", shared.OutcomeDead, 44*time.Minute),
	})
	if diff := cmp.Diff(shared.DayFigures{Changes: 4, Troubled: 2}, o.Today); diff != "" {
		t.Errorf("figures (-want +got):\n%s", diff)
	}
	if last := o.Ticks[1]; last.Applied != 3 || last.Waiting != 1 || last.Broken != 1 {
		t.Errorf("the last tick: %+v", last)
	}
}

func TestAnEventThatIsToldAgainCountsAsWhatItIsNow(t *testing.T) {
	t.Parallel()
	o := shared.Overview{Ticks: halves(0, 0)}
	var d Day
	d.Count(&o, []shared.SyncLog{row("a", shared.OutcomeFailed, 40*time.Minute), row("a", shared.OutcomeFailed, 41*time.Minute)})
	if o.Today.Troubled != 1 {
		t.Errorf("one event in trouble is counted %d times", o.Today.Troubled)
	}
	d.Count(&o, []shared.SyncLog{row("a", shared.OutcomeApplied, 42*time.Minute)})
	if diff := cmp.Diff(shared.DayFigures{Changes: 1}, o.Today); diff != "" {
		t.Errorf("figures (-want +got):\n%s", diff)
	}
}

func TestTheDayMovesOnWithTheRows(t *testing.T) {
	t.Parallel()
	o := shared.Overview{Today: shared.DayFigures{Changes: 7}, Ticks: halves(4, 2, 1)}
	var d Day
	d.Count(&o, []shared.SyncLog{row("a", shared.OutcomeApplied, 100*time.Minute)})
	if o.Today.Changes != 4 || len(o.Ticks) != 3 || !o.Ticks[2].At.Equal(dawn.Add(90*time.Minute)) || o.Ticks[2].Applied != 1 {
		t.Errorf("%+v %+v", o.Today, o.Ticks)
	}
	d.Count(&o, []shared.SyncLog{row("b", shared.OutcomeApplied, -24*time.Hour), row("c", shared.OutcomeApplied, 900*time.Hour)})
	if len(o.Ticks) != 3 || o.Today.Changes != 6 {
		t.Errorf("a clock that is far off: %+v %+v", o.Today, o.Ticks)
	}
	none := shared.Overview{}
	d.Count(&none, []shared.SyncLog{row("d", shared.OutcomeApplied, 0)})
	if none.Today.Changes != 1 {
		t.Errorf("without ticks: %+v", none.Today)
	}
}

func TestALinkToWhatWasNotAppliedAsksForAllThatTheFigureCounts(t *testing.T) {
	t.Parallel()
	for _, o := range shared.Outcomes {
		counted := Trouble(shared.Counts{
			Parked: one(o == shared.OutcomeParked), Failed: one(o == shared.OutcomeFailed), Dead: one(o == shared.OutcomeDead),
		}) == 1
		if Asked(NotApplied, o) != counted {
			t.Errorf("%s: asked for %v, counted %v", o, Asked(NotApplied, o), counted)
		}
		if Chosen(NotApplied, o) || Chosen("", o) || !Chosen(string(o), o) || !Asked("", o) {
			t.Errorf("%s is chosen where it is not, or the other way round", o)
		}
	}
	for outcomes, want := range map[string]string{NotApplied: "not applied", "dead": "dead", "dead,held": "dead and held"} {
		if got := OutcomesSaid(outcomes); got != want {
			t.Errorf("%s: %q", outcomes, got)
		}
	}
}

func one(yes bool) int {
	if yes {
		return 1
	}
	return 0
}
