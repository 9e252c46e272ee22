package pgtest

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"memberpulse/server/pg"

	"github.com/jackc/pgx/v5"
)

// New clones the migrated template and opens it as the app does: under the role
// that row-level security binds.
func New(tb testing.TB) *pg.DB {
	tb.Helper()
	return Open(tb, DSN(tb))
}

// DSN clones the migrated template and returns the owner's address of the clone:
// what DATABASE_URL would hold. Each call makes another clone.
func DSN(tb testing.TB) string {
	tb.Helper()
	server, err := shared()
	if err != nil {
		tb.Fatalf("PostgreSQL for tests: %v", err)
	}
	return clone(tb, server.admin, server.template)
}

// Empty makes a database that no migration has touched, and returns the owner's
// address of it.
func Empty(tb testing.TB) string {
	tb.Helper()
	server, err := shared()
	if err != nil {
		tb.Fatalf("PostgreSQL for tests: %v", err)
	}
	return clone(tb, server.admin, "template0")
}

// Open opens a clone as the app does, until the test ends. Open it twice to play
// two instances on one database.
func Open(tb testing.TB, dsn string) *pg.DB {
	tb.Helper()
	db, err := pg.Open(tb.Context(), dsn, pg.Options{MaxConns: 16, ConnectTimeout: time.Minute, Name: "test"})
	if err != nil {
		tb.Fatalf("open the test database: %v", err)
	}
	tb.Cleanup(func() {
		if err := db.Close(); err != nil {
			tb.Errorf("close the test database: %v", err)
		}
	})
	return db
}

// Owner connects to a clone as its owner, whom no row-level security binds: to
// see what is really there.
func Owner(tb testing.TB, dsn string) *pgx.Conn {
	tb.Helper()
	conn, err := pgx.Connect(tb.Context(), dsn)
	if err != nil {
		tb.Fatalf("connect as the owner: %v", err)
	}
	tb.Cleanup(func() { _ = conn.Close(context.WithoutCancel(tb.Context())) }) // the clone is dropped with force
	return conn
}

func clone(tb testing.TB, admin, template string) string {
	tb.Helper()
	name := "test_" + strings.ToLower(rand.Text())
	run(tb, admin, "CREATE DATABASE "+name+" TEMPLATE "+template)
	tb.Cleanup(func() { run(tb, admin, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)") })
	return withDatabase(admin, name)
}

func run(tb testing.TB, dsn, statement string) {
	tb.Helper()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(tb.Context()), 5*time.Minute)
	defer cancel()
	if err := execute(ctx, dsn, statement); err != nil {
		tb.Fatalf("%s: %v", statement, err)
	}
}

func execute(ctx context.Context, dsn string, statements ...string) error {
	conn, err := pgx.Connect(ctx, dsn)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	for _, statement := range statements {
		if _, err := conn.Exec(ctx, statement); err != nil {
			return fmt.Errorf("%s: %w", statement, err)
		}
	}
	return nil
}

func withDatabase(dsn, name string) string {
	u, err := url.Parse(dsn)
	if err != nil {
		return dsn // ours: it parses
	}
	u.Path = "/" + name
	return u.String()
}
