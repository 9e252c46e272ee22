package connection

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"memberpulse/server/audit"
	"memberpulse/server/live"
	"memberpulse/server/pg"
	"memberpulse/shared"
)

// hold reads one connection as read does, and keeps which of its organization's is enabled as it is until the
// transaction ends.
func hold(ctx context.Context, tx bun.IDB, organizationID, id string) (stored, error) {
	found, err := read(ctx, tx, organizationID, id)
	if err != nil {
		return stored{}, err
	}
	if _, err := pg.Exec(ctx, lockPointer, found.OrganizationID); err != nil {
		return stored{}, fmt.Errorf("hold the connections of %s: %w", found.OrganizationID, err)
	}
	return read(ctx, tx, found.OrganizationID, id) // as it is now that nobody else changes it
}

// lockPointer makes those who move an organization's pointer take turns, and lets all else go on.
const lockPointer = `SELECT id FROM organizations WHERE id = $1 FOR NO KEY UPDATE`

// change is who changes something, and when.
type change struct {
	actor   audit.Actor
	ip      string
	request string
	at      time.Time
}

// enable says whether a connection may sign people in. One of an organization's does at a time: enabling one moves the
// pointer away from the others. Sessions that are open stay open; nobody new comes in by a disabled connection.
func (s *stored) enable(ctx context.Context, tx bun.IDB, enabled bool, by change) error {
	if s.Enabled == enabled {
		return nil
	}
	if enabled { // before the other is: there are never two
		if _, err := tx.NewRaw(`UPDATE connections SET enabled = false WHERE organization_id = ? AND enabled`, s.OrganizationID).Exec(ctx); err != nil {
			return fmt.Errorf("move the pointer of %s: %w", s.OrganizationID, err)
		}
	}
	if _, err := tx.NewRaw(`UPDATE connections SET enabled = ? WHERE organization_id = ? AND id = ?`, enabled, s.OrganizationID, s.ID).Exec(ctx); err != nil {
		return fmt.Errorf("enable or disable connection %s: %w", s.ID, err)
	}
	before := map[string]bool{"enabled": s.Enabled}
	s.Enabled = enabled
	action := "connection.disabled"
	if enabled {
		action = "connection.enabled"
	}
	err := audit.Record(ctx, tx, audit.Entry{
		OrganizationID: s.OrganizationID, Action: action, Actor: by.actor,
		Target: audit.Target{Kind: "connection", ID: s.ID, Name: s.Name}, Before: before, After: map[string]bool{"enabled": enabled},
		IP: by.ip, RequestID: by.request, OccurredAt: by.at,
	})
	if err != nil {
		return err
	}
	return live.Changed(ctx, tx, s.OrganizationID, shared.TopicConnection, shared.TopicHealth)
}
