package connection

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"memberpulse/server/audit"
	"memberpulse/server/httpx"
	"memberpulse/server/live"
	"memberpulse/server/pg"
	"memberpulse/shared"
)

// stored is a connection as it is read for people.
type stored struct {
	OrganizationID string          `bun:"organization_id"`
	ID             string          `bun:"id"`
	Name           string          `bun:"name"`
	ConnectionType string          `bun:"connection_type"`
	State          string          `bun:"state"`
	Domains        json.RawMessage `bun:"domains,type:jsonb"`
	Enabled        bool            `bun:"enabled"`
	CreatedAt      time.Time       `bun:"created_at"`
	UpdatedAt      time.Time       `bun:"updated_at"`
	LastEventID    string          `bun:"last_event_id"`
}

func (s stored) wire() shared.Connection {
	out := shared.Connection{
		Object: "connection", ID: s.ID, OrganizationID: s.OrganizationID, ConnectionType: s.ConnectionType, Name: s.Name, State: s.State,
		Domains: []shared.ConnectionDomain{}, CreatedAt: s.CreatedAt, UpdatedAt: s.UpdatedAt, Enabled: s.Enabled, LastEventID: s.LastEventID,
	}
	_ = json.Unmarshal(s.Domains, &out.Domains) // WorkOS's, stored as it came: what does not read is left out
	return out
}

func query(tx bun.IDB, organizationID string) *bun.SelectQuery {
	sel := tx.NewSelect().Table("connections").Where("deleted_at IS NULL").
		Column("organization_id", "id", "name", "connection_type", "state", "domains", "enabled", "created_at", "updated_at").
		ColumnExpr("COALESCE(last_event_id, '') AS last_event_id")
	if organizationID != "" {
		sel.Where("organization_id = ?", organizationID)
	}
	return sel
}

func listed(ctx context.Context, tx bun.IDB, organizationID string, page httpx.Page) ([]stored, error) {
	rows := []stored{}
	sel := query(tx, organizationID).Limit(int64(page.Fetch()))
	order, beyond := "created_at DESC, id DESC", "(created_at, id) < (SELECT created_at, id FROM connections WHERE id = ?)"
	if page.Climbs() {
		order, beyond = "created_at, id", "(created_at, id) > (SELECT created_at, id FROM connections WHERE id = ?)"
	}
	if cursor := page.Cursor(); cursor != "" {
		known, err := query(tx, organizationID).Where("id = ?", cursor).Exists(ctx)
		if err != nil {
			return nil, fmt.Errorf("look for a cursor: %w", err)
		}
		if !known {
			return nil, httpx.BadCursor()
		}
		sel.Where(beyond, cursor)
	}
	if err := sel.OrderExpr(order).Scan(ctx, &rows); err != nil {
		return nil, fmt.Errorf("list connections: %w", err)
	}
	return rows, nil
}

func read(ctx context.Context, tx bun.IDB, organizationID, id string) (stored, error) {
	rows := []stored{}
	if err := query(tx, organizationID).Where("id = ?", id).Scan(ctx, &rows); err != nil {
		return stored{}, fmt.Errorf("read a connection: %w", err)
	}
	if err := orNotFound(len(rows) == 1); err != nil {
		return stored{}, err
	}
	return rows[0], nil
}

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
