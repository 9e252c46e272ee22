package pg

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"
)

// AppRole is the role under which the app works; migration 0001 makes it.
const AppRole = "memberpulse_app"

// Options tune a pool; the zero value is good for production.
type Options struct {
	MaxConns         int32             // 0: four per core, at least 16
	StatementTimeout time.Duration     // 0: 30 s
	ConnectTimeout   time.Duration     // 0: 5 s
	Name             string            // application_name, as PostgreSQL lists it; empty: memberpulse
	Settings         map[string]string // more connection settings
	Logger           *slog.Logger      // nil is silent
}

// DB is the app's way to the database.
type DB struct {
	pool   *pgxpool.Pool
	across *pgxpool.Pool // for BatchInPlatform
	sqldb  *sql.DB
	bun    *bun.DB
	logger *slog.Logger
}

// Open connects under the app role and checks that it may be trusted with it.
// The DSN is the owner's, as DATABASE_URL gives it.
func Open(ctx context.Context, dsn string, opts Options) (*DB, error) {
	cfg, err := pgxpool.ParseConfig(dsn)
	if err != nil {
		return nil, fmt.Errorf("read DATABASE_URL: %w", withoutDSN(err))
	}
	opts = opts.filled()
	cfg.MaxConns = opts.MaxConns
	cfg.MaxConnIdleTime = 5 * time.Minute
	cfg.ConnConfig.ConnectTimeout = opts.ConnectTimeout
	scopeConnection(cfg.ConnConfig, opts)
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("open the database pool: %w", withoutDSN(err))
	}
	if err := checkTrust(ctx, pool); err != nil {
		pool.Close()
		return nil, err
	}
	across, err := openAcross(ctx, cfg)
	if err != nil {
		pool.Close()
		return nil, err
	}
	sqldb := stdlib.OpenDBFromPool(pool)
	sqldb.SetMaxIdleConns(0) // idle connections are the pool's
	return &DB{
		pool: pool, across: across, sqldb: sqldb, logger: opts.Logger,
		bun: bun.NewDB(sqldb, pgdialect.New(), bun.WithDiscardUnknownColumns()),
	}, nil
}

func (o Options) filled() Options {
	if o.MaxConns == 0 {
		o.MaxConns = int32(max(16, 4*runtime.NumCPU())) //nolint:gosec // G115: a count of cores
	}
	if o.StatementTimeout == 0 {
		o.StatementTimeout = 30 * time.Second
	}
	if o.ConnectTimeout == 0 {
		o.ConnectTimeout = 5 * time.Second
	}
	if o.Name == "" {
		o.Name = "memberpulse"
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	return o
}

// scopeConnection sets the role as a start-up setting of the connection, so that
// RESET ROLE lands on it too, and not on the owner.
func scopeConnection(cfg *pgx.ConnConfig, opts Options) {
	set := cfg.RuntimeParams
	set["role"] = AppRole
	set["application_name"] = opts.Name
	set["timezone"] = "UTC"
	set["jit"] = "off" // compiling a plan takes longer than any statement of ours
	set["statement_timeout"] = milliseconds(opts.StatementTimeout)
	set["idle_in_transaction_session_timeout"] = milliseconds(2 * opts.StatementTimeout)
	for k, v := range opts.Settings {
		set[k] = v
	}
}

func milliseconds(d time.Duration) string { return fmt.Sprint(d.Milliseconds()) }

// Close ends every connection.
func (db *DB) Close() error {
	err := db.bun.Close()
	db.pool.Close()
	db.across.Close()
	return err
}

// Pool is the pool below, for its figures (db_pool_wait_seconds).
func (db *DB) Pool() *pgxpool.Pool { return db.pool }

// Ping asks the database for an answer; readiness is Ready's.
func (db *DB) Ping(ctx context.Context) error {
	return translate(db.pool.Ping(ctx))
}

// withoutDSN tells what is wrong with an address without repeating it: it holds
// the password.
func withoutDSN(err error) error {
	var parse *pgconn.ParseConfigError
	if errors.As(err, &parse) {
		return errors.New("it is no PostgreSQL address (postgres://user:password@host:port/database)")
	}
	return err
}
