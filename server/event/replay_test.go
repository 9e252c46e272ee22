package event_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/uptrace/bun"

	"memberpulse/server/access"
	"memberpulse/server/errs"
	"memberpulse/server/event"
	"memberpulse/shared"
)

func post[T any](t *testing.T, b *bundle, who access.Caller, path, body string) (out T, err error) {
	t.Helper()
	mux := http.NewServeMux()
	for _, r := range b.engine.Routes() {
		mux.HandleFunc(r.Name(), func(w http.ResponseWriter, req *http.Request) { err = r.Serve(w, req) })
	}
	r := httptest.NewRequestWithContext(access.With(t.Context(), who), http.MethodPost, path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	mux.ServeHTTP(w, r)
	if err == nil {
		if err := json.Unmarshal(w.Body.Bytes(), &out); err != nil {
			t.Fatalf("%s: %v: %s", path, err, w.Body)
		}
	}
	return out, err
}

// dead is a bundle with an event that was given up, because the database refused what it wrote.
func dead(t *testing.T) *bundle {
	t.Helper()
	b := setup(t).start(t)
	b.onApply = func(*event.Event) error { return errors.New("it will not do") }
	b.mustDeliver(t, user("event_1", "dsync.user.created", "directory_user_1"))
	b.idle(t)
	for range 7 {
		b.advance(1e11)
		b.sweep(t)
	}
	if got := b.row(t, "event_1"); got.Outcome != "dead" {
		t.Fatalf("before: %+v", got)
	}
	return b
}

func TestADeadEventIsReplayedAfterItsCauseWasMended(t *testing.T) {
	t.Parallel()
	b := dead(t)
	b.mu.Lock()
	b.onApply = nil
	b.mu.Unlock()
	if _, err := post[shared.Event](t, b, contoso, "/api/events/event_1/replay", `{"dry_run":false}`); errs.KindOf(err) != errs.KindNotFound {
		t.Errorf("somebody else's: %v", err)
	}
	got, err := post[shared.Event](t, b, northwind, "/api/events/event_1/replay", `{"dry_run":false}`)
	if err != nil || got.ID != "event_1" || got.Outcome != shared.OutcomePending || got.AppliedAt != nil {
		t.Fatalf("replay: %+v, %v", got, err)
	}
	b.idle(t)
	if got := b.row(t, "event_1"); got.Outcome != "applied" || got.Attempts != 1 {
		t.Errorf("after: %+v", got)
	}
	if after, err := b.engine.GetEvent(t.Context(), "org_1", "event_1"); err != nil || after.TookMS > 1000 {
		t.Errorf("it was received minutes ago and replayed now, and took %d ms, %v", after.TookMS, err)
	}
	if n := b.count(t, `SELECT count(*) FROM audit_events WHERE action = 'event.replayed' AND actor_id = 'member_1' AND organization_id = 'org_1'`); n != 1 {
		t.Errorf("%d audit entries", n)
	}
	if _, err := post[shared.Event](t, b, northwind, "/api/events/event_1/replay", `{"dry_run":false}`); errs.KindOf(err) != errs.KindConflict {
		t.Errorf("an applied event: %v", err)
	}
}

func TestADryRunTellsWhatWouldBecomeOfAnEventAndKeepsNothing(t *testing.T) {
	t.Parallel()
	b := dead(t)
	before := b.row(t, "event_1")
	got, err := post[shared.Event](t, b, northwind, "/api/events/event_1/replay", `{"dry_run":true}`)
	if err != nil || got.Outcome != shared.OutcomeDead && got.Outcome != shared.OutcomeFailed {
		t.Errorf("while the cause lasts: %+v, %v", got, err)
	}
	b.mu.Lock()
	b.onApply = nil
	b.duringTx = func(ctx context.Context, tx bun.Tx, _ *event.Batch) error {
		_, err := tx.ExecContext(ctx, `UPDATE organizations SET name = 'written in a rehearsal'`)
		return err
	}
	b.mu.Unlock()
	got, err = post[shared.Event](t, b, northwind, "/api/events/event_1/replay", `{"dry_run":true}`)
	if err != nil || got.Outcome != shared.OutcomeApplied || got.Reason != "Written down" {
		t.Errorf("after it was mended: %+v, %v", got, err)
	}
	if after := b.row(t, "event_1"); after.Outcome != before.Outcome || after.Attempts != before.Attempts || after.Reason != before.Reason {
		t.Errorf("before %+v, after %+v", before, after)
	}
	if n := b.count(t, `SELECT count(*) FROM organizations WHERE name LIKE 'written%'`); n != 0 {
		t.Error("what the rehearsal wrote stayed")
	}
}

func TestAReplayedEventOfAParentThatCameLateKeepsOneLog(t *testing.T) {
	t.Parallel()
	b := setup(t).start(t)
	b.mustDeliver(t, inDirectory("directory_2", "org_2", user("event_1", "dsync.user.created", "directory_user_1")))
	b.idle(t)
	if got := b.row(t, "event_1"); got.Outcome != "dead" || got.Organization != "" {
		t.Fatalf("before: %+v", got)
	}
	b.mu.Lock()
	b.knows["directory_2"] = "org_2"
	b.mu.Unlock()
	if _, err := post[shared.Event](t, b, operator, "/api/events/event_1/replay", `{"dry_run":false}`); err != nil {
		t.Fatal(err)
	}
	b.idle(t)
	if got := b.row(t, "event_1"); got.Outcome != "applied" || got.Organization != "org_2" {
		t.Errorf("after: %+v", got)
	}
	if n, none := b.count(t, `SELECT count(*) FROM sync_logs`), b.count(t, `SELECT count(*) FROM sync_logs WHERE organization_id = ''`); n != 1 || none != 0 {
		t.Errorf("%d logs of one event, %d of no organization", n, none)
	}
}

func TestManyEventsAreReplayedByAFilter(t *testing.T) {
	t.Parallel()
	b := setup(t).start(t)
	b.onApply = func(e *event.Event) error {
		e.Decision = event.Decision{Outcome: shared.OutcomeDead, Reason: "It will not do.", SubjectID: e.Data.Get("id").String()}
		return nil
	}
	b.learn(t, "org_2", "directory_2")
	b.mustDeliver(t,
		user("event_1", "dsync.user.created", "directory_user_1"), user("event_2", "dsync.user.created", "directory_user_2"),
		user("event_3", "dsync.user.deleted", "directory_user_3"),
		inDirectory("directory_2", "org_2", user("event_4", "dsync.user.created", "directory_user_4")))
	b.idle(t)
	b.mu.Lock()
	b.onApply = nil
	b.mu.Unlock()
	for body, want := range map[string]int{
		`{"filter":{"outcome":"dead","event":"","directory_id":"","subject_id":""},"dry_run":true}`:               3,
		`{"filter":{"outcome":"","event":"dsync.user.created","directory_id":"","subject_id":""},"dry_run":true}`: 2,
		`{"filter":{"outcome":"failed","event":"","directory_id":"","subject_id":""},"dry_run":true}`:             0,
		`{"filter":{"outcome":"","event":"","directory_id":"","subject_id":"directory_user_3"},"dry_run":true}`:   1,
		`{"filter":{"outcome":"","event":"","directory_id":"directory_2","subject_id":""},"dry_run":true}`:        0,
		`{"filter":{"outcome":"dead","event":"","directory_id":"directory_1","subject_id":""},"dry_run":true}`:    3,
	} {
		got, err := post[shared.ReplayManyAnswer](t, b, northwind, "/api/events/replay", body)
		if err != nil || got.Events != want {
			t.Errorf("%s: %+v, %v, want %d", body, got, err, want)
		}
	}
	if _, err := post[shared.ReplayManyAnswer](t, b, northwind, "/api/events/replay", `{"filter":{"outcome":"applied"},"dry_run":false}`); errs.KindOf(err) != errs.KindFields {
		t.Errorf("what was applied: %v", err)
	}
	if got, err := post[shared.ReplayManyAnswer](t, b, northwind, "/api/events/replay", `{"filter":{"event":"dsync.user.created"},"dry_run":false}`); err != nil || got.Events != 2 {
		t.Errorf("replay: %+v, %v", got, err)
	}
	b.idle(t)
	if n := b.count(t, `SELECT count(*) FROM events WHERE outcome = 'applied'`); n != 2 {
		t.Errorf("%d applied, want those of the filter and of one's own", n)
	}
	if got, err := post[shared.ReplayManyAnswer](t, b, operator, "/api/events/replay", `{"filter":{},"dry_run":false}`); err != nil || got.Events != 2 {
		t.Errorf("the operator's replay: %+v, %v", got, err)
	}
	b.idle(t)
	if n := b.count(t, `SELECT count(*) FROM events WHERE outcome = 'applied'`); n != 4 {
		t.Errorf("%d applied in the end", n)
	}
}
