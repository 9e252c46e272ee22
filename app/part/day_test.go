package part

import (
	"strings"
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
	whole := append([]int{4, 2}, make([]int, 46)...)
	o := shared.Overview{Today: shared.DayFigures{Changes: 6}, Ticks: halves(whole...)}
	var d Day
	d.Count(&o, []shared.SyncLog{row("a", shared.OutcomeApplied, 24*time.Hour+10*time.Minute)})
	if o.Today.Changes != 3 || len(o.Ticks) != 48 || !o.Ticks[47].At.Equal(dawn.Add(24*time.Hour)) || o.Ticks[47].Applied != 1 {
		t.Errorf("%+v, the last %+v", o.Today, o.Ticks[47])
	}
	d.Count(&o, []shared.SyncLog{row("b", shared.OutcomeApplied, -24*time.Hour), row("c", shared.OutcomeApplied, 9000*time.Hour)})
	if len(o.Ticks) != 48 || o.Today.Changes != 5 {
		t.Errorf("a clock that is far off: %+v", o.Today)
	}
	young := shared.Overview{Today: shared.DayFigures{Changes: 7}, Ticks: halves(4, 2, 1)}
	d.Count(&young, []shared.SyncLog{row("d", shared.OutcomeApplied, 100*time.Minute)})
	if young.Today.Changes != 8 || young.Ticks[2].Applied != 1 {
		t.Errorf("what leaves the bars of an hour is still of the day: %+v %+v", young.Today, young.Ticks)
	}
	none := shared.Overview{}
	d.Count(&none, []shared.SyncLog{row("e", shared.OutcomeApplied, 0)})
	if none.Today.Changes != 1 {
		t.Errorf("without ticks: %+v", none.Today)
	}
}

func TestTheBarsOfADayAreToldInWords(t *testing.T) {
	t.Parallel()
	if got, want := TickScale(halves(0, 174, 3)), "one bar is 30 min, the busiest from 08:30 UTC with 174"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := TickScale(halves(0, 174, 0)), "one bar is 30 min, all of them between 08:30 and 09:00 UTC"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := TickScale(halves(0, 0)) + TickScale(nil); got != "" {
		t.Errorf("of nothing: %q", got)
	}
	if said := TicksSaid(halves(1, 0)); !strings.Contains(said, "the last 1 h:") {
		t.Errorf("the hour is called something else: %q", said)
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

func TestTroubleIsToldWithoutWhatIsNotThere(t *testing.T) {
	t.Parallel()
	for want, c := range map[string]shared.Counts{
		"nothing waits": {Pending: 3}, "2 parked, 1 dead": {Parked: 2, Dead: 1}, "1,200 failed": {Failed: 1200},
	} {
		if got := TroubleSaid(c); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func one(yes bool) int {
	if yes {
		return 1
	}
	return 0
}
