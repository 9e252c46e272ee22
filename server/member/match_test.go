package member_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/uptrace/bun"

	"memberpulse/server/errs"
	"memberpulse/server/member"
	"memberpulse/server/pg"
	"memberpulse/shared"
)

// arrival is who is there, and who comes then.
type arrival struct {
	before  func(h house) string // makes somebody, and names them
	profile member.Profile
	same    bool
	code    string
}

var arrivals = map[string]arrival{
	"by the identity it left": {
		func(h house) string {
			return h.signIn(member.Profile{ID: "prof_1", Email: "a@elsewhere.example"}).ID
		},
		member.Profile{ID: "prof_1", Email: "renamed@elsewhere.example"},
		true, "",
	},
	"by the id in the identity provider": {
		func(h house) string { return h.directory("org_1", priya)["directory_user_1"] },
		member.Profile{ID: "prof_1", IdpID: "00u1", Email: "other@elsewhere.example"},
		true, "",
	},
	"by an address whose domain is verified, whatever its case": {
		func(h house) string { return h.directory("org_1", priya)["directory_user_1"] },
		member.Profile{ID: "prof_1", IdpID: "other", Email: "pRIYA@northwind.EXAMPLE"},
		true, "",
	},
	"not by an address whose domain is not verified": {
		func(h house) string {
			p := priya
			p.Email = "priya@pending.example"
			return h.directory("org_1", p)["directory_user_1"]
		},
		member.Profile{ID: "prof_1", Email: "priya@pending.example"},
		false, "",
	},
	"not by an address with two @": {
		func(h house) string {
			p := priya
			p.Email = "priya@evil.example@northwind.example"
			return h.directory("org_1", p)["directory_user_1"]
		},
		member.Profile{ID: "prof_1", Email: "priya@evil.example@northwind.example"},
		false, "",
	},
	"not by an address that two have": {
		func(h house) string {
			q := priya
			q.ID, q.IdpID = "directory_user_2", "00u2"
			return h.directory("org_1", priya, q)["directory_user_1"]
		},
		member.Profile{ID: "prof_1", Email: "priya@northwind.example"},
		false, "",
	},
	"not without an id in the identity provider": {
		func(h house) string {
			p := priya
			p.IdpID, p.Email = "", "x@elsewhere.example"
			return h.directory("org_1", p)["directory_user_1"]
		},
		member.Profile{ID: "prof_1", Email: "y@elsewhere.example"},
		false, "",
	},
	"not in another organization": {
		func(h house) string { return h.directory("org_2", priya)["directory_user_1"] },
		member.Profile{ID: "prof_1", IdpID: "00u1", Email: "priya@northwind.example"},
		false, "",
	},
	"a tombstone keeps its id": {
		func(h house) string { return h.directory("org_1", dead(priya))["directory_user_1"] },
		member.Profile{ID: "prof_1", IdpID: "00u1", Email: "new@elsewhere.example"},
		false, "deprovisioned",
	},
	"a tombstone keeps its address, verified or not": {
		func(h house) string {
			p := dead(priya)
			p.Email = "Priya@elsewhere.example"
			return h.directory("org_1", p)["directory_user_1"]
		},
		member.Profile{ID: "prof_1", IdpID: "new", Email: "priya@ELSEWHERE.example"},
		false, "deprovisioned",
	},
	"who is inactive in the directory stays out": {
		func(h house) string {
			p := priya
			p.State = "suspended"
			return h.directory("org_1", p)["directory_user_1"]
		},
		member.Profile{ID: "prof_1", IdpID: "00u1"},
		false, "inactive",
	},
	"where a directory is linked, newcomers come from there": {
		func(h house) string { h.link(); return "" },
		member.Profile{ID: "prof_1", Email: "new@northwind.example"},
		false, "not_provisioned",
	},
	"unless the organization lets them in": {
		func(h house) string {
			h.link()
			h.exec("org_1", `UPDATE organizations SET allow_just_in_time = true WHERE id = 'org_1'`)
			return ""
		},
		member.Profile{ID: "prof_1", Email: "new@northwind.example"},
		false, "",
	},
}

func TestProfileFindsItsMember(t *testing.T) {
	t.Parallel()
	for name, tc := range arrivals {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t)
			who := tc.before(h)
			members := h.count(`SELECT count(*)::int FROM members`)
			m, err := h.profile(tc.profile)
			if tc.code != "" {
				if !errs.HasCode(err, tc.code) {
					t.Fatalf("got %v, want %s", err, tc.code)
				}
				if h.count(`SELECT count(*)::int FROM members`) != members || h.count(`SELECT count(*)::int FROM member_identities WHERE kind = 'sso_profile'`) != 0 {
					t.Error("a refusal left something behind")
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if (m.ID == who) != tc.same || m.New == tc.same {
				t.Errorf("member %s, new: %v; there was %s", m.ID, m.New, who)
			}
			if m.State != member.StateActive || !cmp.Equal(m.Roles, []shared.Role{shared.RoleMember}) {
				t.Errorf("came in as %s with %v", m.State, m.Roles)
			}
		})
	}
}

// Whoever is hired again is new to the directory, under another id, while their profile is the one of before: it comes
// with them, and with nobody else.
func TestWhoIsHiredAgainComesInWithTheProfileOfBefore(t *testing.T) {
	t.Parallel()
	again := member.Person{ID: "directory_user_2", IdpID: "00u2", Email: "priya@northwind.example", FirstName: "Priya", State: "active", Version: now, EventID: "event_2"}
	with := func(change func(*member.Person)) member.Person {
		p := again
		change(&p)
		return p
	}
	old := member.Profile{ID: "prof_1", IdpID: "priya@northwind.example", Email: "priya@northwind.example", ConnectionID: "conn_1"}
	for name, tc := range map[string]struct {
		first  member.Profile
		back   []member.Person
		verify string // the state of their domain
		second member.Profile
		code   string // "": comes in as the first of those who are back
	}{
		"with the same profile":                   {old, []member.Person{again}, "verified", old, ""},
		"by a connection that replaced the other": {old, []member.Person{again}, "verified", member.Profile{ID: "prof_2", IdpID: old.IdpID, Email: old.Email}, ""},
		"by AuthKit": {
			member.Profile{Kind: member.KindAuthKitUser, ID: "user_1", Email: old.Email},
			[]member.Person{again},
			"verified",
			member.Profile{Kind: member.KindAuthKitUser, ID: "user_1", Email: old.Email},
			"",
		},
		"not before they are back":               {old, nil, "verified", old, "deprovisioned"},
		"not by an address that nobody verified": {old, []member.Person{again}, "pending", old, "deprovisioned"},
		"not where two have the address": {
			old, []member.Person{again, with(func(p *member.Person) { p.ID, p.IdpID = "directory_user_3", "00u3" })}, "verified", old, "deprovisioned",
		},
		"not while they are inactive": {old, []member.Person{with(func(p *member.Person) { p.State = "inactive" })}, "verified", old, "inactive"},
		"not as a colleague whose address they took": {
			old,
			[]member.Person{with(func(p *member.Person) { p.Email = "sam@northwind.example" })},
			"verified",
			member.Profile{ID: "prof_1", IdpID: old.IdpID, Email: "sam@northwind.example"},
			"deprovisioned",
		},
		"not with the account that the directory removed": {
			member.Profile{ID: "prof_1", IdpID: "00u1", Email: old.Email},
			[]member.Person{again},
			"verified",
			member.Profile{ID: "prof_1", IdpID: "00u1", Email: old.Email},
			"deprovisioned",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t)
			first := h.signIn(tc.first)
			if id := h.directory("org_1", priya)["directory_user_1"]; id != first.ID {
				t.Fatalf("the directory's is %s, and who signed in %s", id, first.ID)
			}
			gone := dead(priya)
			gone.MemberID = first.ID
			h.directory("org_1", gone)
			back := h.directory("org_1", tc.back...)
			h.exec("org_1", `UPDATE organization_domains SET state = $1 WHERE id = 'org_domain_1'`, tc.verify)
			m, err := h.profile(tc.second)
			if tc.code != "" {
				if !errs.HasCode(err, tc.code) {
					t.Errorf("got %v, want %s", err, tc.code)
				}
				return
			}
			if err != nil || m.ID != back[tc.back[0].ID] {
				t.Fatalf("came in as %+v, %v", m, err)
			}
			h.signIn(tc.second)
			owners := h.texts(`SELECT DISTINCT member_id FROM member_identities WHERE external_id = $1`, tc.second.ID)
			if diff := cmp.Diff([]string{m.ID}, owners); diff != "" {
				t.Errorf("the profile's owner (-want +got):\n%s", diff)
			}
			moved := h.texts(`SELECT concat_ws(' ', before ->> 'member_id', after ->> 'member_id', after ->> 'profile') FROM audit_events WHERE action = 'member.profile_moved'`)
			if diff := cmp.Diff([]string{first.ID + " " + m.ID + " " + tc.second.ID}, moved); diff != "" {
				t.Errorf("audit log (-want +got):\n%s", diff)
			}
		})
	}
}

// What WorkOS says of an AuthKit user stays with them when they are hired again.
func TestAnAuthKitUserWhoIsHiredAgainKeepsTheRoleInWorkOS(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	u := member.AuthKitUser{UserID: "user_1", Email: "priya@northwind.example", State: "active", RoleSlugs: []string{"admin"}, Version: now, EventID: "event_1"}
	first := h.authKit(u)
	gone := dead(priya)
	gone.MemberID = first
	h.directory("org_1", priya)
	h.directory("org_1", gone)
	again := priya
	again.ID, again.IdpID = "directory_user_2", "00u2"
	h.directory("org_1", again)
	m := h.signIn(member.Profile{Kind: member.KindAuthKitUser, ID: "user_1", Email: u.Email})
	if m.ID == first || !cmp.Equal(m.Roles, []shared.Role{shared.RoleClientAdmin, shared.RoleMember}) {
		t.Errorf("came in as %s with %v", m.ID, m.Roles)
	}
	if got := h.authKit(u); got != m.ID {
		t.Errorf("the next event finds %s", got)
	}
}

func (h house) texts(sql string, args ...any) (out []string) {
	h.t.Helper()
	h.must("org_1", func(ctx context.Context, _ bun.Tx) (err error) {
		out, err = pg.Strings(ctx, sql, args...)
		return err
	})
	return out
}
