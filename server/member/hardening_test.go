package member_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/uptrace/bun"

	"memberpulse/server/member"
)

// Attack: a directory tells of somebody in the very moment in which they first sign in, by SSO and by AuthKit, and the
// directory takes them out in that moment too. However these interleave there is one member, and who was taken out
// has no way in.
func TestAttack_AFirstSignInBesideItsDirectoryMakesOneMember(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.link()
	h.exec("org_1", `UPDATE organizations SET allow_just_in_time = true WHERE id = 'org_1'`)
	for n := range 25 {
		email, idp := fmt.Sprintf("person%d@northwind.example", n), fmt.Sprintf("idp_%d", n)
		tell := func(state string) {
			_ = h.in("org_1", func(ctx context.Context, tx bun.Tx) error {
				w, err := member.Open(ctx, tx, "org_1", now)
				if err != nil {
					t.Error(err)
					return err
				}
				people := []member.Person{{ID: "directory_user_" + idp, IdpID: idp, Email: email, State: state, Version: now}}
				if err = w.Match(ctx, people); err == nil {
					_, err = w.Sync(ctx, people, nil)
				}
				if err != nil {
					t.Error(err)
				}
				return err
			})
		}
		var all sync.WaitGroup
		all.Go(func() { tell("active"); tell("deleted") })
		all.Go(func() {
			_, _ = h.profile(member.Profile{ID: "prof_" + idp, IdpID: idp, Email: email, ConnectionID: "conn_1"})
		}) // in, or refused: both may be
		all.Go(func() {
			_, _ = h.profile(member.Profile{Kind: member.KindAuthKitUser, ID: "user_" + idp, Email: email})
		})
		all.Wait()
		if _, err := h.profile(member.Profile{ID: "prof_" + idp, IdpID: idp, Email: email, ConnectionID: "conn_1"}); err == nil {
			t.Errorf("person %d came in after the directory took them out", n)
		}
		if _, err := h.profile(member.Profile{Kind: member.KindAuthKitUser, ID: "user_" + idp, Email: email}); err == nil {
			t.Errorf("person %d came in by AuthKit after the directory took them out", n)
		}
		var members []string
		h.must("org_1", func(ctx context.Context, tx bun.Tx) error {
			return tx.NewRaw(`SELECT id || ' ' || state FROM members WHERE lower(email) = ?`, email).Scan(ctx, &members)
		})
		if len(members) != 1 {
			t.Errorf("person %d is %v", n, members)
		}
	}
}
