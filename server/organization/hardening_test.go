package organization_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/tidwall/gjson"
	"github.com/uptrace/bun"

	"memberpulse/server/event"
	"memberpulse/server/organization"
	"memberpulse/server/pg"
	"memberpulse/server/pg/pgtest"
)

type told struct{ id, name, data string }

// orders calls fn with every order of n things.
func orders(n int, fn func([]int)) {
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	var walk func(k int)
	walk = func(k int) {
		if k == n {
			fn(order)
			return
		}
		for i := k; i < n; i++ {
			order[k], order[i] = order[i], order[k]
			walk(k + 1)
			order[k], order[i] = order[i], order[k]
		}
	}
	walk(0)
}

var errUndo = errors.New("undone")

// happening is what is told of one thing, and how it ends in the table.
type happening struct {
	apply  func(ctx context.Context, tx bun.Tx, b *event.Batch) error
	lane   string
	events []told
	state  string
	want   string
}

const t1, t2, t3 = `"2026-11-20T10:00:01Z"`, `"2026-11-20T10:00:02Z"`, `"2026-11-20T10:00:03Z"`

func happenings() map[string]happening {
	people := organization.NewPeople(func(_ context.Context, _ bun.Tx, _ string, people []organization.Person, _ time.Time) (map[string]string, error) {
		out := map[string]string{}
		for _, p := range people {
			out[p.UserID] = "member_" + p.UserID
		}
		return out, nil
	})
	return map[string]happening{
		"an organization": {
			organization.Apply, "org_a",
			[]told{
				{"event_1", "organization.created", `{"id":"org_a","name":"One","external_id":"x","created_at":` + t1 + `,"updated_at":` + t1 + `,"domains":[{"id":"org_domain_1","domain":"a.test","state":"pending","updated_at":` + t1 + `}]}`},
				{"event_2", "organization.updated", `{"id":"org_a","name":"Two","created_at":` + t1 + `,"updated_at":` + t2 + `,"metadata":{"a":"b"}}`},
				{"event_3", "organization.updated", `{"id":"org_a","name":"Also two","created_at":` + t1 + `,"updated_at":` + t2 + `}`},
				{"event_4", "organization.deleted", `{"id":"org_a","name":"Two","created_at":` + t1 + `,"updated_at":` + t2 + `}`},
			},
			`SELECT concat_ws(' | ', name, external_id, metadata, version_event, to_char(deleted_at, 'SS'), to_char(created_at, 'SS'),
			(SELECT string_agg(domain || ' ' || state, ', ') FROM organization_domains)) FROM organizations WHERE id = 'org_a'`,
			`Also two | {} | event_3 | 02 | 01 | a.test pending`,
		},
		"domains": {
			organization.ApplyDomains, "org_a",
			[]told{
				{"event_1", "organization_domain.created", `{"id":"org_domain_1","organization_id":"org_a","domain":"a.test","state":"pending","created_at":` + t1 + `,"updated_at":` + t1 + `}`},
				{"event_2", "organization_domain.verified", `{"id":"org_domain_1","organization_id":"org_a","domain":"a.test","state":"verified","created_at":` + t1 + `,"updated_at":` + t2 + `}`},
				{"event_3", "organization_domain.verification_failed", `{"reason":"domain_verification_period_expired","organization_domain":{"id":"org_domain_1","organization_id":"org_a","domain":"a.test","state":"failed","created_at":` + t1 + `,"updated_at":` + t2 + `}}`},
				{"event_4", "organization_domain.deleted", `{"id":"org_domain_1","organization_id":"org_a","domain":"a.test","state":"verified","created_at":` + t1 + `,"updated_at":` + t3 + `}`},
			},
			`SELECT concat_ws(' | ', id, domain, state, version_event, to_char(deleted_at, 'SS'), to_char(created_at, 'SS')) FROM organization_domains`,
			`org_domain_1 | a.test | failed | event_3 | 03 | 01`,
		},
		"memberships": {
			people.ApplyMemberships, "org_a",
			[]told{
				{"event_1", "organization_membership.created", `{"id":"om_1","user_id":"user_1","organization_id":"org_a","status":"active","role":{"slug":"admin"},"created_at":` + t1 + `,"updated_at":` + t1 + `}`},
				{"event_2", "organization_membership.updated", `{"id":"om_1","user_id":"user_1","organization_id":"org_a","status":"inactive","role":{"slug":"admin"},"created_at":` + t1 + `,"updated_at":` + t2 + `}`},
				{"event_3", "organization_membership.updated", `{"id":"om_1","user_id":"user_1","organization_id":"org_a","status":"active","role":{"slug":"member"},"created_at":` + t1 + `,"updated_at":` + t2 + `}`},
				{"event_4", "organization_membership.deleted", `{"id":"om_1","user_id":"user_1","organization_id":"org_a","status":"active","role":{"slug":"admin"},"created_at":` + t1 + `,"updated_at":` + t1 + `}`},
			},
			`SELECT concat_ws(' | ', id, user_id, status, role_slugs, version_event, to_char(deleted_at AT TIME ZONE 'UTC', 'HH24:MI'), to_char(created_at, 'SS')) FROM organization_memberships`,
			`om_1 | user_1 | active | {member} | event_3 | 11:00 | 01`,
		},
		"a user": {
			people.ApplyUsers, "",
			[]told{
				{"event_1", "user.created", `{"id":"user_1","email":"a@a.test","email_verified":false,"first_name":"A","created_at":` + t1 + `,"updated_at":` + t1 + `}`},
				{"event_2", "user.updated", `{"id":"user_1","email":"b@a.test","email_verified":true,"last_name":"B","created_at":` + t1 + `,"updated_at":` + t2 + `}`},
				{"event_3", "user.updated", `{"id":"user_1","email":"c@a.test","email_verified":true,"created_at":` + t1 + `,"updated_at":` + t2 + `}`},
				{"event_4", "user.deleted", `{"id":"user_1","email":"a@a.test","email_verified":false,"first_name":"A","created_at":` + t1 + `,"updated_at":` + t1 + `}`},
			},
			`SELECT concat_ws(' | ', id, email, email_verified, first_name, last_name, version_event, to_char(deleted_at, 'SS'), to_char(created_at, 'SS')) FROM workos_users`,
			`user_1 | c@a.test | t | event_3 | 01 | 01`,
		},
	}
}

// Attack: events in any order, doubled, in batches of one: the end is the same, to the last column that people see.
func TestAttack_NoOrderOfEventsEndsOtherwise(t *testing.T) {
	t.Parallel()
	for name, h := range happenings() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := pgtest.New(t)
			orders(len(h.events), func(order []int) {
				if end := h.end(t, db, order); end != h.want {
					t.Errorf("%v ends as %s, want %s", order, end, h.want)
				}
			})
			for skip := range h.events { // all but one
				ends := map[string]string{}
				orders(len(h.events)-1, func(order []int) {
					some := slices.Clone(order)
					for i := range some {
						if some[i] >= skip {
							some[i]++
						}
					}
					ends[h.end(t, db, some)] = fmt.Sprint(some)
				})
				if _, empty := ends[""]; len(ends) != 1 || empty {
					t.Errorf("without event %d there are %d ends: %v", skip+1, len(ends), ends)
				}
			}
		})
	}
}

// end tells how it ends when events come in an order, each twice, and takes it back.
func (h happening) end(t *testing.T, db *pg.DB, order []int) (end string) {
	t.Helper()
	err := db.InPlatform(t.Context(), pg.LaneWork, func(ctx context.Context, tx bun.Tx) error {
		if h.events[0].name != "organization.created" {
			if _, err := tx.ExecContext(ctx, `INSERT INTO organizations (id, name, version_at, version_rank, version_event, created_at, updated_at)
				VALUES ('org_a', 'A', now(), 0, '', now(), now())`); err != nil {
				return err
			}
		}
		for _, i := range slices.Concat(order, order) {
			e := &event.Event{ID: h.events[i].id, Name: h.events[i].name, Data: gjson.Parse(h.events[i].data), OccurredAt: time.Date(2026, 11, 20, 11, 0, 0, 0, time.UTC)}
			b := &event.Batch{OrganizationID: h.lane, Lane: h.lane, Events: []*event.Event{e}, Now: time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)}
			if err := h.apply(ctx, tx, b); err != nil {
				return err
			}
		}
		if err := tx.QueryRowContext(ctx, h.state).Scan(&end); err != nil {
			return err
		}
		return errUndo
	})
	if !errors.Is(err, errUndo) {
		t.Fatalf("%v: %v", order, err)
	}
	return end
}
