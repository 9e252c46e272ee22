package organization

import (
	"context"
	"fmt"
	"time"

	"memberpulse/server/pg"
	"memberpulse/shared/mapping"
)

// loadOrganization reads an organization and holds it, or begins one that is older than all that can be told of it. What
// refers to it may be written meanwhile.
func loadOrganization(ctx context.Context, id string) (*organization, error) {
	rows, err := pg.Query[organization](ctx, `SELECT id, name, external_id, metadata::text, `+versionColumns+`
		FROM organizations WHERE id = $1 FOR NO KEY UPDATE`, id)
	if err != nil {
		return nil, fmt.Errorf("read organization %s: %w", id, err)
	}
	if len(rows) == 0 {
		return &organization{ID: id, Metadata: "{}", fresh: true, versioned: unheard()}, nil
	}
	return &rows[0], nil
}

func (o *organization) store(ctx context.Context) error {
	_, err := pg.Exec(ctx, `INSERT INTO organizations (id, name, external_id, metadata, version_at, version_rank, version_event,
		died_at, deleted_at, created_at, updated_at, last_event_id) VALUES ($1, $2, $3, $4::text::jsonb, $5, $6, $7, $8, $8, $9, $10, $11)
		ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name, external_id = EXCLUDED.external_id, metadata = EXCLUDED.metadata,
		version_at = EXCLUDED.version_at, version_rank = EXCLUDED.version_rank, version_event = EXCLUDED.version_event,
		died_at = EXCLUDED.died_at, deleted_at = EXCLUDED.deleted_at, created_at = EXCLUDED.created_at,
		updated_at = EXCLUDED.updated_at, last_event_id = EXCLUDED.last_event_id`,
		o.ID, o.Name, o.ExternalID, o.Metadata, o.VersionAt, o.VersionRank, o.VersionEvent, o.DeletedAt, o.CreatedAt, o.UpdatedAt, o.LastEventID)
	if err != nil {
		return fmt.Errorf("store organization %s: %w", o.ID, err)
	}
	if !o.fresh {
		return nil
	}
	return mapByDefault(ctx, o.ID, o.UpdatedAt)
}

// mapByDefault gives a new organization the role mappings that everybody begins with.
func mapByDefault(ctx context.Context, organizationID string, at time.Time) error {
	var ids, kinds, matches, roles []string
	for _, m := range mapping.Default() {
		ids, kinds = append(ids, m.ID), append(kinds, m.Kind)
		matches, roles = append(matches, m.Match), append(roles, string(m.Role))
	}
	_, err := pg.Exec(ctx, `INSERT INTO role_mappings (organization_id, id, kind, match, role, created_at, updated_at)
		SELECT $1, u.id, u.kind, u.match, u.role, $2, $2 FROM unnest($3::text[], $4::text[], $5::text[], $6::text[]) AS u(id, kind, match, role)
		ON CONFLICT DO NOTHING`, organizationID, at, ids, kinds, matches, roles)
	if err != nil {
		return fmt.Errorf("give organization %s the default role mappings: %w", organizationID, err)
	}
	return nil
}
