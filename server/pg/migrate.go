package pg

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"memberpulse/migrations"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"
	"github.com/uptrace/bun/migrate"
)

const (
	migrateLock      = 0x6d656d62_6572 // one number for one job: the key of the advisory lock
	migrateLockPoll  = 100 * time.Millisecond
	migrateLockLimit = "2s" // a migration that cannot have its table lock at once gives way to the traffic
	migrateTries     = 15
)

// Migrate brings the schema up to date as the owner and names what it applied.
// Instances that start together take turns; the later ones find nothing to do.
func Migrate(ctx context.Context, dsn string) ([]string, error) {
	return migrateWith(ctx, dsn, migrations.FS, upward)
}

// Rollback undoes what the last Migrate applied. It is for development: it
// drops what it made.
func Rollback(ctx context.Context, dsn string) ([]string, error) {
	return migrateWith(ctx, dsn, migrations.FS, func(ctx context.Context, m *migrate.Migrator) (*migrate.MigrationGroup, error) {
		return m.Rollback(ctx)
	})
}

type direction func(ctx context.Context, m *migrate.Migrator) (*migrate.MigrationGroup, error)

// upward tries again while a table's lock is held by others.
func upward(ctx context.Context, m *migrate.Migrator) (*migrate.MigrationGroup, error) {
	done := &migrate.MigrationGroup{}
	for try := 1; ; try++ {
		group, err := m.Migrate(ctx)
		if group != nil && err == nil {
			done.Migrations = append(done.Migrations, group.Migrations...)
		} else if group != nil && len(group.Migrations) > 0 { // the last one is the one that failed
			done.Migrations = append(done.Migrations, group.Migrations[:len(group.Migrations)-1]...)
		}
		if SQLState(err) != "55P03" || try == migrateTries {
			return done, err
		}
	}
}

func migrateWith(ctx context.Context, dsn string, files fs.FS, run direction) (names []string, err error) {
	cfg, err := pgx.ParseConfig(dsn)
	if err != nil {
		return nil, fmt.Errorf("read DATABASE_URL: %w", withoutDSN(err))
	}
	cfg.RuntimeParams["application_name"] = "memberpulse migrate"
	cfg.RuntimeParams["timezone"] = "UTC"
	unlock, err := lockMigrations(ctx, cfg)
	if err != nil {
		return nil, err
	}
	defer unlock()

	working := cfg.Copy()
	working.RuntimeParams["lock_timeout"] = migrateLockLimit
	sqldb := stdlib.OpenDB(*working)
	defer func() { err = errors.Join(err, sqldb.Close()) }()
	all := migrate.NewMigrations()
	if err := all.Discover(files); err != nil {
		return nil, fmt.Errorf("read the migrations: %w", err)
	}
	m := migrate.NewMigrator(bun.NewDB(sqldb, pgdialect.New()), all, migrate.WithMarkAppliedOnSuccess(true))
	if err := m.Init(ctx); err != nil {
		return nil, fmt.Errorf("make the table of migrations: %w", translate(err))
	}
	group, err := run(ctx, m)
	for _, one := range group.Migrations {
		names = append(names, one.String())
	}
	if err != nil {
		return names, fmt.Errorf("migrate: %w", translate(err))
	}
	return names, letAppRead(ctx, sqldb)
}

// lockMigrations waits for its turn on a connection of its own, so that a crash
// frees it. It polls: a blocked pg_advisory_lock would hold a snapshot, and
// CREATE INDEX CONCURRENTLY of the one whose turn it is would wait for that.
func lockMigrations(ctx context.Context, cfg *pgx.ConnConfig) (unlock func(), err error) {
	conn, err := pgx.ConnectConfig(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("connect to migrate: %w", translate(err))
	}
	leave := func() { _ = conn.Close(context.WithoutCancel(ctx)) } // its end frees the lock in any case
	tick := time.NewTicker(migrateLockPoll)
	defer tick.Stop()
	for {
		var mine bool
		if err := conn.QueryRow(ctx, "SELECT pg_try_advisory_lock($1)", int64(migrateLock)).Scan(&mine); err != nil {
			leave()
			return nil, fmt.Errorf("wait for the turn to migrate: %w", err)
		}
		if mine {
			return leave, nil
		}
		select {
		case <-ctx.Done():
			leave()
			return nil, fmt.Errorf("wait for the turn to migrate: %w", ctx.Err())
		case <-tick.C:
		}
	}
}

// letAppRead lets the app see which migrations are in, for its readiness.
func letAppRead(ctx context.Context, sqldb *sql.DB) error {
	_, err := sqldb.ExecContext(ctx, `DO $$ BEGIN
		IF EXISTS (SELECT FROM pg_roles WHERE rolname = '`+AppRole+`') THEN
			GRANT SELECT ON bun_migrations TO `+AppRole+`;
		END IF;
	END $$`)
	if err != nil {
		return fmt.Errorf("let the app read the table of migrations: %w", err)
	}
	return nil
}

// Ready says whether the database answers and has every migration that this
// program knows; one that is ahead is fine.
func (db *DB) Ready(ctx context.Context) error {
	all := migrate.NewMigrations()
	if err := all.Discover(migrations.FS); err != nil {
		return fmt.Errorf("read the migrations: %w", err)
	}
	var names []string
	rows, err := db.pool.Query(ctx, "SELECT name FROM bun_migrations")
	if err == nil {
		names, err = pgx.CollectRows(rows, pgx.RowTo[string])
	}
	if err != nil {
		return fmt.Errorf("read which migrations are in: %w", translate(err))
	}
	in := make(map[string]bool, len(names))
	for _, name := range names {
		in[name] = true
	}
	for _, one := range all.Sorted() {
		if !in[one.Name] {
			return fmt.Errorf("migration %s is not in: run `memberpulse migrate`", one.String())
		}
	}
	return nil
}
