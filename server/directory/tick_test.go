package directory

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/uptrace/bun"

	"memberpulse/server/event"
	"memberpulse/server/live"
	"memberpulse/server/pg/pgtest"
	"memberpulse/shared"
)

// Health says that a directory is being synced: an open screen must hear that it is no more.
func TestTheEndOfASyncIsToldToHealth(t *testing.T) {
	t.Parallel()
	dsn := pgtest.DSN(t)
	db := pgtest.Open(t, dsn)
	newOrganization(t, db, testOrg, "directory_1")
	person := tale{id: "event_1", name: nameUserCreated, directory: "directory_1", user: "u", idp: "i", state: "active", label: "Ana", object: 1, occurred: 1}
	onPostgres(t, db, testOrg)([]*event.Event{person.event()})

	listener := pgtest.Owner(t, dsn)
	if _, err := listener.Exec(t.Context(), `LISTEN `+live.Channel); err != nil {
		t.Fatal(err)
	}
	var end shared.SyncRun
	watch := NewWatch(db, nil)
	for _, now := range []time.Time{clockAt(100), clockAt(100).Add(quietOtherwise)} {
		if err := watch.Tick(t.Context(), now); err != nil {
			t.Fatal(err)
		}
	}
	inOrg(t, db, testOrg, func(ctx context.Context, _ bun.Tx) error {
		runs, err := listRuns(ctx, Query{OrganizationID: testOrg, Limit: 1})
		end = runs[0]
		return err
	})
	if end.State != "completed" {
		t.Fatalf("the sync is %s", end.State)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	told, err := listener.WaitForNotification(ctx)
	if err != nil {
		t.Fatal(err)
	}
	var message struct {
		Topics []shared.Topic `json:"t"`
	}
	if err := json.Unmarshal([]byte(told.Payload), &message); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]shared.Topic{shared.TopicProgress, shared.TopicDirectory, shared.TopicHealth}, message.Topics); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
}
