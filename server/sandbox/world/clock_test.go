package world

import (
	"testing"
	"time"
)

// stopped is a clock that stands still.
func stopped() time.Time { return time.Date(2026, time.November, 20, 9, 15, 30, 412_000_000, time.UTC) }

// everyStep is a clock that moves a little each time it is read.
func everyStep(by time.Duration) func() time.Time {
	at := stopped()
	return func() time.Time { at = at.Add(by); return at }
}

func TestNoStampIsAheadOfTheClock(t *testing.T) {
	t.Parallel()
	for name, clock := range map[string]func() time.Time{"one that stands": stopped, "one that runs": everyStep(50 * time.Microsecond)} {
		w, err := Open("", clock)
		if err != nil {
			t.Fatal(err)
		}
		d := directoryFor(t, w)
		if _, err := w.AddBurst(d.ID, 500); err != nil {
			t.Fatal(err)
		}
		log := w.EventLog(0)
		if last := log[len(log)-1].CreatedAt; last.After(clock()) {
			t.Errorf("%s: the last of %d events is stamped %s ahead", name, len(log), last.Sub(clock()))
		}
		for i, e := range log[1:] {
			if e.ID <= log[i].ID || e.CreatedAt.Before(log[i].CreatedAt) {
				t.Fatalf("%s: event %d is out of order", name, i+1)
			}
		}
	}
}

func TestIdsRiseOverARestartWithinAMillisecond(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for range 8 {
		w, err := Open(dir, stopped)
		if err != nil {
			t.Fatal(err)
		}
		for range 3 {
			if _, err := w.CreateOrganization(OrganizationInput{Name: "Northwind"}); err != nil {
				t.Fatal(err)
			}
		}
		log := w.EventLog(0)
		for i, e := range log[1:] {
			if e.ID <= log[i].ID {
				t.Fatalf("event %d of %d has an id below the one before", i+1, len(log))
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// A receiver puts a removal over an addition of the same time: one that is meant to follow has to be later.
func TestWhoIsPutBackIntoAGroupAtOnceIsPutBackLater(t *testing.T) {
	t.Parallel()
	w, err := Open("", stopped)
	if err != nil {
		t.Fatal(err)
	}
	d := directoryFor(t, w)
	p, err := w.AddPerson(PersonInput{DirectoryID: d.ID, Email: "ana@northwind.example", Groups: []string{"Staff"}})
	if err != nil {
		t.Fatal(err)
	}
	at := len(w.EventLog(0))
	for _, groups := range [][]string{{}, {"Staff"}, {"staff"}} { // the last is the same group by another spelling
		if _, err := w.UpdatePerson(p.ID, PersonChange{Groups: &groups}); err != nil {
			t.Fatal(err)
		}
	}
	log := w.EventLog(at)
	for i, e := range log {
		if want := []string{"dsync.group.user_removed", "dsync.group.user_added"}[i%2]; e.Name != want {
			t.Fatalf("event %d is %s", i, e.Name)
		}
		if i%2 == 1 && !e.CreatedAt.After(log[i-1].CreatedAt) {
			t.Errorf("addition %d is not later than the removal before it", i)
		}
	}
	if len(log) != 4 {
		t.Errorf("%d events, want 4", len(log))
	}
}
