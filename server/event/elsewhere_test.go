package event_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"memberpulse/server/errs"
	"memberpulse/server/pg/pgtest"
	"memberpulse/shared"
)

// dsync is an event of a directory.
func dsync(id, name, directory, organization, rest string, second int) string {
	at := noon.Add(time.Duration(second) * time.Second).Format(time.RFC3339)
	return fmt.Sprintf(`{"id":%q,"event":%q,"created_at":%q,"data":{"directory_id":%q,"organization_id":%q,"updated_at":%q,"created_at":%q,%s}}`,
		id, name, at, directory, organization, at, at, rest)
}

func personOf(id, name string) string {
	return fmt.Sprintf(`"id":%q,"idp_id":"i_%s","email":"%s@northwind.example","first_name":%q,"last_name":"Test","state":"active"`, id, id, id, name)
}

func groupOf(id, name string) string { return fmt.Sprintf(`"id":%q,"name":%q`, id, name) }

func joining(user, group string) string {
	return fmt.Sprintf(`"user":{%s},"group":{%s}`, personOf(user, "Pia"), groupOf(group, "Night Shift"))
}

// Ids of WorkOS's are unique, so what names an id of another directory's is an attack or a fault: it ends at once, in words
// that do not tell whether that directory is one's own, and its neighbors go on.
func TestAttack_AnIDOfAnotherDirectoryEndsTheEventAtOnce(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ event, rest, says string }{
		"a person who changes":           {"dsync.user.updated", personOf("directory_user_9", "Pia"), "Pia Test"},
		"a person who comes":             {"dsync.user.created", personOf("directory_user_9", "Pia"), "Pia Test"},
		"a person who goes":              {"dsync.user.deleted", personOf("directory_user_9", "Pia"), "Pia Test"},
		"a group that changes":           {"dsync.group.updated", groupOf("directory_group_9", "Night Shift"), "Night Shift"},
		"a group that goes":              {"dsync.group.deleted", groupOf("directory_group_9", "Night Shift"), "Night Shift"},
		"a membership of such a person":  {"dsync.group.user_added", joining("directory_user_9", "directory_group_1"), "Pia Test"},
		"a membership in such a group":   {"dsync.group.user_added", joining("directory_user_1", "directory_group_9"), "Night Shift"},
		"the end of such a membership":   {"dsync.group.user_removed", joining("directory_user_9", "directory_group_9"), "Pia Test"},
		"a membership of both elsewhere": {"dsync.group.user_added", joining("directory_user_9", "directory_group_9"), "Pia Test"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var told []string
			for _, owner := range []string{"org_1", "org_2"} {
				told = append(told, endOfStray(t, owner, tc.event, tc.rest, tc.says))
			}
			if told[0] != told[1] {
				t.Errorf("what is told depends on whose the other directory is:\n%s\n%s", told[0], told[1])
			}
		})
	}
}

// endOfStray tells what became of an event in directory_1 whose id stands in directory_2, among neighbors.
func endOfStray(t *testing.T, owner, name, rest, says string) string {
	t.Helper()
	s := newStory(t)
	s.learn(t, "org_1", "directory_1")
	s.learn(t, owner, "directory_2")
	s.mustDeliver(t,
		dsync("event_1", "dsync.user.created", "directory_2", owner, personOf("directory_user_9", "Zoe"), -9),
		dsync("event_2", "dsync.group.created", "directory_2", owner, groupOf("directory_group_9", "Surgery"), -9),
		dsync("event_3", "dsync.user.created", "directory_1", "org_1", personOf("directory_user_1", "Ana"), -9),
		dsync("event_4", "dsync.group.created", "directory_1", "org_1", groupOf("directory_group_1", "Wards"), -9))
	s.idle(t)
	before := s.lines(t, inDirectoryTwo)
	s.deliverTogether(t, "directory_1",
		dsync("event_5", "dsync.user.created", "directory_1", "org_1", personOf("directory_user_2", "Bo"), -2),
		dsync("event_6", name, "directory_1", "org_1", rest, -2),
		dsync("event_7", "dsync.group.user_added", "directory_1", "org_1", joining("directory_user_2", "directory_group_1"), -2))
	s.idle(t)
	got := s.row(t, "event_6")
	if got.Outcome != "dead" || got.Attempts != 1 || got.Organization != "org_1" || !strings.HasPrefix(got.Reason, says) || strings.Contains(got.Reason, "unexpected") {
		t.Errorf("%s of %s: %+v", name, owner, got)
	}
	for _, id := range []string{"event_5", "event_7"} {
		if n := s.row(t, id); n.Outcome != "applied" || n.Attempts != 1 {
			t.Errorf("its neighbor %s: %+v", id, n)
		}
	}
	if diff := gocmp.Diff(before, s.lines(t, inDirectoryTwo)); diff != "" {
		t.Errorf("the other directory (-before +after):\n%s", diff)
	}
	if n := s.count(t, `SELECT count(*) FROM audit_events WHERE action = 'event.id_elsewhere' AND event_id = 'event_6' AND organization_id = ''`); n != 1 {
		t.Errorf("%d alerts", n)
	}
	if _, err := get[shared.Event](t, s.bundle, contoso, "/api/events/event_6"); !errs.Is(err, errs.KindNotFound) {
		t.Errorf("the other organization reads it: %v", err)
	}
	seen, err := get[shared.Event](t, s.bundle, northwind, "/api/events/event_6")
	if err != nil || seen.Action == "" || strings.Contains(seen.Reason+seen.Action, "directory_2") || strings.Contains(seen.Reason+seen.Action, "org_2") {
		t.Errorf("its own organization reads %+v, %v", seen, err)
	}
	rehearsed, err := post[shared.Event](t, s.bundle, operator, "/api/events/event_6/replay", `{"dry_run":true}`)
	if err != nil || rehearsed.Outcome != shared.OutcomeDead || rehearsed.Reason != seen.Reason {
		t.Errorf("a rehearsal tells %s %s, %v", rehearsed.Outcome, rehearsed.Reason, err)
	}
	return seen.Reason + " / " + seen.Action
}

const inDirectoryTwo = `SELECT u::text FROM directory_users u WHERE workos_user_id = 'directory_user_9' UNION ALL SELECT g::text FROM directory_groups g WHERE workos_group_id = 'directory_group_9'`

// deliverTogether stores events while their lane is held, so that they are one batch.
func (s *story) deliverTogether(t *testing.T, lane string, bodies ...string) {
	t.Helper()
	tx, err := pgtest.Owner(t, s.dsn).Begin(t.Context())
	if err == nil {
		_, err = tx.Exec(t.Context(), `SELECT set_config('app.platform', 'on', true)`)
	}
	if err == nil {
		_, err = tx.Exec(t.Context(), `SELECT 1 FROM lanes WHERE id = $1 FOR UPDATE`, lane)
	}
	if err != nil {
		t.Fatal(err)
	}
	s.mustDeliver(t, bodies...)
	if err := tx.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// Two directories that use the same ids: whichever is first has an id for good, all that the other says of it is refused,
// and all else ends as if the other had never said it. Which is first hangs on the order, since no event tells which of
// them is right: WorkOS's ids are unique, so that never happens but by a fault.
func TestIDsOfTwoDirectoriesAreOneDirectorysInAnyOrder(t *testing.T) {
	t.Parallel()
	cases := uint64(6)
	if os.Getenv("MEMBERPULSE_PROVE") != "" {
		cases = 100
	}
	for seed := range cases {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			r := rand.New(rand.NewPCG(seed, 5)) //nolint:gosec // G404: a shuffle that can be told again
			owner := []string{"org_1", "org_2"}[seed%2]
			told := contested(owner)
			order := slices.Concat(told, told[:len(told)/2])
			r.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
			s := tell(t, r, owner, order)
			has := map[string]string{}
			for _, line := range s.lines(t, holdersInTest) {
				id, directory, _ := strings.Cut(line, " ")
				has[id] = directory
			}
			var kept []contest
			for _, c := range told {
				if refused := c.refused(has); !refused {
					kept = append(kept, c)
				} else if got := s.row(t, c.id); got.Outcome != "dead" || !strings.Contains(got.Reason, "another directory") {
					t.Errorf("%s: %+v", c.body, got)
				}
			}
			if len(has) != 6 || len(kept) == len(told) {
				t.Fatalf("%d ids stand somewhere, %d of %d events are kept", len(has), len(kept), len(told))
			}
			if diff := gocmp.Diff(tell(t, r, owner, kept).end(t), s.end(t)); diff != "" {
				t.Errorf("(-without what was refused +with it):\n%s", diff)
			}
			if left := s.lines(t, `SELECT id || ' ' || outcome FROM events WHERE outcome NOT IN ('applied', 'stale', 'dead')`); len(left) > 0 {
				t.Errorf("these did not end: %v", left)
			}
		})
	}
}

// contest is an event of a directory, with the ids that it names.
type contest struct {
	id, directory, body string
	names               []string
}

func (c contest) refused(has map[string]string) bool {
	return slices.ContainsFunc(c.names, func(id string) bool { return has[id] != c.directory })
}

// contested is what two directories tell of somebody and a group of their own, and of ids that both use.
func contested(owner string) (told []contest) {
	for d, organization := range []string{"org_1", owner} {
		directory := fmt.Sprintf("directory_%d", d+1)
		add := func(name, rest string, second int, ids ...string) {
			id := fmt.Sprintf("event_%02d", len(told))
			told = append(told, contest{id, directory, dsync(id, name, directory, organization, rest, second-60), ids})
		}
		users := []string{fmt.Sprintf("directory_user_%d", d+1), "directory_user_9"}
		groups := []string{fmt.Sprintf("directory_group_%d", d+1), "directory_group_9"}
		for i, user := range users {
			add("dsync.user.created", personOf(user, "Ana"), 1, user)
			add("dsync.user.updated", personOf(user, "Bea"), 3+i, user)
			add("dsync.group.created", groupOf(groups[i], "Wards"), 1, groups[i])
			add("dsync.group.updated", groupOf(groups[i], "MemberPulse Admins"), 3-i, groups[i])
			for _, group := range groups {
				add("dsync.group.user_added", joining(user, group), 4, user, group)
			}
		}
	}
	return told
}

// tell delivers events to two directories, some of them together, and lets half an hour pass.
func tell(t *testing.T, r *rand.Rand, owner string, order []contest) *story {
	t.Helper()
	s := newStory(t)
	s.learn(t, "org_1", "directory_1")
	s.learn(t, owner, "directory_2")
	for _, c := range order {
		s.mustDeliver(t, c.body)
		if r.IntN(3) == 0 {
			s.idle(t)
		}
	}
	s.idle(t)
	s.advance(31 * time.Minute)
	s.idle(t)
	if err := s.engine.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s
}

const holdersInTest = `SELECT workos_user_id || ' ' || workos_directory_id FROM directory_users u JOIN directories d ON d.id = u.directory_id
	UNION ALL SELECT workos_group_id || ' ' || workos_directory_id FROM directory_groups g JOIN directories d ON d.id = g.directory_id`

func (s *story) end(t *testing.T) []string {
	t.Helper()
	out := s.lines(t, holdersInTest+`
		UNION ALL SELECT workos_user_id || ' ' || state || ' ' || first_name || ' ' || last_event_id FROM directory_users
		UNION ALL SELECT workos_group_id || ' ' || state || ' ' || name || ' ' || last_event_id FROM directory_groups
		UNION ALL SELECT workos_user_id || ' in ' || workos_group_id || ' ' || m.version_event FROM directory_group_memberships m
			JOIN directory_users u ON u.id = m.user_id JOIN directory_groups g ON g.id = m.group_id
		UNION ALL SELECT workos_user_id || ' holds ' || r.role FROM directory_users u JOIN member_roles r ON r.organization_id = u.organization_id AND r.member_id = u.member_id`)
	slices.Sort(out)
	return out
}
