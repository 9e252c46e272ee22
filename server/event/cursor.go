package event

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"memberpulse/server/live"
	"memberpulse/server/pg"
	"memberpulse/server/workos"
	"memberpulse/shared"
)

const (
	cursorName = "events_api"
	pollLock   = int64(0x6d70_706f_6c6c) // advisory: one instance polls
)

// cursor is how far the Events API has been read.
type cursor struct {
	first    bool // nothing was ever read
	failing  bool // the last poll failed
	after    string
	rangeEnd time.Time // all up to here has been read
	polledAt *time.Time
}

// alone runs fn unless another instance is at it. The lock dies with its connection.
func (e *Engine) alone(ctx context.Context, fn func(ctx context.Context) error) error {
	conn, err := e.db.Pool().Acquire(ctx)
	if err != nil {
		return fmt.Errorf("take a connection for the lock of the poll: %w", err)
	}
	defer conn.Release()
	var mine bool
	if err := conn.QueryRow(ctx, `SELECT pg_try_advisory_lock($1)`, pollLock).Scan(&mine); err != nil {
		return fmt.Errorf("take the lock of the poll: %w", err)
	}
	if !mine {
		return nil
	}
	defer func() {
		free := context.WithoutCancel(ctx)
		if _, err := conn.Exec(free, `SELECT pg_advisory_unlock($1)`, pollLock); err != nil {
			_ = conn.Conn().Close(free) // the lock goes with the connection
		}
	}()
	return fn(ctx)
}

func (e *Engine) readCursor(ctx context.Context) (*cursor, error) {
	c := &cursor{}
	err := e.db.InPlatform(ctx, pg.LaneWork, func(ctx context.Context, tx bun.Tx) error {
		*c = cursor{}
		err := tx.QueryRowContext(ctx, `SELECT cursor, range_end, polled_at, error <> '' FROM event_cursors WHERE name = ?`, cursorName).
			Scan(&c.after, &c.rangeEnd, &c.polledAt, &c.failing)
		if errors.Is(err, sql.ErrNoRows) {
			c.first = true
			return nil
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the cursor: %w", err)
	}
	return c, nil
}

// moveCursor says that all up to readTo has been read. It never moves back.
func (e *Engine) moveCursor(ctx context.Context, c *cursor, after string, readTo time.Time, healed int) error {
	if after != "" {
		c.after = after
	}
	if readTo.After(c.rangeEnd) {
		c.rangeEnd = readTo
	}
	return e.writeCursor(ctx, c, "", healed, nil)
}

// endPoll writes down that there was a poll, and why it failed. The operator's screens show when it was; that the polls
// began to fail, or work again, stands on everybody's.
func (e *Engine) endPoll(ctx context.Context, c *cursor, failure error) error {
	tell := func(ctx context.Context, tx bun.Tx) error {
		if c.first || c.failing != (failure != nil) {
			return live.ChangedEverywhere(ctx, tx, shared.TopicOverview, shared.TopicHealth)
		}
		return live.Changed(ctx, tx, "", shared.TopicOverview, shared.TopicHealth)
	}
	return e.writeCursor(context.WithoutCancel(ctx), c, sentence(failure), 0, tell)
}

func (e *Engine) writeCursor(ctx context.Context, c *cursor, failure string, healed int, tell func(context.Context, bun.Tx) error) error {
	now := e.now()
	if c.rangeEnd.IsZero() {
		c.rangeEnd = now.Add(-pollBack)
	}
	err := e.db.InPlatform(ctx, pg.LaneWork, func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO event_cursors AS c (name, cursor, range_end, polled_at, error, healed) VALUES (?, ?, ?, ?, ?, ?)
			ON CONFLICT (name) DO UPDATE SET cursor = EXCLUDED.cursor, range_end = EXCLUDED.range_end, polled_at = EXCLUDED.polled_at,
			error = EXCLUDED.error, healed = c.healed + EXCLUDED.healed`, cursorName, c.after, c.rangeEnd, now, failure, healed)
		if err != nil || tell == nil {
			return err
		}
		return tell(ctx, tx)
	})
	if err != nil {
		return fmt.Errorf("move the cursor: %w", err)
	}
	return nil
}

// knownEvents are those of a page that the inbox has already.
func (e *Engine) knownEvents(ctx context.Context, events []workos.Event) (map[string]bool, error) {
	ids := make([]string, len(events))
	for i, ev := range events {
		ids[i] = ev.ID
	}
	known := map[string]bool{}
	err := e.db.InPlatform(ctx, pg.InboxReceive, func(ctx context.Context, _ bun.Tx) error {
		found, err := pg.Strings(ctx, `SELECT id FROM events WHERE id = ANY($1)`, ids)
		for _, id := range found {
			known[id] = true
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("look which of %d events are known: %w", len(ids), err)
	}
	return known, nil
}
