package boot

import (
	"context"
	"crypto/rand"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/uptrace/bun"

	"memberpulse/server/apikey"
	"memberpulse/server/audit"
	"memberpulse/server/config"
	"memberpulse/server/httpx"
	"memberpulse/server/pg"
	"memberpulse/server/pg/pgtest"
	"memberpulse/server/sandbox"
	"memberpulse/server/session"
	"memberpulse/server/workos"
	"memberpulse/shared"
)

const (
	matrixSecret = "whsec_matrix_0123456789"
	notThere     = "_01ZZZZZZZZZZZZZZZZZZZZZZZZ" // completes an id that nobody has
)

// use is how a route is called in the matrix: with ids of org_a where it takes ids, and what it answers to who may.
type use struct {
	path   string // "" is the pattern
	body   string
	signed bool   // WorkOS's signature comes with it
	one    bool   // it is about one organization: the platform says which
	ok     int    // for callers who may
	kinds  string // the prefix of its id, where it takes one: a foreign and an unknown id must answer alike
}

// uses has every route of the product: the test fails on one that is missing, and on one that is no more.
var uses = map[string]use{
	"GET /healthz":                                {ok: 200},
	"GET /readyz":                                 {ok: 200},
	"GET /sign-in":                                {ok: 200},
	"GET /assets/{hash}/{name}":                   {path: "/assets/0123456789abcdef/app.css", ok: 404},
	"GET /api/openapi.json":                       {ok: 200},
	"GET /api/docs":                               {ok: 200},
	"POST /webhooks/workos":                       {body: `{"id":"event_matrix","event":"nothing.happened","data":{}}`, signed: true, ok: 200},
	"GET /auth/sso":                               {path: "/auth/sso?connection=conn_a", ok: 302},
	"GET /auth/login":                             {ok: 302},
	"GET /auth/callback/workos":                   {ok: 400},
	"POST /auth/choose":                           {ok: 400},
	"GET /auth/admin-link":                        {path: "/auth/admin-link?token=nothing", ok: 403},
	"POST /auth/discover":                         {body: `{"email":"somebody@nowhere.example"}`, ok: 200},
	"POST /auth/logout":                           {ok: 200},
	"GET /api/live":                               {path: "/api/live?topics=log", ok: 200},
	"GET /api/me":                                 {ok: 200},
	"GET /api/me/sessions":                        {ok: 200},
	"DELETE /api/me/sessions/{id}":                {path: "/api/me/sessions/session" + notThere, ok: 404},
	"GET /api/overview":                           {ok: 200, one: true},
	"GET /api/health-checks":                      {ok: 200},
	"GET /api/platform-overview":                  {ok: 200},
	"GET /api/organizations":                      {ok: 200},
	"GET /api/organizations/{id}":                 {path: "/api/organizations/org_a", ok: 200},
	"GET /api/api-keys":                           {ok: 200},
	"GET /api/settings/workos":                    {ok: 200},
	"GET /api/events":                             {ok: 200},
	"GET /api/events/{id}":                        {path: "/api/events/event_a", ok: 200, kinds: "event"},
	"POST /api/events/{id}/replay":                {path: "/api/events/event_a/replay", body: `{"dry_run":true}`, ok: 409, kinds: "event"}, // it was applied
	"POST /api/events/replay":                     {body: `{"dry_run":true}`, ok: 200},
	"GET /api/sync-logs":                          {ok: 200},
	"GET /api/sync-logs/counts":                   {ok: 200},
	"GET /api/members":                            {ok: 200},
	"GET /api/members/{id}":                       {path: "/api/members/member_a_admin", ok: 200, kinds: "member"},
	"GET /api/sign-in-attempts":                   {ok: 200},
	"GET /api/sign-in-attempts/{id}":              {path: "/api/sign-in-attempts/attempt_a", ok: 200, kinds: "attempt"},
	"GET /api/directories":                        {ok: 200},
	"GET /api/directories/{id}":                   {path: "/api/directories/directory_a", ok: 200, kinds: "directory"},
	"GET /api/directories/{id}/users":             {path: "/api/directories/directory_a/users", ok: 200, kinds: "directory"},
	"GET /api/directories/{id}/users/{user_id}":   {path: "/api/directories/directory_a/users/directory_user_a", ok: 200, kinds: "directory"},
	"GET /api/directories/{id}/groups":            {path: "/api/directories/directory_a/groups", ok: 200, kinds: "directory"},
	"GET /api/directories/{id}/groups/{group_id}": {path: "/api/directories/directory_a/groups/directory_group_a", ok: 200, kinds: "directory"},
	"GET /api/sync-runs":                          {ok: 200},
	"GET /api/sync-runs/{id}":                     {path: "/api/sync-runs/run_a", ok: 200, kinds: "run"},
	"GET /api/auth/sso/connections":               {ok: 200},
	"POST /api/auth/sso/connections":              {ok: 200},
	"GET /api/auth/sso/connections/{id}":          {path: "/api/auth/sso/connections/conn_a", ok: 200, kinds: "conn"},
	"POST /api/auth/sso/connections/{id}":         {path: "/api/auth/sso/connections/conn_a", ok: 200, kinds: "conn"},
	"PATCH /api/auth/sso/connections/{id}":        {path: "/api/auth/sso/connections/conn_a", body: `{"enabled":true}`, ok: 200, kinds: "conn"},
}

// caller is somebody who calls.
type caller struct {
	name             string
	role             shared.Role // "" is nobody
	foreign          bool        // of org_b
	key              bool        // an API key in place of a session
	platform, workos bool
}

var callers = []caller{
	{name: "anonymous"},
	{name: "member", role: shared.RoleMember},
	{name: "client staff", role: shared.RoleClientUser},
	{name: "client admin", role: shared.RoleClientAdmin},
	{name: "client admin of another organization", role: shared.RoleClientAdmin, foreign: true},
	{name: "platform admin", role: shared.RolePlatformAdmin, platform: true},
	{name: "tenant key", role: shared.RoleClientAdmin, key: true},
	{name: "platform key", role: shared.RolePlatformAdmin, key: true, platform: true},
	{name: "WorkOS", workos: true},
}

// want is the status of an answer: who is nobody is told to sign in, who may not in their own organization is refused, and
// what belongs to another is not found.
func (c caller) want(route httpx.Route, u use) int {
	switch route.Capability { //nolint:exhaustive // the rest are what roles may do: below
	case shared.AccessAnyone:
		return u.ok
	case shared.AccessSignature:
		if c.workos {
			return u.ok
		}
		return http.StatusUnauthorized
	case shared.AccessSignedIn:
		return c.wantSignedIn(u)
	}
	switch {
	case c.role == "":
		return http.StatusUnauthorized
	case !shared.Can([]shared.Role{c.role}, route.Capability):
		return http.StatusForbidden
	case c.foreign && u.kinds != "":
		return http.StatusNotFound
	}
	return u.ok
}

func (c caller) wantSignedIn(u use) int {
	if c.role == "" {
		return http.StatusUnauthorized
	}
	return u.ok
}

func TestEveryRouteAnswersEveryCallerAsTheProductSays(t *testing.T) {
	t.Parallel()
	m := newMatrix(t)
	seen := map[string]bool{}
	for _, route := range m.program.mux.Routes() {
		name := route.Method + " " + strings.TrimSuffix(route.Pattern, "{$}")
		seen[name] = true
		u, listed := uses[name]
		if !listed {
			t.Errorf("%s is not in the matrix: say what it answers to whom", name)
			continue
		}
		for _, c := range callers {
			status, _ := m.call(c, route, u, u.path)
			if want := c.want(route, u); status != want {
				t.Errorf("%s, %s: %d, want %d", name, c.name, status, want)
			}
		}
		if u.kinds != "" {
			m.foreignAndUnknownAlike(route, u)
		}
	}
	for name := range uses {
		if !seen[name] {
			t.Errorf("%s is in the matrix and in no table of routes", name)
		}
	}
}

// foreignAndUnknownAlike asks for another organization's thing, and for one that nobody has.
func (m *matrix) foreignAndUnknownAlike(route httpx.Route, u use) {
	m.t.Helper()
	stranger := callers[slices.IndexFunc(callers, func(c caller) bool { return c.foreign })]
	nobodys := strings.Replace(u.path, "/"+u.kinds+"_a", "/"+u.kinds+notThere, 1)
	if nobodys == u.path {
		m.t.Errorf("%s: its path has no id of kind %s", route.Pattern, u.kinds)
	}
	foreignStatus, foreign := m.call(stranger, route, u, u.path)
	unknownStatus, unknown := m.call(stranger, route, u, nobodys)
	if foreignStatus != http.StatusNotFound || unknownStatus != foreignStatus || foreign != unknown {
		m.t.Errorf("%s %s tells a foreign id from an unknown one:\n%d %s\n%d %s", route.Method, route.Pattern, foreignStatus, foreign, unknownStatus, unknown)
	}
}

// matrix is a running program with two organizations alike, org_a and org_b.
type matrix struct {
	t       *testing.T
	program *Program
	url     string
	dsn     string
	keys    map[string]string // caller -> API key
}

func newMatrix(t *testing.T, change ...func(*Config)) *matrix {
	t.Helper()
	stand, err := sandbox.New(t.Context(), sandbox.Config{})
	if err != nil {
		t.Fatal(err)
	}
	workosListener, listener := listen(t), listen(t)
	served := make(chan error, 1)
	ctx, stop := context.WithCancel(t.Context())
	go func() { served <- stand.Serve(ctx, workosListener) }()
	m := &matrix{t: t, url: "http://" + listener.Addr().String(), keys: map[string]string{}}
	dsn := pgtest.DSN(t)
	m.seed(pgtest.Owner(t, dsn))
	cfg := Config{
		Config: config.Config{
			DatabaseURL: dsn, PublicURL: m.url, SecretKeys: [][]byte{make([]byte, 32)}, PlatformAdmins: []string{"olivia@operator.example"},
			WorkOS: config.WorkOS{APIKey: sandbox.DefaultAPIKey, ClientID: sandbox.DefaultClientID, WebhookSecrets: []string{matrixSecret}, BaseURL: "http://" + workosListener.Addr().String()},
		},
		Version: "test", Listener: listener,
	}
	for _, f := range change {
		f(&cfg)
	}
	m.dsn = dsn
	m.program, err = New(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	ran := make(chan error, 1)
	go func() { ran <- m.program.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		for what, err := range map[string]error{"program": <-ran, "sandbox": <-served, "close": m.program.Close()} {
			if err != nil {
				t.Errorf("%s: %v", what, err)
			}
		}
	})
	for _, c := range callers {
		if c.key {
			m.keys[c.name] = m.makeKey(c)
		}
	}
	return m
}

func listen(t *testing.T) net.Listener {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// seed writes two organizations with one of everything that has an id.
func (m *matrix) seed(owner *pgx.Conn) {
	m.t.Helper()
	for _, o := range []string{"a", "b"} {
		for _, statement := range []string{
			`INSERT INTO organizations (id, name, version_at, version_rank, version_event, created_at, updated_at) VALUES ('org_X', 'X', now(), 0, 'event_X', now(), now())`,
			`INSERT INTO connections (organization_id, id, name, connection_type, state, version_at, version_rank, version_event, created_at, updated_at)
				VALUES ('org_X', 'conn_X', 'Okta', 'OktaSAML', 'active', now(), 0, 'event_X', now(), now())`,
			`INSERT INTO directories (organization_id, workos_directory_id, name, directory_type, state, version_at, version_rank, version_event, created_at, updated_at)
				VALUES ('org_X', 'directory_X', 'Okta', 'okta scim v2.0', 'active', now(), 0, 'event_X', now(), now())`,
			`INSERT INTO directory_users (organization_id, directory_id, workos_user_id, email, state, version_at, version_rank, version_event, created_at, updated_at, last_event_id)
				SELECT 'org_X', id, 'directory_user_X', 'x@X.example', 'active', now(), 0, 'event_X', now(), now(), 'event_X' FROM directories WHERE workos_directory_id = 'directory_X'`,
			`INSERT INTO directory_groups (organization_id, directory_id, workos_group_id, name, version_at, version_rank, version_event, created_at, updated_at, last_event_id)
				SELECT 'org_X', id, 'directory_group_X', 'Staff', now(), 0, 'event_X', now(), now(), 'event_X' FROM directories WHERE workos_directory_id = 'directory_X'`,
			`INSERT INTO sync_runs (organization_id, id, directory_id, kind, phase, state, started_at, last_change_at, window_at)
				SELECT 'org_X', 'run_X', id, 'first_sync', 'done', 'completed', now(), now(), now() FROM directories WHERE workos_directory_id = 'directory_X'`,
			`INSERT INTO events (id, event, lane, organization_id, directory_id, occurred_at, received_at, received_on, source, lock_out, outcome)
				VALUES ('event_X', 'dsync.activated', 'directory_X', 'org_X', 'directory_X', now(), now(), current_date, 'webhook', false, 'applied')`,
			`INSERT INTO event_payloads (received_on, seq, event_id, body) SELECT received_on, seq, id, '{"id":"event_X","data":{}}' FROM events WHERE id = 'event_X'`,
			`INSERT INTO sign_in_attempts (organization_id, id, method, status, started_at) VALUES ('org_X', 'attempt_X', 'sso', 'succeeded', now())`,
			`INSERT INTO members (organization_id, id, email, state, created_at, updated_at) VALUES
				('org_X', 'member_X_admin', 'admin@X.example', 'active', now(), now()), ('org_X', 'member_X_staff', 'staff@X.example', 'active', now(), now()),
				('org_X', 'member_X_member', 'member@X.example', 'active', now(), now())`,
			`INSERT INTO member_roles (organization_id, member_id, role, source, reason_key, created_at) VALUES
				('org_X', 'member_X_admin', 'ROLE_CLIENT_ADMIN', 'granted', '', now()), ('org_X', 'member_X_staff', 'ROLE_CLIENT_USER', 'granted', '', now()),
				('org_X', 'member_X_member', 'ROLE_MEMBER', 'default', '', now())`,
		} {
			if _, err := owner.Exec(m.t.Context(), strings.ReplaceAll(strings.ReplaceAll(strings.ReplaceAll(statement, "_X", "_"+o), "@X.", "@"+o+"."), "'X'", "'"+o+"'")); err != nil {
				m.t.Fatalf("%s: %v", statement, err)
			}
		}
	}
	if _, err := owner.Exec(m.t.Context(), `INSERT INTO platform_admins (id, email, created_at) VALUES ('admin_olivia', 'olivia@operator.example', now())`); err != nil {
		m.t.Fatal(err)
	}
}

func (m *matrix) makeKey(c caller) string {
	m.t.Helper()
	wanted := apikey.Wanted{Name: c.name, Role: c.role}
	if !c.platform {
		wanted.OrganizationID = "org_a"
	}
	_, key, err := m.program.keys.Create(m.t.Context(), wanted, audit.System())
	if err != nil {
		m.t.Fatal(err)
	}
	return key
}

// cookie begins a session of its own for each call: signing out must not tell on the next.
func (m *matrix) cookie(c caller) *http.Cookie {
	m.t.Helper()
	s := session.Session{Kind: session.Member, OrganizationID: "org_a", Method: "sso"}
	if c.foreign {
		s.OrganizationID = "org_b"
	}
	suffix := map[shared.Role]string{shared.RoleClientAdmin: "admin", shared.RoleClientUser: "staff", shared.RoleMember: "member"}[c.role]
	s.MemberID = "member_" + strings.TrimPrefix(s.OrganizationID, "org_") + "_" + suffix
	if c.platform {
		s = session.Session{Kind: session.Platform, PlatformAdminID: "admin_olivia", Method: "authkit"}
	}
	var token string
	err := m.program.db.InPlatform(m.t.Context(), pg.SignIn, func(ctx context.Context, tx bun.Tx) (err error) {
		_, token, err = m.program.sessions.Begin(ctx, tx, s)
		return err
	})
	if err != nil {
		m.t.Fatal(err)
	}
	return &http.Cookie{Name: m.program.sessions.CookieName(), Value: token} //nolint:gosec // a request's cookie has no attributes
}

// call asks once, and gives status and body; of a stream it reads nothing.
func (m *matrix) call(c caller, route httpx.Route, u use, path string) (int, string) {
	m.t.Helper()
	if path == "" {
		path = strings.TrimSuffix(route.Pattern, "{$}")
	}
	if u.one && c.platform {
		path += "?organization_id=org_a"
	}
	ctx, cancel := context.WithTimeout(m.t.Context(), time.Minute)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, route.Method, m.url+path, strings.NewReader(u.body))
	if err != nil {
		m.t.Fatal(err)
	}
	if u.body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	req.Header.Set("User-Agent", rand.Text()) // each another browser: limits are another test's
	switch {
	case c.workos && u.signed:
		req.Header.Set(workos.SignatureHeader, workos.SignatureOf([]byte(u.body), matrixSecret, time.Now()))
	case c.key:
		req.Header.Set("Authorization", "Bearer "+m.keys[c.name])
	case c.role != "":
		req.AddCookie(m.cookie(c))
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.Do(req)
	if err != nil {
		m.t.Fatalf("%s %s: %v", route.Method, path, err)
	}
	defer func() { _ = resp.Body.Close() }()
	if route.Stream {
		return resp.StatusCode, ""
	}
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		m.t.Fatal(err)
	}
	return resp.StatusCode, string(body)
}
