package world

import (
	"fmt"
	"sync"
	"testing"
	"time"
)

func TestManyAtOnceLeaveOneHistory(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	w, err := Open(dir, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	d := directoryFor(t, w)
	changed, stop := w.Watch()
	defer stop()
	var wg sync.WaitGroup
	for n := range 8 {
		wg.Go(func() {
			for i := range 25 {
				p, err := w.AddPerson(PersonInput{DirectoryID: d.ID, Email: fmt.Sprintf("p%d-%d@northwind.example", n, i), Groups: []string{"Everyone", fmt.Sprint("Team ", n)}})
				if err != nil {
					t.Error(err)
					return
				}
				off := i%2 == 0
				if _, err := w.UpdatePerson(p.ID, PersonChange{Active: &off}); err != nil {
					t.Error(err)
				}
				if i%5 == 0 {
					if err := w.RemovePerson(p.ID); err != nil {
						t.Error(err)
					}
				}
				w.DirectoryUsers(d.ID, Page{Limit: 100}, nil)
				w.Events(EventFilter{Limit: 10})
			}
		})
	}
	wg.Go(func() {
		if _, err := w.AddBurst(d.ID, 600); err != nil {
			t.Error(err)
		}
	})
	wg.Go(func() {
		for range 20 {
			if _, err := w.Ledger(""); err != nil {
				t.Error(err)
			}
		}
	})
	wg.Wait()
	select {
	case <-changed:
	default:
		t.Error("a watcher must have been told")
	}
	log := w.EventLog(0)
	for i, e := range log {
		if e.Seq != i || i > 0 && (e.ID <= log[i-1].ID || e.CreatedAt.Before(log[i-1].CreatedAt)) {
			t.Fatalf("event %d is out of order", i)
		}
	}
	want := pictureOf(w)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := Open(dir, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	if d := diff(want, pictureOf(again)); d != "" {
		t.Errorf("the replay differs:\n%.4000s", d)
	}
}
