package directory

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/tidwall/gjson"

	"memberpulse/server/access"
	"memberpulse/server/httpx"
	"memberpulse/server/pg/pgtest"
	"memberpulse/shared"
)

var (
	staff    = access.Caller{Kind: access.Member, OrganizationID: testOrg, Roles: []shared.Role{shared.RoleClientUser}}
	foreign  = access.Caller{Kind: access.Member, OrganizationID: "org_2", Roles: []shared.Role{shared.RoleClientAdmin}}
	operator = access.Caller{Kind: access.PlatformAdmin, Roles: []shared.Role{shared.RolePlatformAdmin}}
)

// newServer serves one organization's directory of 5 people, 3 groups and 7 memberships; person 4 and group 2 are
// deleted. Another organization is there too.
func newServer(t *testing.T) func(who access.Caller, path string) (int, []byte) {
	t.Helper()
	db := pgtest.New(t)
	newOrganization(t, db, testOrg, "directory_1")
	newOrganization(t, db, "org_2", "directory_2")
	events := firstSync(5, 3, 7)
	last := firstSync(5, 3, 0)
	last[4].Name, last[4].ID, last[4].OccurredAt = nameUserDeleted, "event_a", clockAt(50)
	last[7].Name, last[7].ID, last[7].OccurredAt = nameGroupDeleted, "event_b", clockAt(50)
	deliverAll(append(events, last[4], last[7]), []int{100}, onPostgres(t, db, testOrg))
	mux := http.NewServeMux()
	for _, r := range New(db).Routes() {
		mux.HandleFunc(r.Name(), func(w http.ResponseWriter, req *http.Request) {
			if err := r.Serve(w, req); err != nil {
				httpx.WriteProblem(w, req, err)
			}
		})
	}
	return func(who access.Caller, path string) (int, []byte) {
		rec := httptest.NewRecorder()
		mux.ServeHTTP(rec, httptest.NewRequestWithContext(access.With(t.Context(), who), http.MethodGet, path, nil))
		return rec.Code, rec.Body.Bytes()
	}
}

const (
	person0 = "directory_user_00000000000000000000000000"
	person4 = "directory_user_00000000000000000000000004"
	group0  = "directory_group_00000000000000000000000000"
	group2  = "directory_group_00000000000000000000000002"
)

func TestDirectoryReads(t *testing.T) {
	t.Parallel()
	get := newServer(t)
	for _, tc := range []struct {
		who  access.Caller
		path string
		want int
		rows int
	}{
		{staff, "/api/directories", 200, 1},
		{operator, "/api/directories", 200, 2},
		{operator, "/api/directories?organization_id=org_2", 200, 1},
		{staff, "/api/directories?organization_id=org_2", 404, 0},
		{staff, "/api/directories/directory_1", 200, 0},
		{foreign, "/api/directories/directory_1", 404, 0},
		{staff, "/api/directories/directory_1/users", 200, 4},
		{foreign, "/api/directories/directory_1/users", 404, 0},
		{operator, "/api/directories/directory_1/users", 200, 4},
		{staff, "/api/directories/directory_1/users?state=deleted", 200, 1},
		{staff, "/api/directories/directory_1/users?email=PERSON2%40example.com", 200, 1},
		{staff, "/api/directories/directory_1/users?q=first2", 200, 1},
		{staff, "/api/directories/directory_1/users?q=%00%ff", 200, 0},
		{staff, "/api/directories/directory_1/users?group=" + group0, 200, 2},
		{staff, "/api/directories/directory_1/users?limit=0", 400, 0},
		{staff, "/api/directories/directory_1/users?after=directory_user_nobody", 400, 0},
		{staff, "/api/directories/directory_1/users?after='", 400, 0},
		{staff, "/api/directories/directory_1/users/" + person0, 200, 0},
		{staff, "/api/directories/directory_1/users/" + person4, 200, 0},
		{staff, "/api/directories/directory_2/users/" + person0, 404, 0},
		{foreign, "/api/directories/directory_1/users/" + person0, 404, 0},
		{foreign, "/api/directories/directory_2/users/" + person0, 404, 0},
		{staff, "/api/directories/directory_1/groups", 200, 2},
		{staff, "/api/directories/directory_1/groups?state=deleted", 200, 1},
		{staff, "/api/directories/directory_1/groups?order=-name", 200, 2},
		{staff, "/api/directories/directory_1/users?order=name", 400, 0},
		{staff, "/api/directories/directory_1/groups?user=" + person0, 200, 1},
		{staff, "/api/directories/directory_1/groups?q=" + group0, 200, 1},
		{staff, "/api/directories/directory_1/users?q=" + person0, 200, 1},
		{foreign, "/api/directories/directory_2/groups?q=" + group0, 200, 0},
		{staff, "/api/directories/directory_1/groups/" + group0, 200, 0},
		{staff, "/api/directories/directory_1/groups/" + group2, 200, 0},
		{foreign, "/api/directories/directory_1/groups/" + group0, 404, 0},
		{staff, "/api/directories/directory_1/users?state=odd", 422, 0},
		{staff, "/api/directories/directory_1/groups?state=inactive", 422, 0},
		{staff, "/api/directories?state=odd", 422, 0},
		{staff, "/api/directories?state=inactive", 200, 0},
		{staff, "/api/sync-runs", 200, 1},
		{staff, "/api/sync-runs?directory_id=directory_1", 200, 1},
		{staff, "/api/sync-runs?directory_id=directory_other", 200, 0},
		{staff, "/api/sync-runs?state=odd", 422, 0},
		{foreign, "/api/sync-runs", 200, 0},
		{staff, "/api/sync-runs/run_nobody", 404, 0},
	} {
		code, body := get(tc.who, tc.path)
		if code != tc.want {
			t.Errorf("%s as %s: %d, want %d: %s", tc.path, tc.who.OrganizationID, code, tc.want, body)
			continue
		}
		var list shared.List[json.RawMessage]
		if err := json.Unmarshal(body, &list); err != nil {
			t.Fatal(err)
		}
		if len(list.Data) != tc.rows {
			t.Errorf("%s as %s: %d rows, want %d: %s", tc.path, tc.who.OrganizationID, len(list.Data), tc.rows, body)
		}
	}
}

func TestGroupsStandByName(t *testing.T) {
	t.Parallel()
	get := newServer(t)
	names := func(query string) (out []string) {
		status, body := get(staff, "/api/directories/directory_1/groups?"+query)
		for _, name := range gjson.GetBytes(body, "data.#.name").Array() {
			out = append(out, name.String())
		}
		if status != http.StatusOK || len(out) == 0 {
			t.Fatalf("%s: %d %s", query, status, body)
		}
		return out
	}
	all := names("order=name")
	if !slices.IsSortedFunc(all, func(a, b string) int { return strings.Compare(strings.ToLower(a), strings.ToLower(b)) }) {
		t.Errorf("by name: %v", all)
	}
	turned := names("order=-name")
	slices.Reverse(turned)
	if !slices.Equal(all, turned) {
		t.Errorf("by name %v, and turned round %v", all, turned)
	}
	_, body := get(staff, "/api/directories/directory_1/groups?order=name&limit=1")
	after := gjson.GetBytes(body, "list_metadata.after").String()
	if second := names("order=name&limit=1&after=" + after); second[0] != all[1] {
		t.Errorf("after %s: %v of %v", after, second, all)
	}
}

func TestDirectoryUserTellsGroupsRolesAndReasons(t *testing.T) {
	t.Parallel()
	get := newServer(t)
	_, body := get(staff, "/api/directories/directory_1/users/"+person0)
	var u shared.DirectoryUser
	if err := json.Unmarshal(body, &u); err != nil {
		t.Fatal(err)
	}
	if u.Role == nil || u.Role.Slug != "member" || len(u.Groups) == 0 || u.Groups[0].Name != "MemberPulse Admins" || u.MemberID == "" {
		t.Errorf("WorkOS's part: %s", body)
	}
	if !slices.Equal(u.Roles, []shared.Role{shared.RoleClientAdmin, shared.RoleClientUser, shared.RoleMember}) && !slices.Equal(u.Roles, []shared.Role{shared.RoleClientAdmin, shared.RoleMember}) {
		t.Errorf("our roles: %v", u.Roles)
	}
	if r := u.RolesBecause[0]; r.Source != shared.SourceDirectoryGroup || r.DirectoryGroupID != group0 || r.EventID == "" || r.RoleMappingID == "" {
		t.Errorf("because: %+v", r)
	}
	_, body = get(staff, "/api/directories/directory_1/users/"+person4)
	if err := json.Unmarshal(body, &u); err != nil {
		t.Fatal(err)
	}
	if u.State != "deleted" || u.DeletedAt == nil || len(u.Roles) != 0 || u.LastEventID != "event_a" {
		t.Errorf("the deleted: %s", body)
	}
}

// Walking through a list in either direction meets everybody once, though all were created at one time.
func TestPagesMeetEverybodyOnce(t *testing.T) {
	t.Parallel()
	get := newServer(t)
	for _, order := range []string{"asc", "desc"} {
		var forth, back []string
		walk := func(from, direction string) (ids []string, end string) {
			for cursor := from; ; {
				path := "/api/directories/directory_1/users?limit=1&order=" + order
				if cursor != "" {
					path += "&" + direction + "=" + cursor
				}
				code, body := get(staff, path)
				var list shared.List[shared.DirectoryUser]
				if err := json.Unmarshal(body, &list); err != nil || code != 200 {
					t.Fatalf("%d %v: %s", code, err, body)
				}
				for _, u := range list.Data {
					ids, end = append(ids, u.ID), u.ID
				}
				next := list.ListMetadata.After
				if direction == "before" {
					next = list.ListMetadata.Before
				}
				if next == nil {
					return ids, end
				}
				cursor = *next
			}
		}
		forth, last := walk("", "after")
		back, _ = walk(last, "before")
		slices.Reverse(back)
		if len(forth) != 4 || !slices.Equal(forth[:3], back) {
			t.Errorf("%s: forth %v, back %v", order, forth, back)
		}
	}
}

// A directory user carries what WorkOS says of it under WorkOS's names, with ours beside them.
func TestADirectoryUserMirrorsWorkOS(t *testing.T) {
	t.Parallel()
	get := newServer(t)
	code, body := get(staff, "/api/directories/directory_1/users/"+person0)
	var u shared.DirectoryUser
	if err := json.Unmarshal(body, &u); err != nil || code != http.StatusOK {
		t.Fatalf("%d, error %v: %s", code, err, body)
	}
	if u.Object != "directory_user" || u.Name == nil || *u.Name == "" || string(u.RawAttributes) != "{}" || string(u.Emails) != "[]" {
		t.Errorf("got %s", body)
	}
}

// A directory's figures are what it has: those of the organization's members and events stand on the organization.
func TestADirectoryCountsWhatItHas(t *testing.T) {
	t.Parallel()
	get := newServer(t)
	for _, path := range []string{"/api/directories", "/api/directories/directory_1"} {
		_, body := get(staff, path)
		if !strings.Contains(string(body), `"metadata":{"users":{"active":4,"inactive":0},"groups":2},"counts":{"users":4,"groups":2,"memberships":`) {
			t.Errorf("%s: %s", path, body)
		}
	}
	_, body := get(staff, "/api/directories/directory_1/groups/"+group0)
	if !strings.Contains(string(body), `"raw_attributes":{}`) {
		t.Errorf("a group: %s", body)
	}
}
