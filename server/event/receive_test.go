package event_test

import (
	"bytes"
	"fmt"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"memberpulse/server/errs"
	"memberpulse/server/workos"
)

func TestASecondDeliveryChangesNothingAndIsCounted(t *testing.T) {
	t.Parallel()
	b := setup(t).start(t)
	body := user("event_1", "dsync.user.created", "directory_user_1")
	b.mustDeliver(t, body, body)
	b.idle(t)
	b.mustDeliver(t, body)
	b.idle(t)
	got := b.row(t, "event_1")
	if got.Outcome != "applied" || got.Duplicates != 2 || got.Attempts != 1 {
		t.Errorf("after three deliveries: %+v", got)
	}
	if string(got.Payload) != body {
		t.Errorf("stored %q, want the raw bytes", got.Payload)
	}
	if len(b.seen) != 1 {
		t.Errorf("applied %d times", len(b.seen))
	}
}

func TestManySendersShareCommitsAndEachEventIsStoredOnce(t *testing.T) {
	t.Parallel()
	b := setup(t).start(t)
	const senders, each = 32, 40
	var all sync.WaitGroup
	for s := range senders {
		all.Go(func() {
			for i := range each {
				id := fmt.Sprintf("event_%d", (s/2)*each+i) // every event by two senders
				if err := b.deliver(t, user(id, "dsync.user.created", "directory_user_"+id)); err != nil {
					t.Errorf("deliver %s: %v", id, err)
				}
			}
		})
	}
	all.Wait()
	b.idle(t)
	if n := b.count(t, `SELECT count(*) FROM events WHERE outcome = 'applied'`); n != senders/2*each {
		t.Errorf("%d events applied, want %d", n, senders/2*each)
	}
	if n := b.count(t, `SELECT sum(duplicates) FROM events`); n != senders/2*each {
		t.Errorf("%d duplicates counted, want %d", n, senders/2*each)
	}
	if len(b.seen) != senders/2*each {
		t.Errorf("%d applied, want each once", len(b.seen))
	}
	if n := b.count(t, `SELECT count(*) FROM sync_logs WHERE organization_id = 'org_1'`); n != senders/2*each {
		t.Errorf("%d sync logs", n)
	}
}

func TestRefusedDeliveriesAreNotStored(t *testing.T) {
	t.Parallel()
	b := setup(t).start(t)
	body := user("event_1", "dsync.user.created", "directory_user_1")
	for name, c := range map[string]struct {
		body, header string
		kind         errs.Kind
	}{
		"no signature": {body, "", errs.KindUnauthenticated},
		"malformed":    {body, ",", errs.KindUnauthenticated},
		"other body":   {body + " ", workos.SignatureOf([]byte(body), secret, noon), errs.KindUnauthenticated},
		"other secret": {body, workos.SignatureOf([]byte(body), "another-secret-of-16", noon), errs.KindUnauthenticated},
		"too old":      {body, workos.SignatureOf([]byte(body), secret, noon.Add(-workos.SignatureTolerance-1e6)), errs.KindUnauthenticated},
		"too large":    {strings.Repeat(" ", 2<<20+1), "", errs.KindTooLarge},
	} {
		r := httptest.NewRequestWithContext(t.Context(), "POST", "/webhooks/workos", strings.NewReader(c.body))
		r.Header.Set(workos.SignatureHeader, c.header)
		if err := b.engine.Receive(httptest.NewRecorder(), r); errs.KindOf(err) != c.kind {
			t.Errorf("%s: %v, want %v", name, err, c.kind)
		}
		r.Body, r.ContentLength = readCloser{bytes.NewReader([]byte(c.body))}, -1 // chunked
		if err := b.engine.Receive(httptest.NewRecorder(), r); errs.KindOf(err) != c.kind {
			t.Errorf("%s, chunked: %v, want %v", name, err, c.kind)
		}
	}
	if n := b.count(t, `SELECT count(*) FROM events`); n != 0 {
		t.Errorf("%d events stored", n)
	}
}

type readCloser struct{ *bytes.Reader }

func (readCloser) Close() error { return nil }

func TestWhatCannotBeReadIsKeptAndExplained(t *testing.T) { //nolint:tparallel // one inbox, looked at case by case
	t.Parallel()
	b := setup(t).start(t)
	good := user("event_good", "dsync.user.created", "directory_user_1")
	for name, c := range map[string]struct{ body, id, outcome, reason string }{
		"no JSON":          {`{"id":"event_x",`, "sha256_", "dead", "no readable JSON"},
		"empty":            {``, "sha256_", "dead", "no readable JSON"},
		"too deep":         {strings.Repeat("[", 100_000), "sha256_", "dead", "no readable JSON"},
		"no id":            {`{"event":"dsync.user.created","data":{}}`, "sha256_", "dead", "does not say which directory"},
		"no type":          {`{"id":"event_untyped","data":{}}`, "event_untyped", "dead", "no event id or type"},
		"no directory":     {`{"id":"event_orphan","event":"dsync.user.created","data":{"id":"directory_user_1"}}`, "event_orphan", "dead", "which directory"},
		"unknown type":     {`{"id":"event_new","event":"vault.opened","data":{}}`, "event_new", "ignored", "vault.opened"},
		"NUL in a name":    {user("event_nul", "dsync.user.created", `directory_user_1`, `,"name":"a\u0000b\ud800"`), "event_nul", "applied", ""},
		"NUL in the type":  {`{"id":"event_odd","event":"a\u0000b","data":{}}`, "event_odd", "ignored", "a\uFFFDb"},
		"NUL in the id":    {`{"id":"event_\u0000","event":"x","data":{}}`, "sha256_", "ignored", ""},
		"data is no thing": {`{"id":"event_list","event":"dsync.user.created","data":[1,2]}`, "event_list", "dead", "which directory"},
		"absurd time":      {`{"id":"event_time","event":"x","created_at":"0000-00-00","data":{}}`, "event_time", "ignored", ""},
	} {
		t.Run(name, func(t *testing.T) {
			b.mustDeliver(t, c.body, good)
			b.idle(t)
			got := b.row(t, only(t, b, c.id, c.body))
			if got.Outcome != c.outcome || !strings.Contains(got.Reason, c.reason) || !strings.HasPrefix(got.ID, c.id) {
				t.Errorf("got %+v", got)
			}
		})
	}
	if got := b.row(t, "event_good"); got.Outcome != "applied" {
		t.Errorf("the neighbor: %+v", got)
	}
}

// only finds the one event with these bytes.
func only(t *testing.T, b *bundle, prefix, body string) (id string) {
	t.Helper()
	if prefix != "sha256_" {
		return prefix
	}
	for _, id := range b.ids(t) {
		if strings.HasPrefix(id, prefix) && string(b.row(t, id).Payload) == body {
			return id
		}
	}
	t.Fatal("not stored under its digest")
	return ""
}
