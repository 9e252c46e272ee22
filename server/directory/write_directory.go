package directory

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"memberpulse/server/pg"
)

// writeDirectories stores directories that changed; nearly always there is none.
func (w *world) writeDirectories(ctx context.Context, org string) error {
	for _, id := range slices.Sorted(maps.Keys(w.directories)) {
		if p := w.directories[id]; p.dirty {
			if err := p.write(ctx, org); err != nil {
				return err
			}
		}
	}
	return nil
}

func (p *place) write(ctx context.Context, org string) error {
	stored, err := pg.Query[pkRow](ctx, `INSERT INTO directories AS d (organization_id, workos_directory_id, name, directory_type, external_key,
			state, version_at, version_rank, version_event, deleted_at, created_at, updated_at, last_event_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, NULLIF($13, ''))
		ON CONFLICT (workos_directory_id) DO UPDATE SET name = EXCLUDED.name, directory_type = EXCLUDED.directory_type,
			external_key = EXCLUDED.external_key, state = EXCLUDED.state, version_at = EXCLUDED.version_at,
			version_rank = EXCLUDED.version_rank, version_event = EXCLUDED.version_event, deleted_at = EXCLUDED.deleted_at,
			created_at = EXCLUDED.created_at, updated_at = EXCLUDED.updated_at, last_event_id = EXCLUDED.last_event_id
		RETURNING id, workos_directory_id`,
		org, p.id, p.name, p.kind, p.key, p.state, p.version.At, p.version.Rank, p.version.Event, pointer(p.died.at), p.createdAt,
		later(p.version.At, p.died.at), cmp.Or(p.died.event, p.lastEvent))
	if err != nil {
		return fmt.Errorf("write directory %s: %w", p.id, err)
	}
	p.pk = stored[0].PK
	return nil
}

type goneRow struct {
	ID       string
	MemberID *string
}

// gone is what went with a directory.
type gone struct {
	people map[string]string // member by directory user
	users  int
	groups int
}

// cascade takes down all that is below a directory that was just deleted, in one statement a table.
func (p *place) cascade(ctx context.Context, org string) (gone, error) {
	g := gone{people: map[string]string{}}
	users, err := pg.Query[goneRow](ctx, `UPDATE directory_users SET state = 'deleted', deleted_at = $3, last_event_id = $4
		WHERE organization_id = $1 AND directory_id = $2 AND state <> 'deleted' RETURNING workos_user_id, member_id`,
		org, p.pk, p.died.at, p.died.event)
	if err != nil {
		return g, fmt.Errorf("take down the people of directory %s: %w", p.id, err)
	}
	for _, u := range users {
		if u.MemberID != nil {
			g.people[u.ID] = *u.MemberID
		}
	}
	g.users = len(users)
	groups, err := pg.Exec(ctx, `UPDATE directory_groups SET state = 'deleted', deleted_at = $3, last_event_id = $4
		WHERE organization_id = $1 AND directory_id = $2 AND state <> 'deleted'`, org, p.pk, p.died.at, p.died.event)
	if err != nil {
		return g, fmt.Errorf("take down the groups of directory %s: %w", p.id, err)
	}
	g.groups = int(groups)
	for _, table := range []string{"directory_group_memberships", "directory_group_membership_registers"} {
		if _, err := pg.Exec(ctx, `DELETE FROM `+table+` m USING directory_users u
			WHERE m.organization_id = $1 AND u.organization_id = $1 AND u.directory_id = $2 AND m.user_id = u.id`, org, p.pk); err != nil {
			return g, fmt.Errorf("take down %s of directory %s: %w", table, p.id, err)
		}
	}
	return g, nil
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
