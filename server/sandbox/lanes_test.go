package sandbox_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"

	"memberpulse/server/sandbox"
	"memberpulse/server/sandbox/deliver"
	"memberpulse/server/sandbox/world"
)

// arrival is a webhook that came: its event, and whom it names.
type arrival struct {
	name string
	ids  []string
}

// gate is an endpoint that answers nobody until it is told to, one at a time.
type gate struct {
	t        *testing.T
	arrivals chan arrival
	answers  chan struct{}
}

func newGate(t *testing.T, r *running) *gate {
	t.Helper()
	g := &gate{t, make(chan arrival, 100_000), make(chan struct{})}
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, req *http.Request) {
		raw, err := io.ReadAll(req.Body)
		var e struct {
			Event string `json:"event"`
			Data  struct {
				ID          string `json:"id"`
				User, Group struct {
					ID string `json:"id"`
				}
			} `json:"data"`
		}
		if err != nil || json.Unmarshal(raw, &e) != nil {
			return // cut off as the test ends
		}
		g.arrivals <- arrival{e.Event, []string{e.Data.ID, e.Data.User.ID, e.Data.Group.ID}}
		select {
		case <-g.answers:
		case <-req.Context().Done():
		}
	}))
	t.Cleanup(server.Close)
	t.Cleanup(func() { close(g.answers) })
	if _, err := r.box.World().CreateEndpoint(server.URL, []string{
		"dsync.deleted", "dsync.user.created", "dsync.user.updated", "dsync.user.deleted", "dsync.group.created", "dsync.group.user_added",
	}); err != nil {
		t.Fatal(err)
	}
	return g
}

// take waits for the next that comes, after it let one go if so asked.
func (g *gate) take(free bool) arrival {
	g.t.Helper()
	if free {
		g.answers <- struct{}{}
	}
	return <-g.arrivals
}

// full takes as many as are under way at once.
func (g *gate) full() []arrival {
	g.t.Helper()
	out := make([]arrival, 0, deliver.Concurrency)
	for range deliver.Concurrency {
		out = append(out, g.take(false))
	}
	return out
}

// planned waits until so many deliveries are planned.
func (r *running) planned(n int) {
	r.t.Helper()
	for r.counters()["planned"].(float64) < float64(n) {
		r.must("GET", "/_sandbox/idle?wait=0.01", "")
	}
}

func (r *running) burst(directory string, count int) int {
	r.t.Helper()
	made, err := r.box.World().AddBurst(directory, count)
	if err != nil {
		r.t.Fatal(err)
	}
	return made.Events
}

func TestANewEventDoesNotWaitBehindABurst(t *testing.T) {
	t.Parallel()
	r := start(t, sandbox.Config{Clock: frozen()})
	directory, w := r.directory(), r.box.World()
	ana, err := w.AddPerson(world.PersonInput{DirectoryID: directory, Email: "ana@northwind.example"})
	if err != nil {
		t.Fatal(err)
	}
	g := newGate(t, r)
	n := r.burst(directory, 200)
	g.full()
	off := false
	if _, err := w.UpdatePerson(ana.ID, world.PersonChange{Active: &off}); err != nil {
		t.Fatal(err)
	}
	r.planned(n + 1)
	if next := g.take(true); next.name != "dsync.user.deleted" || next.ids[0] != ana.DirectoryUsers[0].ID {
		t.Errorf("the next that comes is %v", next)
	}
	if next := g.take(true); next.name != "dsync.user.created" {
		t.Errorf("and then %v, instead of the burst going on", next)
	}
}

func TestABurstHoldsWhatIsSaidOfItsOwnPeople(t *testing.T) {
	t.Parallel()
	r := start(t, sandbox.Config{Clock: frozen()})
	directory, w := r.directory(), r.box.World()
	g := newGate(t, r)
	n := r.burst(directory, 120)
	came := g.full()
	users, _ := w.DirectoryUsers(directory, world.Page{Limit: 100, Order: "asc"}, nil)
	u := users[60]
	for _, active := range []bool{false, true} {
		if _, err := w.UpdatePerson(u.ID, world.PersonChange{Active: &active}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.DeleteDirectory(directory); err != nil {
		t.Fatal(err)
	}
	n = n + 1 + 1 + 2 + 1 // gone, back, back in both groups, and the directory's end
	r.planned(n)
	for len(came) < n {
		came = append(came, g.take(true))
	}
	var of []string
	last := 0
	for i, a := range came {
		if slices.Contains(a.ids, u.ID) {
			of, last = append(of, a.name), i
		}
	}
	if want := []string{"dsync.user.created", "dsync.group.user_added", "dsync.group.user_added", "dsync.user.deleted"}; !slices.Equal(of, want) {
		t.Errorf("of the person came %v", of)
	}
	if behind := n - last; behind < 50 {
		t.Errorf("the removal waited for more than its own: %d came after it", behind)
	}
	if end := came[n-1].name; end != "dsync.deleted" {
		t.Errorf("the last is %s: a directory's end overtook its people", end)
	}
}
