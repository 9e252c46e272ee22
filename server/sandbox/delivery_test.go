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
	r := start(t, sandbox.Config{})
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
	r := start(t, sandbox.Config{})
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

func TestDeliveriesComeInOrderUntilAFaultSaysOtherwise(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, faults string
		check        func(t *testing.T, r *running, ids, log []string)
	}{
		{"double", `{"double":3}`, func(t *testing.T, _ *running, ids, log []string) {
			t.Helper()
			for _, id := range log {
				if n := len(slices.DeleteFunc(slices.Clone(ids), func(s string) bool { return s != id })); n != 3 {
					t.Errorf("event delivered %d times, want 3", n)
				}
			}
		}},
		{"double as a switch", `{"double":true}`, func(t *testing.T, _ *running, ids, log []string) {
			t.Helper()
			if len(ids) != 2*len(log) {
				t.Errorf("%d deliveries of %d events", len(ids), len(log))
			}
		}},
		{"reorder", `{"reorder":40}`, func(t *testing.T, _ *running, ids, log []string) {
			t.Helper()
			if slices.Equal(ids, log) {
				t.Error("nothing was reordered")
			}
			slices.Sort(ids)
			if !slices.Equal(ids, log) {
				t.Error("reordering must not lose or add any")
			}
		}},
		{"drop", `{"drop_percent":50}`, func(t *testing.T, r *running, ids, log []string) {
			t.Helper()
			if len(ids) == 0 || len(ids) >= len(log) {
				t.Errorf("%d of %d events came", len(ids), len(log))
			}
			if c := r.counters(); c["dropped"] != float64(len(log)-len(ids)) {
				t.Errorf("counters = %v", c)
			}
		}},
		{"outage", `{"outage":true}`, func(t *testing.T, r *running, ids, log []string) {
			t.Helper()
			if len(ids) != 0 {
				t.Error("nothing may come in an outage")
			}
			r.must("PUT", "/_sandbox/faults", `{}`)
			r.must("POST", "/_sandbox/clock/advance", `{"seconds":10}`)
			r.idle()
			if c := r.counters(); c["delivered"] != float64(len(log)) {
				t.Errorf("after the outage: %v", c)
			}
		}},
		{"drop all", `{"drop_percent":100}`, func(t *testing.T, r *running, ids, log []string) {
			t.Helper()
			if len(ids) != 0 || len(log) != 30 {
				t.Errorf("%d came of %d in the Events API", len(ids), len(log))
			}
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := start(t, sandbox.Config{})
			directory := r.directory()
			rc := receive(t)
			r.subscribe(rc)
			r.must("PUT", "/_sandbox/faults", c.faults)
			for i := range 30 {
				r.person(directory, i)
			}
			r.idle()
			var ids, log []string
			for _, d := range rc.all() {
				ids = append(ids, d.id)
			}
			page := r.must("GET", "/events?limit=100&events=dsync.user.created", "")["data"].([]any)
			for _, e := range page {
				log = append(log, e.(map[string]any)["id"].(string))
			}
			c.check(t, r, ids, log)
		})
	}
}

func TestADelayedDeliveryWaitsOnTheSandboxClock(t *testing.T) {
	t.Parallel()
	r := start(t, sandbox.Config{})
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
