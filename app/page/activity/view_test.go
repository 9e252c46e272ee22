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
