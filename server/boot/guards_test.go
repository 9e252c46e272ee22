package boot

import (
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"memberpulse/server/httpx"
	"memberpulse/server/pg/pgtest"
	"memberpulse/server/workos"
)

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
	_ = owner.Close(t.Context()) // the database is about to refuse it anyway
	run := func(statement string) {
		if _, err := admin.Exec(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	run(`ALTER DATABASE ` + name + ` ALLOW_CONNECTIONS false`)
	run(`SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity WHERE datname = '` + name + `'`)
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
			if strings.HasPrefix(route.Pattern, "/api/") && res.StatusCode < 400 && route.Pattern != "/api/openapi.json" && !route.Page {
				t.Errorf("%s without a database: %d", route.Name(), res.StatusCode)
			}
		}
	}
}

// Attack: hundreds of sockets that say nothing, or a little at a time.
func TestAttack_IdleAndTricklingSocketsStarveNobody(t *testing.T) {
	t.Parallel()
	m := newMatrix(t)
	var last net.Conn
	for i := range 600 {
		conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", m.host())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = conn.Close() })
		last = conn
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
	if res := m.ask(http.MethodGet, "/healthz", ""); res.StatusCode != http.StatusOK {
		t.Errorf("healthz: %d", res.StatusCode)
	}
	if err := last.SetReadDeadline(time.Now().Add(time.Millisecond)); err != nil {
		t.Fatal(err)
	}
	if n, err := last.Read(make([]byte, 1)); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("healthz was answered only after the sockets had been let go: %d bytes, %v", n, err)
	}
	const body = `{"id":"event_beside","event":"nothing.happened","data":{}}`
	res := m.ask(http.MethodPost, "/webhooks/workos", body, workos.SignatureHeader, workos.SignatureOf([]byte(body), matrixSecret, time.Now()))
	if res.StatusCode != http.StatusOK {
		t.Errorf("a signed webhook beside sockets that trickle: %d", res.StatusCode)
	}
}
