package event_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/uptrace/bun"

	"memberpulse/server/access"
	"memberpulse/server/errs"
	"memberpulse/server/event"
	"memberpulse/shared"
)

type discard struct{}

func (discard) Header() http.Header         { return http.Header{} }
func (discard) Write(p []byte) (int, error) { return len(p), nil }
func (discard) WriteHeader(int)             {}

func inDirectory(directory, organization, body string) string {
	return strings.NewReplacer("directory_1", directory, "org_1", organization).Replace(body)
}

func TestAnUnknownDirectoryIsAskedFromWorkOSOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.knows["directory_2"] = "org_2"
	b.storeBefore(t,
		inDirectory("directory_2", "org_2", user("event_1", "dsync.user.created", "directory_user_1")),
		inDirectory("directory_2", "org_2", user("event_2", "dsync.user.created", "directory_user_2")))
	b.start(t).idle(t)
	for _, id := range []string{"event_1", "event_2"} {
		if got := b.row(t, id); got.Outcome != "applied" || got.Organization != "org_2" {
			t.Errorf("got %+v", got)
		}
	}
	if diff := cmp.Diff([]string{"directory_2", "org_2"}, b.asked); diff != "" {
		t.Errorf("asked (-want +got):\n%s", diff)
	}
}

func TestAParentThatWorkOSDoesNotKnowEndsTheEventUntilItComes(t *testing.T) {
	t.Parallel()
	b := setup(t).start(t)
	b.mustDeliver(t, inDirectory("directory_2", "org_2", user("event_1", "dsync.user.created", "directory_user_1")))
	b.idle(t)
	if got := b.row(t, "event_1"); got.Outcome != "dead" || !strings.Contains(got.Reason, "WorkOS does not know directory_2") {
		t.Fatalf("got %+v", got)
	}
	b.mu.Lock()
	b.knows["directory_2"] = "org_2"
	b.mu.Unlock()
	b.mustDeliver(t, inDirectory("directory_2", "org_2", user("event_2", "dsync.user.created", "directory_user_2")))
	b.idle(t)
	for _, id := range []string{"event_1", "event_2"} {
		if got := b.row(t, id); got.Outcome != "applied" || got.Organization != "org_2" {
			t.Errorf("after the directory came: %+v", got)
		}
	}
	if n := b.count(t, `SELECT count(*) FROM sync_logs WHERE event_id = 'event_1'`); n != 1 {
		t.Errorf("%d sync logs of one event", n)
	}
}

func TestAnEventThatCarriesTheDirectoryMakesItKnown(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.learn(t, "org_3", "directory_3")
	b.storeBefore(t,
		inDirectory("directory_4", "org_3", user("event_1", "dsync.user.created", "directory_user_1")),
		`{"id":"event_2","event":"dsync.activated","data":{"id":"directory_4","organization_id":"org_3"}}`)
	b.onApply = nil
	b.duringTx = func(ctx context.Context, tx bun.Tx, batch *event.Batch) error {
		if batch.Events[0].Name == "dsync.activated" {
			return storeDirectory(ctx, tx, "org_3", "directory_4")
		}
		return nil
	}
	b.start(t).idle(t)
	if diff := cmp.Diff([][]string{{"event_2"}, {"event_1"}}, b.batches); diff != "" {
		t.Errorf("batches (-want +got):\n%s", diff)
	}
	if len(b.asked) > 0 {
		t.Errorf("asked WorkOS for %v, although an event carried it", b.asked)
	}
}

func TestWhileWorkOSCannotBeAskedTheEventWaitsHalfAnHour(t *testing.T) {
	t.Parallel()
	b := setup(t).start(t)
	b.reach = false
	b.mustDeliver(t, inDirectory("directory_2", "org_2", user("event_1", "dsync.user.created", "directory_user_1")))
	b.idle(t)
	for range 29 {
		if got := b.row(t, "event_1"); got.Outcome != "failed" || !strings.Contains(got.Reason, "could not be asked") {
			t.Fatalf("meanwhile: %+v", got)
		}
		b.advance(time.Minute)
		b.sweep(t)
	}
	b.mu.Lock()
	b.reach, b.knows["directory_2"] = true, "org_2"
	b.mu.Unlock()
	b.advance(time.Minute - time.Second)
	b.sweep(t)
	b.advance(time.Minute)
	b.sweep(t)
	if got := b.row(t, "event_1"); got.Outcome != "applied" {
		t.Errorf("WorkOS is back: %+v", got)
	}

	b.reach = false
	b.mustDeliver(t, inDirectory("directory_5", "org_2", user("event_2", "dsync.user.created", "directory_user_1")))
	b.idle(t)
	b.advance(30 * time.Minute)
	b.sweep(t)
	if got := b.row(t, "event_2"); got.Outcome != "dead" {
		t.Errorf("after half an hour: %+v", got)
	}
}

func TestADirectoryOfAnotherOrganizationThanThePayloadSaysEndsTheEvent(t *testing.T) {
	t.Parallel()
	b := setup(t).start(t)
	b.learn(t, "org_2", "directory_2")
	b.mustDeliver(t,
		inDirectory("directory_2", "org_1", user("event_1", "dsync.user.created", "directory_user_1")),
		inDirectory("directory_2", "org_1", user("event_3", "dsync.nothing.known", "directory_user_1")),
		inDirectory("directory_2", "org_2", user("event_2", "dsync.user.created", "directory_user_2")))
	b.idle(t)
	for _, id := range []string{"event_1", "event_3"} {
		if got := b.row(t, id); got.Outcome != "dead" || !strings.Contains(got.Reason, "another organization") || got.Organization != "" {
			t.Errorf("the wrong one: %+v", got)
		}
	}
	if got := b.row(t, "event_2"); got.Outcome != "applied" {
		t.Errorf("the right one: %+v", got)
	}
	if n := b.count(t, `SELECT count(*) FROM audit_events WHERE action = 'event.organization_mismatch' AND event_id = 'event_1'`); n != 1 {
		t.Errorf("%d alerts", n)
	}
}

// What an event carries may be the one's or the other's: neither sees it, from its arrival on.
func TestAnEventThatNamesTwoOrganizationsIsSeenByTheOperatorAlone(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.learn(t, "org_2", "directory_2")
	b.storeBefore(t, inDirectory("directory_2", "org_1", user("event_1", "dsync.user.created", "directory_user_1", `,"email":"somebody@northwind.example"`)))
	b.hidden(t, "event_1", "while it waits")
	b.start(t).idle(t)
	b.hidden(t, "event_1", "once it is decided")
	got, err := get[shared.Event](t, b, operator, "/api/events/event_1")
	if err != nil || got.Outcome != shared.OutcomeDead || got.OrganizationID != "" || !strings.Contains(string(got.Data), "somebody@northwind.example") {
		t.Errorf("the operator sees %+v, %v", got, err)
	}
	logs, err := get[shared.List[shared.SyncLog]](t, b, operator, "/api/sync-logs")
	if err != nil || len(logs.Data) != 1 || !strings.Contains(logs.Data[0].Reason, "another organization") {
		t.Errorf("the operator's log: %+v, %v", logs, err)
	}
	if n := b.count(t, `SELECT count(*) FROM sync_logs WHERE organization_id <> ''`) + b.count(t, `SELECT count(*) FROM live_rows`); n != 0 {
		t.Errorf("%d rows of it are an organization's", n)
	}
}

// hidden fails where an admin of either organization reads anything of an event.
func (b *bundle) hidden(t *testing.T, id, when string) {
	t.Helper()
	for _, who := range []access.Caller{northwind, contoso} {
		if got, err := get[shared.Event](t, b, who, "/api/events/"+id); !errs.Is(err, errs.KindNotFound) {
			t.Errorf("%s, %s reads %+v, %v", when, who.OrganizationID, got, err)
		}
		for _, path := range []string{"/api/events", "/api/sync-logs"} {
			if got, err := get[shared.List[map[string]any]](t, b, who, path); err != nil || len(got.Data) != 0 {
				t.Errorf("%s, %s lists %+v, %v", when, who.OrganizationID, got, err)
			}
		}
		if _, err := post[shared.Event](t, b, who, "/api/events/"+id+"/replay", `{"dry_run":true}`); !errs.Is(err, errs.KindNotFound) {
			t.Errorf("%s, %s rehearses it: %v", when, who.OrganizationID, err)
		}
	}
}

func TestAWorkOSThatHangsKeepsNobodyIn(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.hang = make(chan struct{})
	applied := make(chan string, 10)
	b.onApply = func(e *event.Event) error {
		applied <- e.ID
		return nil
	}
	b.start(t)
	for i := range 5 {
		directory := fmt.Sprintf("directory_9%d", i)
		b.knows[directory] = "org_9"
		b.mustDeliver(t, inDirectory(directory, "org_9", user(fmt.Sprintf("event_%d", i), "dsync.user.created", "directory_user_1")))
	}
	b.mustDeliver(t, user("event_out", "dsync.user.deleted", "directory_user_1"))
	if got := <-applied; got != "event_out" {
		t.Errorf("applied first: %s", got)
	}
	close(b.hang)
	b.idle(t)
	if n := b.count(t, `SELECT count(*) FROM events WHERE outcome = 'applied'`); n != 6 {
		t.Errorf("%d applied in the end, want all 6", n)
	}
}
