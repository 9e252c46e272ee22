package boot

import (
	"context"
	"fmt"
	"time"

	"memberpulse/server/directory"
	"memberpulse/server/health"
	"memberpulse/shared"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"
)

// runs reads the syncs that run, or have just ended, of those organizations that have one.
func (p *Program) runs(ctx context.Context, tx bun.IDB, organizationIDs []string) (map[string][]shared.SyncRun, error) {
	var ids []string
	err := tx.NewRaw(`SELECT DISTINCT organization_id FROM sync_runs WHERE organization_id = ANY(?) AND (state = 'running' OR finished_at > ?)`,
		pgdialect.Array(organizationIDs), p.cfg.Now().Add(-time.Minute)).Scan(ctx, &ids)
	if err != nil {
		return nil, fmt.Errorf("look for syncs: %w", err)
	}
	out := make(map[string][]shared.SyncRun, len(ids))
	for _, id := range ids {
		if out[id], err = directory.Running(ctx, id, p.cfg.Now()); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (p *Program) putHealth(context.Context) error {
	p.health = health.New(health.Options{
		DB: p.db, Now: p.cfg.Now, Runs: p.runs,
		Configured: func(ctx context.Context) (bool, bool) {
			_, err := p.workos.Client()
			secrets, secretsErr := p.webhookSecrets(ctx)
			return err == nil, secretsErr == nil && len(secrets) > 0
		},
	})
	return nil
}
