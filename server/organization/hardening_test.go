package organization_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/tidwall/gjson"
	"github.com/uptrace/bun"

	"memberpulse/server/connection"
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

// Attack: events in any order, doubled, in batches of one: the end is the same, to the last column that people see.
func TestAttack_NoOrderOfEventsEndsOtherwise(t *testing.T) {
	t.Parallel()
	people := organization.NewPeople(func(_ context.Context, _ bun.Tx, _ string, people []organization.Person, _ time.Time) (map[string]string, error) {
		out := map[string]string{}
		for _, p := range people {
			out[p.UserID] = "member_" + p.UserID
		}
		return out, nil
	})
	type apply = func(ctx context.Context, tx bun.Tx, b *event.Batch) error
	const t1, t2, t3 = `"2026-11-20T10:00:01Z"`, `"2026-11-20T10:00:02Z"`, `"2026-11-20T10:00:03Z"`
	for name, c := range map[string]struct {
		apply  apply
		events []told
		state  string
	}{
		"an organization": {organization.Apply, []told{
			{"event_1", "organization.created", `{"id":"org_a","name":"One","external_id":"x","created_at":` + t1 + `,"updated_at":` + t1 + `,"domains":[{"id":"org_domain_1","domain":"a.test","state":"pending","updated_at":` + t1 + `}]}`},
			{"event_2", "organization.updated", `{"id":"org_a","name":"Two","created_at":` + t1 + `,"updated_at":` + t2 + `,"metadata":{"a":"b"}}`},
			{"event_3", "organization.updated", `{"id":"org_a","name":"Also two","created_at":` + t1 + `,"updated_at":` + t2 + `}`},
			{"event_4", "organization.deleted", `{"id":"org_a","name":"Two","created_at":` + t1 + `,"updated_at":` + t2 + `}`},
		}, `SELECT COALESCE(string_agg(concat_ws(' | ', id, name, external_id, metadata, version_at, version_rank, version_event, deleted_at, created_at), E'\n'), '') FROM organizations WHERE id = 'org_a'`},
		"domains": {organization.ApplyDomains, []told{
			{"event_1", "organization_domain.created", `{"id":"org_domain_1","organization_id":"org_a","domain":"a.test","state":"pending","created_at":` + t1 + `,"updated_at":` + t1 + `}`},
			{"event_2", "organization_domain.verified", `{"id":"org_domain_1","organization_id":"org_a","domain":"a.test","state":"verified","created_at":` + t1 + `,"updated_at":` + t2 + `}`},
			{"event_3", "organization_domain.verification_failed", `{"reason":"domain_verification_period_expired","organization_domain":{"id":"org_domain_1","organization_id":"org_a","domain":"a.test","state":"failed","created_at":` + t1 + `,"updated_at":` + t2 + `}}`},
			{"event_4", "organization_domain.deleted", `{"id":"org_domain_1","organization_id":"org_a","domain":"a.test","state":"verified","created_at":` + t1 + `,"updated_at":` + t3 + `}`},
		}, `SELECT COALESCE(string_agg(concat_ws(' | ', id, domain, state, version_at, version_rank, version_event, deleted_at, created_at), E'\n'), '') FROM organization_domains`},
		"a connection": {connection.Apply, []told{
			{"event_1", "connection.activated", `{"id":"conn_1","organization_id":"org_a","name":"Okta","connection_type":"OktaSAML","state":"active","created_at":` + t1 + `,"updated_at":` + t1 + `}`},
			{"event_2", "connection.deactivated", `{"id":"conn_1","organization_id":"org_a","name":"Okta","connection_type":"OktaSAML","state":"inactive","created_at":` + t1 + `,"updated_at":` + t1 + `}`},
			{"event_3", "connection.activated", `{"id":"conn_1","organization_id":"org_a","name":"Okta 2","connection_type":"OktaSAML","state":"active","created_at":` + t1 + `,"updated_at":` + t2 + `}`},
			{"event_4", "connection.deleted", `{"id":"conn_1","organization_id":"org_a","name":"Okta 2","connection_type":"OktaSAML","state":"inactive","created_at":` + t1 + `,"updated_at":` + t3 + `}`},
		}, `SELECT COALESCE(string_agg(concat_ws(' | ', id, name, connection_type, state, version_at, version_rank, version_event, deleted_at, created_at), E'\n'), '') FROM connections`},
		"memberships": {people.ApplyMemberships, []told{
			{"event_1", "organization_membership.created", `{"id":"om_1","user_id":"user_1","organization_id":"org_a","status":"active","role":{"slug":"admin"},"created_at":` + t1 + `,"updated_at":` + t1 + `}`},
			{"event_2", "organization_membership.updated", `{"id":"om_1","user_id":"user_1","organization_id":"org_a","status":"inactive","role":{"slug":"admin"},"created_at":` + t1 + `,"updated_at":` + t2 + `}`},
			{"event_3", "organization_membership.updated", `{"id":"om_1","user_id":"user_1","organization_id":"org_a","status":"active","role":{"slug":"member"},"created_at":` + t1 + `,"updated_at":` + t2 + `}`},
			{"event_4", "organization_membership.deleted", `{"id":"om_1","user_id":"user_1","organization_id":"org_a","status":"active","role":{"slug":"admin"},"created_at":` + t1 + `,"updated_at":` + t1 + `}`},
		}, `SELECT COALESCE(string_agg(concat_ws(' | ', id, user_id, status, role_slugs, version_at, version_rank, version_event, deleted_at, created_at), E'\n'), '') FROM organization_memberships`},
		"a user": {people.ApplyUsers, []told{
			{"event_1", "user.created", `{"id":"user_1","email":"a@a.test","email_verified":false,"first_name":"A","created_at":` + t1 + `,"updated_at":` + t1 + `}`},
			{"event_2", "user.updated", `{"id":"user_1","email":"b@a.test","email_verified":true,"last_name":"B","created_at":` + t1 + `,"updated_at":` + t2 + `}`},
			{"event_3", "user.updated", `{"id":"user_1","email":"c@a.test","email_verified":true,"created_at":` + t1 + `,"updated_at":` + t2 + `}`},
			{"event_4", "user.deleted", `{"id":"user_1","email":"a@a.test","email_verified":false,"first_name":"A","created_at":` + t1 + `,"updated_at":` + t1 + `}`},
		}, `SELECT COALESCE(string_agg(concat_ws(' | ', id, email, email_verified, first_name, last_name, version_at, version_rank, version_event, deleted_at, created_at), E'\n'), '') FROM workos_users`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := pgtest.New(t)
			ends := map[string]string{}
			for skip := -1; skip < len(c.events); skip++ { // all of them, and all but one
				var some []told
				for i, e := range c.events {
					if i != skip {
						some = append(some, e)
					}
				}
				clear(ends)
				orders(len(some), func(order []int) {
					err := db.InPlatform(t.Context(), pg.LaneWork, func(ctx context.Context, tx bun.Tx) error {
						if name != "an organization" {
							if _, err := tx.ExecContext(ctx, `INSERT INTO organizations (id, name, version_at, version_rank, version_event, created_at, updated_at) VALUES ('org_a', 'A', now(), 0, '', now(), now())`); err != nil {
								return err
							}
						}
						for _, i := range append(order, order...) {
							e := &event.Event{ID: some[i].id, Name: some[i].name, Data: gjson.Parse(some[i].data), OccurredAt: time.Date(2026, 11, 20, 11, 0, 0, 0, time.UTC)}
							b := &event.Batch{OrganizationID: "org_a", Lane: "org_a", Events: []*event.Event{e}, Now: time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)}
							if name == "a user" {
								b.OrganizationID = ""
							}
							if err := c.apply(ctx, tx, b); err != nil {
								return err
							}
						}
						var end string
						if err := tx.QueryRowContext(ctx, c.state).Scan(&end); err != nil {
							return err
						}
						ends[end] = fmt.Sprint(order)
						return errUndo
					})
					if !errors.Is(err, errUndo) {
						t.Fatalf("%v: %v", order, err)
					}
				})
				if len(ends) != 1 {
					t.Errorf("without event %d there are %d ends: %v", skip+1, len(ends), ends)
				}
			}
		})
	}
}
