package sandbox_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"memberpulse/server/sandbox"
)

// pushed is a directory user as WorkOS's API shows them.
func (r *running) pushed(person map[string]any) map[string]any {
	r.t.Helper()
	return r.must("GET", "/directory_users/"+person["directory_user_id"].(string), "")
}

func TestAPersonTakesWhatTheAnswersCarry(t *testing.T) {
	t.Parallel()
	r := start(t, sandbox.Config{})
	directory := r.directory()
	p := r.must("POST", "/_sandbox/people", fmt.Sprintf(`{"directory_id":%q,"email":"ana@northwind.example","job_title":"Lead","active":true,"role":{"slug":"admin"},
		"custom_attributes":{"job_title":"Analyst","cost_center_name":"C-7","badge":{"no":7,"colors":["red",null]},"none":null}}`, directory))
	want := map[string]any{"job_title": "Lead", "cost_center_name": "C-7", "badge": map[string]any{"no": 7.0, "colors": []any{"red", nil}}}
	if d := cmp.Diff(want, p["custom_attributes"]); d != "" {
		t.Errorf("the person's attributes:\n%s", d)
	}
	u := r.pushed(p)
	if d := cmp.Diff(want, u["custom_attributes"]); d != "" {
		t.Errorf("the directory user's attributes:\n%s", d)
	}
	admin := map[string]any{"slug": "admin"}
	if d := cmp.Diff([]any{admin, admin, true}, []any{p["role"], u["role"], p["active"]}); d != "" {
		t.Errorf("role, and active:\n%s", d)
	}
	changed := r.must("PATCH", "/_sandbox/people/"+p["id"].(string), `{"role":{"slug":"viewer"},"custom_attributes":{"badge":null,"floor":3}}`)
	want = map[string]any{"job_title": "Lead", "cost_center_name": "C-7", "floor": 3.0}
	u = r.pushed(p)
	if d := cmp.Diff([]any{want, want, map[string]any{"slug": "viewer"}}, []any{changed["custom_attributes"], u["custom_attributes"], u["role"]}); d != "" {
		t.Errorf("changed:\n%s", d)
	}
	last := r.must("GET", "/events?events=dsync.user.updated&limit=1", "")["data"].([]any)[0].(map[string]any)["data"].(map[string]any)
	before := map[string]any{
		"role": admin, "roles": []any{admin}, "custom_attributes": map[string]any{"badge": map[string]any{"no": 7.0, "colors": []any{"red", nil}}, "floor": nil},
	}
	if d := cmp.Diff(before, last["previous_attributes"]); d != "" {
		t.Errorf("previous_attributes:\n%s", d)
	}
}

func TestTheRoleOfAMemberIsTheMemberships(t *testing.T) {
	t.Parallel()
	r := start(t, sandbox.Config{})
	r.directory()
	org := r.must("GET", "/organizations", "")["data"].([]any)[0].(map[string]any)["id"].(string)
	p := r.must("POST", "/_sandbox/people", fmt.Sprintf(`{"organization_id":%q,"email":"bo@northwind.example","user":true,"role":{"slug":"admin"}}`, org))
	again := r.must("PATCH", "/_sandbox/people/"+p["id"].(string), `{"role":{"slug":"viewer"}}`)
	list := r.must("GET", "/user_management/organization_memberships?organization_id="+org, "")["data"].([]any)
	viewer := map[string]any{"slug": "viewer"}
	if d := cmp.Diff([]any{map[string]any{"slug": "admin"}, viewer, viewer}, []any{p["role"], again["role"], list[0].(map[string]any)["role"]}); d != "" || len(list) != 1 {
		t.Errorf("%d memberships, roles:\n%s", len(list), d)
	}
}

func TestSomebodyInactiveIsMadeWhereTheDirectoryKeepsThem(t *testing.T) {
	t.Parallel()
	r := start(t, sandbox.Config{})
	directory := r.directory()
	ana := fmt.Sprintf(`{"directory_id":%q,"email":"ana@northwind.example","active":false}`, directory)
	if status, out := r.call("POST", "/_sandbox/people", ana); status != 422 || out["errors"].([]any)[0].(map[string]any)["field"] != "active" {
		t.Errorf("where inactive people are deleted: %d %v", status, out)
	}
	r.must("PUT", "/_sandbox/settings", `{"retain_inactive":true}`)
	p := r.must("POST", "/_sandbox/people", ana)
	if u := r.pushed(p); p["active"] != false || u["state"] != "inactive" {
		t.Errorf("active %v, state %v", p["active"], u["state"])
	}
}
