package pg

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// Query reads rows on the native connection of the transaction that ctx belongs to; T's exported fields take the
// columns by position. It is for the reads that carry arrays of ids, which travel in binary form.
func Query[T any](ctx context.Context, sql string, args ...any) (out []T, err error) {
	err = Native(ctx, func(conn *pgx.Conn) error {
		rows, err := conn.Query(ctx, sql, args...)
		if err != nil {
			return err
		}
		out, err = pgx.CollectRows(rows, pgx.RowToStructByPos[T])
		return err
	})
	return out, err
}

// Strings reads one column of text, as Query does.
func Strings(ctx context.Context, sql string, args ...any) (out []string, err error) {
	err = Native(ctx, func(conn *pgx.Conn) error {
		rows, err := conn.Query(ctx, sql, args...)
		if err != nil {
			return err
		}
		out, err = pgx.CollectRows(rows, pgx.RowTo[string])
		return err
	})
	return out, err
}

// Exec runs one statement there, with arguments in binary form, and tells how many rows it changed.
func Exec(ctx context.Context, sql string, args ...any) (changed int64, err error) {
	err = Native(ctx, func(conn *pgx.Conn) error {
		tag, err := conn.Exec(ctx, sql, args...)
		changed = tag.RowsAffected()
		return err
	})
	return changed, err
}
