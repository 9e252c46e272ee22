package directory

import (
	"context"
	"fmt"
	"time"

	"memberpulse/server/pg"
)

// pairs gathers memberships as one array per column.
type pairs struct {
	users, groups []int64
	added         []bool
	at            []time.Time
	events        []string
}

func (p *pairs) add(l *link) {
	p.users, p.groups = append(p.users, l.userOf.pk), append(p.groups, l.groupOf.pk)
	p.added, p.at, p.events = append(p.added, l.added), append(p.at, l.at), append(p.events, l.event)
}

// writeLinks moves memberships to where they belong: those in force to their table, the registers of the others to
// theirs.
func (w *world) writeLinks(ctx context.Context, org string) error {
	var force, rest, unforce, unrest pairs
	for _, l := range w.links {
		if l.userOf.directory.dead() || l.groupOf.directory.dead() {
			continue // a deleted directory's memberships go at once, below
		}
		now := w.force(l)
		if now == l.wasForce && !l.dirty {
			continue
		}
		switch {
		case now:
			force.add(l)
			if l.stored && !l.wasForce {
				unrest.add(l)
			}
		default:
			rest.add(l)
			if l.stored && l.wasForce {
				unforce.add(l)
			}
		}
	}
	if err := remove(ctx, org, "directory_group_memberships", unforce); err != nil {
		return err
	}
	if err := remove(ctx, org, "directory_group_membership_registers", unrest); err != nil {
		return err
	}
	if err := force.write(ctx, org); err != nil {
		return err
	}
	return rest.register(ctx, org)
}

func remove(ctx context.Context, org, table string, p pairs) error {
	if len(p.users) == 0 {
		return nil
	}
	_, err := pg.Exec(ctx, `DELETE FROM `+table+` WHERE ctid = ANY (ARRAY(
		SELECT m.at FROM unnest($2::bigint[], $3::bigint[]) AS p (u, g) CROSS JOIN LATERAL (SELECT ctid AS at FROM `+table+`
			WHERE organization_id = $1 AND user_id = p.u AND group_id = p.g LIMIT 1) m))`, org, p.users, p.groups)
	if err != nil {
		return fmt.Errorf("move %d memberships out of %s: %w", len(p.users), table, err)
	}
	return nil
}

func (p *pairs) write(ctx context.Context, org string) error {
	if len(p.users) == 0 {
		return nil
	}
	_, err := pg.Exec(ctx, `INSERT INTO directory_group_memberships (organization_id, user_id, group_id, version_at, version_event)
		SELECT $1, p.u, p.g, p.at, p.event FROM unnest($2::bigint[], $3::bigint[], $4::timestamptz[], $5::text[]) AS p (u, g, at, event)
		ON CONFLICT (organization_id, user_id, group_id) DO UPDATE SET version_at = EXCLUDED.version_at, version_event = EXCLUDED.version_event`,
		org, p.users, p.groups, p.at, p.events)
	if err != nil {
		return fmt.Errorf("write %d memberships: %w", len(p.users), err)
	}
	return nil
}

func (p *pairs) register(ctx context.Context, org string) error {
	if len(p.users) == 0 {
		return nil
	}
	_, err := pg.Exec(ctx, `INSERT INTO directory_group_membership_registers (organization_id, user_id, group_id, added, version_at, version_event)
		SELECT $1, p.u, p.g, p.added, p.at, p.event FROM unnest($2::bigint[], $3::bigint[], $4::boolean[], $5::timestamptz[], $6::text[]) AS p (u, g, added, at, event)
		ON CONFLICT (organization_id, user_id, group_id) DO UPDATE SET added = EXCLUDED.added, version_at = EXCLUDED.version_at, version_event = EXCLUDED.version_event`,
		org, p.users, p.groups, p.added, p.at, p.events)
	if err != nil {
		return fmt.Errorf("write %d registers of memberships: %w", len(p.users), err)
	}
	return nil
}
