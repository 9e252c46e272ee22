package boot

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"memberpulse/server/pg/pgtest"
)

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
