package member_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/uptrace/bun"

	"memberpulse/server/access"
	"memberpulse/server/httpx"
	"memberpulse/server/member"
	"memberpulse/shared"
)

var (
	staff    = access.Caller{Kind: access.Member, OrganizationID: "org_1", Roles: []shared.Role{shared.RoleClientUser}}
	platform = access.Caller{Kind: access.PlatformAdmin, Roles: []shared.Role{shared.RolePlatformAdmin}}
)

// ask sends a read of somebody's.
func (h house) ask(who access.Caller, path string) *httptest.ResponseRecorder {
	h.t.Helper()
	mux := http.NewServeMux()
	for _, r := range member.New(h.db).Routes() {
		mux.HandleFunc(r.Name(), func(w http.ResponseWriter, req *http.Request) {
			if err := r.Serve(w, req); err != nil {
				httpx.WriteProblem(w, req, err)
			}
		})
	}
	rec := httptest.NewRecorder()
	mux.ServeHTTP(rec, httptest.NewRequestWithContext(access.With(h.t.Context(), who), http.MethodGet, path, nil))
	return rec
}

func (h house) listed(path string) (list shared.List[shared.Member]) {
	h.t.Helper()
	rec := h.ask(staff, path)
	if err := json.Unmarshal(rec.Body.Bytes(), &list); err != nil || rec.Code != http.StatusOK {
		h.t.Fatalf("%s: %d %s", path, rec.Code, rec.Body)
	}
	return list
}

func TestMembersAreReadByWhoMaySeeThem(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	var people []member.Person
	for i := range 5 {
		p := priya
		p.ID, p.IdpID, p.Email = fmt.Sprintf("directory_user_%d", i), fmt.Sprint(i), fmt.Sprintf("p%d@northwind.example", i)
		people = append(people, p)
	}
	people[4].State = "deleted"
	ids := h.directory("org_1", people...)
	foreign := h.directory("org_2", member.Person{ID: "directory_user_x", State: "active", Email: "x@other.example", Version: now})["directory_user_x"]
	for _, tc := range []struct {
		who  access.Caller
		path string
		want int
		rows int
	}{
		{staff, "/api/members", 200, 4},
		{staff, "/api/members?limit=3", 200, 3},
		{staff, "/api/members?state=tombstoned", 200, 1},
		{staff, "/api/members?q=P2%40north", 200, 1},
		{staff, "/api/members?q=%00", 200, 0},
		{staff, "/api/members?q=" + ids["directory_user_2"], 200, 1},
		{staff, "/api/members?q=directory_user_2", 200, 1},
		{staff, "/api/members?q=directory_user", 200, 0},
		{staff, "/api/members?q=directory_user_x", 200, 0},
		{staff, "/api/members?role=ROLE_MEMBER", 200, 4},
		{staff, "/api/members?role=ROLE_CLIENT_ADMIN", 200, 0},
		{staff, "/api/members?state=odd", 422, 0},
		{staff, "/api/members?role=ROLE_ODD", 422, 0},
		{staff, "/api/members?order=normal", 200, 4},
		{staff, "/api/members?order=odd", 400, 0},
		{staff, "/api/members?limit=101", 400, 0},
		{staff, "/api/members?after=member_nobody", 400, 0},
		{staff, "/api/members?after=" + foreign, 400, 0},
		{staff, "/api/members?organization_id=org_2", 404, 0},
		{staff, "/api/members/" + ids["directory_user_0"], 200, 0},
		{staff, "/api/members/" + foreign, 404, 0},
		{staff, "/api/members/member_nobody", 404, 0},
		{platform, "/api/members", 200, 5},
		{platform, "/api/members?q=directory_user_x", 200, 1},
		{platform, "/api/members?organization_id=org_2", 200, 1},
		{platform, "/api/members/" + foreign, 200, 0},
	} {
		rec := h.ask(tc.who, tc.path)
		if rec.Code != tc.want {
			t.Errorf("%s as %s: %d, want %d: %s", tc.path, tc.who.Kind, rec.Code, tc.want, rec.Body)
			continue
		}
		var list shared.List[json.RawMessage]
		if err := json.Unmarshal(rec.Body.Bytes(), &list); err != nil || len(list.Data) != tc.rows {
			t.Errorf("%s as %s: %d rows, want %d", tc.path, tc.who.Kind, len(list.Data), tc.rows)
		}
	}
}

func TestMembersAreFoundByTheIDsOfAllTheirIdentities(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	m := h.signIn(member.Profile{ID: "prof_1", IdpID: "00u1", Email: "priya@northwind.example", FirstName: "Priya"})
	h.signIn(member.Profile{ID: "prof_2", IdpID: "00u2", Email: "sam@northwind.example", FirstName: "Sam"})
	h.directory("org_1", priya)
	for _, id := range []string{m.ID, "prof_1", "directory_user_1", "00u1"} {
		if list := h.listed("/api/members?q=" + id); len(list.Data) != 1 || list.Data[0].ID != m.ID || *list.ListMetadata.Total != 1 {
			t.Errorf("%s finds %d members", id, len(list.Data))
		}
	}
}

// However a list is sorted, its pages join to the whole, forth and back.
func TestMembersAreSortedAndPaged(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for i, name := range []string{"mona", "Ada", "", "Zoe", "bob", "bob", "Ada"} {
		id := fmt.Sprintf("member_%d", i)
		h.exec("org_1", `INSERT INTO members (organization_id, id, first_name, email, state, created_at, updated_at) VALUES ('org_1', $1, $2, $3, 'active', $4, $5)`,
			id, name, fmt.Sprintf("k%d@northwind.example", i), now.Add(time.Duration(i)*time.Second), now.Add(time.Duration(i%3)*time.Hour))
	}
	for order, want := range map[string]string{
		"": "6 5 4 3 2 1 0", "asc": "0 1 2 3 4 5 6", "desc": "6 5 4 3 2 1 0",
		"name": "1 6 4 5 2 0 3", "-name": "3 0 2 5 4 6 1",
		"changed": "5 2 4 1 6 3 0", "-changed": "0 3 6 1 4 2 5",
	} {
		var forth []string
		var last shared.List[shared.Member]
		for after := ""; ; after = "&after=" + *last.ListMetadata.After {
			last = h.listed("/api/members?limit=2&order=" + order + after)
			forth = append(forth, numbers(last.Data)...)
			if *last.ListMetadata.Total != 7 {
				t.Errorf("%s: %d in all", order, *last.ListMetadata.Total)
			}
			if last.ListMetadata.After == nil {
				break
			}
		}
		if diff := cmp.Diff(want, strings.Join(forth, " ")); diff != "" {
			t.Errorf("order=%s (-want +got):\n%s", order, diff)
		}
		back := numbers(last.Data)
		for last.ListMetadata.Before != nil {
			last = h.listed("/api/members?limit=2&order=" + order + "&before=" + *last.ListMetadata.Before)
			back = append(numbers(last.Data), back...)
		}
		if !slices.Equal(back, forth) {
			t.Errorf("order=%s reads %v back", order, back)
		}
	}
}

func numbers(members []shared.Member) (out []string) {
	for _, m := range members {
		out = append(out, strings.TrimPrefix(m.ID, "member_"))
	}
	return out
}

// A page of a large organization is read while somebody waits for it.
func BenchmarkMembersOfALargeOrganization(b *testing.B) {
	h := newHouse(b)
	h.exec("org_1", `INSERT INTO members (organization_id, id, first_name, last_name, email, state, created_at, updated_at)
		SELECT 'org_1', 'member_' || i, 'First' || i % 977, 'Last' || i % 1009, 'p' || i || '@northwind.example', 'active', now(), now() FROM generate_series(1, 10000) i`)
	for _, by := range []member.Key{"", member.ByName, member.ByChange} {
		b.Run(string(by), func(b *testing.B) {
			for b.Loop() {
				h.must("org_1", func(ctx context.Context, _ bun.Tx) error {
					_, err := member.List(ctx, member.Query{OrganizationID: "org_1", By: by, Climbs: true, Limit: 51})
					return err
				})
			}
		})
	}
	b.Run("total", func(b *testing.B) {
		for b.Loop() {
			h.must("org_1", func(ctx context.Context, _ bun.Tx) error {
				_, err := member.Total(ctx, member.Query{OrganizationID: "org_1"})
				return err
			})
		}
	})
}
