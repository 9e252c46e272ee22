package pg_test

import (
	"context"
	"errors"
	"net"
	"net/url"
	"strings"
	"testing"
	"time"

	"memberpulse/server/errs"
	"memberpulse/server/pg"
	"memberpulse/server/pg/pgtest"

	"github.com/uptrace/bun"
)

// The role is one for the whole server, so these cases set it per database or
// stand in for it by the connection's own settings.
func TestRefusesToStart(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		prepare  string
		settings map[string]string
		want     string
	}{
		"as a superuser":               {settings: map[string]string{"role": "memberpulse"}, want: pg.CodeRoleSuperuser},
		"as another role":              {prepare: "CREATE ROLE stranger_in_open", settings: map[string]string{"role": "stranger_in_open"}, want: pg.CodeRoleNotInForce},
		"as one with BYPASSRLS":        {prepare: "CREATE ROLE bypass_in_open BYPASSRLS", settings: map[string]string{"role": "bypass_in_open"}, want: pg.CodeRoleBypassesRLS},
		"as a role that is missing":    {settings: map[string]string{"role": "nobody_made_this"}, want: pg.CodeRoleMissing},
		"when the app owns a table":    {prepare: "CREATE TABLE mine (); ALTER TABLE mine OWNER TO memberpulse_app", want: pg.CodeRoleOwnsTables},
		"when commits are not flushed": {settings: map[string]string{"synchronous_commit": "off"}, want: pg.CodeCommitNotDurable},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dsn := pgtest.DSN(t)
			if c.prepare != "" {
				if _, err := pgtest.Owner(t, dsn).Exec(t.Context(), c.prepare); err != nil && !strings.Contains(err.Error(), "already exists") {
					t.Fatal(err)
				}
			}
			db, err := pg.Open(t.Context(), dsn, pg.Options{Settings: c.settings})
			if err == nil {
				_ = db.Close() // told below
			}
			var refused *pg.TrustError
			if !errors.As(err, &refused) || refused.Code != c.want {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
}

func TestBadAddressIsNotRepeated(t *testing.T) {
	t.Parallel()
	for _, dsn := range []string{"postgres://u:s3cret-word@[bad", "host=x password=s3cret-word port=none"} {
		_, errOpen := pg.Open(t.Context(), dsn, pg.Options{})
		_, errMigrate := pg.Migrate(t.Context(), dsn)
		for _, err := range []error{errOpen, errMigrate} {
			if err == nil || strings.Contains(err.Error(), "s3cret-word") {
				t.Errorf("%q gives %v", dsn, err)
			}
		}
	}
}

func TestAbsentServerIsUnavailable(t *testing.T) {
	t.Parallel()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	dsn := "postgres://u:p@" + l.Addr().String() + "/db?sslmode=disable"
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	_, err = pg.Open(t.Context(), dsn, pg.Options{ConnectTimeout: time.Second})
	if !errs.Is(err, errs.KindUnavailable) {
		t.Errorf("got %v, want unavailable", err)
	}
}

// template0 takes no connections (55000), as a database does that is being moved or dropped.
func TestDatabaseThatTakesNoConnectionsIsUnavailable(t *testing.T) {
	t.Parallel()
	dsn, err := url.Parse(pgtest.DSN(t))
	if err != nil {
		t.Fatal(err)
	}
	dsn.Path = "/template0"
	_, err = pg.Open(t.Context(), dsn.String(), pg.Options{ConnectTimeout: time.Second})
	if !errs.Is(err, errs.KindUnavailable) {
		t.Errorf("got %v, want unavailable", err)
	}
}

func TestLostConnectionIsUnavailable(t *testing.T) {
	t.Parallel()
	dsn := pgtest.DSN(t)
	db := pgtest.Open(t, dsn)
	owner := pgtest.Owner(t, dsn)
	err := db.InOrganization(t.Context(), "org_a", func(ctx context.Context, tx bun.Tx) error {
		if _, err := owner.Exec(ctx, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"); err != nil {
			t.Error(err)
		}
		_, err := tx.ExecContext(ctx, "SELECT 1")
		return err
	})
	if !errs.Is(err, errs.KindUnavailable) {
		t.Errorf("got %v, want unavailable", err)
	}
	if err := db.InOrganization(t.Context(), "org_a", func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.ExecContext(ctx, "SELECT 1")
		return err
	}); err != nil {
		t.Errorf("the next transaction fails too: %v", err)
	}
}
