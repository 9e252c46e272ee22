package connection_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/tidwall/gjson"
	"github.com/uptrace/bun"

	"memberpulse/server/connection"
	"memberpulse/server/event"
	"memberpulse/server/pg/pgtest"
)

var errUndo = errors.New("undone")

// Attack: events in any order, doubled, in batches of one: the end is the same, to the last column that people see.
func TestAttack_NoOrderOfEventsEndsOtherwise(t *testing.T) {
	t.Parallel()
	const (
		object = `{"id":"conn_1","organization_id":"org_a","connection_type":"OktaSAML","created_at":"2026-11-20T10:00:01Z",`
		want   = `Okta 2 | OktaSAML | active | event_3 | 03 | 01`
	)
	told := []struct{ name, data string }{
		{"connection.activated", object + `"name":"Okta","state":"active","updated_at":"2026-11-20T10:00:01Z"}`},
		{"connection.deactivated", object + `"name":"Okta","state":"inactive","updated_at":"2026-11-20T10:00:01Z"}`},
		{"connection.activated", object + `"name":"Okta 2","state":"active","updated_at":"2026-11-20T10:00:02Z"}`},
		{"connection.deleted", object + `"name":"Okta 2","state":"inactive","updated_at":"2026-11-20T10:00:03Z"}`},
	}
	db := pgtest.New(t)
	for _, order := range permutations(4) {
		var end string
		err := db.InOrganization(t.Context(), "org_a", func(ctx context.Context, tx bun.Tx) error {
			if _, err := tx.ExecContext(ctx, `INSERT INTO organizations (id, name, version_at, version_rank, version_event, created_at, updated_at)
				VALUES ('org_a', 'A', now(), 0, '', now(), now())`); err != nil {
				return err
			}
			for _, i := range slices.Concat(order, order) {
				at := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
				e := &event.Event{ID: fmt.Sprint("event_", i+1), Name: told[i].name, Data: gjson.Parse(told[i].data), OccurredAt: at}
				if err := connection.Applier(nobody)(ctx, tx, &event.Batch{OrganizationID: "org_a", Lane: "org_a", Events: []*event.Event{e}, Now: at}); err != nil {
					return err
				}
			}
			err := tx.QueryRowContext(ctx, `SELECT concat_ws(' | ', name, connection_type, state, version_event, to_char(deleted_at, 'SS'), to_char(created_at, 'SS'))
				FROM connections`).Scan(&end)
			return errors.Join(err, errUndo)
		})
		if !errors.Is(err, errUndo) {
			t.Fatal(err)
		}
		if end != want {
			t.Errorf("%v ends as %s, want %s", order, end, want)
		}
	}
}

// permutations are all orders of n things.
func permutations(n int) [][]int {
	if n == 0 {
		return [][]int{nil}
	}
	var out [][]int
	for _, p := range permutations(n - 1) {
		for at := range n {
			out = append(out, slices.Insert(slices.Clone(p), at, n-1))
		}
	}
	return out
}
