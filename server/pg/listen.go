package pg

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	listenCheck    = 30 * time.Second // a silent connection is asked whether it lives
	listenPauseMin = 100 * time.Millisecond
	listenPauseMax = 5 * time.Second
)

// Listener is what Listen calls, from one goroutine, never two at a time.
type Listener struct {
	// Notify gets each message, in the order of its commit.
	Notify func(channel, payload string)
	// Connected is called each time that listening begins: at the start
	// (again is false) and after every break, when messages may have been missed
	// and the caller reads what it lacks.
	Connected func(again bool)
}

// Listen delivers notifications over one connection of its own until ctx ends,
// and connects again whenever it breaks. It returns nil when ctx ends.
func (db *DB) Listen(ctx context.Context, channels []string, to Listener) error {
	if len(channels) == 0 {
		return errors.New("listen: no channels given")
	}
	pause, again := listenPauseMin, false
	for {
		began, err := db.listenOnce(ctx, channels, to, again)
		if ctx.Err() != nil {
			return nil //nolint:nilerr // the end that was asked for
		}
		if began {
			again, pause = true, listenPauseMin
		}
		db.logger.WarnContext(ctx, "listening to the database broke off", "retry_in", pause, "error", err)
		timer := time.NewTimer(pause)
		select {
		case <-ctx.Done():
			timer.Stop()
			return nil
		case <-timer.C:
		}
		pause = min(2*pause, listenPauseMax)
	}
}

func (db *DB) listenOnce(ctx context.Context, channels []string, to Listener, again bool) (began bool, err error) {
	cfg := db.pool.Config().ConnConfig
	conn, err := pgx.ConnectConfig(ctx, cfg)
	if err != nil {
		return false, fmt.Errorf("connect: %w", err)
	}
	defer conn.Close(context.WithoutCancel(ctx))
	for _, channel := range channels {
		if _, err := conn.Exec(ctx, "LISTEN "+pgx.Identifier{channel}.Sanitize()); err != nil {
			return false, fmt.Errorf("listen on %s: %w", channel, err)
		}
	}
	if to.Connected != nil {
		to.Connected(again)
	}
	for {
		wait, cancel := context.WithTimeout(ctx, listenCheck)
		note, err := conn.WaitForNotification(wait)
		cancel()
		switch {
		case err == nil:
			to.Notify(note.Channel, note.Payload)
		case ctx.Err() != nil:
			return true, ctx.Err()
		case errors.Is(err, context.DeadlineExceeded) && !conn.IsClosed():
			if err := db.pingListener(ctx, conn); err != nil {
				return true, err
			}
		default:
			return true, fmt.Errorf("wait for a message: %w", err)
		}
	}
}

func (db *DB) pingListener(ctx context.Context, conn *pgx.Conn) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	if err := conn.Ping(ctx); err != nil {
		return fmt.Errorf("ask a silent connection: %w", err)
	}
	return nil
}
