package directory

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"

	"memberpulse/server/pg"
)

// rateWindow is how long changes are counted before the rate is told anew.
const rateWindow = 3 * time.Second

// brought counts what a batch brought to one directory.
type brought struct{ users, groups, memberships int }

func (b brought) sum() int { return b.users + b.groups + b.memberships }

func (w *world) brought(p *place) brought {
	var b brought
	for _, u := range w.users {
		if u.directory == p && !u.stored {
			b.users++
		}
	}
	for _, g := range w.groups {
		if g.directory == p && !g.stored {
			b.groups++
		}
	}
	for _, l := range w.links {
		if l.groupOf.directory == p && !l.wasForce && w.force(l) {
			b.memberships++
		}
	}
	return b
}

// phase is the kind of thing that comes now: what most of a batch was.
func (b brought) phase() string {
	switch {
	case b.memberships > b.users && b.memberships > b.groups:
		return phaseMemberships
	case b.groups > b.users:
		return phaseGroups
	}
	return phaseUsers
}

// follow moves the counts of the sync that runs. A directory's first people, or its activation, begin its first one.
func (w *world) follow(ctx context.Context, org string) (running bool, err error) {
	for _, p := range w.directories {
		b := w.brought(p)
		starts := p.linked() && (!p.wasLinked || !p.stored)
		if p.pk == 0 || p.wasDead || b.sum() == 0 && !starts && !p.dead() {
			continue
		}
		moved, err := w.moveRun(ctx, org, p, b)
		if err != nil {
			return false, err
		}
		if !moved && !p.dead() && (starts || b.users > 0) {
			if moved, err = w.startRun(ctx, org, p, b); err != nil {
				return false, err
			}
		}
		running = running || moved
	}
	return running, nil
}

func (w *world) moveRun(ctx context.Context, org string, p *place, b brought) (bool, error) {
	if p.dead() {
		n, err := pg.Exec(ctx, `UPDATE sync_runs SET state = 'failed', phase = 'done', finished_at = $3, last_change_at = $3
			WHERE organization_id = $1 AND directory_id = $2 AND state = 'running'`, org, p.pk, w.now)
		if err != nil {
			return false, fmt.Errorf("end the sync of deleted directory %s: %w", p.id, err)
		}
		return n > 0, nil
	}
	if b.sum() == 0 {
		return false, nil
	}
	n, err := pg.Exec(ctx, `UPDATE sync_runs SET users_done = users_done + $3, groups_done = groups_done + $4,
			memberships_done = memberships_done + $5, phase = $6, last_change_at = $7,
			rate = CASE WHEN $7 - window_at >= $8::interval OR window_at = started_at THEN
				(users_done + groups_done + memberships_done + $3 + $4 + $5 - window_done)
					/ GREATEST(EXTRACT(epoch FROM $7 - window_at), 0.25) ELSE rate END,
			window_done = CASE WHEN $7 - window_at >= $8::interval THEN users_done + groups_done + memberships_done + $3 + $4 + $5 ELSE window_done END,
			window_at = CASE WHEN $7 - window_at >= $8::interval THEN $7 ELSE window_at END
		WHERE organization_id = $1 AND directory_id = $2 AND state = 'running'`,
		org, p.pk, b.users, b.groups, b.memberships, b.phase(), w.now, rateWindow)
	if err != nil {
		return false, fmt.Errorf("move the sync of directory %s on: %w", p.id, err)
	}
	return n > 0, nil
}

// startRun begins a directory's first sync, if it never had one.
func (w *world) startRun(ctx context.Context, org string, p *place, b brought) (bool, error) {
	n, err := pg.Exec(ctx, `INSERT INTO sync_runs (organization_id, id, directory_id, kind, phase, state, users_done, groups_done,
			memberships_done, started_at, last_change_at, window_at)
		SELECT $1, $2, $3, 'first_sync', $4, 'running', $5, $6, $7, $8, $8, $8
		WHERE NOT EXISTS (SELECT FROM sync_runs WHERE organization_id = $1 AND directory_id = $3 AND kind = 'first_sync')`,
		org, "run_"+rand.Text(), p.pk, b.phase(), b.users, b.groups, b.memberships, w.now)
	if err != nil {
		return false, fmt.Errorf("begin the first sync of directory %s: %w", p.id, err)
	}
	return n > 0, nil
}

// Phases of a sync run.
const (
	phaseUsers       = "users"
	phaseGroups      = "groups"
	phaseMemberships = "memberships"
	phaseDone        = "done"
)
