package event_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/uptrace/bun"
)

const (
	northwindCreated = `{"id":"event_1","event":"organization.created","data":{"id":"org_1","name":"Northwind","updated_at":"2026-11-20T09:00:00.000Z"}}`
	anaCreated       = `{"id":"event_2","event":"user.created","data":{"id":"user_1","email":"ana@northwind.example","first_name":"Ana","updated_at":"2026-11-20T09:00:00.000Z"}}`
	anaJoined        = `{"id":"event_3","event":"organization_membership.created","data":{"id":"om_1","user_id":"user_1","organization_id":"org_1","status":"active","updated_at":"2026-11-20T09:00:00.000Z"}}`
)

func TestWhoeverLosesAccessIsSignedOutInTheSameTransaction(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"membership deleted":  `{"id":"event_9","event":"organization_membership.deleted","data":{"id":"om_1","user_id":"user_1","organization_id":"org_1","status":"active","updated_at":"2026-11-20T10:00:00.000Z"}}`,
		"membership inactive": `{"id":"event_9","event":"organization_membership.updated","data":{"id":"om_1","user_id":"user_1","organization_id":"org_1","status":"inactive","updated_at":"2026-11-20T10:00:00.000Z"}}`,
		"user deleted":        `{"id":"event_9","event":"user.deleted","data":{"id":"user_1","email":"ana@northwind.example","updated_at":"2026-11-20T10:00:00.000Z"}}`,
		"organization gone":   `{"id":"event_9","event":"organization.deleted","data":{"id":"org_1","name":"Northwind","updated_at":"2026-11-20T10:00:00.000Z"}}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStory(t)
			s.mustDeliver(t, northwindCreated, anaCreated, anaJoined)
			s.idle(t)
			s.signIn(t)
			s.mustDeliver(t, body)
			s.idle(t)
			if n := s.count(t, `SELECT count(*) FROM sessions WHERE ended_at IS NULL`); n != 0 {
				t.Errorf("%d sessions are open", n)
			}
			if n := s.count(t, `SELECT count(*) FROM audit_events WHERE event_id = 'event_9'`); n == 0 {
				t.Error("nothing was audited")
			}
			if got := s.row(t, "event_9"); got.Outcome != "applied" {
				t.Errorf("got %+v", got)
			}
			if n := s.count(t, `SELECT count(*) FROM events WHERE id = 'event_9' AND lock_out`); n != 1 {
				t.Error("it was not taken for a lock-out")
			}
		})
	}
}

// signIn gives the one member of org_1 a session.
func (s *story) signIn(t *testing.T) {
	t.Helper()
	err := s.db.InOrganization(t.Context(), "org_1", func(ctx context.Context, tx bun.Tx) error {
		r, err := tx.ExecContext(ctx, `INSERT INTO sessions (organization_id, id, token_hash, kind, member_id, method, created_at, seen_at, expires_at)
			SELECT organization_id, 'session_1', '\x01', 'member', id, 'authkit', ?, ?, ? FROM members WHERE state = 'active'`, s.now(), s.now(), s.now().AddDate(0, 0, 1))
		if err != nil {
			return err
		}
		if n, err := r.RowsAffected(); err != nil || n != 1 {
			return fmt.Errorf("%d members, want 1: %w", n, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
