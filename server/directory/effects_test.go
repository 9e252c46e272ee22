package directory

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/uptrace/bun"

	"memberpulse/server/event"
	"memberpulse/server/pg"
	"memberpulse/server/pg/pgtest"
	"memberpulse/shared"
)

func TestWhoeverIsTakenOutHasNoSessionLeft(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		out  tale
		want string
	}{
		"made inactive":         {tale{name: nameUserUpdated, state: "inactive", user: "u"}, "Ana Silva made inactive, 2 sessions ended"},
		"suspended":             {tale{name: nameUserUpdated, state: "suspended", user: "u"}, "Ana Silva suspended, 2 sessions ended"},
		"deleted":               {tale{name: nameUserDeleted, state: "active", user: "u"}, "Ana Silva removed, 2 sessions ended"},
		"the directory deleted": {tale{name: nameDeleted}, "Example deleted: 1 person and 0 groups with it, 2 sessions ended"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := pgtest.New(t)
			newOrganization(t, db, testOrg, "directory_0")
			apply := onPostgres(t, db, testOrg)
			in := tale{id: "event_1", name: nameUserCreated, directory: "directory_0", user: "u", idp: "i", state: "active", label: "Ana", object: 1, occurred: 1}
			apply([]*event.Event{in.event()})
			signIn(t, db, 2)
			out := tc.out
			out.id, out.directory, out.label, out.idp, out.object, out.occurred = "event_2", "directory_0", "Ana", "i", 2, 2
			ev := out.event()
			apply([]*event.Event{ev})
			if ev.Decision.Reason != tc.want {
				t.Errorf("told %q, want %q", ev.Decision.Reason, tc.want)
			}
			inOrg(t, db, testOrg, func(ctx context.Context, _ bun.Tx) error {
				left, err := pg.Strings(ctx, `SELECT id FROM sessions WHERE ended_at IS NULL UNION ALL SELECT role FROM member_roles`)
				if len(left) > 0 {
					t.Errorf("left over: %v", left)
				}
				if err != nil {
					return err
				}
				log, err := pg.Strings(ctx, `SELECT action || ' ' || COALESCE(before ->> 'state', '') || ' by ' || COALESCE(event_id, '') FROM audit_events
					WHERE event_id = 'event_2' ORDER BY seq`)
				if diff := cmp.Diff([]string{"member.state_changed active by event_2", "member.sessions_ended  by event_2", "member.role_removed  by event_2"}, log); diff != "" {
					t.Errorf("audit log (-want +got):\n%s", diff)
				}
				return err
			})
		})
	}
}

// signIn opens sessions of the only member.
func signIn(t *testing.T, db *pg.DB, sessions int) {
	t.Helper()
	inOrg(t, db, testOrg, func(ctx context.Context, _ bun.Tx) error {
		_, err := pg.Exec(ctx, `INSERT INTO sessions (organization_id, id, token_hash, kind, member_id, method, created_at, seen_at, expires_at)
			SELECT organization_id, 'session_' || n, sha256(('token' || n)::bytea), 'member', id, 'sso', $1, $1, $2 FROM members, generate_series(1, $3::int) n`,
			clockAt(0), clockAt(1000), sessions)
		return err
	})
}

func TestMembershipsWaitInWords(t *testing.T) {
	t.Parallel()
	w, apply := inMemory([]string{"directory_0"}, rules{})
	ev := tale{id: "event_1", name: nameUserAdded, directory: "directory_0", user: "directory_user_1", group: "directory_group_1", label: "Ana", occurred: 5}.event()
	apply([]*event.Event{ev})
	want := event.Decision{
		Outcome: shared.OutcomeParked, WaitsFor: "directory_user_1", SubjectID: "directory_user_1", SubjectName: "Ana Silva",
		RelatedID: "directory_group_1", Reason: "A membership of the group Ana waits for Ana Silva, who has not come yet",
		Action: "Nothing to do: it is applied when that comes. After 30 minutes it is given up, and can be replayed.",
	}
	if diff := cmp.Diff(want, ev.Decision); diff != "" {
		t.Errorf("decision (-want +got):\n%s", diff)
	}
	apply([]*event.Event{{
		ID: "event_2", Name: nameUserCreated, DirectoryID: "directory_0", OccurredAt: clockAt(1),
		Data: tale{name: nameUserCreated, directory: "directory_0", user: "directory_user_1", label: "Ana", state: "active"}.event().Data,
	}})
	if !cmp.Equal(w.landed, []string{"directory_user_1"}) {
		t.Errorf("landed %v", w.landed)
	}
	apply([]*event.Event{ev})
	if got := ev.Decision.Reason; got != "Ana Silva waits for the group Ana, which has not come yet" {
		t.Errorf("then %q", got)
	}
}

// A person is another organization's: the applier says so, and changes nothing.
func TestAnotherOrganizationsPersonIsOutOfReach(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	newOrganization(t, db, testOrg, "directory_0")
	newOrganization(t, db, "org_2", "directory_2")
	e := tale{id: "event_1", name: nameUserCreated, directory: "directory_0", user: "u", idp: "i", state: "active", label: "Ana", object: 1, occurred: 1}
	onPostgres(t, db, testOrg)([]*event.Event{e.event()})
	before := fingerprint(t, db, testOrg)
	e.id, e.directory, e.label, e.object = "event_2", "directory_2", "Eve", 9
	err := db.InOrganization(t.Context(), "org_2", func(ctx context.Context, tx bun.Tx) error {
		return applyBatch(ctx, tx, &event.Batch{OrganizationID: "org_2", Lane: "directory_2", Events: []*event.Event{e.event()}, Now: clockAt(100)}, nil)
	})
	var elsewhere *event.ElsewhereError
	if !errors.As(err, &elsewhere) || !cmp.Equal(elsewhere.IDs, []string{"u"}) {
		t.Errorf("a directory that takes over a person of another organization's ends with %v", err)
	}
	if diff := cmp.Diff(before, fingerprint(t, db, testOrg)); diff != "" {
		t.Errorf("and changed them (-before +after):\n%s", diff)
	}
}

func TestFirstSyncIsFollowedToItsEnd(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	newOrganization(t, db, testOrg, "directory_1")
	people, groups := 30, 2
	watch := NewWatch(db, func(context.Context, string) (*int, *int, error) { return &people, &groups, nil })
	now := clockAt(0)
	bring := func(events []*event.Event, after time.Duration) {
		now = now.Add(after)
		inOrg(t, db, testOrg, func(ctx context.Context, tx bun.Tx) error {
			return applyBatch(ctx, tx, &event.Batch{OrganizationID: testOrg, Lane: "directory_1", Events: events, Now: now}, nil)
		})
	}
	run := func(after time.Duration) shared.SyncRun {
		t.Helper()
		now = now.Add(after)
		if err := watch.Tick(t.Context(), now); err != nil {
			t.Fatal(err)
		}
		var out []shared.SyncRun
		inOrg(t, db, testOrg, func(ctx context.Context, _ bun.Tx) (err error) {
			out, err = Running(ctx, testOrg, now)
			return err
		})
		if len(out) != 1 {
			t.Fatalf("%d syncs run", len(out))
		}
		return out[0]
	}
	events := firstSync(30, 2, 40)
	bring(events[:10], 0)
	bring(events[10:20], time.Second)
	r := run(0)
	if r.Kind != "first_sync" || r.Phase != "users" || r.State != "running" || r.Done != 20 || r.Total == nil || *r.Total != 32 || r.Rate != 20 || r.ETASeconds == nil || *r.ETASeconds != 1 {
		t.Errorf("in the middle: %+v", r)
	}
	watch = NewWatch(db, watch.totals) // a restart, after a long stop
	if r := run(time.Hour); r.State != "running" {
		t.Errorf("nobody was there to listen, and the sync counts as done: %+v", r)
	}
	bring(events[20:32], time.Second)
	bring(events[32:], time.Second)
	if r := run(0); r.Phase != "memberships" || r.Done != 72 || *r.Total != 72 || r.Phases[2].Done != 40 || r.Phases[2].Total != nil {
		t.Errorf("with memberships: %+v", r)
	}
	if r := run(4 * time.Second); r.State != "running" {
		t.Errorf("quiet for 4 seconds: %+v", r)
	}
	if r := run(time.Second); r.State != "completed" || r.Phase != "done" || r.FinishedAt == nil || *r.Total != 72 {
		t.Errorf("quiet for 5 seconds: %+v", r)
	}
	bring(firstSync(31, 0, 0)[30:], time.Hour)
	inOrg(t, db, testOrg, func(ctx context.Context, _ bun.Tx) error {
		all, err := listRuns(ctx, Query{OrganizationID: testOrg, Limit: 10})
		if len(all) != 1 {
			t.Errorf("one more person began another sync: %+v", all)
		}
		return err
	})
}

func TestSentencesStayShortAndOnOneLine(t *testing.T) {
	t.Parallel()
	name := strings.Repeat("long ", 100) + "\nname"
	if got := person(name); len(got) > 130 || strings.Contains(got, "\n") {
		t.Errorf("%d bytes: %q", len(got), got)
	}
}
