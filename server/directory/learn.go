package directory

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"memberpulse/server/member"
	"memberpulse/server/pg"
	"memberpulse/server/workos"
)

// Learn stores a directory that WorkOS's API told of, under the scope of its organization. What events told of it
// before, or tell at the same object time, is kept. Where the directory governs from now on, or no more, the roles that
// hang on that change in the same transaction.
func Learn(ctx context.Context, tx bun.Tx, d workos.Directory, now time.Time) error {
	before, err := governs(ctx, d)
	if err != nil {
		return err
	}
	_, err = pg.Exec(ctx, `INSERT INTO directories AS d (organization_id, workos_directory_id, name, directory_type, external_key, state,
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
	after, err := governs(ctx, d)
	if err != nil || after == before {
		return err
	}
	members, err := member.Open(ctx, tx, d.OrganizationID, now)
	if err != nil {
		return err
	}
	moves, err := throughSSO(ctx, d.OrganizationID, "")
	if err != nil {
		return err
	}
	_, err = members.Sync(ctx, nil, moves)
	return err
}

// governs tells whether a directory that WorkOS told of is stored, and linked.
func governs(ctx context.Context, d workos.Directory) (bool, error) {
	w := newWorld(time.Time{})
	if err := w.loadDirectories(ctx, d.OrganizationID, []string{d.ID}); err != nil {
		return false, err
	}
	p := w.directories[d.ID]
	return p != nil && p.linked(), nil
}
