package signin_test

import (
	"net/url"
	"strings"
	"testing"
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

func TestAFormIsNotRedirectedOffTheOrigin(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.organization("Acme", "acme.test")
	a := h.browser().get("/auth/sso?email=ana%40acme.test")
	if a.status != 200 || !strings.Contains(a.body, h.workos.URL+"/sso/authorize") || !strings.Contains(a.body, "login_hint=ana%40acme.test") {
		t.Errorf("%d %s", a.status, a.body)
	}
	a = h.browser().get("/auth/sso?email=eve%40elsewhere.test")
	if a.status != 200 || !strings.Contains(a.body, "/user_management/authorize") {
		t.Errorf("an address without single sign-on goes on with AuthKit: %d %s", a.status, a.body)
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
	h := newHouse(t)
	acme := h.organization("Acme", "acme.test")
	h.browser().do("HEAD", "/auth/sso?"+url.Values{"connection": {acme.conn}}.Encode(), "", "")
	expect(t, "flows", ask[int](h, `SELECT count(*) FROM sign_in_flows`), 0)
}
