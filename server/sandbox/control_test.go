package sandbox_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"memberpulse/server/sandbox"
)

func TestTheControlAPIRefusesWithTheFieldAndTheReason(t *testing.T) {
	t.Parallel()
	r := start(t, sandbox.Config{})
	directory := r.directory()
	for _, c := range []struct {
		method, path, body string
		status             int
		code, field        string
	}{
		{"POST", "organizations", `{"name":"A","colour":"red"}`, 422, "unknown_field", "colour"},
		{"POST", "organizations", `{"name":7}`, 422, "wrong_type", "name"},
		{"POST", "organizations", `{"name":""}`, 422, "required", "name"},
		{"POST", "organizations", `{"name":`, 400, "malformed_json", ""},
		{"POST", "organizations", `{"name":"A"}{"name":"B"}`, 400, "malformed_json", ""},
		{"POST", "organizations", `{"name":"A","domains":["northwind.example"]}`, 409, "domain_already_exists", ""},
		{"POST", "connections", `{"organization_id":"org_01"}`, 404, "entity_not_found", ""},
		{"POST", "directories", `{"organization_id":"org_01"}`, 404, "entity_not_found", ""},
		{"PATCH", "directories/" + directory, `{"expects":{"users":-1}}`, 422, "out_of_range", "expects"},
		{"PATCH", "directories/" + directory, `{"expects":{"people":9}}`, 422, "unknown_field", "people"},
		{"POST", "people", `{"email":"ana@northwind.example"}`, 422, "required", "organization_id"},
		{"POST", "people", fmt.Sprintf(`{"directory_id":%q,"email":"ana"}`, directory), 422, "invalid_email", "email"},
		{"POST", "people", fmt.Sprintf(`{"directory_id":%q,"email":"a@x.test","role":"admin"}`, directory), 422, "wrong_type", "role"},
		{"POST", "people", fmt.Sprintf(`{"directory_id":%q,"email":"a@x.test","role":{"slug":""}}`, directory), 422, "invalid_role", "role"},
		{"POST", "people", fmt.Sprintf(`{"directory_id":%q,"email":"a@x.test","role":{"slug":"a b"}}`, directory), 422, "invalid_role", "role"},
		{"POST", "people", fmt.Sprintf(`{"directory_id":%q,"email":"a@x.test","custom_attributes":[]}`, directory), 422, "wrong_type", "custom_attributes"},
		{"POST", "people", fmt.Sprintf(`{"directory_id":%q,"email":"a@x.test","custom_attributes":{"note":"\u0000"}}`, directory), 422, "invalidValue", "custom_attributes"},
		{"POST", "people", fmt.Sprintf(`{"directory_id":%q,"email":"a@x.test","custom_attributes":{"job_title":7}}`, directory), 422, "invalidValue", "custom_attributes"},
		{"POST", "people", fmt.Sprintf(`{"directory_id":%q,"email":"a@x.test","custom_attributes":{"deep":%s}}`, directory, strings.Repeat("[", 10)+strings.Repeat("]", 10)), 422, "invalidValue", "custom_attributes"},
		{"PATCH", "people/person_01", `{}`, 404, "entity_not_found", ""},
		{"PATCH", "people", `{"active":false}`, 422, "required", "id"},
		{"PATCH", "people", `{"email":"nobody@nowhere.test"}`, 422, "required", "id"},
		{"PATCH", "people", `{"id":"person_01"}`, 404, "entity_not_found", ""},
		{"DELETE", "people/person_01", ``, 404, "entity_not_found", ""},
		{"POST", "groups", fmt.Sprintf(`{"directory_id":%q,"name":" "}`, directory), 422, "invalidValue", "displayName"},
		{"POST", "bursts", fmt.Sprintf(`{"directory_id":%q,"count":0}`, directory), 422, "out_of_range", "count"},
		{"PUT", "faults", `{"drop_percent":101}`, 422, "out_of_range", "drop_percent"},
		{"PUT", "faults", `{"double":"often"}`, 422, "wrong_type", ""},
		{"PUT", "settings", `{"auto_sign_in":1}`, 422, "wrong_type", "auto_sign_in"},
		{"POST", "clock/advance", `{"seconds":-1}`, 422, "invalid", "seconds"},
		{"GET", "idle?wait=1e9", ``, 422, "out_of_range", "wait"},
		{"GET", "ledger?directory_id=directory_01", ``, 404, "entity_not_found", ""},
		{"GET", "deliveries?after=nonsense", ``, 400, "bad_cursor", ""},
	} {
		status, out := r.call(c.method, "/_sandbox/"+c.path, c.body)
		if status != c.status || out["code"] != c.code || out["detail"] == "" {
			t.Errorf("%s %s %s: %d %v", c.method, c.path, c.body, status, out)
			continue
		}
		faults, _ := out["errors"].([]any)
		if c.field != "" && (len(faults) != 1 || faults[0].(map[string]any)["field"] != c.field) {
			t.Errorf("%s %s: faults %v, want %s", c.method, c.path, faults, c.field)
		}
	}
}

func TestFaultsAreReplacedAndSettingsAreMerged(t *testing.T) {
	t.Parallel()
	r := start(t, sandbox.Config{})
	r.must("PUT", "/_sandbox/faults", `{"double":true,"reorder":true,"seed":42}`)
	if f := r.must("GET", "/_sandbox/faults", ""); f["double"] != 2.0 || f["reorder"] != 50.0 || f["seed"] != 42.0 {
		t.Errorf("faults = %v", f)
	}
	if f := r.must("PUT", "/_sandbox/faults", `{"delay_ms":10}`); f["double"] != 1.0 || f["reorder"] != 0.0 || f["delay_ms"] != 10.0 || f["seed"] != 42.0 {
		t.Errorf("faults = %v: what is left out is off, but for the seed", f)
	}
	r.must("PUT", "/_sandbox/settings", `{"auto_sign_in":true}`)
	if s := r.must("PUT", "/_sandbox/settings", `{"retain_inactive":true}`); s["auto_sign_in"] != true || s["retain_inactive"] != true || s["limits"] != true {
		t.Errorf("settings = %v: what is left out stays", s)
	}
}

func TestTheSameSeedDropsTheSameEvents(t *testing.T) {
	t.Parallel()
	var came [2]string
	for i := range came {
		r := start(t, sandbox.Config{})
		directory := r.directory()
		rc := receive(t)
		r.subscribe(rc)
		r.must("PUT", "/_sandbox/faults", `{"drop_percent":50,"seed":11}`)
		for n := range 20 {
			r.person(directory, n)
		}
		r.idle()
		page := r.must("GET", "/_sandbox/deliveries", "")["data"].([]any)
		for _, d := range page {
			came[i] += d.(map[string]any)["state"].(string) + " "
		}
	}
	if came[0] != came[1] || !strings.Contains(came[0], "dropped") {
		t.Errorf("%s\n%s", came[0], came[1])
	}
}

func TestTheLimitHoldsUnderARace(t *testing.T) {
	t.Parallel()
	r := start(t, sandbox.Config{Clock: frozen()})
	directory := r.directory()
	race := func() (passed int32) {
		var ok atomic.Int32
		var wg sync.WaitGroup
		for range 50 {
			wg.Go(func() {
				status, raw := r.raw("GET", "/directory_users?directory="+directory, "")
				switch {
				case status == http.StatusOK:
					ok.Add(1)
				case status != http.StatusTooManyRequests || string(raw) != `"Ratelimited"`:
					t.Errorf("%d %s", status, raw)
				}
			})
		}
		wg.Wait()
		return ok.Load()
	}
	if n := race(); n != 4 {
		t.Errorf("%d of 50 passed, want 4", n)
	}
	r.must("POST", "/_sandbox/clock/advance", `{"seconds":1}`)
	if n := race(); n != 4 {
		t.Errorf("%d of 50 passed in the next second, want 4", n)
	}
	r.must("PUT", "/_sandbox/settings", `{"limits":false}`)
	if n := race(); n != 50 {
		t.Errorf("%d of 50 passed without limits", n)
	}
}

func TestTheEventsAPIKeepsWorkOSsWindows(t *testing.T) {
	t.Parallel()
	r := start(t, sandbox.Config{Clock: frozen()})
	r.directory()
	get := func(query string) (int, map[string]any) { return r.call("GET", "/events?limit=100"+query, "") }
	_, whole := get("")
	events := whole["data"].([]any)
	first := events[0].(map[string]any)
	if len(events) < 4 || first["event"] != "organization.created" {
		t.Fatalf("the oldest comes first: %v", first)
	}
	var walked []any
	after := ""
	for {
		_, page := r.call("GET", "/events?limit=2&order=desc"+after, "")
		walked = append(walked, page["data"].([]any)...)
		next := page["list_metadata"].(map[string]any)["after"]
		if next == nil {
			break
		}
		after = "&after=" + next.(string)
	}
	if len(walked) != len(events) || walked[0].(map[string]any)["id"] != first["id"] {
		t.Errorf("the cursor walked %d of %d events", len(walked), len(events))
	}
	if status, _ := get("&after=" + first["id"].(string) + "&range_start=2026-01-01T00:00:00Z"); status != 400 {
		t.Errorf("after with range_start: %d", status)
	}
	if status, _ := get("&range_start=2026-10-01T00:00:00Z&range_end=2026-11-05T00:00:00Z"); status != 422 {
		t.Errorf("a range of 35 days: %d", status)
	}
	r.must("POST", "/_sandbox/clock/advance", fmt.Sprintf(`{"seconds":%d}`, 91*86400))
	if _, page := get(""); len(page["data"].([]any)) != 0 {
		t.Error("what is 91 days old is gone")
	}
}

func TestTheOtherLimitsAreASwitch(t *testing.T) {
	t.Parallel()
	r := start(t, sandbox.Config{Clock: frozen()})
	deletes := func() (refused int) {
		for range 60 {
			if status, _ := r.call("DELETE", "/organizations/org_01", ""); status == http.StatusTooManyRequests {
				refused++
			}
		}
		return refused
	}
	if n := deletes(); n != 0 {
		t.Errorf("%d refused without the switch", n)
	}
	r.must("PUT", "/_sandbox/settings", `{"all_limits":true}`)
	if n := deletes(); n != 10 {
		t.Errorf("%d of 60 refused, want 10", n)
	}
}
