package connection_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"memberpulse/server/access"
	"memberpulse/server/connection"
	"memberpulse/server/httpx"
	"memberpulse/server/pg"
	"memberpulse/server/pg/pgtest"
	"memberpulse/shared"
)

type counter struct {
	t      *testing.T
	db     *pg.DB
	routes []httpx.Route
}

func newCounter(t *testing.T) *counter {
	t.Helper()
	return counterOn(t, pgtest.New(t))
}

func counterOn(t *testing.T, db *pg.DB) *counter {
	t.Helper()
	c := &counter{t: t, db: db}
	c.routes = connection.New(c.db, func() time.Time { return time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC) }).Routes()
	c.exec(`INSERT INTO organizations (id, name, version_at, version_rank, version_event, created_at, updated_at)
		SELECT id, id, now(), 0, '', now(), now() FROM unnest(ARRAY['org_a', 'org_b']) id`)
	c.exec(`INSERT INTO connections (organization_id, id, name, connection_type, state, domains, enabled, version_at, version_rank, version_event, created_at, updated_at)
		VALUES ('org_a', 'conn_a1', 'Okta', 'OktaSAML', 'active', '[{"id":"org_domain_1","object":"connection_domain","domain":"a.test"}]', true, now(), 0, '', now(), now()),
			('org_a', 'conn_a2', 'Entra', 'AzureSAML', 'active', '[]', false, now(), 0, '', now() + interval '1 s', now()),
			('org_b', 'conn_b1', 'Other', 'OktaSAML', 'active', '[]', true, now(), 0, '', now(), now())`)
	return c
}

func (c *counter) exec(statement string) {
	c.t.Helper()
	err := c.db.InPlatform(c.t.Context(), pg.Bootstrap, func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.ExecContext(ctx, statement)
		return err
	})
	if err != nil {
		c.t.Fatal(err)
	}
}

func (c *counter) one(query string) (n int) {
	c.t.Helper()
	err := c.db.InPlatform(c.t.Context(), pg.Bootstrap, func(ctx context.Context, tx bun.Tx) error {
		return tx.NewRaw(query).Scan(ctx, &n)
	})
	if err != nil {
		c.t.Fatal(err)
	}
	return n
}

// as sends a request of a client admin of an organization; of the operator, where it is "".
func (c *counter) as(organization, method, target, body string) (int, string) {
	role := shared.RoleClientAdmin
	if organization == "" {
		role = shared.RolePlatformAdmin
	}
	mux := httpx.New(httpx.Config{Authorize: func(r *http.Request, _ httpx.Route) (*http.Request, error) {
		return r.WithContext(access.With(r.Context(), access.Caller{
			Kind: access.APIKey, APIKeyID: "key_1", OrganizationID: organization, Roles: []shared.Role{role},
		})), nil
	}}, c.routes)
	r := httptest.NewRequestWithContext(c.t.Context(), method, target, strings.NewReader(body))
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	w := httptest.NewRecorder()
	mux.ServeHTTP(w, r)
	return w.Code, w.Body.String()
}

func TestConnectionsAreListedAndReadByBothVerbs(t *testing.T) {
	t.Parallel()
	c := newCounter(t)
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		status, body := c.as("org_a", method, "/api/auth/sso/connections", "")
		var list shared.List[shared.Connection]
		if err := json.Unmarshal([]byte(body), &list); status != 200 || err != nil || len(list.Data) != 2 || list.Data[0].ID != "conn_a2" {
			t.Fatalf("%s: %d %s", method, status, body)
		}
		status, body = c.as("org_a", method, "/api/auth/sso/connections/conn_a1", "")
		var got shared.Connection
		if err := json.Unmarshal([]byte(body), &got); status != 200 || err != nil || !got.Enabled || got.Domains[0].Domain != "a.test" || got.OrganizationID != "org_a" {
			t.Errorf("%s: %d %s", method, status, body)
		}
	}
	if status, body := c.as("", http.MethodGet, "/api/auth/sso/connections?limit=2", ""); status != 200 || !strings.Contains(body, `"after":"conn_`) {
		t.Errorf("the operator's list spans all: %d %s", status, body)
	}
	if status, body := c.as("", http.MethodGet, "/api/auth/sso/connections?organization_id=org_b", ""); status != 200 || strings.Contains(body, "conn_a1") || !strings.Contains(body, "conn_b1") {
		t.Errorf("of one organization: %d %s", status, body)
	}
}

func TestAForeignConnectionIsNone(t *testing.T) {
	t.Parallel()
	c := newCounter(t)
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPatch} {
		body := ""
		if method == http.MethodPatch {
			body = `{"enabled":false}`
		}
		foreignStatus, foreign := c.as("org_a", method, "/api/auth/sso/connections/conn_b1", body)
		neverStatus, never := c.as("org_a", method, "/api/auth/sso/connections/conn_never", body)
		if foreignStatus != 404 || neverStatus != 404 || foreign != never {
			t.Errorf("%s: %d %s, %d %s", method, foreignStatus, foreign, neverStatus, never)
		}
	}
	if n := c.one(`SELECT count(*) FROM connections WHERE organization_id = 'org_b' AND enabled`); n != 1 {
		t.Error("a foreign connection was changed")
	}
	if status, _ := c.as("org_a", http.MethodGet, "/api/auth/sso/connections?after=conn_b1", ""); status != 400 {
		t.Errorf("a foreign cursor: %d", status)
	}
}

func TestOneConnectionOfAnOrganizationIsEnabled(t *testing.T) {
	t.Parallel()
	c := newCounter(t)
	status, body := c.as("org_a", http.MethodPatch, "/api/auth/sso/connections/conn_a2", `{"enabled":true}`)
	if status != 200 || !strings.Contains(body, `"enabled":true`) {
		t.Fatalf("%d %s", status, body)
	}
	if n := c.one(`SELECT count(*) FROM connections WHERE organization_id = 'org_a' AND enabled AND id = 'conn_a2'`); n != 1 {
		t.Error("the pointer did not move")
	}
	if n := c.one(`SELECT count(*) FROM connections WHERE enabled`); n != 2 {
		t.Errorf("%d are enabled, want one of each organization", n)
	}
	for range 2 { // the second changes nothing
		if status, body = c.as("org_a", http.MethodPatch, "/api/auth/sso/connections/conn_a2", `{"enabled":false}`); status != 200 || !strings.Contains(body, `"enabled":false`) {
			t.Fatalf("%d %s", status, body)
		}
	}
	if n := c.one(`SELECT count(*) FROM audit_events WHERE action LIKE 'connection.%abled'`); n != 2 {
		t.Errorf("%d audit entries, want one for each change", n)
	}
	if status, _ = c.as("org_a", http.MethodPatch, "/api/auth/sso/connections/conn_a2", `{"state":"active"}`); status != 400 {
		t.Errorf("what is WorkOS's cannot be changed here: %d", status)
	}
}

// A patch that says nothing is told so: an answer of success would have somebody believe in a change.
func TestAPatchSaysWhetherAConnectionSignsIn(t *testing.T) {
	t.Parallel()
	c := newCounter(t)
	for _, body := range []string{`{}`, `{"enabled":null}`} {
		status, answer := c.as("org_a", http.MethodPatch, "/api/auth/sso/connections/conn_a1", body)
		if status != http.StatusUnprocessableEntity || !strings.Contains(answer, `"field":"enabled","code":"required"`) {
			t.Errorf("%s: %d %s", body, status, answer)
		}
	}
}

// What programs read of WorkOS's connections they find here under the same names.
func TestAConnectionMirrorsWorkOS(t *testing.T) {
	t.Parallel()
	c := newCounter(t)
	c.exec(`UPDATE connections SET state = 'validating' WHERE id = 'conn_a2'`)
	_, linked := c.as("org_a", http.MethodGet, "/api/auth/sso/connections/conn_a1", "")
	if !strings.Contains(linked, `"state":"active","status":"linked","domains":[{"object":"connection_domain","id":"org_domain_1","domain":"a.test"}]`) {
		t.Error(linked)
	}
	if _, unlinked := c.as("org_a", http.MethodGet, "/api/auth/sso/connections/conn_a2", ""); !strings.Contains(unlinked, `"state":"validating","status":"unlinked","domains":[]`) {
		t.Error(unlinked)
	}
}
