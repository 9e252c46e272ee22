package connection_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"memberpulse/server/live"
	"memberpulse/server/pg/pgtest"
	"memberpulse/shared"
)

// Two admins enable two connections in one moment: one of the two signs people in, and the audit log agrees.
func TestConnectionsEnabledAtOnceLeaveOneEnabled(t *testing.T) {
	t.Parallel()
	c := newCounter(t)
	for round := range 20 {
		c.exec(`UPDATE connections SET enabled = false`)
		var all sync.WaitGroup
		for _, id := range []string{"conn_a1", "conn_a2", "conn_a1", "conn_a2"} {
			all.Go(func() {
				if status, body := c.as("org_a", http.MethodPatch, "/api/auth/sso/connections/"+id, `{"enabled":true}`); status != 200 {
					t.Errorf("enabling %s: %d %s", id, status, body)
				}
			})
		}
		all.Wait()
		if n := c.one(`SELECT count(*) FROM connections WHERE organization_id = 'org_a' AND enabled`); n != 1 {
			t.Fatalf("round %d leaves %d enabled", round, n)
		}
		if n := c.one(`SELECT count(*) FROM connections c WHERE enabled AND organization_id = 'org_a' AND id = (
			SELECT target_id FROM audit_events WHERE action = 'connection.enabled' ORDER BY seq DESC LIMIT 1)`); n != 1 {
			t.Fatalf("round %d: the audit log names another as the last that was enabled", round)
		}
	}
}

// An admin enables one connection in the moment in which WorkOS brings an organization's next one.
func TestANewConnectionBesideOneThatIsBeingEnabledIsNot(t *testing.T) {
	t.Parallel()
	c := newCounter(t)
	for round := range 10 {
		c.exec(`UPDATE connections SET enabled = false`)
		var all sync.WaitGroup
		all.Go(func() { c.as("org_a", http.MethodPatch, "/api/auth/sso/connections/conn_a2", `{"enabled":true}`) })
		all.Go(func() {
			c.tell(fmt.Sprintf(`connection.activated {"id":"conn_new%d","state":"active","organization_id":"org_a","updated_at":"2026-11-20T10:00:00Z"}`, round))
		})
		all.Wait()
		if n := c.one(`SELECT count(*) FROM connections WHERE organization_id = 'org_a' AND enabled AND id = 'conn_a2'`); n != 1 {
			t.Fatalf("round %d: the pointer is elsewhere", round)
		}
	}
}

// What an admin has closed, a connection that comes later does not open. Only an organization's first starts enabled.
func TestOnlyTheFirstConnectionStartsEnabled(t *testing.T) {
	t.Parallel()
	c := newCounter(t)
	c.as("org_a", http.MethodPatch, "/api/auth/sso/connections/conn_a1", `{"enabled":false}`)
	const at = `"state":"active","organization_id":"org_a","updated_at":"2026-11-20T10:00:00Z"}`
	c.tell(`connection.activated {"id":"conn_a3",` + at)
	if n := c.one(`SELECT count(*) FROM connections WHERE organization_id = 'org_a' AND enabled`); n != 0 {
		t.Errorf("%d are enabled after the only one was disabled", n)
	}
	c.exec(`UPDATE connections SET deleted_at = now() WHERE organization_id = 'org_a'`)
	c.tell(`connection.activated {"id":"conn_a4",`+at, `connection.activated {"id":"conn_a5",`+at)
	if n := c.one(`SELECT count(*) FROM connections WHERE organization_id = 'org_a' AND deleted_at IS NULL AND enabled AND id = 'conn_a4'`); n != 1 {
		t.Error("the first one of an organization that has none does not sign in")
	}
}

// A screen that shows the checks hears that a connection was closed.
func TestWhatAnAdminEnablesIsToldToHealth(t *testing.T) {
	t.Parallel()
	dsn := pgtest.DSN(t)
	c := counterOn(t, pgtest.Open(t, dsn))
	listener := pgtest.Owner(t, dsn)
	if _, err := listener.Exec(t.Context(), `LISTEN `+live.Channel); err != nil {
		t.Fatal(err)
	}
	c.as("org_a", http.MethodPatch, "/api/auth/sso/connections/conn_a1", `{"enabled":false}`)
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
	if diff := cmp.Diff([]shared.Topic{shared.TopicConnection, shared.TopicHealth}, message.Topics); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
}

// Databases from before the table itself held the pointer may have several enabled.
func TestTheMigrationKeepsTheConnectionThatAnAdminEnabledLast(t *testing.T) {
	t.Parallel()
	migration, err := os.ReadFile("../../migrations/0004_pointer.tx.up.sql")
	if err != nil {
		t.Fatal(err)
	}
	dsn := pgtest.DSN(t)
	c := &counter{t: t, db: pgtest.Open(t, dsn)}
	owner := pgtest.Owner(t, dsn)
	if _, err := owner.Exec(t.Context(), `DROP INDEX connections_enabled`); err != nil {
		t.Fatal(err)
	}
	c.exec(`INSERT INTO organizations (id, name, version_at, version_rank, version_event, created_at, updated_at)
		SELECT id, id, now(), 0, '', now(), now() FROM unnest(ARRAY['org_a', 'org_b', 'org_c']) id`)
	c.exec(`INSERT INTO connections (organization_id, id, name, connection_type, state, enabled, version_at, version_rank, version_event, created_at, updated_at, deleted_at)
		SELECT o, c, c, 'OktaSAML', s, e, now(), 0, '', '2026-11-20'::timestamptz + n * interval '1 day', now(), d::timestamptz
		FROM (VALUES (1, 'org_a', 'conn_a1', 'active', true, NULL), (2, 'org_a', 'conn_a2', 'active', true, NULL), (3, 'org_a', 'conn_a3', 'active', true, NULL),
			(1, 'org_b', 'conn_b1', 'inactive', true, NULL), (2, 'org_b', 'conn_b2', 'active', true, NULL), (3, 'org_b', 'conn_b3', 'active', true, NULL),
			(1, 'org_c', 'conn_c1', 'active', true, '2026-11-21'), (2, 'org_c', 'conn_c2', 'active', false, NULL), (3, 'org_c', 'conn_c3', 'active', true, NULL)) AS v (n, o, c, s, e, d)`)
	c.exec(`INSERT INTO audit_events (organization_id, id, action, actor_kind, actor_id, target_kind, target_id, occurred_at)
		SELECT 'org_a', 'audit_' || t, 'connection.enabled', 'member', 'member_1', 'connection', t, now() FROM unnest(ARRAY['conn_a3', 'conn_a2']) t`)
	if _, err := owner.Exec(t.Context(), string(migration)); err != nil {
		t.Fatal(err)
	}
	if n := c.one(`SELECT count(*) FROM connections WHERE enabled AND deleted_at IS NULL AND id IN ('conn_a2', 'conn_b2', 'conn_c3')`); n != 3 {
		t.Errorf("%d of the three right ones are enabled", n)
	}
	if n := c.one(`SELECT count(*) FROM connections WHERE enabled AND deleted_at IS NULL`); n != 3 {
		t.Errorf("%d are enabled", n)
	}
}
