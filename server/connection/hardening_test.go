package connection_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/tidwall/gjson"
	"github.com/uptrace/bun"

	"memberpulse/server/connection"
	"memberpulse/server/event"
)

// nobody came by any connection.
func nobody(context.Context, bun.IDB, string, string, string, time.Time) (int, error) { return 0, nil }

// tell applies events of a connection of org_a, told at seconds after noon.
func (c *counter) tell(events ...string) {
	c.t.Helper()
	c.tellWith(nobody, events...)
}

// tellWith applies events, and tells who came by a connection that is deleted.
func (c *counter) tellWith(gone connection.Gone, events ...string) (reasons []string) {
	c.t.Helper()
	b := &event.Batch{OrganizationID: "org_a", Lane: "org_a", Now: time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)}
	for i, e := range events {
		var name, data string
		if _, err := fmt.Sscanf(e, "%s %s", &name, &data); err != nil {
			c.t.Fatal(err)
		}
		b.Events = append(b.Events, &event.Event{ID: fmt.Sprintf("event_%s_%d", name, i), Name: name, Data: gjson.Parse(data), OccurredAt: b.Now})
	}
	err := c.db.InOrganization(c.t.Context(), "org_a", func(ctx context.Context, tx bun.Tx) error { return connection.Applier(gone)(ctx, tx, b) })
	if err != nil {
		c.t.Fatal(err)
	}
	for _, e := range b.Events {
		reasons = append(reasons, e.Decision.Reason)
	}
	return reasons
}

// Whoever came by a connection is told of its deletion, once; a connection that is only switched off may come back, and
// what it told stays.
func TestWhoCameByAConnectionIsToldOfItsDeletionOnce(t *testing.T) {
	t.Parallel()
	c := newCounter(t)
	var told []string
	gone := func(_ context.Context, _ bun.IDB, organization, connection, because string, _ time.Time) (int, error) {
		told = append(told, organization+" "+connection+" "+because)
		return 2, nil
	}
	const a1 = `{"id":"conn_a1","organization_id":"org_a","updated_at":"2099-01-01T00:00:0`
	c.tellWith(gone, `connection.deactivated `+a1+`1Z","state":"inactive"}`)
	if len(told) > 0 {
		t.Errorf("switched off, and told of %v", told)
	}
	reasons := c.tellWith(gone, `connection.activated `+a1+`2Z","state":"active"}`, `connection.deleted `+a1+`3Z","state":"active"}`)
	if !strings.HasSuffix(reasons[1], "sign in with it any more. People who lose roles by that: 2.") {
		t.Errorf("the deletion says %q", reasons[1])
	}
	c.tellWith(gone, `connection.deleted `+a1+`4Z","state":"active"}`)
	if diff := cmp.Diff([]string{"org_a conn_a1 event_connection.deleted_1"}, told); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
}

// Sign-ins and directories lock an organization's members, then their sessions. So does the end of a connection, or each
// would wait for the other.
func TestADeletedConnectionReachesItsMembersBeforeTheirSessions(t *testing.T) {
	t.Parallel()
	c := newCounter(t)
	c.exec(`INSERT INTO sessions (organization_id, id, token_hash, kind, member_id, method, connection_id, created_at, seen_at, expires_at)
		VALUES ('org_a', 'session_1', '\x01', 'member', 'member_1', 'sso', 'conn_a1', now(), now(), '2099-01-01')`)
	var open int
	gone := func(ctx context.Context, tx bun.IDB, _, _, _ string, _ time.Time) (int, error) {
		return 0, tx.QueryRowContext(ctx, `SELECT count(*) FROM sessions WHERE ended_at IS NULL`).Scan(&open)
	}
	c.tellWith(gone, `connection.deleted {"id":"conn_a1","state":"active","organization_id":"org_a","updated_at":"2099-01-01T00:00:01Z"}`)
	if left := c.one(`SELECT count(*) FROM sessions WHERE ended_at IS NULL`); open != 1 || left != 0 {
		t.Errorf("%d sessions are open when the members are told, %d after it", open, left)
	}
}

// Attack: a connection is taken away in WorkOS, and who came in by it stays.
func TestAttack_AShutConnectionKeepsNobodyIn(t *testing.T) {
	t.Parallel()
	const later = `"organization_id":"org_a","updated_at":"2099-01-01T00:00:0`
	for name, x := range map[string]struct {
		events []string
		left   int // of the three sessions
	}{
		"deactivated":             {[]string{`connection.deactivated {"id":"conn_a1","state":"inactive",` + later + `1Z"}`}, 2},
		"deleted":                 {[]string{`connection.deleted {"id":"conn_a1","state":"active",` + later + `1Z"}`}, 2},
		"deactivated, and before": {[]string{`connection.deactivated {"id":"conn_a1","state":"inactive","organization_id":"org_a","updated_at":"1999-01-01T00:00:00Z"}`}, 3},
		"still active":            {[]string{`connection.activated {"id":"conn_a1","state":"active",` + later + `1Z"}`}, 3},
		"twice": {[]string{
			`connection.deactivated {"id":"conn_a1","state":"inactive",` + later + `1Z"}`,
			`connection.deleted {"id":"conn_a1","state":"inactive",` + later + `2Z"}`,
		}, 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCounter(t)
			c.exec(`INSERT INTO sessions (organization_id, id, token_hash, kind, member_id, method, connection_id, created_at, seen_at, expires_at)
				SELECT o, 'session_' || i, ('\x0' || i)::bytea, 'member', 'member_' || i, 'sso', conn, now(), now(), '2099-01-01'
				FROM (VALUES (1, 'org_a', 'conn_a1'), (2, 'org_a', 'conn_a2'), (3, 'org_b', 'conn_b1')) AS s(i, o, conn)`)
			c.tell(x.events...)
			if n := c.one(`SELECT count(*) FROM sessions WHERE ended_at IS NULL`); n != x.left {
				t.Errorf("%d sessions are left, want %d", n, x.left)
			}
			if n := c.one(`SELECT count(*) FROM audit_events WHERE action = 'connection.sessions_ended'`); n != 3-x.left {
				t.Errorf("%d audit entries tell of it", n)
			}
		})
	}
}
