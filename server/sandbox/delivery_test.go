package sandbox_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"memberpulse/server/sandbox"
)

func (r *running) person(directory string, n int) {
	r.t.Helper()
	r.must("POST", "/_sandbox/people", fmt.Sprintf(`{"directory_id":%q,"email":"p%d@northwind.example"}`, directory, n))
}

func (r *running) counters() map[string]any {
	r.t.Helper()
	return r.must("GET", "/_sandbox/deliveries", "")["counters"].(map[string]any)
}

func TestADeliveryIsTriedSixTimesOnTheSandboxClock(t *testing.T) {
	t.Parallel()
	r := start(t, sandbox.Config{Clock: frozen()})
	directory := r.directory()
	rc := receive(t)
	r.subscribe(rc)
	rc.answer(http.StatusServiceUnavailable)
	r.person(directory, 1)
	for attempt := 1; attempt <= 6; attempt++ {
		idle := r.idle()
		if n := len(rc.all()); n != attempt {
			t.Fatalf("%d attempts, want %d", n, attempt)
		}
		if waiting := idle["waiting_retries"].(float64); (attempt < 6) != (waiting == 1) {
			t.Errorf("after attempt %d %v retries wait", attempt, waiting)
		}
		r.must("POST", "/_sandbox/clock/advance", `{"seconds":500}`)
	}
	r.idle()
	got := rc.all()
	if len(got) != 6 {
		t.Fatalf("%d attempts, want 6 and no more", len(got))
	}
	for _, d := range got {
		if d.body != got[0].body {
			t.Error("the body's bytes must be the same at every attempt")
		}
	}
	if c := r.counters(); c["failed"] != 1.0 || c["pending"] != 0.0 {
		t.Errorf("counters = %v", c)
	}
}

func TestARetryThatIsAnsweredEndsTheDelivery(t *testing.T) {
	t.Parallel()
	r := start(t, sandbox.Config{Clock: frozen()})
	directory := r.directory()
	rc := receive(t)
	r.subscribe(rc)
	rc.answer(http.StatusFound) // a redirect is not followed, and is no success
	r.person(directory, 1)
	r.idle()
	rc.answer(http.StatusNoContent)
	r.must("POST", "/_sandbox/clock/advance", `{"seconds":5}`)
	r.idle()
	r.must("POST", "/_sandbox/clock/advance", `{"seconds":86400}`)
	r.idle()
	if n := len(rc.all()); n != 2 {
		t.Errorf("%d attempts, want 2", n)
	}
	page := r.must("GET", "/_sandbox/deliveries?state=delivered", "")["data"].([]any)
	if attempts := page[0].(map[string]any)["attempts"].([]any); len(attempts) != 2 {
		t.Errorf("the delivery log shows %v", attempts)
	}
}

// flow is a stand-in that pushed thirty people while faults were in force: the ids of what was delivered, in the order it came,
// and those of the event log.
type flow struct {
	*running
	came, log []string
}

func pushUnder(t *testing.T, faults string) flow {
	t.Helper()
	f := flow{running: start(t, sandbox.Config{})}
	directory, rc := f.directory(), receive(t)
	f.subscribe(rc)
	f.must("PUT", "/_sandbox/faults", faults)
	for i := range 30 {
		f.person(directory, i)
	}
	f.idle()
	for _, d := range rc.all() {
		f.came = append(f.came, d.id)
	}
	for _, e := range f.must("GET", "/events?limit=100&events=dsync.user.created", "")["data"].([]any) {
		f.log = append(f.log, e.(map[string]any)["id"].(string))
	}
	return f
}

func TestEachEventIsDeliveredOnceWithoutFaults(t *testing.T) {
	t.Parallel()
	f := pushUnder(t, `{}`)
	slices.Sort(f.came) // in no promised order
	if !slices.Equal(f.came, f.log) || len(f.log) != 30 {
		t.Errorf("%d deliveries of %d events", len(f.came), len(f.log))
	}
}

func TestADoubledDeliveryComesSoManyTimes(t *testing.T) {
	t.Parallel()
	for faults, times := range map[string]int{`{"double":3}`: 3, `{"double":true}`: 2} {
		f := pushUnder(t, faults)
		for _, id := range f.log {
			if n := len(slices.DeleteFunc(slices.Clone(f.came), func(s string) bool { return s != id })); n != times {
				t.Errorf("%s: an event was delivered %d times", faults, n)
			}
		}
	}
}

func TestAReorderLosesAndAddsNone(t *testing.T) {
	t.Parallel()
	f := pushUnder(t, `{"reorder":40}`)
	if slices.Equal(f.came, f.log) {
		t.Error("nothing was reordered")
	}
	slices.Sort(f.came)
	if !slices.Equal(f.came, f.log) {
		t.Error("reordering must not lose or add any")
	}
}

func TestADroppedDeliveryIsInTheEventsAPI(t *testing.T) {
	t.Parallel()
	f := pushUnder(t, `{"drop_percent":50}`)
	if len(f.came) == 0 || len(f.came) >= len(f.log) {
		t.Errorf("%d of %d events came", len(f.came), len(f.log))
	}
	if c := f.counters(); c["dropped"] != float64(len(f.log)-len(f.came)) {
		t.Errorf("counters = %v", c)
	}
	if f := pushUnder(t, `{"drop_percent":100}`); len(f.came) != 0 || len(f.log) != 30 {
		t.Errorf("%d came of %d in the Events API", len(f.came), len(f.log))
	}
}

func TestAnOutageHoldsAllBackUntilItEnds(t *testing.T) {
	t.Parallel()
	f := pushUnder(t, `{"outage":true}`)
	if len(f.came) != 0 {
		t.Error("nothing may come in an outage")
	}
	f.must("PUT", "/_sandbox/faults", `{}`)
	f.must("POST", "/_sandbox/clock/advance", `{"seconds":10}`)
	f.idle()
	if c := f.counters(); c["delivered"] != float64(len(f.log)) {
		t.Errorf("after the outage: %v", c)
	}
}

func TestADelayedDeliveryWaitsOnTheSandboxClock(t *testing.T) {
	t.Parallel()
	r := start(t, sandbox.Config{Clock: frozen()})
	directory := r.directory()
	rc := receive(t)
	r.subscribe(rc)
	r.must("PUT", "/_sandbox/faults", `{"delay_ms":600000}`)
	r.person(directory, 1)
	if out := r.must("GET", "/_sandbox/idle", ""); out["idle"] != false || len(rc.all()) != 0 {
		t.Errorf("a delayed delivery is still due: %v", out)
	}
	r.must("POST", "/_sandbox/clock/advance", `{"seconds":600}`)
	r.idle()
	if len(rc.all()) != 1 {
		t.Error("the delivery must come when its time has come")
	}
}

func TestAPoisonedEventComesBeforeTheTrueOne(t *testing.T) {
	t.Parallel()
	r := start(t, sandbox.Config{})
	directory := r.directory()
	rc := receive(t)
	r.subscribe(rc)
	r.must("PUT", "/_sandbox/faults", `{"poison":3}`)
	for i := range 4 {
		r.person(directory, i)
	}
	r.idle()
	got := rc.all()
	if len(got) != 7 {
		t.Fatalf("%d deliveries, want 4 true and 3 malformed", len(got))
	}
	var nul, large bool
	for _, d := range got {
		nul = nul || strings.Contains(d.body, `\u0000`)
		large = large || len(d.body) > 256<<10
	}
	if !nul || !large {
		t.Error("the malformed copies must carry a NUL and 256 KiB")
	}
	if f := r.must("GET", "/_sandbox/faults", ""); f["poison"] != 0.0 {
		t.Errorf("the poison is used up, yet %v", f)
	}
}

func TestDeliveriesGoOnAfterARestart(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	rc := receive(t)
	first, err := sandbox.New(t.Context(), sandbox.Config{DataDir: dir})
	if err != nil {
		t.Fatal(err)
	}
	w := first.World()
	if _, err := w.CreateEndpoint(rc.server.URL, []string{"organization.created"}); err != nil {
		t.Fatal(err)
	}
	rc.answer(http.StatusInternalServerError)
	r1 := serve(t, first)
	r1.must("POST", "/_sandbox/organizations", `{"name":"Northwind"}`)
	r1.idle()
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	rc.answer(http.StatusOK)
	r := start(t, sandbox.Config{DataDir: dir})
	r.idle()
	got := rc.all()
	if len(got) != 2 || got[0].body != got[1].body {
		t.Errorf("%d deliveries, want one that failed and one after the restart", len(got))
	}
	r.must("POST", "/_sandbox/clock/advance", `{"seconds":86400}`)
	r.idle()
	if n := len(rc.all()); n != 2 {
		t.Errorf("%d deliveries: what was delivered must not come again", n)
	}
}

func TestTheStateIsToldWhenThereAreDeliveries(t *testing.T) {
	t.Parallel()
	r := start(t, sandbox.Config{})
	r.subscribe(receive(t))
	r.person(r.directory(), 1)
	r.idle()
	deliveries, _ := r.must(http.MethodGet, "/_sandbox/state", "")["deliveries"].(map[string]any)
	if deliveries["delivered"].(float64) == 0 {
		t.Errorf("the state counts no delivery: %v", deliveries)
	}
}
