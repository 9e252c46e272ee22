package pg_test

import (
	"sync"
	"testing"

	"memberpulse/server/pg"
	"memberpulse/server/pg/pgtest"
)

func TestMigrationsGoUpDownUp(t *testing.T) {
	t.Parallel()
	dsn := pgtest.Empty(t)
	up, err := pg.Migrate(t.Context(), dsn)
	if err != nil || len(up) == 0 {
		t.Fatalf("up: %v, %v", up, err)
	}
	if again, err := pg.Migrate(t.Context(), dsn); err != nil || len(again) != 0 {
		t.Fatalf("a second time applied %v, error %v", again, err)
	}
	if err := pgtest.Open(t, dsn).Ready(t.Context()); err != nil {
		t.Errorf("not ready after migrating: %v", err)
	}
	if down, err := pg.Rollback(t.Context(), dsn); err != nil || len(down) != len(up) {
		t.Fatalf("down: %v, %v", down, err)
	}
	left := 0
	err = pgtest.Owner(t, dsn).QueryRow(t.Context(),
		`SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relname NOT LIKE 'bun\_%'`).Scan(&left)
	if err != nil || left != 0 {
		t.Errorf("%d tables, indexes or sequences outlive the way down, error %v", left, err)
	}
	if again, err := pg.Migrate(t.Context(), dsn); err != nil || len(again) != len(up) {
		t.Fatalf("up again: %v, %v", again, err)
	}
}

func TestInstancesThatStartTogetherMigrateOnce(t *testing.T) {
	t.Parallel()
	dsn := pgtest.Empty(t)
	var wg sync.WaitGroup
	counts := make([]int, 4)
	for i := range counts {
		wg.Go(func() {
			applied, err := pg.Migrate(t.Context(), dsn)
			if err != nil {
				t.Error(err)
			}
			counts[i] = len(applied)
		})
	}
	wg.Wait()
	busy := 0
	for _, n := range counts {
		if n > 0 {
			busy++
		}
	}
	if busy != 1 {
		t.Errorf("migrations applied per instance: %v, want them in one", counts)
	}
}

func TestUnmigratedDatabaseIsNotOpened(t *testing.T) {
	t.Parallel()
	db, err := pg.Open(t.Context(), pgtest.Empty(t), pg.Options{})
	if err != nil {
		return // no role yet: told at Open
	}
	t.Cleanup(func() { _ = db.Close() })
	if db.Ready(t.Context()) == nil {
		t.Error("a database without a schema is ready")
	}
}
