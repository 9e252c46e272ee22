package event

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"memberpulse/server/pg"
)

// Idle waits until no event is pending and no lane is worked here. Failed events that wait for their next attempt,
// and parked ones, do not count.
func (e *Engine) Idle(ctx context.Context) error {
	for {
		if err := e.Settled(ctx); err != nil {
			return err
		}
		pending, err := e.pending(ctx)
		if err != nil {
			return err
		}
		quiet, moved := e.queue.quiet()
		if pending == 0 && quiet {
			return nil
		}
		if err := e.Sweep(ctx); err != nil { // another instance may be at it, or a worker gave back its lane
			return err
		}
		if quiet, _ := e.queue.quiet(); quiet {
			if err := waitFor(ctx, moved); err != nil {
				return err
			}
		}
	}
}

// Settled waits until no lane is queued or worked here.
func (e *Engine) Settled(ctx context.Context) error {
	for {
		quiet, moved := e.queue.quiet()
		if quiet {
			return nil
		}
		if err := waitFor(ctx, moved); err != nil {
			return err
		}
	}
}

func waitFor(ctx context.Context, moved <-chan struct{}) error {
	timer := time.NewTimer(sweepEvery)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return fmt.Errorf("wait until no event is pending: %w", ctx.Err())
	case <-moved:
	case <-timer.C:
	}
	return nil
}

func (e *Engine) pending(ctx context.Context) (n int, err error) {
	err = e.db.InPlatform(ctx, pg.LaneWork, func(ctx context.Context, tx bun.Tx) error {
		return tx.QueryRowContext(ctx, `SELECT count(*) FROM events WHERE outcome = 'pending'`).Scan(&n)
	})
	if err != nil {
		return 0, fmt.Errorf("count pending events: %w", err)
	}
	return n, nil
}
