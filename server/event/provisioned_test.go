package event_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
)

// Where a directory says who belongs, whoever AuthKit tells of waits until the directory has told of them too. It tells in
// a lane of its own, so it may be first or last: either way they are one member, with what both say of them.
func TestWhoAuthKitToldOfBeforeTheirDirectoryDidIsOneMember(t *testing.T) {
	t.Parallel()
	first := []string{
		`{"id":"event_1","event":"organization.created","data":{"id":"org_1","name":"Northwind","updated_at":"2026-11-20T09:00:00.000Z"}}`,
		`{"id":"event_2","event":"organization_domain.verified","data":{"id":"org_domain_1","organization_id":"org_1","domain":"northwind.example","state":"verified","updated_at":"2026-11-20T09:00:00.000Z"}}`,
	}
	shuffled := []string{
		`{"id":"event_3","event":"dsync.activated","data":{"id":"directory_1","organization_id":"org_1","name":"Okta","type":"okta scim v2.0","state":"active","updated_at":"2026-11-20T09:00:00.000Z"}}`,
		`{"id":"event_4","event":"dsync.user.created","data":{"id":"directory_user_1","directory_id":"directory_1","organization_id":"org_1","idp_id":"00u1","email":"Ana@northwind.example","first_name":"Ana","state":"active","updated_at":"2026-11-20T09:01:00.000Z"}}`,
		`{"id":"event_5","event":"user.created","data":{"id":"user_1","email":"ana@northwind.example","first_name":"Ana","updated_at":"2026-11-20T09:01:01.000Z"}}`,
		`{"id":"event_6","event":"organization_membership.created","data":{"id":"om_1","user_id":"user_1","organization_id":"org_1","status":"active","role":{"slug":"admin"},"updated_at":"2026-11-20T09:01:02.000Z"}}`,
	}
	want := []string{"Ana@northwind.example active: directory_user_1 user_1: ROLE_CLIENT_ADMIN ROLE_MEMBER"}
	for seed := range uint64(8) {
		t.Run("", func(t *testing.T) {
			t.Parallel()
			r := rand.New(rand.NewPCG(seed, 3)) //nolint:gosec // G404: a shuffle that can be told again
			order := slices.Clone(shuffled)
			r.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
			s := newStory(t)
			for _, e := range slices.Concat(first, order) {
				s.mustDeliver(t, e)
				s.idle(t)
			}
			got := s.lines(t, `SELECT format('%s %s: %s: %s', m.email, m.state,
				(SELECT string_agg(external_id, ' ' ORDER BY external_id) FROM member_identities i WHERE i.member_id = m.id),
				(SELECT string_agg(DISTINCT role, ' ' ORDER BY role) FROM member_roles r WHERE r.member_id = m.id)) FROM members m`)
			if diff := gocmp.Diff(want, got); diff != "" {
				t.Errorf("members (-want +got):\n%s\nafter %q", diff, order)
			}
		})
	}
}
