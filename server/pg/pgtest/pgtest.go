package pgtest

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"memberpulse/server/pg"
)

// New clones the migrated template and opens it as the app does: under the role
// that row-level security binds.
func New(t testing.TB) *pg.DB {
	t.Helper()
	return Open(t, DSN(t))
}

// DSN clones the migrated template and returns the owner's address of the clone:
// what DATABASE_URL would hold. Each call makes another clone.
func DSN(t testing.TB) string {
	t.Helper()
	server, err := shared()
	if err != nil {
		t.Fatalf("PostgreSQL for tests: %v", err)
	}
	return clone(t, server.admin, server.template)
}

// Empty makes a database that no migration has touched, and returns the owner's
// address of it.
func Empty(t testing.TB) string {
	t.Helper()
	server, err := shared()
	if err != nil {
		t.Fatalf("PostgreSQL for tests: %v", err)
	}
	return clone(t, server.admin, "template0")
}

// Open opens a clone as the app does, until the test ends. Open it twice to play
// two instances on one database.
func Open(t testing.TB, dsn string) *pg.DB {
	t.Helper()
	db, err := pg.Open(t.Context(), dsn, pg.Options{MaxConns: 16, Name: "test"})
	if err != nil {
		t.Fatalf("open the test database: %v", err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("close the test database: %v", err)
		}
	})
	return db
}

// Owner connects to a clone as its owner, whom no row-level security binds: to
// see what is really there.
func Owner(t testing.TB, dsn string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatalf("connect as the owner: %v", err)
	}
	t.Cleanup(func() { _ = conn.Close(context.WithoutCancel(t.Context())) }) // the clone is dropped with force
	return conn
}

func clone(t testing.TB, admin, template string) string {
	t.Helper()
	name := "test_" + strings.ToLower(rand.Text())
	run(t, admin, "CREATE DATABASE "+name+" TEMPLATE "+template)
	t.Cleanup(func() { run(t, admin, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)") })
	return withDatabase(admin, name)
}

func run(t testing.TB, dsn, statement string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), time.Minute)
	defer cancel()
	if err := execute(ctx, dsn, statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

func execute(ctx context.Context, dsn string, statements ...string) error {
	conn, err := pgx.Connect(ctx, dsn)
	if err != nil {
		return err
	}
	defer conn.Close(ctx) //nolint:errcheck // nothing was left to send
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
