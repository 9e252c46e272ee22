package pg

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// openAcross opens the connections of BatchInPlatform, which look across organizations from their start: to say so in
// every batch costs as much as storing a row or two. What a batch runs is known when it is written, so its plans are
// made once: making them anew costs more than a batch of few rows. Nothing else ever gets one of these connections.
func openAcross(ctx context.Context, like *pgxpool.Config) (*pgxpool.Pool, error) {
	cfg := like.Copy()
	cfg.MaxConns = 2
	cfg.ConnConfig.RuntimeParams["app.platform"] = "on"
	cfg.ConnConfig.RuntimeParams["plan_cache_mode"] = "force_generic_plan"
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("open the pool of batches: %w", withoutDSN(err))
	}
	return pool, nil
}

// BatchInPlatform sends statements to PostgreSQL in one go: one transaction as InPlatform's, and one round trip where
// that takes five. The statements, and what is done with their answers, must bear being run again after a deadlock.
func (db *DB) BatchInPlatform(ctx context.Context, scope PlatformScope, fill func(b *pgx.Batch)) error {
	if scope == "" {
		return errors.New("send a batch: the platform's scope without a purpose")
	}
	if current(ctx) != nil {
		return errors.New("send a batch: a transaction is open in this context already")
	}
	var err error
	for try := range attempts {
		b := &pgx.Batch{}
		fill(b)
		if err = db.across.SendBatch(ctx, b).Close(); err == nil || !retryable(err) || ctx.Err() != nil {
			break
		}
		db.logger.WarnContext(ctx, "batch undone by PostgreSQL", "try", try+1, "sqlstate", SQLState(err))
	}
	if err != nil {
		return fmt.Errorf("%s: %w", scope, translate(err))
	}
	return nil
}
