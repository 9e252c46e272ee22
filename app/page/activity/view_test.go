package activity

import (
	"testing"

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
