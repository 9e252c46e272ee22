package event_test

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"memberpulse/server/event"
	"memberpulse/server/pg/pgtest"
	"memberpulse/shared"
)

// problems are the rows of trouble that an organization's open screens were sent, in order.
func (b *bundle) problems(t *testing.T, organization string) (out []shared.Event) {
	t.Helper()
	rows, err := pgtest.Owner(t, b.dsn).Query(t.Context(), `SELECT data FROM live_rows WHERE topic = 'problems' AND organization_id = $1 ORDER BY seq`, organization)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var data string
		var frame []shared.Event
		if err := rows.Scan(&data); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal([]byte(data), &frame); err != nil {
			t.Fatal(err)
		}
		out = append(out, frame...)
	}
	return out
}

// What stands or ends as trouble is told to its organization's open screens as the list of events has it, without what it
// carries; and once more when it is mended. What goes well is not told there.
func TestTroubleIsToldLiveAndSoIsItsMending(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.learn(t, "org_2", "directory_2")
	decision := event.Decision{Outcome: shared.OutcomeHeld, Reason: "A brake wants approval", Action: "Somebody decides."}
	var failure error
	b.onApply = func(e *event.Event) error {
		if e.ID == "event_1" {
			e.Decision = decision
			return failure
		}
		return nil
	}
	b.start(t)
	b.mustDeliver(t,
		user("event_1", "dsync.user.created", "directory_user_1"), user("event_2", "dsync.user.created", "directory_user_2"),
		inDirectory("directory_2", "org_1", user("event_3", "dsync.user.created", "directory_user_3")))
	b.idle(t)
	b.told(t, "held", 1)

	b.mustDeliver(t, `{"id":"event_4","event":"dsync.group.user_added","data":{"directory_id":"directory_1","organization_id":"org_1","user":{"id":"directory_user_9"}}}`)
	b.idle(t)
	b.told(t, "parked", 2)
	b.mustDeliver(t, user("event_5", "dsync.user.created", "directory_user_9"))
	b.idle(t)
	b.told(t, "applied", 3)

	b.mustDeliver(t, `{"id":"event_6","event":"dsync.group.user_added","data":{"directory_id":"directory_1","organization_id":"org_1","user":{"id":"directory_user_8"}}}`)
	b.idle(t)
	b.told(t, "parked", 4)
	b.advance(31 * time.Minute)
	b.mu.Lock()
	failure = errors.New("it breaks")
	b.mu.Unlock()
	if err := b.engine.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	b.told(t, "dead", 5)
	if _, err := pgtest.Owner(t, b.dsn).Exec(t.Context(), `UPDATE events SET outcome = 'pending' WHERE id = 'event_1'`); err != nil { // a decision about what was held
		t.Fatal(err)
	}
	b.idle(t)
	b.told(t, "failed", 6)
	if got := b.problems(t, "org_2"); len(got) != 0 {
		t.Errorf("the other organization was told of %+v", got)
	}
	if n := b.count(t, `SELECT count(*) FROM live_rows WHERE organization_id = ''`); n != 0 {
		t.Errorf("%d rows of the platform's, whose stream carries none", n)
	}
}

// told checks how many rows of trouble there are, and that the newest tells what the list of events does.
func (b *bundle) told(t *testing.T, outcome shared.Outcome, rows int) {
	t.Helper()
	got := b.problems(t, "org_1")
	if len(got) != rows {
		t.Fatalf("%d rows of trouble, want %d: %+v", len(got), rows, got)
	}
	last := got[rows-1]
	want, err := get[shared.Event](t, b, northwind, "/api/events/"+last.ID)
	if err != nil {
		t.Fatal(err)
	}
	want.Data = json.RawMessage("null")
	if diff := gocmp.Diff(want, last); diff != "" || last.Outcome != outcome {
		t.Errorf("told as %s, want %s (-list +live):\n%s", last.Outcome, outcome, diff)
	}
}
