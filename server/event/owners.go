package event

import (
	"context"
	"fmt"
	"sync"

	"github.com/uptrace/bun"

	"memberpulse/server/pg"
)

// owners remembers which organization a lane belongs to. That never changes: a directory that names another
// organization is refused, and rows are never deleted.
type owners struct {
	mu   sync.RWMutex
	lane map[string]string
}

func newOwners() *owners { return &owners{lane: map[string]string{}} }

func (o *owners) get(lane string) string {
	o.mu.RLock()
	defer o.mu.RUnlock()
	return o.lane[lane]
}

func (o *owners) set(lane, organization string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.lane[lane] = organization
}

// load reads all that are stored, once: there are as many as customers.
func (o *owners) load(ctx context.Context, db *pg.DB) error {
	return db.InPlatform(ctx, pg.LaneWork, func(ctx context.Context, tx bun.Tx) error {
		var rows []struct{ Lane, Organization string }
		err := tx.NewRaw(`SELECT id AS lane, id AS organization FROM organizations
			UNION ALL SELECT workos_directory_id, organization_id FROM directories`).Scan(ctx, &rows)
		if err != nil {
			return fmt.Errorf("read which lanes are known: %w", err)
		}
		for _, r := range rows {
			o.set(r.Lane, r.Organization)
		}
		return nil
	})
}
