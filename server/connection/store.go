package connection

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"memberpulse/server/event"
	"memberpulse/server/pg"
)

type row struct {
	OrganizationID, ID, Name, Type, State, Domains string
	CertificateExpiresAt                           *time.Time
	VersionAt                                      time.Time
	VersionRank                                    int16
	VersionEvent                                   string
	DeletedAt                                      *time.Time
	CreatedAt, UpdatedAt                           time.Time
	LastEventID                                    *string
}

const selectConnections = `SELECT organization_id, id, name, connection_type, state, domains::text, certificate_expires_at,
	version_at, version_rank, version_event, deleted_at, created_at, updated_at, last_event_id FROM connections `

// load reads the connections that a batch is about. In the environment's lane they may be any organization's.
func load(ctx context.Context, b *event.Batch) (map[string]*connection, error) {
	ids := make([]string, 0, len(b.Events))
	for _, e := range b.Events {
		ids = append(ids, event.Text(objectOf(e).Get("id")))
	}
	rows, err := pg.Query[row](ctx, selectConnections+`WHERE id = ANY($1) ORDER BY id FOR UPDATE`, ids)
	if err != nil {
		return nil, fmt.Errorf("read %d connections: %w", len(ids), err)
	}
	all := make(map[string]*connection, len(rows))
	for _, r := range rows {
		all[r.ID] = &connection{
			OrganizationID: r.OrganizationID, ID: r.ID, Name: r.Name, Type: r.Type, State: r.State, Domains: r.Domains,
			CertificateExpiresAt: r.CertificateExpiresAt, Version: event.Version{At: r.VersionAt, Rank: r.VersionRank, Event: r.VersionEvent},
			DeletedAt: r.DeletedAt, CreatedAt: r.CreatedAt, UpdatedAt: r.UpdatedAt, LastEventID: r.LastEventID,
		}
	}
	return all, nil
}

// store writes what changed. The first connection of an organization is enabled; one that comes beside another is not,
// until somebody has tested it, nor where an admin has disabled the one that is there.
func store(ctx context.Context, all map[string]*connection) error {
	for _, id := range slices.Sorted(maps.Keys(all)) {
		c := all[id]
		if !c.dirty {
			continue
		}
		if c.fresh {
			if _, err := pg.Exec(ctx, lockPointer, c.OrganizationID); err != nil {
				return fmt.Errorf("hold the connections of %s: %w", c.OrganizationID, err)
			}
		}
		_, err := pg.Exec(ctx, `INSERT INTO connections AS c (organization_id, id, name, connection_type, state, domains, certificate_expires_at,
			version_at, version_rank, version_event, deleted_at, created_at, updated_at, last_event_id, enabled)
			SELECT $1, $2, $3, $4, $5, $6::text::jsonb, $7, $8, $9, $10, $11, $12, $13, $14,
				NOT EXISTS (SELECT FROM connections o WHERE o.organization_id = $1 AND o.id <> $2 AND o.deleted_at IS NULL)
			ON CONFLICT (organization_id, id) DO UPDATE SET name = EXCLUDED.name, connection_type = EXCLUDED.connection_type, state = EXCLUDED.state,
			domains = EXCLUDED.domains, certificate_expires_at = EXCLUDED.certificate_expires_at, version_at = EXCLUDED.version_at,
			version_rank = EXCLUDED.version_rank, version_event = EXCLUDED.version_event, deleted_at = EXCLUDED.deleted_at,
			created_at = EXCLUDED.created_at, updated_at = EXCLUDED.updated_at, last_event_id = EXCLUDED.last_event_id`,
			c.OrganizationID, c.ID, c.Name, c.Type, c.State, c.Domains, c.CertificateExpiresAt,
			c.Version.At, c.Version.Rank, c.Version.Event, c.DeletedAt, c.CreatedAt, c.UpdatedAt, c.LastEventID)
		if err != nil {
			return fmt.Errorf("store connection %s: %w", c.ID, err)
		}
	}
	return nil
}
