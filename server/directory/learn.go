package directory

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"memberpulse/server/pg"
	"memberpulse/server/workos"
)

// Learn stores a directory that WorkOS's API told of, under the scope of its organization. What events told of it
// before, or tell at the same object time, is kept.
func Learn(ctx context.Context, _ bun.Tx, d workos.Directory) error {
	_, err := pg.Exec(ctx, `INSERT INTO directories AS d (organization_id, workos_directory_id, name, directory_type, external_key, state,
			version_at, version_rank, version_event, created_at, updated_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '', $9, $7)
		ON CONFLICT (workos_directory_id) DO UPDATE SET name = EXCLUDED.name, directory_type = EXCLUDED.directory_type,
			external_key = EXCLUDED.external_key, state = EXCLUDED.state, version_at = EXCLUDED.version_at,
			version_rank = EXCLUDED.version_rank, version_event = '', updated_at = EXCLUDED.updated_at
		WHERE d.deleted_at IS NULL AND d.version_at < EXCLUDED.version_at`,
		d.OrganizationID, d.ID, d.Name, d.Type, d.ExternalKey, d.State, moment(d.UpdatedAt), rankLearned, moment(d.CreatedAt))
	if err != nil {
		return fmt.Errorf("store directory %s as WorkOS tells it: %w", d.ID, err)
	}
	return nil
}
