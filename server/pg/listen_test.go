package pg_test

import (
	"context"
	"testing"
	"time"

	"memberpulse/server/pg"
	"memberpulse/server/pg/pgtest"

	"github.com/uptrace/bun"
)

func TestListenHearsCommitsAndComesBackAfterABreak(t *testing.T) {
	t.Parallel()
	dsn := pgtest.DSN(t)
	db := pgtest.Open(t, dsn)
	heard, connected := make(chan string, 8), make(chan bool, 8)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- db.Listen(ctx, []string{"live"}, pg.Listener{
			Notify:    func(channel, payload string) { heard <- channel + " " + payload },
			Connected: func(again bool) { connected <- again },
		})
	}()
	if again := await(t, connected); again {
		t.Error("the first connection counts as a return")
	}
	tell := func(word string) {
		err := db.InOrganization(t.Context(), "org_a", func(ctx context.Context, tx bun.Tx) error {
			_, err := tx.ExecContext(ctx, "SELECT pg_notify('live', ?)", word)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	tell("one")
	if got := await(t, heard); got != "live one" {
		t.Errorf("heard %q", got)
	}
	if _, err := pgtest.Owner(t, dsn).Exec(t.Context(), "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'"); err != nil {
		t.Fatal(err)
	}
	if again := await(t, connected); !again {
		t.Error("the return does not count as one, so nobody catches up")
	}
	tell("two")
	if got := await(t, heard); got != "live two" {
		t.Errorf("heard %q", got)
	}
	cancel()
	if err := await(t, ended); err != nil {
		t.Errorf("ended with %v", err)
	}
}

func await[T any](t *testing.T, from <-chan T) T {
	t.Helper()
	select {
	case got := <-from:
		return got
	case <-time.After(time.Minute):
		t.Fatal("waited a minute for nothing")
		panic("not reached")
	}
}
