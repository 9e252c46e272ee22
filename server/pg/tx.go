package pg

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/uptrace/bun"
)

// attempts is how often a transaction runs when PostgreSQL undoes it for the sake
// of another (a deadlock, a serialization failure).
const attempts = 3

// InOrganization runs fn in one transaction that sees and writes the rows of one
// organization. fn may run again after a deadlock, so it must not act outside of
// the transaction.
func (db *DB) InOrganization(ctx context.Context, organization string, fn func(ctx context.Context, tx bun.Tx) error) error {
	if organization == "" {
		return errors.New("open a transaction: no organization given; what spans organizations names its pg.PlatformScope")
	}
	return db.inScope(ctx, "app.organization", organization, fn)
}

// InPlatform runs fn in one transaction that sees and writes the rows of every
// organization, for a purpose listed in platform.go.
func (db *DB) InPlatform(ctx context.Context, scope PlatformScope, fn func(ctx context.Context, tx bun.Tx) error) error {
	if scope == "" {
		return errors.New("open a transaction: the platform's scope without a purpose")
	}
	if err := db.inScope(ctx, "app.platform", "on", fn); err != nil {
		return fmt.Errorf("%s: %w", scope, err)
	}
	return nil
}

func (db *DB) inScope(ctx context.Context, setting, value string, fn func(ctx context.Context, tx bun.Tx) error) error {
	if current(ctx) != nil {
		return errors.New("open a transaction: one is open in this context already; pass its bun.Tx on instead")
	}
	var err error
	for try := range attempts {
		if err = db.once(ctx, setting, value, fn); err == nil || !retryable(err) || ctx.Err() != nil {
			break
		}
		db.logger.WarnContext(ctx, "transaction undone by PostgreSQL", "try", try+1, "sqlstate", SQLState(err))
	}
	return translate(err)
}

// once is one try. It keeps the connection at hand, so that Native can reach it.
func (db *DB) once(ctx context.Context, setting, value string, fn func(ctx context.Context, tx bun.Tx) error) (err error) {
	conn, err := db.bun.Conn(ctx)
	if err != nil {
		return fmt.Errorf("take a database connection: %w", err)
	}
	defer conn.Close()
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin a transaction: %w", err)
	}
	state := &open{conn: conn}
	defer state.ended.Store(true)
	committed := false
	defer func() {
		if !committed { // a panic too
			_ = tx.Rollback() // the error that led here says more
		}
	}()
	if _, err := tx.ExecContext(ctx, "SELECT set_config(?, ?, true)", setting, value); err != nil {
		return fmt.Errorf("scope the transaction: %w", err)
	}
	if err := fn(context.WithValue(ctx, openKey{}, state), tx); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	committed = true
	return nil
}

// open is the transaction that a context belongs to.
type open struct {
	conn  bun.Conn
	ended atomic.Bool
}

type openKey struct{}

func current(ctx context.Context) *open {
	state, _ := ctx.Value(openKey{}).(*open)
	if state == nil || state.ended.Load() {
		return nil
	}
	return state
}

// Native lends the pgx connection of the transaction that ctx belongs to, for
// what Bun cannot do: arrays in binary form, COPY, batches. What runs on it is
// part of that transaction. The bun.Tx may not be used inside fn.
func Native(ctx context.Context, fn func(conn *pgx.Conn) error) error {
	state := current(ctx)
	if state == nil {
		return errors.New("use the native connection: no transaction is open in this context")
	}
	return state.conn.Raw(func(driver any) error {
		conn, ok := driver.(*stdlib.Conn)
		if !ok {
			return fmt.Errorf("use the native connection: the driver is %T, not pgx", driver)
		}
		return fn(conn.Conn())
	})
}
