package health_test

import (
	"context"
	"testing"
	"time"

	"memberpulse/server/errs"
	"memberpulse/server/health"
	"memberpulse/server/httpx"
	"memberpulse/server/pg"
	"memberpulse/server/pg/pgtest"
	"memberpulse/shared"

	"github.com/google/go-cmp/cmp"
	"github.com/uptrace/bun"
)

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

func seeded(t *testing.T) *health.Service {
	t.Helper()
	db := pgtest.New(t)
	err := db.InPlatform(t.Context(), pg.Bootstrap, func(ctx context.Context, tx bun.Tx) error {
		for _, statement := range []string{
			`INSERT INTO organizations (id, name, version_at, version_rank, version_event, created_at, updated_at, deleted_at) VALUES
				('org_a', 'Northwind', '2026-11-01', 0, 'e', '2026-11-01', '2026-11-01', NULL),
				('org_b', 'Contoso', '2026-11-02', 0, 'e', '2026-11-02', '2026-11-02', NULL),
				('org_gone', 'Gone', '2026-11-03', 0, 'e', '2026-11-03', '2026-11-03', '2026-11-04')`,
			`INSERT INTO organization_domains (organization_id, id, domain, state, version_at, version_rank, version_event, created_at, updated_at)
				VALUES ('org_a', 'd1', 'northwind.example', 'verified', now(), 0, 'e', now(), now())`,
			`UPDATE organizations SET external_id = 'client-42', metadata = '{"tier":"gold"}' WHERE id = 'org_a'`,
			`INSERT INTO connections (organization_id, id, name, connection_type, state, enabled, version_at, version_rank, version_event, created_at, updated_at) VALUES
				('org_a', 'conn_old', 'Old', 'OktaSAML', 'inactive', false, now(), 0, 'e', now(), now()),
				('org_a', 'conn_1', 'Okta', 'OktaSAML', 'active', true, now(), 0, 'e', '2026-11-01', '2026-11-01')`,
			`INSERT INTO directories (organization_id, workos_directory_id, name, state, version_at, version_rank, version_event, created_at, updated_at)
				VALUES ('org_a', 'directory_1', 'Okta SCIM', 'active', now(), 0, 'e', now(), now())`,
			`INSERT INTO members (organization_id, id, state, created_at, updated_at) SELECT 'org_a', 'm' || i, CASE i WHEN 1 THEN 'tombstoned' ELSE 'active' END, now(), now()
				FROM generate_series(1, 5) i`,
			`INSERT INTO events (id, event, lane, organization_id, occurred_at, received_at, received_on, source, lock_out, outcome, duplicates)
				SELECT 'event_' || i, 'x', 'l', 'org_a', '2026-11-21 11:00Z', '2026-11-21 11:00Z', '2026-11-21', 'webhook', false,
					(ARRAY['applied', 'pending', 'dead', 'parked', 'failed', 'applied'])[i], 1 FROM generate_series(1, 6) i`,
			`INSERT INTO sync_logs (received_on, organization_id, event_id, event, outcome, reason, occurred_at, received_at, applied_at)
				SELECT '2026-11-21', 'org_a', 'event_' || i, 'x', CASE i WHEN 3 THEN 'dead' ELSE 'applied' END, 'r', '2026-11-21 11:40Z', '2026-11-21 11:40Z', '2026-11-21 11:40Z'
				FROM generate_series(1, 3) i`,
			`INSERT INTO sign_in_attempts (organization_id, id, method, status, started_at, finished_at) VALUES
				('org_a', 'attempt_1', 'sso', 'succeeded', '2026-11-21 10:00Z', '2026-11-21 10:00:01Z'), ('org_a', 'attempt_2', 'sso', 'refused', '2026-11-21 11:00Z', NULL)`,
			`INSERT INTO event_cursors (name, cursor, range_end, polled_at) VALUES ('events_api', 'c', now(), '2026-11-21 11:59:40Z')`,
		} {
			if _, err := tx.ExecContext(ctx, statement); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return health.New(health.Options{DB: db, Now: func() time.Time { return noon }})
}

func TestOverviewOfAnOrganization(t *testing.T) {
	t.Parallel()
	o, err := seeded(t).Overview(t.Context(), "org_a")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(shared.Counts{Members: 4, Pending: 1, Parked: 1, Failed: 1, Dead: 1}, o.Counts); diff != "" {
		t.Errorf("counts (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(shared.DayFigures{Changes: 2, Troubled: 1, SignIns: 1, Refused: 1}, o.Today); diff != "" {
		t.Errorf("today (-want +got):\n%s", diff)
	}
	if o.Connection == nil || o.Connection.ID != "conn_1" || o.Directory == nil || o.Directory.ID != "directory_1" {
		t.Errorf("connected: %+v, %+v", o.Connection, o.Directory)
	}
	applied := 0
	for _, tick := range o.Ticks {
		applied += tick.Applied
	}
	if len(o.Ticks) != 48 || applied != 2 {
		t.Errorf("ticks: %+v", o.Ticks)
	}
	states := map[string]shared.Health{}
	for _, c := range o.Checks {
		states[c.Key] = c.State
	}
	want := map[string]shared.Health{"sso": "ok", "directory": "ok", "webhooks": "ok", "events_api": "ok", "trouble": "bad", "domains": "ok"}
	if diff := cmp.Diff(want, states); diff != "" {
		t.Errorf("checks (-want +got):\n%s", diff)
	}
}

func TestUnknownOrganizationIsNotFound(t *testing.T) {
	t.Parallel()
	s := seeded(t)
	if _, err := s.Overview(t.Context(), "org_none"); !errs.Is(err, errs.KindNotFound) {
		t.Errorf("overview: %v", err)
	}
	if _, err := s.Organization(t.Context(), "org_none"); !errs.Is(err, errs.KindNotFound) {
		t.Errorf("organization: %v", err)
	}
}

func TestOrganizationsAreListedPageByPage(t *testing.T) {
	t.Parallel()
	s := seeded(t)
	ids := func(page httpx.Page, by, q string) (out []string) {
		list, err := s.Organizations(t.Context(), page, by, q)
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range list.Data {
			out = append(out, o.ID+" "+string(o.Health))
		}
		return out
	}
	for name, c := range map[string]struct {
		page  httpx.Page
		by, q string
		want  []string
	}{
		"newest first, none that is deleted": {httpx.Page{Limit: 10}, "", "", []string{"org_b off", "org_a bad"}},
		"one page":                           {httpx.Page{Limit: 1}, "", "", []string{"org_b off"}},
		"the next":                           {httpx.Page{Limit: 1, After: "org_b"}, "", "", []string{"org_a bad"}},
		"back":                               {httpx.Page{Limit: 1, Before: "org_a"}, "", "", []string{"org_b off"}},
		"by a part of a name":                {httpx.Page{Limit: 10}, "", "ONTO", []string{"org_b off"}},
		"by a domain":                        {httpx.Page{Limit: 10}, "", "northwind.ex", []string{"org_a bad"}},
		"by the id of a domain":              {httpx.Page{Limit: 10}, "", "d1", []string{"org_a bad"}},
		"a sign of a pattern is only a sign": {httpx.Page{Limit: 10}, "", "%", nil},
		"by name":                            {httpx.Page{Limit: 10, Ascending: true}, "name", "", []string{"org_b off", "org_a bad"}},
		"by name, one page":                  {httpx.Page{Limit: 1, Ascending: true}, "name", "", []string{"org_b off"}},
		"by name, the next":                  {httpx.Page{Limit: 1, Ascending: true, After: "org_b"}, "name", "", []string{"org_a bad"}},
		"by name, back":                      {httpx.Page{Limit: 1, Ascending: true, Before: "org_a"}, "name", "", []string{"org_b off"}},
		"by name, from Z":                    {httpx.Page{Limit: 10}, "name", "", []string{"org_a bad", "org_b off"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(c.want, ids(c.page, c.by, c.q)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	if _, err := s.Organizations(t.Context(), httpx.Page{Limit: 1, After: "org_none"}, "", ""); !errs.Is(err, errs.KindInvalid) {
		t.Errorf("an unknown cursor: %v", err)
	}
}

func TestPlatformShowsTroubleFirst(t *testing.T) {
	t.Parallel()
	p, err := seeded(t).Platform(t.Context(), httpx.Page{Limit: 100}, "")
	if err != nil {
		t.Fatal(err)
	}
	if p.Total != 2 || p.Troubled != 1 || p.NotApplied != 3 || p.States[shared.HealthBad] != 1 || p.States[shared.HealthOff] != 1 {
		t.Errorf("figures: %+v", p)
	}
	if len(p.Organizations) != 2 || p.Organizations[0].ID != "org_a" || p.Backlog != 1 || p.Today.Changes != 2 {
		t.Errorf("got %+v", p)
	}
}

// What programs read of WorkOS's organizations they find here under the same names.
func TestAnOrganizationMirrorsWorkOS(t *testing.T) {
	t.Parallel()
	s := seeded(t)
	o, err := s.Organization(t.Context(), "org_a")
	if err != nil {
		t.Fatal(err)
	}
	if o.ExternalID == nil || *o.ExternalID != "client-42" || string(o.Metadata) != `{"tier": "gold"}` {
		t.Errorf("external id %v, metadata %s", o.ExternalID, o.Metadata)
	}
	if d := o.Domains[0]; d.Object != "organization_domain" || d.OrganizationID != "org_a" || d.CreatedAt.IsZero() || d.UpdatedAt.IsZero() {
		t.Errorf("domain %+v", d)
	}
	if bare, err := s.Organization(t.Context(), "org_b"); err != nil || bare.ExternalID != nil || string(bare.Metadata) != "{}" {
		t.Errorf("error %v, %+v", err, bare)
	}
}
