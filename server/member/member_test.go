package member_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/uptrace/bun"

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

func newHouse(tb testing.TB) house {
	tb.Helper()
	h := house{tb, pgtest.New(tb)}
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
	if p.Now.IsZero() {
		p.Now = now
	}
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
