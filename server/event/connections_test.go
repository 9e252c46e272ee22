package event_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/uptrace/bun"

	"memberpulse/server/connection"
	"memberpulse/server/errs"
	"memberpulse/server/event"
	"memberpulse/server/member"
	"memberpulse/server/workos"
)

// withConnections is a bundle whose engine applies events of connections; after each batch of them, hook is called.
func withConnections(t *testing.T, hook func(batch *event.Batch) error) *bundle {
	t.Helper()
	b := setup(t)
	err := b.engine.Register(event.Family{Names: connection.Names, Apply: func(ctx context.Context, tx bun.Tx, batch *event.Batch) error {
		if err := connection.Applier(member.Closed)(ctx, tx, batch); err != nil || hook == nil {
			return err
		}
		return hook(batch)
	}})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func (b *bundle) askConnection(_ context.Context, id string) (string, event.Learn, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.asked = append(b.asked, id)
	if !b.reach {
		return "", nil, errs.Unavailable("workos_unavailable", "", "", time.Second)
	}
	organization := b.knows[id]
	if organization == "" {
		return "", nil, errs.NotFound()
	}
	raw := fmt.Sprintf(`{"id":%q,"organization_id":%q,"name":"Okta","connection_type":"OktaSAML","state":"active","updated_at":"2020-01-01T00:00:00.000Z"}`, id, organization)
	told := workos.Connection{ID: id, OrganizationID: organization, Raw: json.RawMessage(raw)}
	return organization, func(ctx context.Context, tx bun.Tx) error { return connection.Learn(ctx, tx, told, noon) }, nil
}

// warning is a certificate warning as WorkOS sends it; more is what else its connection tells.
func warning(id, conn string, more ...string) string {
	return fmt.Sprintf(`{"id":%q,"event":"connection.saml_certificate_renewal_required","data":{"connection":{"id":%q%s},"certificate":{"certificate_type":"ResponseSigning","expiry_date":"2027-01-01T00:00:00.000Z","is_expired":false}},"created_at":"2026-11-21T11:59:58.000Z"}`,
		id, conn, strings.Join(more, ""))
}

func TestACertificateWarningMakesAnOldConnectionKnown(t *testing.T) {
	t.Parallel()
	for name, more := range map[string]string{"that names no organization": "", "that names its organization": `,"organization_id":"org_2"`} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := withConnections(t, nil)
			b.knows["conn_1"] = "org_2"
			b.storeBefore(t, warning("event_1", "conn_1", more), warning("event_2", "conn_1", more))
			b.start(t).idle(t)
			for _, id := range []string{"event_1", "event_2"} {
				if got := b.row(t, id); got.Outcome != "applied" || got.Organization != "org_2" {
					t.Errorf("got %+v", got)
				}
			}
			if slices.Sort(b.asked); !slices.Equal(b.asked, []string{"conn_1", "org_2"}) {
				t.Errorf("asked WorkOS for %v, want each once", b.asked)
			}
			if n := b.count(t, `SELECT count(*) FROM connections WHERE id = 'conn_1' AND organization_id = 'org_2' AND certificate_expires_at = '2027-01-01Z' AND state = 'active'`); n != 1 {
				t.Error("the connection is not stored as WorkOS told it")
			}
		})
	}
}

func TestACertificateWarningOfAConnectionThatWorkOSDoesNotKnowEndsUntilItComes(t *testing.T) {
	t.Parallel()
	b := withConnections(t, nil).start(t)
	b.mustDeliver(t, warning("event_1", "conn_1"))
	b.idle(t)
	if got := b.row(t, "event_1"); got.Outcome != "dead" || !strings.Contains(got.Reason, "WorkOS does not know conn_1") {
		t.Fatalf("got %+v", got)
	}
	b.mustDeliver(t, `{"id":"event_2","event":"connection.activated","data":{"id":"conn_1","organization_id":"org_1","state":"active","name":"Okta","connection_type":"OktaSAML"}}`)
	b.idle(t)
	if got := b.row(t, "event_1"); got.Outcome != "applied" || got.Organization != "org_1" {
		t.Errorf("after it came: %+v", got)
	}
}

func TestACertificateWarningWaitsHalfAnHourForAWorkOSThatCannotBeAsked(t *testing.T) {
	t.Parallel()
	b := withConnections(t, nil).start(t)
	b.reach = false
	b.mustDeliver(t, warning("event_1", "conn_1"), warning("event_2", "conn_2"), `{"id":"event_3","event":"vault.opened","data":{}}`)
	b.idle(t)
	if got := b.row(t, "event_1"); got.Outcome != "failed" || !strings.Contains(got.Reason, "could not be asked") {
		t.Fatalf("meanwhile: %+v", got)
	}
	if got := b.row(t, "event_3"); got.Outcome != "ignored" {
		t.Errorf("its neighbor: %+v", got)
	}
	b.advance(2 * time.Second)
	b.mu.Lock()
	b.reach, b.knows["conn_1"] = true, "org_1"
	b.mu.Unlock()
	b.sweep(t)
	for id, want := range map[string]string{"event_1": "applied", "event_2": "dead"} {
		if got := b.row(t, id); got.Outcome != want {
			t.Errorf("WorkOS is back: %+v, want %s", got, want)
		}
	}
	b.mu.Lock()
	b.reach = false
	b.mu.Unlock()
	b.mustDeliver(t, warning("event_4", "conn_4"))
	b.idle(t)
	b.advance(30 * time.Minute)
	b.sweep(t)
	if got := b.row(t, "event_4"); got.Outcome != "dead" || !strings.Contains(got.Reason, "30 minutes") {
		t.Errorf("after half an hour: %+v", got)
	}
}

func TestACertificateWarningThatNamesAnotherOrganizationThanItsConnectionsIsSeenByTheOperatorAlone(t *testing.T) {
	t.Parallel()
	b := withConnections(t, nil).start(t)
	b.learn(t, "org_2", "directory_2")
	b.knows["conn_1"] = "org_2"
	b.mustDeliver(t, warning("event_1", "conn_1", `,"organization_id":"org_1"`))
	b.idle(t)
	if got := b.row(t, "event_1"); got.Outcome != "dead" || !strings.Contains(got.Reason, "than the one that conn_1 belongs to") || got.Organization != "" {
		t.Errorf("got %+v", got)
	}
	b.hidden(t, "event_1", "once it is decided")
	if n := b.count(t, `SELECT count(*) FROM audit_events WHERE action = 'event.organization_mismatch' AND event_id = 'event_1'`); n != 1 {
		t.Errorf("%d alerts", n)
	}
}

func TestAConnectionThatLandsWhileItsWarningIsAppliedWakesIt(t *testing.T) {
	t.Parallel()
	var b *bundle
	landed, once := make(chan struct{}), true
	b = withConnections(t, func(batch *event.Batch) error {
		if batch.Lane != "environment" || !once {
			return nil
		}
		once = false
		b.mustDeliver(t, `{"id":"event_2","event":"connection.activated","data":{"id":"conn_1","organization_id":"org_1","state":"active","name":"Okta","connection_type":"OktaSAML"}}`)
		for {
			if b.count(t, `SELECT count(*) FROM events WHERE id = 'event_2' AND outcome = 'applied'`) == 1 {
				close(landed)
				return nil
			}
			if err := b.engine.Sweep(t.Context()); err != nil {
				return err
			}
		}
	})
	b.start(t)
	b.mustDeliver(t, warning("event_1", "conn_1"))
	<-landed
	b.idle(t)
	if got := b.row(t, "event_1"); got.Outcome != "applied" || got.Organization != "org_1" {
		t.Errorf("the warning: %+v", got)
	}
	if diff := cmp.Diff([]string(nil), b.asked); diff != "" {
		t.Errorf("asked WorkOS for what an event brought (-want +got):\n%s", diff)
	}
}
