package member_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/uptrace/bun"

	"memberpulse/server/errs"
	"memberpulse/server/member"
	"memberpulse/shared"
)

func TestAuthKitUsers(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	u := member.AuthKitUser{UserID: "user_1", Email: "kit@northwind.example", FirstName: "Kit", State: "inactive", Invited: true, Version: now, EventID: "event_1"}
	if id := h.authKit(u); id != "" {
		t.Errorf("who is only invited became %s", id)
	}
	u.State, u.Invited, u.RoleSlugs = "active", false, []string{"admin"}
	id := h.authKit(u)
	if m := h.signIn(member.Profile{Kind: member.KindAuthKitUser, ID: "user_1", Email: "kit@northwind.example"}); m.ID != id || !cmp.Equal(m.Roles, []shared.Role{shared.RoleClientAdmin, shared.RoleMember}) {
		t.Errorf("signed in as %+v, not %s", m, id)
	}
	u.State = "deleted"
	h.authKit(u)
	if _, err := h.profile(member.Profile{Kind: member.KindAuthKitUser, ID: "user_1", Email: "kit@northwind.example"}); !errs.HasCode(err, "deprovisioned") {
		t.Errorf("removed in WorkOS, and then: %v", err)
	}
	u.State = "active"
	if h.authKit(u) != id {
		t.Error("added again in WorkOS, they are somebody else")
	}
	h.signIn(member.Profile{Kind: member.KindAuthKitUser, ID: "user_1", Email: "kit@northwind.example"})

	h.directory("org_1", dead(priya))
	gone := member.AuthKitUser{UserID: "user_2", Email: "priya@northwind.example", State: "active", Version: now, EventID: "event_9"}
	h.authKit(gone)
	if _, err := h.profile(member.Profile{Kind: member.KindAuthKitUser, ID: "user_2", Email: gone.Email}); !errs.HasCode(err, "deprovisioned") {
		t.Errorf("AuthKit walks around a directory's tombstone: %v", err)
	}
}

// Whoever joined and left before they were heard of is kept out, as they were had they been heard of in time; and they are
// met by who comes next with their address, told together or one after the other.
func TestWhoLeftBeforeTheyWereHeardOfIsATombstone(t *testing.T) {
	t.Parallel()
	gone := member.AuthKitUser{UserID: "user_1", Email: "kit@northwind.example", State: "deleted", Version: now, EventID: "event_1"}
	next := member.AuthKitUser{UserID: "user_2", Email: "kit@northwind.example", State: "active", Version: now, EventID: "event_2"}
	for name, together := range map[string]bool{"told together": true, "told one after the other": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t)
			tell := [][]member.AuthKitUser{{gone}, {next}}
			if together {
				tell = [][]member.AuthKitUser{{gone, next}}
			}
			for _, people := range tell {
				h.must("org_1", func(ctx context.Context, tx bun.Tx) error {
					_, err := member.SyncAuthKit(ctx, tx, "org_1", people, now)
					return err
				})
			}
			want := []string{"active kit@northwind.example user_1 user_2"}
			if diff := cmp.Diff(want, h.texts(`SELECT m.state || ' ' || m.email || ' ' || string_agg(i.external_id, ' ' ORDER BY i.external_id)
				FROM members m JOIN member_identities i ON i.member_id = m.id GROUP BY m.id, m.state, m.email`)); diff != "" {
				t.Errorf("members (-want +got):\n%s", diff)
			}
		})
	}
}

func (h house) authKit(u member.AuthKitUser) string {
	h.t.Helper()
	u.Because = u.EventID
	var got map[string]string
	h.must("org_1", func(ctx context.Context, tx bun.Tx) (err error) {
		got, err = member.SyncAuthKit(ctx, tx, "org_1", []member.AuthKitUser{u}, now)
		return err
	})
	return got[u.UserID]
}

// Somebody who may come in another way keeps that one, and loses what AuthKit opened.
func TestWhomAuthKitLetsInNoMoreLosesTheSessionsThatItBegan(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		beside string // what else they own
		state  string // of their AuthKit user
		want   []string
	}{
		"a profile, and removed":       {"profile", "deleted", []string{"authkit Removed from the organization in WorkOS", "sso "}},
		"a profile, and made inactive": {"profile", "inactive", []string{"authkit Made inactive in WorkOS", "sso "}},
		"a directory, and removed":     {"directory", "deleted", []string{"authkit Removed from the organization in WorkOS", "sso "}},
		"nothing, and removed":         {"", "deleted", []string{"authkit Removed from the organization in WorkOS", "sso Removed from the organization in WorkOS"}},
		"a profile, and still there":   {"profile", "active", []string{"authkit ", "sso "}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t)
			u := member.AuthKitUser{UserID: "user_1", Email: "priya@northwind.example", State: "active", Version: now, EventID: "event_1"}
			id := h.authKit(u)
			switch tc.beside {
			case "profile":
				h.signIn(member.Profile{ID: "prof_1", Email: u.Email})
			case "directory":
				h.directory("org_1", priya)
			}
			h.exec("org_1", `INSERT INTO sessions (organization_id, id, token_hash, kind, member_id, method, created_at, seen_at, expires_at)
				SELECT 'org_1', 'session_' || m, sha256(m::bytea), 'member', $1, m, $2::timestamptz, $2, $2::timestamptz + interval '1 hour' FROM unnest(ARRAY['sso', 'authkit']) m`, id, now)
			u.State, u.EventID = tc.state, "event_2"
			if h.authKit(u) != id {
				t.Fatal("they are somebody else")
			}
			if diff := cmp.Diff(tc.want, h.texts(`SELECT method || ' ' || end_reason FROM sessions ORDER BY 1`)); diff != "" {
				t.Errorf("sessions and why they ended (-want +got):\n%s", diff)
			}
			ended := h.texts(`SELECT event_id FROM audit_events WHERE action = 'member.sessions_ended'`)
			if tc.state != "active" && !cmp.Equal(ended, []string{"event_2"}) {
				t.Errorf("the audit log tells of ended sessions by %v", ended)
			}
		})
	}
}

// Who may come in another way comes in by that one alone: a sign-in by AuthKit that was under way when it let them in no
// more begins no session, and brings nothing back.
func TestWhomAuthKitLetsInNoMoreComesInByItNoMore(t *testing.T) {
	t.Parallel()
	for state, code := range map[string]string{"deleted": "deprovisioned", "inactive": "inactive"} {
		t.Run(state, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t)
			u := member.AuthKitUser{UserID: "user_1", Email: "priya@northwind.example", State: "active", RoleSlugs: []string{"admin"}, Version: now, EventID: "event_1"}
			id := h.authKit(u)
			sso := member.Profile{ID: "prof_1", Email: u.Email}
			h.signIn(sso)
			u.State, u.EventID = state, "event_2"
			h.authKit(u)
			if m, err := h.profile(member.Profile{Kind: member.KindAuthKitUser, ID: "user_1", Email: u.Email}); !errs.HasCode(err, code) {
				t.Errorf("came in as %+v, %v", m, err)
			}
			if m := h.signIn(sso); m.ID != id || !cmp.Equal(m.Roles, []shared.Role{shared.RoleMember}) {
				t.Errorf("by the other way they are %+v, not %s", m, id)
			}
		})
	}
}

// Where people come from a directory, a membership in WorkOS makes nobody a member. They are matched once they are
// provisioned.
func TestAMembershipDoesNotWalkAroundTheDirectory(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.link()
	u := member.AuthKitUser{UserID: "user_1", Email: "priya@northwind.example", State: "active", Version: now, EventID: "event_1"}
	if id := h.authKit(u); id != "" {
		t.Errorf("became %s", id)
	}
	if _, err := h.profile(member.Profile{Kind: member.KindAuthKitUser, ID: "user_1", Email: u.Email}); !errs.HasCode(err, "not_provisioned") {
		t.Errorf("signing in: %v", err)
	}
	id := h.directory("org_1", priya)["directory_user_1"]
	if got := h.authKit(u); got != id {
		t.Errorf("provisioned as %s, and the AuthKit user is %q", id, got)
	}
	h.exec("org_1", `UPDATE organizations SET allow_just_in_time = true WHERE id = 'org_1'`)
	if got := h.authKit(member.AuthKitUser{UserID: "user_2", Email: "sam@northwind.example", State: "active", Version: now}); got == "" {
		t.Error("where the organization lets newcomers in, a membership does not")
	}
}
