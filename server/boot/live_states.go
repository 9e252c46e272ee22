package boot

import (
	"context"
	"encoding/json"
	"fmt"

	"memberpulse/server/directory"
	"memberpulse/shared"

	"github.com/uptrace/bun"
)

// within reads under an organization's scope.
func (p *Program) within(ctx context.Context, organizationID string, read func(ctx context.Context) error) error {
	return p.db.InOrganization(ctx, organizationID, func(ctx context.Context, _ bun.Tx) error { return read(ctx) })
}

// shownAtMost is how many of a kind a live state carries; lists show the rest.
const shownAtMost = 100

func (p *Program) liveDirectories(ctx context.Context, organizationID string) (any, error) {
	out := []shared.Directory{}
	err := p.within(ctx, organizationID, func(ctx context.Context) (err error) {
		out, err = directory.Directories(ctx, directory.Query{OrganizationID: organizationID, Limit: shownAtMost})
		return err
	})
	return out, err
}

// liveProgress shows the syncs that run, or have just ended.
func (p *Program) liveProgress(ctx context.Context, organizationID string) (any, error) {
	out := []shared.SyncRun{}
	err := p.within(ctx, organizationID, func(ctx context.Context) (err error) {
		out, err = directory.Running(ctx, organizationID, p.cfg.Now())
		return err
	})
	return out, err
}

// liveConnections shows an organization's connections, whatever their state.
func (p *Program) liveConnections(ctx context.Context, organizationID string) (any, error) {
	out := []shared.Connection{}
	err := p.db.InOrganization(ctx, organizationID, func(ctx context.Context, tx bun.Tx) error {
		rows, err := tx.QueryContext(ctx, `SELECT id, organization_id, connection_type, name, state, domains, created_at, updated_at, enabled, COALESCE(last_event_id, '')
			FROM connections WHERE organization_id = ? AND deleted_at IS NULL ORDER BY created_at DESC, id DESC LIMIT ?`, organizationID, shownAtMost)
		if err != nil {
			return fmt.Errorf("read connections: %w", err)
		}
		defer rows.Close()
		out = out[:0]
		for rows.Next() {
			c, domains := shared.Connection{Object: "connection", Domains: []shared.ConnectionDomain{}}, []byte{}
			err := rows.Scan(&c.ID, &c.OrganizationID, &c.ConnectionType, &c.Name, &c.State, &domains, &c.CreatedAt, &c.UpdatedAt, &c.Enabled, &c.LastEventID)
			if err != nil {
				return fmt.Errorf("read a connection: %w", err)
			}
			_ = json.Unmarshal(domains, &c.Domains) // WorkOS's, stored as they came: what does not read is left out
			out = append(out, c)
		}
		return rows.Err()
	})
	return out, err
}
