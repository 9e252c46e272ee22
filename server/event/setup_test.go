package event_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/uptrace/bun"

	"memberpulse/server/errs"
	"memberpulse/server/event"
	"memberpulse/server/pg"
	"memberpulse/server/pg/pgtest"
	"memberpulse/server/workos"
	"memberpulse/shared"
)

const secret = "whsec_a-secret-of-the-tests" //nolint:gosec // G101: of the tests

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// bundle is an engine on a database of its own, with a family of events that write down in which order they came.
type bundle struct {
	engine *event.Engine
	db     *pg.DB
	dsn    string

	mu       sync.Mutex
	clock    time.Time
	seen     []string
	batches  [][]string
	asked    []string
	reach    bool              // WorkOS can be asked
	hang     chan struct{}     // until it is closed, WorkOS does not answer
	knows    map[string]string // directory or connection → organization, as WorkOS knows it
	onApply  func(e *event.Event) error
	duringTx func(ctx context.Context, tx bun.Tx, b *event.Batch) error
}

func (b *bundle) now() time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.clock
}

func (b *bundle) advance(d time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.clock = b.clock.Add(d)
}

// setup makes a bundle with one organization and one directory known; its engine is not started yet.
func setup(tb testing.TB, tune ...func(*event.Options)) *bundle {
	tb.Helper()
	b := &bundle{dsn: pgtest.DSN(tb), clock: noon, reach: true, knows: map[string]string{"directory_1": "org_1"}}
	b.db = pgtest.Open(tb, b.dsn)
	b.engine = b.newEngine(tb, b.db, tune...)
	b.learn(tb, "org_1", "directory_1")
	return b
}

func (b *bundle) newEngine(tb testing.TB, db *pg.DB, tune ...func(*event.Options)) *event.Engine {
	tb.Helper()
	o := event.Options{
		DB: db, Now: b.now, Parents: event.Parents{Organization: b.askOrganization, Directory: b.askDirectory, Connection: b.askConnection},
		Secrets: func(context.Context) ([]string, error) { return []string{secret}, nil },
	}
	for _, f := range tune {
		f(&o)
	}
	engine := event.New(o)
	err := engine.Register(event.Family{
		Names:   []string{"dsync.user.created", "dsync.user.updated", "dsync.user.deleted", "dsync.group.user_added", "dsync.activated"},
		Creates: []string{"dsync.activated"}, Apply: b.apply,
	})
	if err != nil {
		tb.Fatal(err)
	}
	return engine
}

func (b *bundle) start(tb testing.TB) *bundle {
	tb.Helper()
	if err := b.engine.Start(tb.Context()); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(b.engine.Stop)
	return b
}

func (b *bundle) apply(ctx context.Context, tx bun.Tx, batch *event.Batch) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	var ids []string
	for _, e := range batch.Events {
		ids = append(ids, e.ID)
		e.Decision = event.Decision{Outcome: shared.OutcomeApplied, Reason: "Written down.", SubjectID: e.Data.Get("id").String()}
		if e.Name == "dsync.group.user_added" {
			e.Decision = event.Decision{Outcome: shared.OutcomeParked, Reason: "Waits.", WaitsFor: e.Data.Get("user.id").String()}
			if slices.Contains(b.seen, e.Data.Get("user.id").String()) {
				e.Decision = event.Decision{Outcome: shared.OutcomeApplied, Reason: "It had come."}
			}
		}
		if b.onApply != nil {
			if err := b.onApply(e); err != nil {
				return err
			}
		}
		batch.Landed(e.Data.Get("id").String())
	}
	if b.duringTx != nil {
		if err := b.duringTx(ctx, tx, batch); err != nil {
			return err
		}
	}
	for _, e := range batch.Events {
		b.seen = append(b.seen, e.Data.Get("id").String())
	}
	b.batches = append(b.batches, ids)
	return nil
}

func (b *bundle) askOrganization(_ context.Context, id string) (event.Learn, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.asked = append(b.asked, id)
	if !b.reach {
		return nil, errs.Unavailable("workos_unavailable", "", "", time.Second)
	}
	for _, organization := range b.knows {
		if organization == id {
			return func(ctx context.Context, tx bun.Tx) error { return storeOrganization(ctx, tx, id) }, nil
		}
	}
	return nil, errs.NotFound()
}

func (b *bundle) askDirectory(ctx context.Context, id string) (string, event.Learn, error) {
	if b.hang != nil {
		select {
		case <-b.hang:
		case <-ctx.Done():
			return "", nil, ctx.Err()
		}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.asked = append(b.asked, id)
	if !b.reach {
		return "", nil, errs.Unavailable("workos_unavailable", "", "", time.Second)
	}
	organization := b.knows[id]
	if organization == "" {
		return "", nil, errs.NotFound()
	}
	return organization, func(ctx context.Context, tx bun.Tx) error { return storeDirectory(ctx, tx, organization, id) }, nil
}

func storeOrganization(ctx context.Context, tx bun.Tx, id string) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO organizations (id, name, version_at, version_rank, version_event, created_at, updated_at)
		VALUES (?, ?, now(), 0, '', now(), now()) ON CONFLICT DO NOTHING`, id, id)
	return err
}

func storeDirectory(ctx context.Context, tx bun.Tx, organization, id string) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO directories (organization_id, workos_directory_id, state, version_at, version_rank, version_event, created_at, updated_at)
		VALUES (?, ?, 'active', now(), 0, '', now(), now()) ON CONFLICT DO NOTHING`, organization, id)
	return err
}

func (b *bundle) learn(tb testing.TB, organization, directory string) {
	tb.Helper()
	err := b.db.InOrganization(tb.Context(), organization, func(ctx context.Context, tx bun.Tx) error {
		if err := storeOrganization(ctx, tx, organization); err != nil {
			return err
		}
		return storeDirectory(ctx, tx, organization, directory)
	})
	if err != nil {
		tb.Fatal(err)
	}
}

// user is an event of a person in a directory.
func user(id, name, person string, more ...string) string {
	return fmt.Sprintf(`{"object":"event","id":%q,"event":%q,"data":{"id":%q,"directory_id":"directory_1","organization_id":"org_1"%s},"created_at":"2026-11-21T11:59:58.000Z"}`,
		id, name, person, strings.Join(more, ""))
}

func (b *bundle) request(tb testing.TB, body string) *http.Request {
	tb.Helper()
	r := httptest.NewRequestWithContext(tb.Context(), http.MethodPost, "/webhooks/workos", bytes.NewReader([]byte(body)))
	r.Header.Set(workos.SignatureHeader, workos.SignatureOf([]byte(body), secret, b.now()))
	return r
}

// deliver sends a signed webhook and returns the error that httpx would turn into a status.
func (b *bundle) deliver(tb testing.TB, body string) error {
	tb.Helper()
	return b.engine.Receive(httptest.NewRecorder(), b.request(tb, body))
}

func (b *bundle) mustDeliver(tb testing.TB, bodies ...string) {
	tb.Helper()
	for _, body := range bodies {
		if err := b.deliver(tb, body); err != nil {
			tb.Fatalf("deliver %s: %v", body, err)
		}
	}
}

func (b *bundle) idle(tb testing.TB) {
	tb.Helper()
	ctx, cancel := context.WithTimeout(tb.Context(), 30*time.Second)
	defer cancel()
	if err := b.engine.Idle(ctx); err != nil {
		tb.Fatal(err)
	}
}

type row struct {
	ID, Outcome, Reason, Lane, Organization string
	Duplicates, Attempts                    int
	Payload                                 []byte
}

// row is what is stored of an event, with its newest sentence.
func (b *bundle) row(tb testing.TB, id string) (r row) {
	tb.Helper()
	conn := pgtest.Owner(tb, b.dsn)
	err := conn.QueryRow(tb.Context(), `SELECT e.id, e.outcome, COALESCE(l.reason, ''), e.lane, COALESCE(e.organization_id, ''), e.duplicates, e.attempts, p.body
		FROM events e LEFT JOIN sync_logs l ON l.event_id = e.id LEFT JOIN event_payloads p ON p.event_id = e.id WHERE e.id = $1`, id).
		Scan(&r.ID, &r.Outcome, &r.Reason, &r.Lane, &r.Organization, &r.Duplicates, &r.Attempts, &r.Payload)
	if err != nil {
		tb.Fatalf("read event %s: %v", id, err)
	}
	return r
}

func (b *bundle) count(tb testing.TB, query string) (n int) {
	tb.Helper()
	if err := pgtest.Owner(tb, b.dsn).QueryRow(tb.Context(), query).Scan(&n); err != nil {
		tb.Fatalf("%s: %v", query, err)
	}
	return n
}

func (b *bundle) ids(tb testing.TB) []string {
	tb.Helper()
	rows, err := pgtest.Owner(tb, b.dsn).Query(tb.Context(), `SELECT id FROM events ORDER BY seq`)
	if err != nil {
		tb.Fatal(err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		tb.Fatal(err)
	}
	return ids
}
