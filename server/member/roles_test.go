package member_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"memberpulse/server/member"
	"memberpulse/shared"
)

// What somebody's old profile said holds no more once they come by another: nor after its connection is deleted.
func TestOnlyTheNewestProfileGivesRoles(t *testing.T) {
	t.Parallel()
	admin, plain := []shared.Role{shared.RoleClientAdmin, shared.RoleMember}, []shared.Role{shared.RoleMember}
	old := member.Profile{ID: "prof_1", ConnectionID: "conn_1", IdpID: "i", Email: "a@northwind.example", Groups: []string{"MemberPulse Admins"}}
	slug := member.Profile{ID: "prof_1", ConnectionID: "conn_1", IdpID: "i", Email: "a@northwind.example", RoleSlugs: []string{"admin"}}
	next := member.Profile{ID: "prof_2", ConnectionID: "conn_2", IdpID: "i", Email: "a@northwind.example"}
	kit := member.Profile{Kind: member.KindAuthKitUser, ID: "user_1", Email: "a@northwind.example"}
	for name, tc := range map[string]struct {
		comes   []member.Profile
		deleted string // a connection, before the last of them
		want    []shared.Role
	}{
		"groups of the only one":                 {[]member.Profile{old}, "", admin},
		"groups of an older one":                 {[]member.Profile{old, next}, "", plain},
		"slugs of an older one":                  {[]member.Profile{slug, next}, "", plain},
		"the older one is the newest again":      {[]member.Profile{old, next, old}, "", admin},
		"AuthKit beside it takes nothing":        {[]member.Profile{old, kit}, "", admin},
		"its connection is deleted":              {[]member.Profile{old, kit}, "conn_1", plain},
		"the newest one's connection is deleted": {[]member.Profile{old, next, kit}, "conn_2", admin},
		"another connection is deleted":          {[]member.Profile{old, kit}, "conn_9", admin},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t)
			h.exec("org_1", `INSERT INTO connections (organization_id, id, name, connection_type, state, enabled, version_at, version_rank, version_event, created_at, updated_at)
				SELECT 'org_1', id, id, 'OktaSAML', 'active', id = 'conn_2', $1, 0, '', $1, $1 FROM unnest(ARRAY['conn_1', 'conn_2']) id`, now)
			var got *member.Member
			for i, p := range tc.comes {
				if i == len(tc.comes)-1 {
					h.exec("org_1", `UPDATE connections SET deleted_at = $2 WHERE id = $1`, tc.deleted, now)
				}
				p.Now = now.Add(time.Duration(i) * time.Minute)
				got = h.signIn(p)
			}
			if diff := cmp.Diff(tc.want, got.Roles); diff != "" {
				t.Errorf("roles (-want +got):\n%s", diff)
			}
		})
	}
}
