package signin_test

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestWhatALinkMayName(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	acme := h.organization("Acme", "acme.test")
	off := h.organization("Off", "off.test")
	h.exec(`UPDATE connections SET enabled = false WHERE id = ?`, off.conn)
	broken := h.organization("Broken", "broken.test")
	h.exec(`UPDATE connections SET state = 'inactive' WHERE id = ?`, broken.conn)
	gone := h.organization("Gone", "gone.test")
	h.exec(`UPDATE organizations SET deleted_at = now() WHERE id = ?`, gone.org)
	pending := h.organization("Pending", "pending.test")
	h.exec(`UPDATE organization_domains SET state = 'pending' WHERE organization_id = ?`, pending.org)
	for name, c := range map[string]struct {
		query  string
		status int
		code   string
	}{
		"connection":            {"connection=" + acme.conn, 302, ""},
		"as WorkOS names it":    {"connection_id=" + acme.conn, 302, ""},
		"organization":          {"organization=" + acme.org, 302, ""},
		"domain, in any case":   {"domain=ACME.test", 302, ""},
		"nothing":               {"", 400, "no_connection"},
		"two things":            {"connection=" + acme.conn + "&domain=acme.test", 400, "ambiguous_selector"},
		"unknown connection":    {"connection=conn_0123", 400, "connection_unknown"},
		"no connection at all":  {"connection=../x", 400, "connection_unknown"},
		"unknown organization":  {"organization=org_0123", 400, "no_connection"},
		"unknown domain":        {"domain=nobody.test", 400, "no_connection"},
		"unverified domain":     {"domain=pending.test", 400, "no_connection"},
		"disabled connection":   {"organization=" + off.org, 403, "connection_disabled"},
		"inactive connection":   {"connection=" + broken.conn, 403, "connection_inactive"},
		"deleted organization":  {"connection=" + gone.conn, 403, "organization_deleted"},
		"an address of nowhere": {"email=nowhere", 400, "no_connection"},
	} {
		b := h.browser()
		b.agent = name // a browser each, for the limit's sake
		a := b.get("/auth/sso?" + c.query)
		expect(t, name+": status", a.status, c.status)
		expect(t, name+": code", a.code(), c.code)
		if c.status == 302 && !strings.Contains(a.location, "connection="+acme.conn) {
			t.Errorf("WorkOS is not told the connection: %s", a.location)
		}
		if c.status != 302 && len(a.page(t).Action) == 0 {
			t.Error(name + ": the page says not what to do")
		}
	}
	b := h.browser()
	b.accept = "*/*"
	if a := b.get("/auth/sso"); a.status != 400 || !strings.Contains(a.body, `"code":"no_connection"`) || !strings.Contains(a.header.Get("Content-Type"), "problem+json") {
		t.Errorf("programs read a problem: %d %s", a.status, a.body)
	}
	h.homes["default"] = acme
	if a := h.browser().get("/auth/sso"); a.status != 302 {
		t.Errorf("without a selector the default connection is meant: %d %s", a.status, a.body)
	}
}

// The sign-in page's form may not be redirected off the origin; everybody else is, whatever they accept.
func TestOnlyTheFormIsHandedOver(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	acme := h.organization("Acme", "acme.test")
	for name, accept := range map[string]string{"a browser": "text/html", "a program": "*/*"} {
		b := h.browser()
		b.accept, b.agent = accept, name
		for _, query := range []string{"email=ana%40acme.test", "domain=acme.test", "organization=" + acme.org, "connection=" + acme.conn} {
			for _, method := range []string{http.MethodGet, http.MethodHead} {
				a := b.do(method, "/auth/sso?"+query, "", "")
				if a.status != http.StatusFound || !strings.HasPrefix(a.location, h.workos.URL+"/sso/authorize") {
					t.Errorf("%s, %s %s: %d %s", name, method, query, a.status, a.location)
				}
			}
		}
		for _, method := range []string{http.MethodGet, http.MethodHead} {
			expect(t, name+", "+method+" of an address of nowhere", b.do(method, "/auth/sso?email=eve%40elsewhere.test", "", "").status, http.StatusBadRequest)
			expect(t, name+", "+method+" of AuthKit", b.do(method, "/auth/login?email=eve%40elsewhere.test", "", "").status, http.StatusFound)
			expect(t, name+", "+method+" of an unknown organization", b.do(method, "/auth/login?organization=org_NEVER", "", "").status, http.StatusBadRequest)
		}
		a := b.get("/auth/sso?from=form&email=ana%40acme.test")
		if a.status != 200 || !strings.Contains(a.body, h.workos.URL+"/sso/authorize") || !strings.Contains(a.body, "login_hint=ana%40acme.test") {
			t.Errorf("%s: %d %s", name, a.status, a.body)
		}
		a = b.get("/auth/sso?from=form&email=eve%40elsewhere.test")
		if a.status != 200 || !strings.Contains(a.body, "/user_management/authorize") {
			t.Errorf("%s: an address without single sign-on goes on with AuthKit: %d %s", name, a.status, a.body)
		}
	}
}

func TestStartsAreLimitedExactly(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	acme := h.organization("Acme", "acme.test")
	const at = 200
	statuses := make(chan int, at)
	for range at {
		go func() {
			a := h.browser().get("/auth/sso?connection=" + acme.conn)
			statuses <- a.status
		}()
	}
	count := map[int]int{}
	for range at {
		count[<-statuses]++
	}
	if count[302] != 20 || count[429] != 180 {
		t.Errorf("of 200 at once %v, want exactly 20 let through", count)
	}
	b := h.browser()
	b.agent = "another browser"
	b.start("/auth/sso?connection=" + acme.conn)
	b = h.browser()
	a := b.get("/auth/sso?connection=" + acme.conn)
	if a.status != 429 || a.header.Get("Retry-After") == "" || a.code() != "too_many_sign_ins" {
		t.Errorf("%d %v", a.status, a.header)
	}
	h.clock.Advance(61e9)
	b.start("/auth/sso?connection=" + acme.conn)
}

func TestABrowserKeepsFewFlowCookies(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	acme := h.organization("Acme", "acme.test")
	b := h.browser()
	for range 15 {
		b.start("/auth/sso?connection=" + acme.conn)
	}
	n := 0
	for name := range b.cookies {
		if strings.HasPrefix(name, "mp_flow_") {
			n++
		}
	}
	if n > 8 {
		t.Errorf("%d cookies of sign-ins that nobody finished", n)
	}
}

func TestLookingBeginsNothing(t *testing.T) {
	t.Parallel()
	h, acme := newAcme(t)
	off := h.organization("Off", "off.test")
	h.exec(`UPDATE connections SET enabled = false WHERE id = ?`, off.conn)
	b := h.browser()
	for path, status := range map[string]int{
		"/auth/sso?connection=" + acme.conn: 302, "/auth/sso?connection=" + off.conn: 403, "/auth/sso?domain=nowhere.test": 400, "/auth/login": 302,
		"/auth/callback/workos": 400, "/auth/callback/workos?code=x&state=y": 400,
	} {
		expect(t, "HEAD "+path, b.do(http.MethodHead, path, "", "").status, status)
	}
	expect(t, "cookies", len(b.cookies), 0)
	expect(t, "flows", ask[int](h, `SELECT count(*) FROM sign_in_flows`), 0)
	expect(t, "attempts", ask[int](h, `SELECT count(*) FROM sign_in_attempts`), 0)
	expect(t, "starts that are left", passed(25, func() answer { return h.browser().get("/auth/sso?connection=" + acme.conn) }), 20)
	h.clock.Advance(61 * time.Second)
	callback := b.at(b.start("/auth/sso?connection="+acme.conn), "ana@acme.test")
	b.do(http.MethodHead, callback, "", "")
	expect(t, "a callback that was looked at", b.get(callback).status, http.StatusSeeOther)
}
