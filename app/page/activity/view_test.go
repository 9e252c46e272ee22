package activity

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"memberpulse/app/state"
	"memberpulse/shared"
)

func TestFacetsShowWhatOccursAndWhatIsChosen(t *testing.T) {
	t.Parallel()
	all, facets := facetsOf([]shared.OutcomeCount{{Outcome: shared.OutcomeDead, Count: 1}, {Outcome: shared.OutcomeApplied, Count: 9}}, "parked")
	if all != 10 || len(facets) != 3 || facets[0].label != "Applied" || facets[1].label != "Parked" || facets[1].count != 0 || facets[2].label != "Dead" {
		t.Errorf("all %d, facets %+v", all, facets)
	}
}

func TestWhatWasNotAppliedHasAFacetThatCountsAllOfIt(t *testing.T) {
	t.Parallel()
	counts := []shared.OutcomeCount{{Outcome: shared.OutcomeDead, Count: 2}, {Outcome: shared.OutcomeParked, Count: 3}, {Outcome: shared.OutcomeHeld, Count: 5}}
	_, facets := facetsOf(counts, "dead,failed,parked")
	last := facets[len(facets)-1]
	if last.label != "Not applied" || last.count != 5 || !last.current || last.asks != "dead,failed,parked" {
		t.Errorf("%+v", last)
	}
	for _, f := range facets[:len(facets)-1] {
		if f.current {
			t.Errorf("%s is current too", f.label)
		}
	}
	if _, facets := facetsOf(counts[:1], ""); len(facets) != 1 {
		t.Errorf("one outcome has two facets: %+v", facets)
	}
}

func TestALiveRowBelongsToAListOfSeveralOutcomes(t *testing.T) {
	t.Parallel()
	l := shared.SyncLog{Outcome: shared.OutcomeParked}
	if !matches(l, "dead,failed,parked", "", "") || matches(l, "dead,failed", "", "") || !matches(l, "", "", "") {
		t.Error("a parked row is put into the wrong list")
	}
}

func TestTheStripSpeaksOfTheTimeOfItsAxis(t *testing.T) {
	t.Parallel()
	noon := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	ticks := make([]shared.Tick, 48)
	for i := range ticks {
		ticks[i].At = noon.Add(time.Duration(i) * 90 * time.Second)
	}
	if got, want := stripSaid(ticks), "in the last 1 h 12 min"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	ticks[3].Applied = 5
	if got := stripSaid(ticks); !strings.HasPrefix(got, "in the last 1 h 12 min; one bar is 1 min 30 s") {
		t.Error(got)
	}
	for i := range ticks {
		ticks[i].At = noon.Add(time.Duration(i) * 30 * time.Minute)
	}
	if got := stripSaid(ticks); !strings.HasPrefix(got, "in the last 24 hours; one bar is 30 min") {
		t.Error(got)
	}
}

func TestRowsStandInTheOrderOfTheirTimes(t *testing.T) {
	t.Parallel()
	noon := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	written := []shared.SyncLog{{EventID: "c", AppliedAt: noon}, {EventID: "a", AppliedAt: noon.Add(time.Second)}, {EventID: "b", AppliedAt: noon.Add(time.Second)}}
	shown := inOrder(written)
	if shown[0].EventID != "a" || shown[1].EventID != "b" || shown[2].EventID != "c" || written[0].EventID != "c" {
		t.Errorf("shown %+v, written %+v", shown, written)
	}
}

// The facets over a search count what it finds, and not every change that comes meanwhile.
func TestFacetsOfASearchCountWhatItFinds(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]int{"": 5, "q=tanaka": 4} {
		p := &Page{query: state.ParseQuery(&url.URL{Path: "/activity", RawQuery: query})}
		p.counts.Set(shared.List[shared.OutcomeCount]{Data: []shared.OutcomeCount{{Outcome: shared.OutcomeApplied, Count: 4}}})
		p.countLive([]shared.SyncLog{{EventID: "event_1", Outcome: shared.OutcomeApplied}})
		if counts, _ := p.counts.Value(); counts.Data[0].Count != want {
			t.Errorf("with %q %d are counted, want %d", query, counts.Data[0].Count, want)
		}
	}
}
