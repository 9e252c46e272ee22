package boot

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"memberpulse/server/httpx"
	"memberpulse/server/pg/pgtest"
	"memberpulse/server/telemetry"
	"memberpulse/server/workos"
	"memberpulse/shared"
)

func callerNamed(name string) caller {
	return callers[slices.IndexFunc(callers, func(c caller) bool { return c.name == name })]
}

// raw sends a request as written and reads the answer.
func (m *matrix) raw(request string) got {
	m.t.Helper()
	conn, err := (&net.Dialer{}).DialContext(m.t.Context(), "tcp", strings.TrimPrefix(m.url, "http://"))
	if err != nil {
		m.t.Fatal(err)
	}
	m.t.Cleanup(func() { _ = conn.Close() })
	if err := conn.SetDeadline(time.Now().Add(20 * time.Second)); err != nil {
		m.t.Fatal(err)
	}
	if _, err := io.WriteString(conn, request); err != nil {
		m.t.Fatal(err)
	}
	res, err := http.ReadResponse(bufio.NewReader(conn), nil) //nolint:bodyclose // read closes it
	if err != nil {
		m.t.Fatalf("%q: %v", request, err)
	}
	return m.read(res, false)
}

// got is an answer that was read.
type got struct {
	StatusCode int
	Header     http.Header
	Cookies    []*http.Cookie
	body       string
}

func (m *matrix) read(res *http.Response, whole bool) got {
	m.t.Helper()
	defer func() { _ = res.Body.Close() }()
	out := got{StatusCode: res.StatusCode, Header: res.Header, Cookies: res.Cookies()}
	if !whole {
		return out
	}
	body, err := io.ReadAll(res.Body)
	if err != nil {
		m.t.Fatal(err)
	}
	out.body = string(body)
	return out
}

func (m *matrix) host() string { return strings.TrimPrefix(m.url, "http://") }

// ask sends a request with headers, as name and value by turns.
func (m *matrix) ask(method, target, body string, header ...string) got {
	m.t.Helper()
	r, err := http.NewRequestWithContext(m.t.Context(), method, m.url+target, strings.NewReader(body))
	if err != nil {
		m.t.Fatal(err)
	}
	r.Header.Set("Cookie", "mp_browser="+rand.Text())
	for i := 0; i+1 < len(header); i += 2 {
		if header[i] == "Host" {
			r.Host = header[i+1]
		} else {
			r.Header.Set(header[i], header[i+1])
		}
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(r) //nolint:bodyclose // read closes it
	if err != nil {
		m.t.Fatalf("%s %s: %v", method, target, err)
	}
	return m.read(res, true)
}

// signedInAs is the Cookie header of a fresh session.
func (m *matrix) signedInAs(name string) string {
	c := m.cookie(callerNamed(name))
	return c.Name + "=" + c.Value + "; mp_browser=" + rand.Text()
}

func (m *matrix) untilReady() {
	m.t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.After(20 * time.Second); m.ask(http.MethodGet, "/readyz", "").StatusCode != http.StatusOK; {
		select {
		case <-tick.C:
		case <-deadline:
			m.t.Fatal("not ready within 20 s")
		}
	}
}

// internals are words that no answer may say: they are of the machinery, not of the matter.
var internals = []string{"SQLSTATE", "dial tcp", "pq:", "pgconn", "pgx", "sql:", "bun:", "goroutine ", ".go:", "/home/", "/root/", "/tmp/", "connection refused", "memberpulse_app", "row-level security", "panic"}

func (m *matrix) wantNoInternals(what, body string) {
	m.t.Helper()
	for _, word := range internals {
		if strings.Contains(body, word) {
			m.t.Errorf("%s tells %q: %.400s", what, word, body)
		}
	}
}

// Attack: hostile text in every parameter of every list, by somebody who may read.
func TestAttack_NoParameterBreaksARead(t *testing.T) {
	t.Parallel()
	m := newMatrix(t)
	cookie, operator := m.signedInAs("client admin"), m.signedInAs("platform admin")
	params := []string{
		"q", "state", "organization_id", "member_id", "group", "email", "directory_id", "user", "subject_id", "status", "since", "role",
		"outcome", "event", "directory", "connection_id", "done", "after", "before", "limit", "order",
	}
	values := []string{
		"%00", "a%00b", "%ff%fe", "%27", "%27%29%20OR%201=1--", "%25%5F%5C", "%5C", "?", "?0", "$1", "{}", "[]", "null", "-1", "0", "1e9", "99999999999999999999999999",
		"%ED%A0%80", "%F0%9F%92%A9", "%0A", strings.Repeat("A", 6000), "directory_%00", "directory_user_01", "event_b", "member_b_admin", "org_b", "conn_b", "key_x", "9999-12-31T00:00:00Z", "2026-13-99",
	}
	for _, route := range m.program.mux.Routes() {
		if route.Method != http.MethodGet || !strings.HasPrefix(route.Pattern, "/api/") || route.Stream || route.Pattern == "/api/openapi.json" {
			continue
		}
		path := uses[route.Method+" "+route.Pattern].path
		if path == "" {
			path = route.Pattern
		}
		for _, param := range params {
			for i, value := range values {
				who := cookie
				if i%2 == 1 {
					who = operator
				}
				res := m.ask(http.MethodGet, path+"?"+param+"="+value, "", "Cookie", who)
				body := res.body
				if res.StatusCode >= 500 {
					t.Errorf("GET %s?%s=%.60s: %d %s", path, param, value, res.StatusCode, body)
				}
				m.wantNoInternals(path+"?"+param+"="+value, body)
				if who == cookie && (strings.Contains(body, `"org_b"`) || strings.Contains(body, `_b"`)) {
					t.Errorf("GET %s?%s=%s tells of another organization: %s", path, param, value, body)
				}
			}
		}
	}
}

// Attack: hostile ids in every path.
func TestAttack_NoIDInAPathBreaksARead(t *testing.T) {
	t.Parallel()
	m := newMatrix(t)
	cookie := m.signedInAs("client admin")
	for _, route := range m.program.mux.Routes() {
		if !strings.HasPrefix(route.Pattern, "/api/") || !strings.Contains(route.Pattern, "{") {
			continue
		}
		for _, id := range []string{"%00", "a%00", "%ff", "%27", "..", "%2e%2e", "%2f", "directory_a%20", "a;b", strings.Repeat("a", 5000), "null", "-", "event_b", "%F0%9F%92%A9", "_", "%25"} {
			path := route.Pattern
			for _, name := range []string{"{id}", "{user_id}", "{group_id}"} {
				path = strings.ReplaceAll(path, name, id)
			}
			res := m.ask(route.Method, path, uses[route.Name()].body, "Cookie", cookie, "Content-Type", "application/json")
			body := res.body
			if res.StatusCode >= 500 || res.StatusCode < 400 && id != "event_b" {
				t.Errorf("%s %.100s: %d %s", route.Method, path, res.StatusCode, body)
			}
			m.wantNoInternals(path, body)
		}
	}
}

// Attack: bodies that are no JSON, or too much of it.
func TestAttack_NoBodyBreaksAWrite(t *testing.T) {
	t.Parallel()
	m := newMatrix(t)
	bodies := []string{
		"", "null", "[]", `""`, "{", "{}}", `{"dry_run":true,"dry_run":"x"}`, `{"DRY_RUN":true}`, `{"unknown":1}`, `{"email":"\u0000@a.example"}`, `{"email":"a@b.example\ud800"}`,
		`{"dry_run":1e999}`, `{"dry_run":` + strings.Repeat("9", 4000) + `}`, strings.Repeat(`{"a":`, 20000), strings.Repeat("[", 20000), `{"filter":{"event":"\u0000"}}`,
		`{"filter":{"directory_id":"' OR 1=1--","subject_id":"%00"}}`, "\xff\xfe{}", `{"enabled":"yes"}`, "\x00", `{"__proto__":{"x":1}}`, `{"email":"` + strings.Repeat("a", 1<<20) + `@x.example"}`,
	}
	for _, route := range m.program.mux.Routes() {
		if route.Method == http.MethodGet || route.Pattern == "/auth/logout" || route.Pattern == "/webhooks/workos" {
			continue
		}
		path := uses[route.Name()].path
		if path == "" {
			path = route.Pattern
		}
		for _, body := range bodies {
			for _, kind := range []string{"application/json", "application/x-www-form-urlencoded", "text/plain"} {
				res := m.ask(route.Method, path, body, "Cookie", m.signedInAs("client admin"), "Content-Type", kind)
				text := res.body
				if res.StatusCode >= 500 {
					t.Errorf("%s %s with %.60q as %s: %d %s", route.Method, path, body, kind, res.StatusCode, text)
				}
				m.wantNoInternals(path, text)
			}
		}
	}
}

// Attack: other spellings of a path, and of a method, to get by a guard. None is answered more generously.
func TestAttack_NoSpellingOfAPathGetsByAGuard(t *testing.T) {
	t.Parallel()
	m := newMatrix(t)
	for _, path := range []string{"/api/members", "/api/organizations", "/api/settings/workos", "/api/events/event_a", "/api/me"} {
		for _, spelled := range []string{
			path + "/", "/" + path, path + "//", "/." + path, "/x/.." + path, "/x/%2e%2e" + path, strings.ReplaceAll(path, "/", "%2f"), path + "%00", path + ";x", path + "..;/",
			strings.ToUpper(path), path + "%20", path + ".json", path + "?x=/healthz", "/healthz/.." + path, "/assets/.." + path, "/healthz%2f.." + path, path + "#", `\` + path, "/%61pi" + path[4:],
			"http://" + m.host() + path, "http://evil.test" + path, "/sign-in/.." + path, path + "%252f",
		} {
			for _, method := range []string{"GET", "HEAD", "POST", "TRACE", "CONNECT", "OPTIONS", "get", "PROPFIND"} {
				res := m.raw(method + " " + spelled + " HTTP/1.1\r\nHost: " + m.host() + "\r\nX-HTTP-Method-Override: GET\r\nX-Original-URL: /healthz\r\nX-Rewrite-URL: /healthz\r\nConnection: close\r\n\r\n")
				if res.StatusCode < 300 && !strings.HasPrefix(spelled, "/healthz?") {
					t.Errorf("%s %s: %d", method, spelled, res.StatusCode)
				}
			}
		}
	}
	for _, request := range []string{
		"POST /webhooks/workos HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
		"GET /api/me HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
		"GET /api/me HTTP/1.1\r\n\r\n",
		"GET /api/me HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
		"GET /api/me HTTP/1.1\r\nHost: x\r\nA : b\r\n\r\n",
		"GET /api/me\x00 HTTP/1.1\r\nHost: x\r\n\r\n",
	} {
		if res := m.raw(request); res.StatusCode < 400 {
			t.Errorf("%q: %d", request, res.StatusCode)
		}
	}
}

// Attack: addresses and origins of somebody else's.
func TestAttack_NoHeaderMovesOurAddresses(t *testing.T) {
	t.Parallel()
	m := newMatrix(t)
	spoofed := []string{
		"X-Forwarded-Host", "evil.test", "X-Forwarded-Proto", "https", "Forwarded", "host=evil.test;for=6.6.6.6", "X-Forwarded-For", "6.6.6.6", "X-Real-IP", "6.6.6.6",
		"X-Host", "evil.test", "X-Original-Host", "evil.test", "Origin", "https://evil.test", "Referer", "https://evil.test/",
	}
	for _, path := range []string{"/", "/sign-in", "/auth/login", "/auth/sso?connection=conn_a", "/api/openapi.json", "/api/me", "/nothing", "/healthz"} {
		for _, host := range []string{m.host(), "evil.test", "evil.test:80@" + m.host()} {
			res := m.ask(http.MethodGet, path, "", append(spoofed, "Host", host, "Accept", "text/html")...)
			body := res.body
			u, err := url.Parse(res.Header.Get("Location"))
			if err != nil || strings.Contains(u.Host, "evil") || strings.Contains(u.Query().Get("redirect_uri"), "evil") || strings.Contains(body, "evil.test") {
				t.Errorf("GET %s as %s leads to %q: %.200s", path, host, res.Header.Get("Location"), body)
			}
			for name := range res.Header {
				if strings.HasPrefix(name, "Access-Control-") {
					t.Errorf("GET %s: %s: %s", path, name, res.Header.Get(name))
				}
			}
		}
	}
	var ip int
	err := pgtest.Owner(t, m.dsn).QueryRow(t.Context(), `SELECT count(*) FROM sign_in_attempts WHERE ip LIKE '6.6%'`).Scan(&ip)
	if err != nil || ip != 0 {
		t.Errorf("%d attempts are told to come from 6.6.6.6, error %v", ip, err)
	}
	for _, route := range m.program.mux.Routes() {
		if route.Method == http.MethodGet || route.Pattern == "/webhooks/workos" {
			continue
		}
		path := uses[route.Name()].path
		if path == "" {
			path = route.Pattern
		}
		for _, header := range [][]string{{"Origin", "https://evil.test"}, {"Origin", "null"}, {"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Origin", "https://" + m.host() + ".evil.test"}} {
			res := m.ask(route.Method, path, "{}", append(header, "Cookie", m.signedInAs("client admin"), "Content-Type", "application/json")...)
			if res.StatusCode != http.StatusForbidden {
				t.Errorf("%s %s with %v: %d", route.Method, path, header, res.StatusCode)
			}
		}
	}
}

// Attack: every answer, wherever it comes from, is read by a browser that was tricked into showing it.
func TestAttack_EveryAnswerCarriesItsGuards(t *testing.T) {
	t.Parallel()
	m := newMatrix(t)
	for _, target := range []string{
		"/", "/sign-in", "/sign-in?ended=%3Cscript%3E&email=%22%3E%3Cscript%3E&return_to=javascript:alert(1)", "/nothing", "/people/member_1", "/healthz", "/readyz", "/api/me", "/api/members", "/api/openapi.json", "/assets/0123456789abcdef/app.css",
		"/auth/callback/workos?error=x&error_description=%3Cscript%3Ealert(1)%3C/script%3E", "/auth/sso?organization=%22%3E%3Cscript%3E", "/auth/admin-link?token=%3Cscript%3E", "//x", "/%3Cscript%3E", "/auth/login",
	} {
		for _, who := range []string{"", m.signedInAs("client admin")} {
			res := m.ask(http.MethodGet, target, "", "Cookie", who, "Accept", "text/html")
			body := res.body
			h := res.Header
			if csp := h.Get("Content-Security-Policy"); !strings.HasPrefix(csp, httpx.ContentSecurityPolicy) || strings.Contains(csp, "unsafe-inline") || strings.Contains(csp, "'unsafe-eval'") {
				t.Errorf("GET %s: policy %q", target, csp)
			}
			if h.Get("X-Content-Type-Options") != "nosniff" || h.Get("X-Frame-Options") != "DENY" || h.Get("Referrer-Policy") == "" || h.Get("Cross-Origin-Opener-Policy") != "same-origin" {
				t.Errorf("GET %s: %v", target, h)
			}
			if len(body) > 0 && h.Get("Content-Type") == "" {
				t.Errorf("GET %s: a body without a type", target)
			}
			if !strings.HasPrefix(target, "/assets/") && !strings.Contains(h.Get("Cache-Control"), "no-store") {
				t.Errorf("GET %s: Cache-Control %q", target, h.Get("Cache-Control"))
			}
			if strings.Contains(body, "<script>") || strings.Contains(body, "javascript:alert") || strings.Contains(body, "onerror=") {
				t.Errorf("GET %s carries markup of the asker: %s", target, body)
			}
			for _, c := range res.Cookies {
				if !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" {
					t.Errorf("GET %s: cookie %s", target, c)
				}
			}
			m.wantNoInternals(target, body)
		}
	}
}

// Attack: the database goes away, and answers tell why in its own words.
func TestAttack_AnAbsentDatabaseIsToldInOurWords(t *testing.T) {
	t.Parallel()
	m := newMatrix(t)
	m.untilReady()
	cookie := m.signedInAs("client admin")
	owner := pgtest.Owner(t, m.dsn)
	name := owner.Config().Database
	u, err := url.Parse(m.dsn)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/postgres"
	admin := pgtest.Owner(t, u.String())
	_ = owner.Close(t.Context())
	run := func(statement string) {
		if _, err := admin.Exec(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	run(`ALTER DATABASE ` + name + ` ALLOW_CONNECTIONS false`)
	run(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '` + name + `'`)
	defer run(`ALTER DATABASE ` + name + ` ALLOW_CONNECTIONS true`)
	for _, route := range m.program.mux.Routes() {
		use := uses[route.Name()]
		path := use.path
		if path == "" {
			path = route.Pattern
		}
		header := []string{"Cookie", cookie, "Content-Type", "application/json"}
		if use.signed {
			header = append(header, workos.SignatureHeader, workos.SignatureOf([]byte(use.body), matrixSecret, time.Now()))
		}
		for _, accept := range []string{"application/json", "text/html"} {
			res := m.ask(route.Method, path, use.body, append(header, "Accept", accept)...)
			m.wantNoInternals(route.Name(), res.body)
			if route.Pattern == "/webhooks/workos" && (res.StatusCode != http.StatusServiceUnavailable || res.Header.Get("Retry-After") == "") {
				t.Errorf("a webhook without a database: %d", res.StatusCode)
			}
			if strings.HasPrefix(route.Pattern, "/api/") && res.StatusCode < 400 && route.Pattern != "/api/openapi.json" {
				t.Errorf("%s without a database: %d", route.Name(), res.StatusCode)
			}
		}
	}
}

// Attack: hundreds of sockets that say nothing, or a little at a time.
func TestAttack_IdleAndTricklingSocketsStarveNobody(t *testing.T) {
	t.Parallel()
	m := newMatrix(t)
	for i := range 600 {
		conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", m.host())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = conn.Close() })
		switch i % 3 {
		case 0: // nothing
		case 1:
			_, err = io.WriteString(conn, "GET /api/me HTTP/1.1\r\nHost: x\r\nX-A: ")
		case 2:
			_, err = io.WriteString(conn, "POST /webhooks/workos HTTP/1.1\r\nHost: x\r\nContent-Length: 2097152\r\n\r\n{")
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	began := time.Now()
	if res := m.ask(http.MethodGet, "/healthz", ""); res.StatusCode != http.StatusOK {
		t.Errorf("healthz: %d", res.StatusCode)
	}
	if took := time.Since(began); took > 2*time.Second {
		t.Errorf("healthz took %s beside 600 sockets", took)
	}
	const body = `{"id":"event_beside","event":"nothing.happened","data":{}}`
	res := m.ask(http.MethodPost, "/webhooks/workos", body, workos.SignatureHeader, workos.SignatureOf([]byte(body), matrixSecret, time.Now()))
	if res.StatusCode != http.StatusOK {
		t.Errorf("a signed webhook beside sockets that trickle: %d", res.StatusCode)
	}
}

// Attack: whoever reads logs, metrics, audit, other organizations' streams, pages or the description of the API looks
// for secrets and people in them.
func TestAttack_CanariesAreNowhere(t *testing.T) {
	t.Parallel()
	const attribute, address, name = "canary-attribute-7f3a", "canary.person@x-canary.example", "Canary<script>Person"
	var logs lockedBuffer
	m := newMatrix(t, func(c *Config) { c.Logger = telemetry.NewLogger(&logs, slog.LevelDebug) })
	admin := m.cookie(callerNamed("client admin"))
	cookie := admin.Name + "=" + admin.Value
	other, stop := context.WithCancel(t.Context())
	defer stop()
	stream := m.watchOther(other)

	for i := range 12 {
		body := fmt.Sprintf(`{"id":"event_canary_%d","event":"dsync.user.created","data":{"id":"directory_user_canary_%d","directory_id":"directory_a","organization_id":"org_a","idp_id":"i%d","email":%q,"first_name":%q,"last_name":"x","state":"active","custom_attributes":{"secret":%q},"raw_attributes":{}},"created_at":"2026-11-21T11:59:58.000Z"}`,
			i, i, i, address, name, attribute)
		switch i % 4 {
		case 1:
			body = strings.Replace(body, `"state":"active"`, `"state":{"`+attribute+`":1}`, 1)
		case 2:
			body = strings.Replace(body, "org_a", "org_b", 1)
		case 3:
			body = body[:len(body)-2]
		}
		signature := workos.SignatureOf([]byte(body), matrixSecret, time.Now())
		if i%5 == 4 {
			signature = strings.Replace(signature, "v1=", "v1=0", 1)[:len(signature)]
		}
		_ = m.ask(http.MethodPost, "/webhooks/workos", body, workos.SignatureHeader, signature)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	if err := m.program.events.Idle(ctx); err != nil {
		t.Fatal(err)
	}
	_ = m.ask(http.MethodPost, "/auth/discover", `{"email":"`+address+`"}`, "Content-Type", "application/json")
	_ = m.ask(http.MethodGet, "/auth/sso?connection=conn_a&login_hint="+url.QueryEscape(address), "")
	_ = m.ask(http.MethodGet, "/auth/callback/workos?code=canary-code-91bd&state=canary-state-22cc", "", "Accept", "text/html")
	_ = m.ask(http.MethodGet, "/auth/admin-link?token=canary-link-5d5d", "")
	_ = m.ask(http.MethodGet, "/api/members?q="+url.QueryEscape(address), "", "Cookie", cookie)
	_ = m.ask(http.MethodGet, "/api/me", "", "Authorization", "Bearer "+m.keys["tenant key"])
	_ = m.ask(http.MethodGet, "/api/me", "", "Authorization", "Bearer mp_canarywrongkey0123456789")

	secrets := map[string]string{
		"the session's token": admin.Value, "the webhook secret": matrixSecret, "the API key": m.keys["tenant key"], "WorkOS's API key": "sk_test_sandbox", "a wrong key": "mp_canarywrongkey",
		"a code": "canary-code", "a state": "canary-state", "a link": "canary-link",
	}
	people := map[string]string{"an attribute": attribute, "an address": "x-canary.example", "a name": "Canary<"}
	look := func(where, text string, canaries ...map[string]string) {
		for _, set := range canaries {
			for what, canary := range set {
				if i := strings.Index(text, canary); i >= 0 {
					t.Errorf("%s tells %s: …%s…", where, what, text[max(0, i-150):min(len(text), i+100)])
				}
			}
		}
	}
	look("the log", logs.String(), secrets, people)
	metrics := httptest.NewRecorder()
	telemetry.OpsHandler(m.program.metrics).ServeHTTP(metrics, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/metrics", nil))
	look("/metrics", metrics.Body.String(), secrets, people, map[string]string{"an organization": `"org_a"`, "a directory": "directory_a"})
	for _, page := range []string{"/", "/sign-in", "/people", "/api/openapi.json", "/people/member_a_admin"} {
		look("GET "+page, m.ask(http.MethodGet, page, "", "Cookie", cookie, "Accept", "text/html").body, secrets, people)
	}
	for _, path := range []string{"/api/members", "/api/events", "/api/sync-logs", "/api/directories/directory_a/users", "/api/sign-in-attempts", "/api/health-checks", "/api/settings/workos"} {
		for _, who := range []string{"client admin", "platform admin"} {
			look("GET "+path+" to "+who, m.ask(http.MethodGet, path, "", "Cookie", m.signedInAs(who)).body, secrets)
		}
		look("GET "+path+" to the other organization", m.ask(http.MethodGet, path, "", "Cookie", m.signedInAs("client admin of another organization")).body, secrets, people)
	}
	owner := pgtest.Owner(t, m.dsn)
	for _, table := range []string{"audit_events", "sessions", "api_keys", "sign_in_flows", "sign_in_attempts", "admin_links", "settings", "sync_logs", "live_rows"} {
		var text string
		if err := owner.QueryRow(t.Context(), `SELECT COALESCE(string_agg(t::text, E'\n'), '') FROM `+table+` t`).Scan(&text); err != nil {
			t.Fatal(err)
		}
		look("the table "+table, text, secrets)
		if table == "audit_events" {
			look("the table "+table, text, map[string]string{"an attribute": attribute})
		}
	}
	stop()
	look("the other organization's stream", <-stream, secrets, people)
}

// watchOther reads all that the other organization's admin is shown live, until ctx ends.
func (m *matrix) watchOther(ctx context.Context) <-chan string {
	m.t.Helper()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, m.url+"/api/live?topics="+strings.Join([]string{string(shared.TopicLog), string(shared.TopicAttempts), string(shared.TopicProgress), string(shared.TopicCounts), string(shared.TopicHealth), string(shared.TopicDirectory)}, ","), nil)
	if err != nil {
		m.t.Fatal(err)
	}
	r.AddCookie(m.cookie(callerNamed("client admin of another organization"))) //nolint:contextcheck // the session outlives the stream
	res, err := http.DefaultClient.Do(r)                                       //nolint:bodyclose // the goroutine below closes it
	if err != nil || res.StatusCode != http.StatusOK {
		m.t.Fatalf("the other stream: %v, %v", res, err)
	}
	out := make(chan string, 1)
	go func() {
		defer func() { _ = res.Body.Close() }()
		text, _ := io.ReadAll(res.Body) // ends with ctx
		out <- string(text)
	}()
	return out
}

type lockedBuffer struct {
	mu  sync.Mutex
	out bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.out.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.out.String()
}
