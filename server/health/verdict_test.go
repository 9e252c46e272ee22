package health

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"memberpulse/server/errs"
	"memberpulse/server/httpx"
	"memberpulse/server/pg"
	"memberpulse/server/pg/pgtest"
	"memberpulse/shared"

	"github.com/google/go-cmp/cmp"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"
)

// town is a service over a database with what statements put there.
func town(t *testing.T, statements ...string) *Service {
	t.Helper()
	db := pgtest.New(t)
	err := db.InPlatform(t.Context(), pg.Bootstrap, func(ctx context.Context, tx bun.Tx) error {
		for _, statement := range statements {
			if _, err := tx.ExecContext(ctx, statement); err != nil {
				return fmt.Errorf("%s: %w", statement, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return New(Options{DB: db, Now: func() time.Time { return time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC) }, Runs: running})
}

func running(ctx context.Context, tx bun.IDB, ids []string) (map[string][]shared.SyncRun, error) {
	var rows []struct{ OrganizationID, State string }
	err := tx.NewRaw(`SELECT organization_id, state FROM sync_runs WHERE organization_id = ANY(?)`, pgdialect.Array(ids)).Scan(ctx, &rows)
	out := map[string][]shared.SyncRun{}
	for _, r := range rows {
		out[r.OrganizationID] = append(out[r.OrganizationID], shared.SyncRun{State: r.State})
	}
	return out, err
}

const organizationsOf = `INSERT INTO organizations (id, name, version_at, version_rank, version_event, created_at, updated_at)
	SELECT 'org_' || lpad(i::text, 4, '0'), 'Organization ' || lpad(i::text, 4, '0'), now(), 0, 'e', now() + i * interval '1 second', now() FROM generate_series(1, %d) i`

// Every combination of what an organization may have, by the digits of its number.
var everything = []string{
	fmt.Sprintf(organizationsOf, 6*5*4*3*3),
	`CREATE TEMPORARY TABLE kinds AS SELECT i, 'org_' || lpad(i::text, 4, '0') AS o, i % 6 AS conn, i / 6 % 5 AS dir, i / 30 % 4 AS trouble, i / 120 % 3 AS domain, i / 360 % 3 AS hook
		FROM generate_series(1, 1080) i`,
	`INSERT INTO connections (organization_id, id, name, connection_type, state, enabled, version_at, version_rank, version_event, created_at, updated_at)
		SELECT o, 'conn_' || i, 'c', 't', (ARRAY['active', 'active', 'validating', 'draft', 'inactive'])[conn], conn <> 2 AND NOT (conn > 2 AND i % 7 = 0 AND i % 2 = 0), now(), 0, 'e', now(), now() FROM kinds WHERE conn > 0`,
	`INSERT INTO connections (organization_id, id, name, connection_type, state, enabled, version_at, version_rank, version_event, created_at, updated_at)
		SELECT o, 'conn_older_' || i, 'c', 't', (ARRAY['inactive', 'active', 'draft'])[i % 3 + 1], i % 2 = 0, now(), 0, 'e', now(), now() - interval '1 day' FROM kinds WHERE conn > 2 AND i % 7 = 0`,
	`INSERT INTO directories (organization_id, workos_directory_id, name, state, version_at, version_rank, version_event, created_at, updated_at)
		SELECT o, 'directory_' || i, 'd', (ARRAY['active', 'active', 'validating', 'invalid_credentials'])[dir], now(), 0, 'e', now(), now() FROM kinds WHERE dir > 0`,
	`INSERT INTO sync_runs (organization_id, id, directory_id, kind, phase, state, window_at, started_at, last_change_at)
		SELECT k.o, 'run_' || k.i, d.id, 'first_sync', 'users', CASE WHEN i % 5 = 0 THEN 'completed' ELSE 'running' END, now(), now(), now()
		FROM kinds k JOIN directories d ON d.organization_id = k.o WHERE k.dir IN (2, 3)`,
	`INSERT INTO events (id, event, lane, organization_id, occurred_at, received_at, received_on, source, lock_out, outcome)
		SELECT 'event_trouble_' || i, 'x', o, o, now(), now(), CURRENT_DATE, 'webhook', false, (ARRAY['dead', 'parked', 'held'])[trouble] FROM kinds WHERE trouble > 0`,
	`INSERT INTO events (id, event, lane, organization_id, occurred_at, received_at, received_on, source, lock_out, outcome, duplicates)
		SELECT 'event_api_' || i, 'x', o, o, now(), now(), CURRENT_DATE, 'events_api', false, CASE WHEN i % 11 = 0 THEN 'pending' ELSE 'applied' END, hook - 1 FROM kinds WHERE hook > 0`,
	`INSERT INTO organization_domains (organization_id, id, domain, state, version_at, version_rank, version_event, created_at, updated_at)
		SELECT o, 'd' || i || '_' || j, 'd' || j, CASE WHEN j = 1 AND domain = 2 THEN 'pending' ELSE 'verified' END, now(), 0, 'e', now(), now() FROM kinds, generate_series(1, 2) j WHERE domain > 0`,
	`DROP TABLE kinds`,
}

func TestTheRankingSaysOfEveryOrganizationWhatItsChecksSay(t *testing.T) {
	t.Parallel()
	s := town(t, everything...)
	want := map[shared.Health]int{}
	listed := 0
	for page, more := (httpx.Page{Limit: 100}), true; more; {
		list, err := s.Organizations(t.Context(), page, "", "")
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range list.Data {
			want[o.Health]++
		}
		listed += len(list.Data)
		if more = list.ListMetadata.After != nil; more {
			page.After = *list.ListMetadata.After
		}
	}
	ranked, err := s.rank(t.Context(), httpx.Page{Limit: 1}, "")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, ranked.states); diff != "" || ranked.total != listed || len(want) != 5 {
		t.Errorf("%d of %d organizations (-by their checks +by the ranking):\n%s", ranked.total, listed, diff)
	}
	for _, h := range shared.Healths {
		for page, more := (httpx.Page{Limit: 100}), true; more; {
			o, err := s.Platform(t.Context(), page, h)
			if err != nil {
				t.Fatal(err)
			}
			for _, o := range o.Organizations {
				if want[h]--; o.Health != h {
					t.Errorf("%s stands among the %s, and its checks say %s", o.ID, h, o.Health)
				}
			}
			if more = o.ListMetadata.After != nil; more {
				page.After = *o.ListMetadata.After
			}
		}
	}
	if slices.Max(slices.Collect(maps.Values(want))) != 0 || slices.Min(slices.Collect(maps.Values(want))) != 0 {
		t.Errorf("on the pages are not as many as were counted: %v", want)
	}
}

// many are more organizations than a page holds; the oldest of them is in trouble.
func many(t *testing.T) *Service {
	t.Helper()
	return town(t, fmt.Sprintf(organizationsOf, 250),
		`INSERT INTO directories (organization_id, workos_directory_id, name, state, version_at, version_rank, version_event, created_at, updated_at)
			VALUES ('org_0001', 'directory_1', 'd', 'invalid_credentials', now(), 0, 'e', now(), now()), ('org_0250', 'directory_2', 'd', 'active', now(), 0, 'e', now(), now())`)
}

func TestTroubleIsOnTheFirstPageHoweverOldItsOrganization(t *testing.T) {
	t.Parallel()
	o, err := many(t).Platform(t.Context(), overviewPage, "")
	if err != nil {
		t.Fatal(err)
	}
	if o.Organizations[0].ID != "org_0001" || o.Organizations[1].ID != "org_0250" || len(o.Organizations) != 100 {
		t.Errorf("%d organizations, the first is %s", len(o.Organizations), o.Organizations[0].ID)
	}
	want := map[shared.Health]int{"bad": 1, "warning": 0, "syncing": 0, "ok": 1, "off": 248}
	if diff := cmp.Diff(want, o.States); diff != "" || o.Total != 250 {
		t.Errorf("%d in all (-want +got):\n%s", o.Total, diff)
	}
}

func TestAllOrganizationsAreReachedPageByPageAndBack(t *testing.T) {
	t.Parallel()
	s := many(t)
	var there, back []string
	page := httpx.Page{Limit: 70}
	for {
		o, err := s.Platform(t.Context(), page, "")
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range o.Organizations {
			there = append(there, o.ID)
		}
		if o.ListMetadata.After == nil {
			break
		}
		page.After = *o.ListMetadata.After
	}
	page = httpx.Page{Limit: 70, Before: there[len(there)-1]}
	for {
		o, err := s.Platform(t.Context(), page, "")
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range slices.Backward(o.Organizations) {
			back = append(back, o.ID)
		}
		if o.ListMetadata.Before == nil {
			break
		}
		page.Before = *o.ListMetadata.Before
	}
	slices.Reverse(back)
	if distinct := slices.Compact(slices.Sorted(slices.Values(there))); len(there) != 250 || len(distinct) != 250 {
		t.Errorf("%d organizations, %d different ones", len(there), len(distinct))
	}
	if diff := cmp.Diff(there[:249], back); diff != "" {
		t.Errorf("there and back (-there +back):\n%s", diff)
	}
	if _, err := s.Platform(t.Context(), httpx.Page{Limit: 1, After: "org_none"}, ""); !errs.Is(err, errs.KindInvalid) {
		t.Errorf("an unknown cursor: %v", err)
	}
}
