package pg_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"memberpulse/server/pg"
	"memberpulse/server/pg/pgtest"

	"github.com/jackc/pgx/v5"
	"github.com/uptrace/bun"
)

// insertOrganization is a tenant's row in the plainest table there is.
const insertOrganization = `INSERT INTO organizations (id, name, version_at, version_rank, version_event, created_at, updated_at)
	VALUES (?, 'Acme', now(), 0, '', now(), now())`

func seed(t *testing.T, db *pg.DB, organizations ...string) {
	t.Helper()
	err := db.InPlatform(t.Context(), pg.Bootstrap, func(ctx context.Context, tx bun.Tx) error {
		for _, id := range organizations {
			if _, err := tx.ExecContext(ctx, insertOrganization, id); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func names(ctx context.Context, tx bun.IDB) (ids []string, err error) {
	err = tx.NewSelect().Table("organizations").Column("id").Order("id").Scan(ctx, &ids)
	return ids, err
}

func TestTransactionSeesItsOrganizationOnly(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	seed(t, db, "org_a", "org_b")
	cases := map[string]struct {
		run  func(fn func(context.Context, bun.Tx) error) error
		want string
	}{
		"its own": {func(fn func(context.Context, bun.Tx) error) error {
			return db.InOrganization(t.Context(), "org_a", fn)
		}, "org_a"},
		"one without rows": {func(fn func(context.Context, bun.Tx) error) error {
			return db.InOrganization(t.Context(), "org_none", fn)
		}, ""},
		"a listed platform scope": {func(fn func(context.Context, bun.Tx) error) error {
			return db.InPlatform(t.Context(), pg.Organizations, fn)
		}, "org_a org_b"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := c.run(func(ctx context.Context, tx bun.Tx) error {
				got, err := names(ctx, tx)
				if strings.Join(got, " ") != c.want {
					t.Errorf("saw %v, want %q", got, c.want)
				}
				return err
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
}

func TestWithoutScopeThereIsNothing(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	seed(t, db, "org_a")
	var count int
	if err := db.Pool().QueryRow(t.Context(), "SELECT count(*) FROM organizations").Scan(&count); err != nil || count != 0 {
		t.Errorf("an unscoped read saw %d rows, error %v", count, err)
	}
	// Nor does a role reset, or what a former transaction on this connection set, widen it.
	if err := db.Pool().QueryRow(t.Context(), "RESET ROLE; SELECT count(*) FROM organizations", pgx.QueryExecModeSimpleProtocol).Scan(&count); err == nil && count != 0 {
		t.Errorf("after RESET ROLE an unscoped read saw %d rows", count)
	}
	var role string
	if err := db.Pool().QueryRow(t.Context(), "SELECT current_user").Scan(&role); err != nil || role != pg.AppRole {
		t.Errorf("works as %q, error %v", role, err)
	}
}

func TestForeignRowIsRefused(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	err := db.InOrganization(t.Context(), "org_a", func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.ExecContext(ctx, insertOrganization, "org_b")
		return err
	})
	if err == nil || !strings.Contains(err.Error(), "row-level security") {
		t.Errorf("org_a wrote a row of org_b: %v", err)
	}
}

func TestTransactionIsAllOrNothing(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	stop := errors.New("stop")
	err := db.InOrganization(t.Context(), "org_a", func(ctx context.Context, tx bun.Tx) error {
		if _, err := tx.ExecContext(ctx, insertOrganization, "org_a"); err != nil {
			return err
		}
		return stop
	})
	if !errors.Is(err, stop) {
		t.Errorf("got %v, want the function's own error", err)
	}
	func() {
		defer func() { _ = recover() }() // the panic is the case
		_ = db.InOrganization(t.Context(), "org_a", func(ctx context.Context, tx bun.Tx) error {
			_, _ = tx.ExecContext(ctx, insertOrganization, "org_a") // what follows must undo it
			panic("half way")
		})
	}()
	err = db.InOrganization(t.Context(), "org_a", func(ctx context.Context, tx bun.Tx) error {
		got, err := names(ctx, tx)
		if len(got) != 0 {
			t.Errorf("left behind: %v", got)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func TestNestedTransactionIsAnError(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	var kept context.Context
	err := db.InOrganization(t.Context(), "org_a", func(ctx context.Context, _ bun.Tx) error {
		kept = ctx
		if err := db.InOrganization(ctx, "org_a", func(context.Context, bun.Tx) error { return nil }); err == nil {
			t.Error("a second transaction opened inside the first: it would deadlock a small pool, and not be one with it")
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.InOrganization(context.WithoutCancel(kept), "org_a", func(context.Context, bun.Tx) error { return nil }); err != nil {
		t.Errorf("after its end the context opens no new one: %v", err)
	}
}

func TestScopeMustBeNamed(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	never := func(context.Context, bun.Tx) error { t.Error("ran"); return nil }
	if db.InOrganization(t.Context(), "", never) == nil || db.InPlatform(t.Context(), "", never) == nil {
		t.Error("a transaction without a scope was opened")
	}
}

func TestNativeIsTheSameTransaction(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	seed(t, db, "org_a", "org_b")
	err := db.InOrganization(t.Context(), "org_a", func(ctx context.Context, tx bun.Tx) error {
		if _, err := tx.ExecContext(ctx, "UPDATE organizations SET name = 'New' WHERE id = 'org_a'"); err != nil {
			return err
		}
		return pg.Native(ctx, func(conn *pgx.Conn) error {
			var seen string
			err := conn.QueryRow(ctx, "SELECT string_agg(id || name, ' ') FROM organizations WHERE id = ANY($1)", []string{"org_a", "org_b"}).Scan(&seen)
			if seen != "org_aNew" {
				t.Errorf("the native connection saw %q, want this transaction's org_aNew alone", seen)
			}
			return err
		})
	})
	if err != nil {
		t.Error(err)
	}
	if err := pg.Native(t.Context(), func(*pgx.Conn) error { return nil }); err == nil {
		t.Error("a native connection was lent outside of a transaction")
	}
}

func TestDeadlockIsTriedAgain(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	seed(t, db, "org_a", "org_b")
	var met sync.WaitGroup
	met.Add(2)
	cross := func(first, second string) error {
		tries := 0
		return db.InPlatform(t.Context(), pg.Bootstrap, func(ctx context.Context, tx bun.Tx) error {
			tries++
			if _, err := tx.ExecContext(ctx, "UPDATE organizations SET name = name WHERE id = ?", first); err != nil {
				return err
			}
			if tries == 1 {
				met.Done()
				met.Wait() // both hold their first row: one must lose
			}
			_, err := tx.ExecContext(ctx, "UPDATE organizations SET name = name || '!' WHERE id = ?", second)
			return err
		})
	}
	var wg sync.WaitGroup
	for _, order := range [][2]string{{"org_a", "org_b"}, {"org_b", "org_a"}} {
		wg.Go(func() {
			if err := cross(order[0], order[1]); err != nil {
				t.Errorf("%v: %v", order, err)
			}
		})
	}
	wg.Wait()
}
