package boot

import (
	"context"
	"fmt"
	"time"

	"memberpulse/server/pg"
)

// putDatabase brings the schema up to date and opens the pool under the app's role.
func (p *Program) putDatabase(ctx context.Context) error {
	applied, err := pg.Migrate(ctx, p.cfg.DatabaseURL)
	if err != nil {
		return fmt.Errorf("bring the database up to date: %w", err)
	}
	if len(applied) > 0 {
		p.cfg.Logger.InfoContext(ctx, "the database was brought up to date", "migrations", len(applied))
	}
	p.db, err = pg.Open(ctx, p.cfg.DatabaseURL, pg.Options{Logger: p.cfg.Logger})
	if err != nil {
		return fmt.Errorf("open the database: %w", err)
	}
	pool := p.db.Pool()
	p.metrics.WatchPool(func() time.Duration { return pool.Stat().AcquireDuration() })
	return nil
}
