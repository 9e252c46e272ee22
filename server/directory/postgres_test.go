package directory

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/uptrace/bun"

	"memberpulse/server/event"
	"memberpulse/server/member"
	"memberpulse/server/pg"
	"memberpulse/server/pg/pgtest"
	"memberpulse/server/workos"
	"memberpulse/shared"
	"memberpulse/shared/mapping"
)

const testOrg = "org_1"

// newOrganization makes an organization with directories that WorkOS told of.
func newOrganization(tb testing.TB, db *pg.DB, org string, directories ...string) {
	tb.Helper()
	inOrg(tb, db, org, func(ctx context.Context, _ bun.Tx) error {
		_, err := pg.Exec(ctx, `INSERT INTO organizations (id, name, version_at, version_rank, version_event, created_at, updated_at)
			VALUES ($1, $1, $2, 0, '', $2, $2)`, org, epoch)
		return err
	})
	learnAll(tb, db, org, directories)
}

// learnAll stores directories as WorkOS answers them.
func learnAll(tb testing.TB, db *pg.DB, org string, directories []string) {
	tb.Helper()
	inOrg(tb, db, org, func(ctx context.Context, tx bun.Tx) (err error) {
		for _, id := range directories {
			if err == nil {
				err = Learn(ctx, tx, workos.Directory{
					ID: id, OrganizationID: org, Name: "Example", Type: "okta scim v2.0", State: stateActive, CreatedAt: epoch, UpdatedAt: epoch,
				}, epoch)
			}
		}
		return err
	})
}

func inOrg(tb testing.TB, db *pg.DB, org string, fn func(ctx context.Context, tx bun.Tx) error) {
	tb.Helper()
	if err := db.InOrganization(tb.Context(), org, fn); err != nil {
		tb.Fatal(err)
	}
}

// onPostgres is an engine's transaction around Apply.
func onPostgres(tb testing.TB, db *pg.DB, org string) applier {
	tb.Helper()
	return func(batch []*event.Event) (landed []string) {
		b := &event.Batch{OrganizationID: org, Lane: batch[0].DirectoryID, Events: batch, Now: clockAt(100)}
		inOrg(tb, db, org, func(ctx context.Context, tx bun.Tx) (err error) {
			landed, err = apply(ctx, tx, b, nil)
			return err
		})
		return landed
	}
}

type storedUser struct{ ID, State, FirstName string }

// storedTruth reads the database the way the oracle tells it.
func storedTruth(tb testing.TB, db *pg.DB, org string) truth {
	tb.Helper()
	out := truth{Directories: map[string]string{}, Users: map[string]seenUser{}, Groups: map[string]string{}, Roles: map[string][]shared.Role{}}
	inOrg(tb, db, org, func(ctx context.Context, _ bun.Tx) error {
		places, err := pg.Query[struct{ ID, State string }](ctx, `SELECT workos_directory_id, state FROM directories`)
		if err != nil {
			return err
		}
		for _, p := range places {
			out.Directories[p.ID] = p.State
		}
		users, err := pg.Query[storedUser](ctx, `SELECT workos_user_id, u.state, first_name FROM directory_users u`)
		if err != nil {
			return err
		}
		for _, u := range users {
			out.Users[u.ID] = seenUser{u.State, u.FirstName}
		}
		groups, err := pg.Query[struct{ ID, State, Name string }](ctx, `SELECT workos_group_id, g.state, g.name FROM directory_groups g`)
		if err != nil {
			return err
		}
		for _, g := range groups {
			out.Groups[g.ID] = g.Name
			if g.State == stateDeleted {
				out.Groups[g.ID] = "deleted " + g.Name
			}
		}
		out.Memberships, err = pg.Strings(ctx, `SELECT workos_user_id || ' in ' || workos_group_id FROM directory_group_memberships m
			JOIN directory_users u ON u.id = m.user_id JOIN directory_groups g ON g.id = m.group_id`)
		if slices.Sort(out.Memberships); len(out.Memberships) == 0 {
			out.Memberships = nil
		}
		if err != nil {
			return err
		}
		roles, err := pg.Query[struct{ IdpID, Role string }](ctx, `SELECT DISTINCT i.idp_id, r.role FROM member_roles r
			JOIN member_identities i ON i.member_id = r.member_id AND i.kind = 'directory_user'`)
		if err != nil {
			return err
		}
		for _, role := range shared.Roles {
			for _, r := range roles {
				if r.Role == string(role) {
					out.Roles[r.IdpID] = append(out.Roles[r.IdpID], role)
				}
			}
		}
		return nil
	})
	return out
}

// The same model on PostgreSQL: through the reads and writes of Apply, members and roles included. Each case is an
// organization of its own beside others, so that what leaks from one into another shows too.
func TestPostgresEndsLikeTheOracle(t *testing.T) {
	t.Parallel()
	cases, together := 50, 25
	if proving() {
		cases = 300
	}
	for from := 0; from < cases; from += together {
		t.Run(fmt.Sprint(from), func(t *testing.T) {
			t.Parallel()
			db := pgtest.New(t)
			for seed := from; seed < from+together; seed++ {
				endsLikeTheOracle(t, db, seed)
			}
		})
	}
}

func endsLikeTheOracle(t *testing.T, db *pg.DB, seed int) {
	t.Helper()
	org := fmt.Sprintf("org_%d", seed)
	s := scenarios().Example(seed).within(org)
	newOrganization(t, db, org)
	sam := comesBySSO(t, db, org)
	if seed%2 == 0 { // asked for
		learnAll(t, db, org, s.directories())
	} else { // told of, in between
		s = s.activated(seed)
	}
	apply := onPostgres(t, db, org)
	deliver(s, apply)
	want := oracle(s.tales)
	if diff := cmp.Diff(want, storedTruth(t, db, org)); diff != "" {
		t.Fatalf("case %d: end state (-oracle +database):\n%s", seed, diff)
	}
	if diff := cmp.Diff(want.throughSSO(), rolesOf(t, db, org, sam)); diff != "" {
		t.Fatalf("case %d: who came by SSO holds (-oracle +database):\n%s", seed, diff)
	}
	auditAgrees(t, db, org)
	before := fingerprint(t, db, org)
	deliver(scenario{tales: s.tales, deliveries: slices.Clone(s.deliveries), sizes: []int{1000}}, apply)
	if diff := cmp.Diff(before, fingerprint(t, db, org)); diff != "" {
		t.Fatalf("case %d: a second full replay changed rows (-before +after):\n%s", seed, diff)
	}
}

// comesBySSO is somebody in no directory, whose identity provider tells of a group that gives a role.
func comesBySSO(tb testing.TB, db *pg.DB, org string) (id string) {
	tb.Helper()
	inOrg(tb, db, org, func(ctx context.Context, tx bun.Tx) error {
		m, err := member.FromProfile(ctx, tx, member.Profile{
			OrganizationID: org, Kind: member.KindProfile, ID: "prof_1", Email: "sam@example.com", Groups: []string{"MemberPulse Admins"}, Now: epoch,
		})
		if err == nil {
			id = m.ID
		}
		return err
	})
	return id
}

func rolesOf(tb testing.TB, db *pg.DB, org, id string) (out []shared.Role) {
	tb.Helper()
	inOrg(tb, db, org, func(ctx context.Context, _ bun.Tx) error {
		reasons, err := member.Roles(ctx, org, id)
		out = mapping.Set(reasons)
		return err
	})
	return out
}

// activated adds the events that bring the directories, each somewhere among the others.
func (s scenario) activated(seed int) scenario {
	for i, id := range s.directories() {
		s.deliveries = slices.Insert(slices.Clone(s.deliveries), (seed*7+i*13)%len(s.deliveries), len(s.tales))
		s.tales = append(s.tales, tale{id: "event_on_" + id, name: nameActivated, directory: id})
	}
	return s
}

// within gives a scenario the ids of one organization. The people's ids in their identity provider stay: those of
// different organizations may be equal, and must not meet.
func (s scenario) within(org string) scenario {
	s.tales = slices.Clone(s.tales)
	for i := range s.tales {
		e := &s.tales[i]
		for _, id := range []*string{&e.id, &e.directory, &e.user, &e.group} {
			if *id != "" {
				*id += "_" + org
			}
		}
	}
	return s
}

// auditAgrees adds up what the audit log says was given and taken, and compares it with what is held.
func auditAgrees(tb testing.TB, db *pg.DB, org string) {
	tb.Helper()
	inOrg(tb, db, org, func(ctx context.Context, _ bun.Tx) error {
		wrong, err := pg.Strings(ctx, `WITH told AS (
				SELECT target_id AS member, COALESCE(after, before) ->> 'role' AS role,
					sum(CASE action WHEN 'member.role_added' THEN 1 ELSE -1 END) AS held
				FROM audit_events WHERE action IN ('member.role_added', 'member.role_removed') GROUP BY 1, 2),
			held AS (SELECT DISTINCT member_id AS member, role, 1 AS held FROM member_roles)
			SELECT COALESCE(t.member, h.member) || ' ' || COALESCE(t.role, h.role) FROM told t
			FULL JOIN held h USING (member, role) WHERE COALESCE(t.held, 0) <> COALESCE(h.held, 0)`)
		if len(wrong) > 0 {
			tb.Errorf("the audit log and the roles held differ for %v", wrong)
		}
		return err
	})
}

// fingerprint is all that applying may write, but what only tells of time.
func fingerprint(tb testing.TB, db *pg.DB, org string) map[string]string {
	tb.Helper()
	out := map[string]string{}
	inOrg(tb, db, org, func(ctx context.Context, _ bun.Tx) error {
		for _, table := range []string{
			"directories", "directory_users", "directory_groups", "directory_group_memberships", "directory_group_membership_registers",
			"members", "member_identities", "member_roles", "audit_events", "sync_runs",
		} {
			sums, err := pg.Strings(ctx, `SELECT count(*) || ' rows, ' || COALESCE(md5(string_agg(r::text, ';' ORDER BY r::text COLLATE "C")), '') FROM `+table+` r`)
			if err != nil {
				return err
			}
			out[table] = sums[0]
		}
		return nil
	})
	return out
}
