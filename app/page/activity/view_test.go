package activity

import (
	"testing"

	"memberpulse/shared"
)

func logsOf(ids ...string) []shared.SyncLog {
	var out []shared.SyncLog
	for _, id := range ids {
		out = append(out, shared.SyncLog{EventID: id})
	}
	return out
}

func TestLiveRowsStandFirstAndOncePerEvent(t *testing.T) {
	t.Parallel()
	news := logsOf("event_4", "event_2", "event_5")
	news[1].Outcome = shared.OutcomeApplied // parked before, applied now
	got := merge(logsOf("event_3", "event_2", "event_1"), news, 4)
	var ids []string
	for _, l := range got {
		ids = append(ids, l.EventID)
	}
	want := []string{"event_5", "event_2", "event_4", "event_3"}
	if len(ids) != len(want) {
		t.Fatalf("got %v, want %v", ids, want)
	}
	for i := range want {
		if ids[i] != want[i] {
			t.Fatalf("got %v, want %v", ids, want)
		}
	}
	if got[1].Outcome != shared.OutcomeApplied {
		t.Error("the older decision is shown")
	}
}

func TestFacetsShowWhatOccursAndWhatIsChosen(t *testing.T) {
	t.Parallel()
	all, facets := facetsOf([]shared.OutcomeCount{{Outcome: shared.OutcomeDead, Count: 1}, {Outcome: shared.OutcomeApplied, Count: 9}}, "parked")
	if all != 10 || len(facets) != 3 || facets[0].label != "Applied" || facets[1].label != "Parked" || facets[1].count != 0 || facets[2].label != "Dead" {
		t.Errorf("all %d, facets %+v", all, facets)
	}
}
