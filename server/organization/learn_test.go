package organization_test

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/uptrace/bun"

	"memberpulse/server/organization"
	"memberpulse/server/pg"
	"memberpulse/server/pg/pgtest"
	"memberpulse/server/workos"
)

// learn stores an organization as WorkOS would answer it at a time of its own.
func learn(t *testing.T, db *pg.DB, name, updatedAt, more string) {
	t.Helper()
	raw := `{"id":"org_1","name":"` + name + `","created_at":"2026-11-20T09:00:00.000Z","updated_at":"` + updatedAt + `"` + more + `}`
	told := workos.Organization{ID: "org_1", Name: name, UpdatedAt: workos.ParseTime(updatedAt), Raw: json.RawMessage(raw)}
	err := db.InOrganization(t.Context(), "org_1", func(ctx context.Context, tx bun.Tx) error { return organization.Learn(ctx, tx, told) })
	if err != nil {
		t.Fatal(err)
	}
}

type known struct {
	Name, Domains, Metadata string
	Mappings                int
	UpdatedAt               time.Time
}

func read(t *testing.T, dsn string) (k known) {
	t.Helper()
	err := pgtest.Owner(t, dsn).QueryRow(t.Context(), `SELECT name, metadata::text, updated_at,
		COALESCE((SELECT string_agg(domain || ' ' || state, ', ' ORDER BY domain) FROM organization_domains d WHERE d.organization_id = o.id), ''),
		(SELECT count(*) FROM role_mappings m WHERE m.organization_id = o.id) FROM organizations o WHERE id = 'org_1'`).
		Scan(&k.Name, &k.Metadata, &k.UpdatedAt, &k.Domains, &k.Mappings)
	if err != nil {
		t.Fatal(err)
	}
	k.UpdatedAt = k.UpdatedAt.UTC()
	return k
}

func TestWhatWorkOSAnswersIsStoredUnlessMoreIsKnown(t *testing.T) {
	t.Parallel()
	dsn := pgtest.DSN(t)
	db := pgtest.Open(t, dsn)
	learn(t, db, "Northwind", "2026-11-20T09:00:00.000Z",
		`,"metadata":{"tier":"gold\u0000"},"domains":[{"id":"org_domain_1","domain":"northwind.example","state":"verified"}]`)
	want := known{
		Name: "Northwind", Domains: "northwind.example verified", Metadata: `{"tier": "gold` + "\uFFFD" + `"}`,
		Mappings: 4, UpdatedAt: time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC),
	}
	if diff := cmp.Diff(want, read(t, dsn)); diff != "" {
		t.Errorf("at first (-want +got):\n%s", diff)
	}
	if _, err := pgtest.Owner(t, dsn).Exec(t.Context(), `DELETE FROM role_mappings WHERE match <> 'MemberPulse Staff'`); err != nil {
		t.Fatal(err)
	}
	learn(t, db, "Nortwind", "2026-11-20T08:00:00.000Z", "")
	want.Mappings = 1 // what an admin took away does not come back
	if diff := cmp.Diff(want, read(t, dsn)); diff != "" {
		t.Errorf("after an older answer (-want +got):\n%s", diff)
	}
	learn(t, db, "Northwind Traders", "2026-11-20T10:00:00.000Z", "")
	want.Name, want.Metadata, want.UpdatedAt = "Northwind Traders", "{}", time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)
	if diff := cmp.Diff(want, read(t, dsn)); diff != "" {
		t.Errorf("after a newer answer (-want +got):\n%s", diff)
	}
}
