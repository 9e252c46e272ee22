package event_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/tidwall/gjson"
	"github.com/uptrace/bun"

	"memberpulse/server/event"
	"memberpulse/server/organization"
	"memberpulse/server/pg"
	"memberpulse/server/pg/pgtest"
)

// life is what happened to AuthKit's users and to where they belong, each thing told once, in the order of its time.
type life struct {
	r    *rand.Rand
	told []happening
}

type happening struct {
	lane string // "" is the environment's
	e    *event.Event
}

func (l *life) tell(lane, name, data string, second int) {
	id := fmt.Sprintf("event_%02d", len(l.told))
	at := noon.Add(time.Duration(second)*time.Second + time.Millisecond)
	l.told = append(l.told, happening{lane, &event.Event{ID: id, Name: name, Data: gjson.Parse(data), OccurredAt: at, OrganizationID: lane}})
}

func (l *life) stamp(second int) string {
	return noon.Add(time.Duration(second) * time.Second).Format(time.RFC3339)
}

// lives draws what became of two users in two organizations: they join, are renamed, change their role, leave, and join
// again. A user is known before anything of theirs happens, as in WorkOS; several things may happen in one second.
func lives(seed uint64) *life {
	l := &life{r: rand.New(rand.NewPCG(seed, 11))} //nolint:gosec // G404: a draw that can be told again
	for _, user := range []string{"user_1", "user_2"} {
		l.user("user.created", user, 0)
		for range l.r.IntN(4) {
			l.user("user.updated", user, 1+l.r.IntN(9))
		}
		if l.r.IntN(4) == 0 {
			l.user("user.deleted", user, 1+l.r.IntN(9))
		}
		for _, organization := range []string{"org_1", "org_2"} {
			second := 1 + l.r.IntN(3)
			for n := range l.r.IntN(3) {
				second = l.stay(user, organization, n, second)
			}
		}
	}
	return l
}

func (l *life) user(name, user string, second int) {
	l.tell("", name, fmt.Sprintf(`{"id":%q,"email":"%s_%d@northwind.example","first_name":"At %d","last_name":"Silva","created_at":%q,"updated_at":%q}`,
		user, user, len(l.told), second, l.stamp(0), l.stamp(second)), second)
}

// stay is one membership from its beginning to its end, if it has one.
func (l *life) stay(user, organization string, n, second int) int {
	status := []string{"active", "active", "pending"}
	membership := func(name string) {
		data := fmt.Sprintf(`{"id":"om_%s_%s_%d","user_id":%q,"organization_id":%q,"status":%q,"role":{"slug":%q},"created_at":%q,"updated_at":%q}`,
			user, organization, n, user, organization, status[l.r.IntN(len(status))], []string{"admin", "member"}[l.r.IntN(2)], l.stamp(1), l.stamp(second))
		l.tell(organization, name, data, second)
	}
	membership("organization_membership.created")
	status = []string{"active", "active", "inactive"}
	for range l.r.IntN(3) {
		second += l.r.IntN(2)
		membership("organization_membership.updated")
	}
	if l.r.IntN(2) == 0 {
		second++
		membership("organization_membership.deleted")
	}
	return second + 1
}

// inTime is the order in which things happened.
func (l *life) inTime() []happening {
	out := slices.Clone(l.told)
	slices.SortStableFunc(out, func(a, b happening) int { return a.e.OccurredAt.Compare(b.e.OccurredAt) })
	return out
}

// shuffled is any order, with doubles.
func (l *life) shuffled() []happening {
	out := slices.Concat(l.told, l.told[:len(l.told)/2])
	l.r.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}

// Any order and any doubling of what is told of AuthKit's people ends alike: with the same members, in every column that
// somebody sees, those included who left.
func TestAnyOrderOfWhatHappensToPeopleEndsAlike(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	people := organization.NewPeople(syncMembers)
	cases := uint64(20)
	if os.Getenv("MEMBERPULSE_PROVE") != "" {
		cases = 500
	}
	for seed := range cases {
		l := lives(seed)
		want := endOf(t, db, people, l.inTime(), 1)
		for range 4 {
			order, together := l.shuffled(), 1+l.r.IntN(6)
			if diff := gocmp.Diff(want, endOf(t, db, people, order, together)); diff != "" {
				for _, h := range order {
					t.Logf("%-6s %s %s %s", h.lane, h.e.ID, h.e.Name, h.e.Data.Raw)
				}
				t.Fatalf("case %d (-in the order of time +in another):\n%s", seed, diff)
			}
		}
	}
}

var errTold = errors.New("told, and undone")

// endOf applies what happened in an order, up to so many of one lane together, and tells how it ends. Nothing is kept.
func endOf(t *testing.T, db *pg.DB, people *organization.People, order []happening, together int) (end []string) {
	t.Helper()
	err := db.InPlatform(t.Context(), pg.LaneWork, func(ctx context.Context, tx bun.Tx) (err error) {
		_, err = tx.ExecContext(ctx, `INSERT INTO organizations (id, name, version_at, version_rank, version_event, created_at, updated_at)
			SELECT id, id, now(), 0, '', now(), now() FROM unnest(ARRAY['org_1', 'org_2']) id`)
		for len(order) > 0 && err == nil {
			n := 1
			for n < min(together, len(order)) && order[n].lane == order[0].lane {
				n++
			}
			err = apply(ctx, tx, people, order[:n])
			order = order[n:]
		}
		if err == nil {
			end, err = pg.Strings(ctx, peoplesEnd)
		}
		return cmp.Or(err, errTold)
	})
	if !errors.Is(err, errTold) {
		t.Fatal(err)
	}
	return end
}

func apply(ctx context.Context, tx bun.Tx, people *organization.People, told []happening) error {
	platform, act := "", people.ApplyMemberships
	if told[0].lane == "" {
		platform, act = "on", people.ApplyUsers
	}
	if _, err := tx.ExecContext(ctx, `SELECT set_config('app.organization', ?, true), set_config('app.platform', ?, true)`, told[0].lane, platform); err != nil {
		return err
	}
	b := &event.Batch{OrganizationID: told[0].lane, Now: noon.Add(time.Hour)}
	for _, h := range told {
		again := *h.e
		b.Events = append(b.Events, &again)
	}
	if err := act(ctx, tx, b); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `SELECT set_config('app.organization', '', true), set_config('app.platform', 'on', true)`)
	return err
}

const peoplesEnd = `
SELECT format('member of %s: %s "%s" %s (%s), last %s, by %s, roles %s', m.organization_id, m.email, m.first_name, m.state, m.state_reason, m.last_event_id,
	(SELECT string_agg(concat_ws(' ', i.external_id, i.email, i.state, i.attributes, i.updated_at), '; ' ORDER BY external_id) FROM member_identities i WHERE i.member_id = m.id),
	(SELECT string_agg(concat_ws(' ', r.role, r.source, r.reason_key, r.event_id), '; ' ORDER BY role, source, reason_key) FROM member_roles r WHERE r.member_id = m.id)) FROM members m
UNION ALL SELECT format('membership %s %s %s ended %s, last %s', id, status, role_slugs, deleted_at, last_event_id) FROM organization_memberships
UNION ALL SELECT format('user %s %s "%s" ended %s, last %s', id, email, first_name, deleted_at, last_event_id) FROM workos_users
ORDER BY 1`
