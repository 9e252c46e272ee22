package boot

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"memberpulse/server/pg/pgtest"
	"memberpulse/server/telemetry"
	"memberpulse/server/workos"
	"memberpulse/shared"
)

// canaries are secrets and people that only some may see.
var (
	canarySecrets = map[string]string{
		"the webhook secret": matrixSecret, "WorkOS's API key": "sk_test_sandbox", "a wrong key": "mp_canarywrongkey",
		"a code": "canary-code", "a state": "canary-state", "a link": "canary-link",
	}
	canaryPeople = map[string]string{"an attribute": canaryAttribute, "an address": "x-canary.example", "a name": "Canary<"}
)

const (
	canaryAttribute = "canary-attribute-7f3a"
	canaryAddress   = "canary.person@x-canary.example"
	canaryName      = "Canary<script>Person"
)

// Attack: whoever reads logs, metrics, audit, other organizations' streams, pages or the description of the API looks
// for secrets and people in them.
func TestAttack_CanariesAreNowhere(t *testing.T) {
	t.Parallel()
	var logs lockedBuffer
	m := newMatrix(t, func(c *Config) { c.Logger = telemetry.NewLogger(&logs, slog.LevelDebug) })
	session := m.cookie(callerNamed("client admin"))
	cookie := session.Name + "=" + session.Value
	other, stop := context.WithCancel(t.Context())
	defer stop()
	stream := m.watch(other, "client admin of another organization", strings.Join([]string{string(shared.TopicLog), string(shared.TopicAttempts), string(shared.TopicProblems), string(shared.TopicProgress), string(shared.TopicCounts), string(shared.TopicHealth), string(shared.TopicDirectory)}, ","))

	m.sendCanaries()
	m.askWithCanaries(cookie)
	m.wantCanariesWhereTheyBelong(cookie)

	secrets := maps.Clone(canarySecrets)
	secrets["the session's token"], secrets["the API key"] = session.Value, m.keys["tenant key"]
	wantNone(t, "the log", logs.String(), secrets, canaryPeople)
	metrics := httptest.NewRecorder()
	telemetry.OpsHandler(m.program.metrics).ServeHTTP(metrics, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/metrics", nil))
	wantNone(t, "/metrics", metrics.Body.String(), secrets, canaryPeople, map[string]string{"an organization": `"org_a"`, "a directory": "directory_a"})
	for _, page := range []string{"/", "/sign-in", "/people", "/api/openapi.json", "/people/member_a_admin"} {
		res := m.ask(http.MethodGet, page, "", "Cookie", cookie, "Accept", "text/html")
		wantStatus(t, "GET "+page, res, http.StatusOK)
		wantNone(t, "GET "+page, res.body, secrets, canaryPeople)
	}
	m.wantNoCanariesInReads(secrets)
	m.wantNoCanariesInTables(secrets)
	stop()
	wantNone(t, "the other organization's stream", stream.all(), secrets, canaryPeople)
}

// sendCanaries delivers people in every state that an event can be in, and waits until they are applied.
func (m *matrix) sendCanaries() {
	m.t.Helper()
	for i := range 12 {
		body := fmt.Sprintf(`{"id":"event_canary_%d","event":"dsync.user.created","data":{"object":"directory_user","id":"directory_user_canary_%d","directory_id":"directory_a","organization_id":"org_a","idp_id":"i%d","email":%q,"first_name":%q,"last_name":"x","state":"active","custom_attributes":{"secret":%q},"raw_attributes":{},"created_at":"2026-11-21T11:59:58.000Z","updated_at":"2026-11-21T11:59:58.000Z"},"created_at":"2026-11-21T11:59:58.000Z"}`,
			i, i, i, canaryAddress, canaryName, canaryAttribute)
		want := http.StatusOK
		switch i % 4 {
		case 1:
			body = strings.Replace(body, `"state":"active"`, `"state":{"`+canaryAttribute+`":1}`, 1)
		case 2:
			body = strings.Replace(body, "org_a", "org_b", 1)
		case 3:
			body = body[:len(body)-2] // stored too, as one that nobody can read
		}
		signature := workos.SignatureOf([]byte(body), matrixSecret, time.Now())
		if i%5 == 4 {
			signature, want = strings.Replace(signature, "v1=", "v1=0", 1)[:len(signature)], http.StatusUnauthorized
		}
		wantStatus(m.t, fmt.Sprintf("webhook %d", i), m.ask(http.MethodPost, "/webhooks/workos", body, workos.SignatureHeader, signature), want)
	}
	ctx, cancel := context.WithTimeout(m.t.Context(), time.Minute)
	defer cancel()
	if err := m.program.events.Idle(ctx); err != nil {
		m.t.Fatal(err)
	}
}

// askWithCanaries puts them into requests.
func (m *matrix) askWithCanaries(cookie string) {
	m.t.Helper()
	for _, c := range []struct {
		method, target, body string
		want                 int
		header               []string
	}{
		{http.MethodPost, "/auth/discover", `{"email":"` + canaryAddress + `"}`, http.StatusOK, []string{"Content-Type", "application/json"}},
		{http.MethodGet, "/auth/sso?connection=conn_a&login_hint=" + url.QueryEscape(canaryAddress), "", http.StatusFound, nil},
		{http.MethodGet, "/auth/callback/workos?code=canary-code-91bd&state=canary-state-22cc", "", http.StatusBadRequest, []string{"Accept", "text/html"}},
		{http.MethodGet, "/auth/admin-link?token=canary-link-5d5d", "", http.StatusForbidden, nil},
		{http.MethodGet, "/api/members?q=" + url.QueryEscape(canaryAddress), "", http.StatusOK, []string{"Cookie", cookie}},
		{http.MethodGet, "/api/me", "", http.StatusOK, []string{"Authorization", "Bearer " + m.keys["tenant key"]}},
		{http.MethodGet, "/api/me", "", http.StatusUnauthorized, []string{"Authorization", "Bearer mp_canarywrongkey0123456789"}},
	} {
		wantStatus(m.t, c.method+" "+c.target, m.ask(c.method, c.target, c.body, c.header...), c.want)
	}
}

// wantCanariesWhereTheyBelong sees that there is something to look for: their own admin finds the people.
func (m *matrix) wantCanariesWhereTheyBelong(cookie string) {
	m.t.Helper()
	const path = "/api/directories/directory_a/users"
	res := m.ask(http.MethodGet, path, "", "Cookie", cookie)
	wantStatus(m.t, "GET "+path, res, http.StatusOK)
	for what, canary := range canaryPeople {
		if !strings.Contains(res.body, canary) {
			m.t.Errorf("their own admin does not see %s in GET %s: %.600s", what, path, res.body)
		}
	}
}

func (m *matrix) wantNoCanariesInReads(secrets map[string]string) {
	m.t.Helper()
	for _, path := range []string{"/api/members", "/api/events", "/api/sync-logs", "/api/directories/directory_a/users", "/api/sign-in-attempts", "/api/health-checks", "/api/settings/workos"} {
		for _, who := range []string{"client admin", "platform admin"} {
			wantNone(m.t, "GET "+path+" to "+who, m.ask(http.MethodGet, path, "", "Cookie", m.signedInAs(who)).body, secrets)
		}
		wantNone(m.t, "GET "+path+" to the other organization",
			m.ask(http.MethodGet, path, "", "Cookie", m.signedInAs("client admin of another organization")).body, secrets, canaryPeople)
	}
}

func (m *matrix) wantNoCanariesInTables(secrets map[string]string) {
	m.t.Helper()
	owner := pgtest.Owner(m.t, m.dsn)
	for _, table := range []string{"audit_events", "sessions", "api_keys", "sign_in_flows", "sign_in_attempts", "admin_links", "settings", "sync_logs", "live_rows"} {
		var text string
		if err := owner.QueryRow(m.t.Context(), `SELECT COALESCE(string_agg(t::text, E'\n'), '') FROM `+table+` t`).Scan(&text); err != nil {
			m.t.Fatal(err)
		}
		wantNone(m.t, "the table "+table, text, secrets)
		if table == "audit_events" {
			wantNone(m.t, "the table "+table, text, map[string]string{"an attribute": canaryAttribute})
		}
	}
}

func wantStatus(t *testing.T, what string, res got, want int) {
	t.Helper()
	if res.StatusCode != want {
		t.Errorf("%s: %d, want %d: %.300s", what, res.StatusCode, want, res.body)
	}
}

// wantNone looks for canaries in a text.
func wantNone(t *testing.T, where, text string, canaries ...map[string]string) {
	t.Helper()
	for _, set := range canaries {
		for what, canary := range set {
			if i := strings.Index(text, canary); i >= 0 {
				t.Errorf("%s tells %s: …%s…", where, what, text[max(0, i-150):min(len(text), i+100)])
			}
		}
	}
}
