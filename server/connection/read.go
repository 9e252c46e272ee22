package connection

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"memberpulse/server/httpx"
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
		Object: "connection", ID: s.ID, OrganizationID: s.OrganizationID, ConnectionType: s.ConnectionType, Name: s.Name, State: s.State, Status: status(s.State),
		Domains: []shared.ConnectionDomain{}, CreatedAt: s.CreatedAt, UpdatedAt: s.UpdatedAt, Enabled: s.Enabled, LastEventID: s.LastEventID,
	}
	_ = json.Unmarshal(s.Domains, &out.Domains) // WorkOS's, stored as it came: what does not read is left out
	for i := range out.Domains {
		out.Domains[i].Object = "connection_domain"
	}
	return out
}

// status is the state in WorkOS's older word.
func status(state string) string {
	if state == stateActive {
		return "linked"
	}
	return "unlinked"
}

const newestFirst = "created_at DESC, id DESC"

func query(tx bun.IDB, organizationID string) *bun.SelectQuery {
	sel := tx.NewSelect().Table("connections").Where("deleted_at IS NULL").
		Column("organization_id", "id", "name", "connection_type", "state", "domains", "enabled", "created_at", "updated_at").
		ColumnExpr("COALESCE(last_event_id, '') AS last_event_id")
	if organizationID != "" {
		sel.Where("organization_id = ?", organizationID)
	}
	return sel
}

// Newest are an organization's newest connections, whatever their state.
func Newest(ctx context.Context, tx bun.IDB, organizationID string, limit int) ([]shared.Connection, error) {
	rows := []stored{}
	err := query(tx, organizationID).Limit(int64(limit)).OrderExpr(newestFirst).Scan(ctx, &rows)
	if err != nil {
		return nil, fmt.Errorf("read the newest connections: %w", err)
	}
	return wires(rows), nil
}

func wires(rows []stored) []shared.Connection {
	out := make([]shared.Connection, len(rows))
	for i, r := range rows {
		out[i] = r.wire()
	}
	return out
}

func listed(ctx context.Context, tx bun.IDB, organizationID string, page httpx.Page) ([]stored, error) {
	rows := []stored{}
	sel := query(tx, organizationID).Limit(int64(page.Fetch()))
	order, beyond := newestFirst, "(created_at, id) < (SELECT created_at, id FROM connections WHERE id = ?)"
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
