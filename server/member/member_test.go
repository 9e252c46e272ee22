package member_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/uptrace/bun"

	"memberpulse/server/audit"
	"memberpulse/server/errs"
	"memberpulse/server/member"
	"memberpulse/server/pg"
	"memberpulse/server/pg/pgtest"
	"memberpulse/shared"
)

var now = time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)

// house is a database with organizations; org_1 owns the domain northwind.example.
type house struct {
	t  testing.TB
	db *pg.DB
}

func newHouse(t testing.TB) house {
	t.Helper()
	h := house{t, pgtest.New(t)}
	for _, org := range []string{"org_1", "org_2"} {
		h.exec(org, `INSERT INTO organizations (id, name, version_at, version_rank, version_event, created_at, updated_at) VALUES ($1, $1, $2, 0, '', $2, $2)`, org, now)
	}
	h.exec("org_1", `INSERT INTO organization_domains (organization_id, id, domain, state, version_at, version_rank, version_event, created_at, updated_at)
		VALUES ('org_1', 'org_domain_1', 'Northwind.example', 'verified', $1, 0, '', $1, $1), ('org_1', 'org_domain_2', 'pending.example', 'pending', $1, 0, '', $1, $1)`, now)
	return h
}

func (h house) in(org string, fn func(ctx context.Context, tx bun.Tx) error) error {
	return h.db.InOrganization(h.t.Context(), org, fn)
}

func (h house) must(org string, fn func(ctx context.Context, tx bun.Tx) error) {
	h.t.Helper()
	if err := h.in(org, fn); err != nil {
		h.t.Fatal(err)
	}
}

func (h house) exec(org, sql string, args ...any) {
	h.t.Helper()
	h.must(org, func(ctx context.Context, _ bun.Tx) error {
		_, err := pg.Exec(ctx, sql, args...)
		return err
	})
}

// link makes a directory govern the organization org_1.
func (h house) link() {
	h.t.Helper()
	const org = "org_1"
	h.exec(org, `INSERT INTO directories (organization_id, workos_directory_id, state, version_at, version_rank, version_event, created_at, updated_at)
		VALUES ($1, 'directory_' || $1, 'active', $2, 0, '', $2, $2)`, org, now)
}

// directory tells people as their directory does, and returns whose each is.
func (h house) directory(org string, people ...member.Person) map[string]string {
	h.t.Helper()
	out := map[string]string{}
	h.must(org, func(ctx context.Context, tx bun.Tx) error {
		w, err := member.Open(ctx, tx, org, now)
		if err != nil {
			return err
		}
		if err := w.Match(ctx, people); err != nil {
			return err
		}
		for _, p := range people {
			out[p.ID] = p.MemberID
		}
		_, err = w.Sync(ctx, people, nil)
		return err
	})
	return out
}

func (h house) profile(p member.Profile) (m *member.Member, err error) {
	h.t.Helper()
	if p.OrganizationID == "" {
		p.OrganizationID = "org_1"
	}
	if p.Kind == "" {
		p.Kind = member.KindProfile
	}
	p.Now = now
	err = h.in(p.OrganizationID, func(ctx context.Context, tx bun.Tx) error {
		m, err = member.FromProfile(ctx, tx, p)
		return err
	})
	return m, err
}

func (h house) signIn(p member.Profile) *member.Member {
	h.t.Helper()
	m, err := h.profile(p)
	if err != nil {
		h.t.Fatal(err)
	}
	return m
}

func (h house) count(sql string) int {
	h.t.Helper()
	var n []struct{ N int }
	h.must("org_1", func(ctx context.Context, _ bun.Tx) (err error) {
		n, err = pg.Query[struct{ N int }](ctx, sql)
		return err
	})
	return n[0].N
}

var priya = member.Person{ID: "directory_user_1", IdpID: "00u1", Email: "Priya@Northwind.example", FirstName: "Priya", LastName: "Raman", State: "active", Version: now, EventID: "event_1"}

func TestProfileFindsItsMember(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		before  func(h house) string // makes somebody, and names them
		profile member.Profile
		same    bool
		code    string
	}{
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
	} {
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

func dead(p member.Person) member.Person {
	p.State = "deleted"
	return p
}

// People who signed in before their directory came are the same people after.
func TestDirectoryNewcomerTakesTheMemberOfItsAddress(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	m := h.signIn(member.Profile{ID: "prof_1", Email: "priya@northwind.example", FirstName: "P."})
	second := priya
	second.ID, second.IdpID = "directory_user_2", "00u2"
	got := h.directory("org_1", priya, second)
	if got["directory_user_1"] != m.ID {
		t.Errorf("directory user of the same address is %s, not %s", got["directory_user_1"], m.ID)
	}
	if got["directory_user_2"] == m.ID {
		t.Error("a second person of that address became the same member")
	}
	h.must("org_1", func(ctx context.Context, _ bun.Tx) error {
		read, err := member.Get(ctx, "org_1", m.ID)
		if err == nil && (read.FirstName != "Priya" || read.Email != "Priya@Northwind.example" || len(read.Identities) != 2) {
			t.Errorf("the directory does not outrank the profile: %+v", read)
		}
		return err
	})
}

func TestGroupsToldBySSOGrantNothingBesideADirectory(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p := member.Profile{ID: "prof_1", Email: "a@northwind.example", Groups: []string{"MemberPulse Admins"}, RoleSlugs: []string{"member"}}
	if m := h.signIn(p); !cmp.Equal(m.Roles, []shared.Role{shared.RoleClientAdmin, shared.RoleMember}) {
		t.Errorf("without a directory: %v", m.Roles)
	}
	h.link()
	if m := h.signIn(p); !cmp.Equal(m.Roles, []shared.Role{shared.RoleMember}) {
		t.Errorf("beside a directory: %v", m.Roles)
	}
	p.RoleSlugs = []string{"admin"}
	if m := h.signIn(p); !cmp.Equal(m.Roles, []shared.Role{shared.RoleClientAdmin, shared.RoleMember}) {
		t.Errorf("with WorkOS's slug: %v", m.Roles)
	}
}

func TestGrantedRoleOutlivesAnAbsence(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := h.directory("org_1", priya)["directory_user_1"]
	h.exec("org_1", `INSERT INTO member_roles (organization_id, member_id, role, source, reason_key, created_at) VALUES ('org_1', $1, 'ROLE_CLIENT_ADMIN', 'granted', '', $2)`, id, now)
	away := priya
	away.State, away.MemberID = "inactive", id
	roles := func() (out []shared.RoleReason) {
		h.must("org_1", func(ctx context.Context, _ bun.Tx) (err error) {
			out, err = member.Roles(ctx, "org_1", id)
			return err
		})
		return out
	}
	for range 2 {
		h.directory("org_1", away)
		if got := roles(); len(got) != 0 {
			t.Errorf("the inactive hold %v", got)
		}
	}
	back := away
	back.State = "active"
	h.directory("org_1", back)
	if got := roles(); len(got) != 2 || got[0].Role != shared.RoleClientAdmin || got[0].Source != shared.SourceGranted {
		t.Errorf("back, they hold %v", got)
	}
	if n := h.count(`SELECT sum(CASE action WHEN 'member.role_added' THEN 1 ELSE -1 END)::int FROM audit_events WHERE action LIKE 'member.role%' AND COALESCE(after, before) ->> 'role' = 'ROLE_MEMBER'`); n != 1 {
		t.Errorf("the audit log adds up to %d times Member", n)
	}
}

func TestAuthKitUsers(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	sync := func(u member.AuthKitUser) string {
		var got map[string]string
		h.must("org_1", func(ctx context.Context, tx bun.Tx) (err error) {
			got, err = member.SyncAuthKit(ctx, tx, "org_1", []member.AuthKitUser{u}, now)
			return err
		})
		return got[u.UserID]
	}
	u := member.AuthKitUser{UserID: "user_1", Email: "kit@northwind.example", FirstName: "Kit", State: "inactive", Version: now, EventID: "event_1"}
	if id := sync(u); id != "" {
		t.Errorf("an inactive newcomer became %s", id)
	}
	u.State, u.RoleSlugs = "active", []string{"admin"}
	id := sync(u)
	if m := h.signIn(member.Profile{Kind: member.KindAuthKitUser, ID: "user_1", Email: "kit@northwind.example"}); m.ID != id || !cmp.Equal(m.Roles, []shared.Role{shared.RoleClientAdmin, shared.RoleMember}) {
		t.Errorf("signed in as %+v, not %s", m, id)
	}
	u.State = "deleted"
	sync(u)
	if _, err := h.profile(member.Profile{Kind: member.KindAuthKitUser, ID: "user_1", Email: "kit@northwind.example"}); !errs.HasCode(err, "deprovisioned") {
		t.Errorf("removed in WorkOS, and then: %v", err)
	}
	u.State = "active"
	if sync(u) != id {
		t.Error("added again in WorkOS, they are somebody else")
	}
	h.signIn(member.Profile{Kind: member.KindAuthKitUser, ID: "user_1", Email: "kit@northwind.example"})

	h.directory("org_1", dead(priya))
	gone := member.AuthKitUser{UserID: "user_2", Email: "priya@northwind.example", State: "active", Version: now, EventID: "event_9"}
	sync(gone)
	if _, err := h.profile(member.Profile{Kind: member.KindAuthKitUser, ID: "user_2", Email: gone.Email}); !errs.HasCode(err, "deprovisioned") {
		t.Errorf("AuthKit walks around a directory's tombstone: %v", err)
	}
}

func TestChangedMappingIsRecomputed(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p := priya
	p.RoleSlugs = []string{"nurse"}
	id := h.directory("org_1", p)["directory_user_1"]
	h.exec("org_1", `INSERT INTO role_mappings (organization_id, id, kind, match, role, created_at, updated_at) VALUES ('org_1', 'rolemap_1', 'role_slug', 'nurse', 'ROLE_CLIENT_USER', $1, $1)`, now)
	h.must("org_1", func(ctx context.Context, tx bun.Tx) error {
		changed, err := member.Recompute(ctx, tx, "org_1", audit.System(), now)
		if err == nil && (len(changed) != 1 || len(changed[id].Gained) != 1 || changed[id].Gained[0].RoleMappingID != "rolemap_1") {
			t.Errorf("changed %+v", changed)
		}
		return err
	})
}
