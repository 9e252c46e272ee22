package pg

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// scopeBatch is the first statement of every batch. What a batch runs is known when it is written, so its plans are
// made once: making them anew costs more than a batch of few rows.
const scopeBatch = `SELECT set_config('app.platform', 'on', true), set_config('plan_cache_mode', 'force_generic_plan', true)`

// BatchInPlatform sends statements to PostgreSQL in one go: one transaction as InPlatform's, and one round trip where
// that takes five. The statements, and what is done with their answers, must bear being run again after a deadlock.
func (db *DB) BatchInPlatform(ctx context.Context, read PlatformRead, fill func(b *pgx.Batch)) error {
	if read == "" {
		return errors.New("send a batch: a platform read without a purpose")
	}
	if current(ctx) != nil {
		return errors.New("send a batch: a transaction is open in this context already")
	}
	var err error
	for try := range attempts {
		b := &pgx.Batch{}
		b.Queue(scopeBatch)
		fill(b)
		if err = db.pool.SendBatch(ctx, b).Close(); err == nil || !retryable(err) || ctx.Err() != nil {
			break
		}
		db.logger.WarnContext(ctx, "batch undone by PostgreSQL", "try", try+1, "sqlstate", sqlState(err))
	}
	if err != nil {
		return fmt.Errorf("%s: %w", read, translate(err))
	}
	return nil
}
