package audit_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"memberpulse/server/audit"
	"memberpulse/server/pg"
	"memberpulse/server/pg/pgtest"
)

func entry(change func(e *audit.Entry)) audit.Entry {
	e := audit.Entry{
		OrganizationID: "org_a", Action: "member.role_added", Actor: audit.WorkOS(), OccurredAt: time.Now(),
		Target: audit.Target{Kind: "member", ID: "member_1", Name: "Ana"}, After: map[string]any{"role": "ROLE_MEMBER"},
	}
	if change != nil {
		change(&e)
	}
	return e
}

func count(t *testing.T, db *pg.DB) (n int) {
	t.Helper()
	err := db.InPlatform(t.Context(), pg.Bootstrap, func(ctx context.Context, tx bun.Tx) error {
		return tx.NewRaw(`SELECT count(*) FROM audit_events`).Scan(ctx, &n)
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestEntriesComeWithTheirChangeOrNotAtAll(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	stop := errors.New("stop")
	write := func(n int, end error) error {
		return db.InOrganization(t.Context(), "org_a", func(ctx context.Context, tx bun.Tx) error {
			entries := make([]audit.Entry, n)
			for i := range entries {
				entries[i] = entry(nil)
			}
			if err := audit.RecordAll(ctx, tx, entries); err != nil {
				return err
			}
			return end
		})
	}
	if err := write(3, stop); !errors.Is(err, stop) || count(t, db) != 0 {
		t.Errorf("%v, %d entries", err, count(t, db))
	}
	if err := errors.Join(write(0, nil), write(1203, nil)); err != nil || count(t, db) != 1203 {
		t.Errorf("%v, %d entries", err, count(t, db))
	}
}

func TestWhateverComesFromOutsideIsTaken(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	err := db.InOrganization(t.Context(), "org_a", func(ctx context.Context, tx bun.Tx) error {
		return audit.RecordAll(ctx, tx, []audit.Entry{
			entry(func(e *audit.Entry) { e.Target.Name = "a\x00b\xff" }),
			entry(func(e *audit.Entry) {
				e.Before = map[string]any{"na\x00me": []any{"x\x00", map[string]any{"y": "\x00"}}}
			}),
			entry(func(e *audit.Entry) { e.After = json.RawMessage(`{"lone":"\ud800","nul":"\u0000","kept":"\\u0000"}`) }),
		})
	})
	if err != nil || count(t, db) != 3 {
		t.Errorf("%v", err)
	}
}

func TestNobodyRewritesTheLog(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	if err := db.InOrganization(t.Context(), "org_a", func(ctx context.Context, tx bun.Tx) error { return audit.Record(ctx, tx, entry(nil)) }); err != nil {
		t.Fatal(err)
	}
	for _, statement := range []string{`UPDATE audit_events SET actor_id = 'x'`, `DELETE FROM audit_events`, `TRUNCATE audit_events`} {
		err := db.InPlatform(t.Context(), pg.Bootstrap, func(ctx context.Context, tx bun.Tx) error {
			_, err := tx.ExecContext(ctx, statement)
			return err
		})
		if err == nil || !strings.Contains(err.Error(), "permission denied") {
			t.Errorf("%s: %v", statement, err)
		}
	}
	err := db.InOrganization(t.Context(), "org_b", func(ctx context.Context, tx bun.Tx) error { return audit.Record(ctx, tx, entry(nil)) })
	if err == nil {
		t.Error("an entry was written into another organization's log")
	}
}
