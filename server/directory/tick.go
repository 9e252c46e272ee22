package directory

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/uptrace/bun"

	"memberpulse/server/live"
	"memberpulse/server/pg"
	"memberpulse/shared"
)

// How long a sync must be quiet until it counts as done: when all that WorkOS told of has come, and when it has not
// (people whom WorkOS counts and never sends).
const (
	quietWhenAllCame = 5 * time.Second
	quietOtherwise   = time.Minute
	askTotalsEvery   = 3 * time.Second
)

// Totals asks WorkOS how many people and groups a directory has; nil where it does not tell.
type Totals func(ctx context.Context, directoryID string) (users, groups *int, err error)

// Watch follows the syncs that run: it asks WorkOS for their totals and closes those that are done.
type Watch struct {
	db     *pg.DB
	totals Totals

	mu    sync.Mutex
	asked map[string]time.Time // by run
	seen  map[string]time.Time // by run: since when this instance looks at it
}

// NewWatch makes a watch over syncs.
func NewWatch(db *pg.DB, totals Totals) *Watch {
	return &Watch{db: db, totals: totals, asked: map[string]time.Time{}, seen: map[string]time.Time{}}
}

type watched struct {
	Org, ID, Directory string
	UsersTotal         *int
	GroupsTotal        *int
}

// Tick looks once at all syncs that run. Call it every second.
func (w *Watch) Tick(ctx context.Context, now time.Time) error {
	var runs []watched
	err := w.db.InPlatform(ctx, pg.LaneWork, func(ctx context.Context, _ bun.Tx) (err error) {
		runs, err = pg.Query[watched](ctx, `SELECT r.organization_id, r.id, d.workos_directory_id, r.users_total, r.groups_total
			FROM sync_runs r JOIN directories d ON d.organization_id = r.organization_id AND d.id = r.directory_id WHERE r.state = 'running'`)
		return err
	})
	if err != nil {
		return fmt.Errorf("look for syncs that run: %w", err)
	}
	w.forget(runs)
	for _, r := range runs {
		if err := w.follow(ctx, r, now); err != nil {
			return err
		}
	}
	return nil
}

// forget drops what was kept of syncs that run no more.
func (w *Watch) forget(runs []watched) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, kept := range []map[string]time.Time{w.asked, w.seen} {
		maps.DeleteFunc(kept, func(id string, _ time.Time) bool {
			return !slices.ContainsFunc(runs, func(r watched) bool { return r.ID == id })
		})
	}
}

// since is when this instance began to look at a sync. A sync is not quiet because nobody was there to listen: after a
// restart the quiet is counted from there.
func (w *Watch) since(id string, now time.Time) time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	if _, ok := w.seen[id]; !ok {
		w.seen[id] = now
	}
	return w.seen[id]
}

// due tells whether WorkOS is to be asked again, and remembers that it is.
func (w *Watch) due(id string, now time.Time) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if at, ok := w.asked[id]; ok && now.Sub(at) < askTotalsEvery {
		return false
	}
	w.asked[id] = now
	return true
}

// follow asks for a sync's totals, outside of any transaction, and closes it when it is done. WorkOS not answering
// leaves the totals as they were: the next tick asks again.
func (w *Watch) follow(ctx context.Context, r watched, now time.Time) error {
	users, groups, since := r.UsersTotal, r.GroupsTotal, w.since(r.ID, now)
	if w.totals != nil && w.due(r.ID, now) {
		if u, g, err := w.totals(ctx, r.Directory); err == nil && u != nil && g != nil {
			users, groups = u, g
		}
	}
	err := w.db.InOrganization(ctx, r.Org, func(ctx context.Context, tx bun.Tx) error {
		changed, err := pg.Exec(ctx, `UPDATE sync_runs SET users_total = $3, groups_total = $4
			WHERE organization_id = $1 AND id = $2 AND (users_total, groups_total) IS DISTINCT FROM ($3::int, $4::int)`, r.Org, r.ID, users, groups)
		if err != nil {
			return err
		}
		closed, err := pg.Exec(ctx, `UPDATE sync_runs SET state = 'completed', phase = 'done', finished_at = $3
			WHERE organization_id = $1 AND id = $2 AND state = 'running' AND (GREATEST(last_change_at, $6) <= $4 OR GREATEST(last_change_at, $6) <= $5
				AND users_done >= users_total AND groups_done >= groups_total)`,
			r.Org, r.ID, now, now.Add(-quietOtherwise), now.Add(-quietWhenAllCame), since)
		if err != nil || changed+closed == 0 {
			return err
		}
		topics := []shared.Topic{shared.TopicProgress, shared.TopicDirectory}
		if closed > 0 { // health says whether a directory is being synced
			topics = append(topics, shared.TopicHealth)
		}
		return live.Changed(ctx, tx, r.Org, topics...)
	})
	if err != nil {
		return fmt.Errorf("follow sync %s: %w", r.ID, err)
	}
	return nil
}
