package event_test

import (
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"memberpulse/server/errs"
	"memberpulse/server/event"
	"memberpulse/server/pg/pgtest"
)

func TestWithoutADatabaseNothingIsAcknowledged(t *testing.T) {
	t.Parallel()
	b := setup(t).start(t)
	owner := pgtest.Owner(t, b.dsn)
	name := owner.Config().Database
	admin := pgtest.Owner(t, adminOf(t, b.dsn))
	run := func(statement string) {
		t.Helper()
		if _, err := admin.Exec(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	if err := owner.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	run(`ALTER DATABASE ` + name + ` ALLOW_CONNECTIONS false`)
	run(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '` + name + `'`)
	body := user("event_1", "dsync.user.created", "directory_user_1")
	for range 3 {
		if err := b.answered(t, body); !errs.Is(err, errs.KindUnavailable) || errs.Of(err).RetryAfter == 0 {
			t.Errorf("the database is gone, and the answer is %v", err)
		}
	}
	run(`ALTER DATABASE ` + name + ` ALLOW_CONNECTIONS true`)
	b.mustDeliver(t, body)
	b.idle(t)
	if got := b.row(t, "event_1"); got.Outcome != "applied" || got.Duplicates != 0 {
		t.Errorf("after it came back: %+v", got)
	}
}

// answered delivers, and waits for the answer: not for ever. How soon it must come is another test's, by a clock of its own.
func (b *bundle) answered(t *testing.T, body string) error {
	t.Helper()
	answer := make(chan error, 1)
	go func() { answer <- b.deliver(t, body) }()
	select {
	case err := <-answer:
		return err
	case <-time.After(time.Minute):
		t.Fatal("no answer comes")
		return nil
	}
}

func adminOf(t *testing.T, dsn string) string {
	t.Helper()
	u, err := url.Parse(dsn)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/postgres"
	return u.String()
}

func TestADatabaseThatHangsIsNoReasonToHang(t *testing.T) {
	t.Parallel()
	b := setup(t).start(t)
	owner := pgtest.Owner(t, b.dsn)
	tx, err := owner.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec(t.Context(), `LOCK TABLE events IN ACCESS EXCLUSIVE MODE`); err != nil {
		t.Fatal(err)
	}
	if err := b.answered(t, user("event_1", "dsync.user.created", "directory_user_1")); !errs.Is(err, errs.KindUnavailable) {
		t.Errorf("the table is locked, and the answer is %v", err)
	}
	if err := tx.Rollback(t.Context()); err != nil && !errors.Is(err, pgx.ErrTxClosed) {
		t.Fatal(err)
	}
	b.mustDeliver(t, user("event_1", "dsync.user.created", "directory_user_1"))
	b.idle(t)
	if got := b.row(t, "event_1"); got.Outcome != "applied" {
		t.Errorf("after it let go: %+v", got)
	}
}

func TestMoreThanFitsIsRefusedAndNotQueued(t *testing.T) {
	t.Parallel()
	b := setup(t, func(o *event.Options) { o.MaxBytes = 1000 }).start(t)
	small, large := user("event_1", "dsync.user.created", "directory_user_1"), user("event_2", "dsync.user.created", "directory_user_2", `,"name":"`, strings.Repeat("x", 1000), `"`)
	if err := b.deliver(t, large); !errs.HasCode(err, "inbox_busy") || errs.Of(err).RetryAfter == 0 {
		t.Errorf("more than fits: %v", err)
	}
	b.mustDeliver(t, small)
}

func TestAStoppedEngineRefusesAtOnce(t *testing.T) {
	t.Parallel()
	b := setup(t).start(t)
	b.engine.Stop()
	b.engine.Stop() // twice does no harm
	// That is the answer of who need not wait: who waited in vain is told that the inbox is slow.
	if err := b.answered(t, user("event_1", "dsync.user.created", "directory_user_1")); !errs.HasCode(err, "inbox_stopped") {
		t.Errorf("after the end: %v", err)
	}
	if err := b.engine.Start(t.Context()); err == nil {
		t.Error("an engine that was stopped started again")
	}
}
