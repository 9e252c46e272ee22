package signin_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"memberpulse/shared"
)

func TestASignInMakesANewSessionAndKillsTheOld(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	acme, beta := h.organization("Acme", "acme.test"), h.organization("Beta", "beta.test")
	h.person(acme, "ana@acme.test")
	h.person(beta, "ana@beta.test")
	b := h.browser()
	b.cookies["mp_session"] = "PLANTED"
	b.signIn("/auth/sso?connection="+acme.conn, "ana@acme.test")
	first := b.session()
	if first == "PLANTED" || first == "" {
		t.Fatalf("the planted token was kept: %q", first)
	}
	b.signIn("/auth/sso?connection="+beta.conn, "ana@beta.test")
	if b.session() == first {
		t.Error("switching the organization kept the token")
	}
	expect(t, "organization", b.me().Organization.ID, beta.org)
	old := h.browser()
	old.cookies["mp_session"] = first
	expect(t, "the old token", old.get("/api/me").status, 401)
	expect(t, "sessions", h.sessions(), 1)
}

func TestErrorsComeBackAsOurWords(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	acme := h.organization("Acme", "acme.test")
	const nasty = `<script>alert(1)</script>`
	for _, code := range strings.Fields(`access_denied ambiguous_connection_selector connection_domain_invalid connection_invalid
		connection_strategy_invalid connection_unlinked domain_connection_selector_not_allowed idp_initiated_sso_disabled
		invalid_connection_selector organization_invalid oauth_failed profile_not_allowed_outside_organization server_error
		signin_consent_denied something_new idp_initiated state_used`) {
		b := h.browser()
		b.agent = code
		state := stateOf(t, b.start("/auth/sso?connection="+acme.conn))
		a := b.get("/auth/callback/workos?" + url.Values{"error": {code}, "error_description": {nasty}, "state": {state}}.Encode())
		page := a.page(t)
		want := code
		if strings.Contains("something_new idp_initiated state_used", code) {
			want = "workos_error"
		}
		expect(t, code, page.Code, want)
		if a.status != 400 && a.status != 403 {
			t.Errorf("%s: status %d", code, a.status)
		}
		if page.Title == "" || page.Detail == "" || page.Actor == "" || page.Action == "" || page.AttemptID == "" || page.RetryURL == "" {
			t.Errorf("the page leaves something open: %+v", page)
		}
		if strings.Contains(page.Title+page.Detail+page.Action+page.Actor, "script") || !strings.Contains(page.Received, nasty) {
			t.Errorf("the description is text beside our words: %+v", page)
		}
	}
	for _, a := range h.attempts("&status=refused") {
		if a.Status != "refused" || len(a.Stages) != 5 || a.Stages[1].State != "failed" || a.Title == "" || a.FinishedAt == nil {
			t.Errorf("attempt %+v", a)
		}
	}
}

func TestAddressesComeFromConfiguration(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	acme := h.organization("Acme", "acme.test")
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, h.app.URL+"/auth/sso?connection="+acme.conn, nil)
	h.must(err)
	r.Host = "evil.test"
	r.Header.Set("X-Forwarded-Host", "evil.test")
	r.Header.Set("X-Forwarded-For", "203.0.113.9")
	res, err := (&http.Transport{}).RoundTrip(r)
	h.must(err)
	defer func() { _ = res.Body.Close() }()
	if to := res.Header.Get("Location"); strings.Contains(to, "evil") || !strings.Contains(to, url.QueryEscape(h.app.URL+"/auth/callback/workos")) {
		t.Errorf("sent to %s", to)
	}
	expect(t, "address", ask[string](h, `SELECT ip FROM sign_in_attempts`), "127.0.0.1")
}

func TestWhoIsOutIsOutAtOnce(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		out  string
		code string
	}{
		"connection disabled":  {`UPDATE connections SET enabled = false`, "connection_disabled"},
		"connection inactive":  {`UPDATE connections SET state = 'inactive'`, "connection_inactive"},
		"organization deleted": {`UPDATE organizations SET deleted_at = now()`, "organization_deleted"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h, acme := newAcme(t)
			b := h.browser()
			callback := b.at(b.start("/auth/sso?connection="+acme.conn), "ana@acme.test")
			h.exec(c.out) // while the person was at the identity provider
			a := b.get(callback)
			expect(t, "status", a.status, 403)
			expect(t, "code", a.code(), c.code)
			expect(t, "a new start", h.browser().get("/auth/sso?connection="+acme.conn).code(), c.code)
		})
	}
	t.Run("a deleted organization's open session", func(t *testing.T) {
		t.Parallel()
		h, acme := newAcme(t)
		b := h.browser()
		expect(t, "sign-in", b.signIn("/auth/sso?connection="+acme.conn, "ana@acme.test").status, 303)
		h.exec(`UPDATE organizations SET deleted_at = now()`)
		expect(t, "next request", b.get("/api/me").status, 401)
	})
	t.Run("an inactive member", func(t *testing.T) {
		t.Parallel()
		h, acme := newAcme(t)
		b := h.browser()
		expect(t, "sign-in", b.signIn("/auth/sso?connection="+acme.conn, "ana@acme.test").status, 303)
		h.exec(`UPDATE members SET state = 'inactive'`)
		expect(t, "next request", b.get("/api/me").status, 401)
	})
	t.Run("a truncated token", func(t *testing.T) {
		t.Parallel()
		h, acme := newAcme(t)
		b := h.browser()
		b.signIn("/auth/sso?connection="+acme.conn, "ana@acme.test")
		b.cookies["mp_session"] = b.session()[:51]
		expect(t, "next request", b.get("/api/me").status, 401)
	})
}

func TestStepsCannotBeSkipped(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.organization("Acme", "acme.test")
	expect(t, "an empty choice", h.browser().form("/auth/choose", nil).code(), "flow_cookie_missing")
	expect(t, "an empty discovery", h.browser().do(http.MethodPost, "/auth/discover", "application/json", "").status, 400)
	expect(t, "logout by nobody", h.browser().send("/auth/logout", nil).status, 401)
	acme := h.homes["Acme"]
	b := h.browser()
	state := stateOf(t, b.start("/auth/sso?connection="+acme.conn))
	expect(t, "a choice of a flow that offers none", b.form("/auth/choose", url.Values{"state": {state}, "organization_id": {acme.org}}).code(), "choice_expired")
	expect(t, "a callback without code", b.get(callbackOf("", state)).code(), "code_missing")
}

func TestLogoutEndsTheSession(t *testing.T) {
	t.Parallel()
	h, acme := newAcme(t)
	b := h.browser()
	b.signIn("/auth/sso?connection="+acme.conn, "ana@acme.test")
	token := b.session()
	expect(t, "by GET", b.get("/auth/logout").status, 405)
	cross := h.browser()
	cross.cookies["mp_session"] = token
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, h.app.URL+"/auth/logout", nil)
	h.must(err)
	r.Header.Set("Cookie", "mp_session="+token)
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	res, err := http.DefaultClient.Do(r)
	h.must(err)
	h.must(res.Body.Close())
	expect(t, "by another site", res.StatusCode, 403)
	a := b.send("/auth/logout", nil)
	if a.status != 200 || !strings.Contains(a.body, `"redirect_url":"/sign-in?ended=signed_out"`) || a.header.Get("Clear-Site-Data") != `"cache", "storage"` {
		t.Errorf("%d %s %v", a.status, a.body, a.header)
	}
	if b.session() != "" {
		t.Error("the cookie stayed")
	}
	expect(t, "the old cookie again", cross.get("/api/me").status, 401)
}

func TestAnswersStayOutOfCachesAndTokensInCookies(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	acme := h.organization("Acme", "acme.test")
	p := h.person(acme, "ana@acme.test")
	b := h.browser()
	a := b.signIn("/auth/sso?connection="+acme.conn, "ana@acme.test")
	me := b.get("/api/me")
	if cc := me.header.Get("Cache-Control"); cc != "no-store, private" || !strings.Contains(me.header.Get("Vary"), "Cookie") {
		t.Errorf("Cache-Control %q, Vary %q", cc, me.header.Get("Vary"))
	}
	if strings.Contains(a.body+me.body+a.location, b.session()) {
		t.Error("the token stands outside of the cookie")
	}
	stored := ask[string](h, `SELECT string_agg(s::text, '') FROM sessions s`) + ask[string](h, `SELECT string_agg(s::text, '') FROM sign_in_flows s`)
	h.logging.Lock()
	defer h.logging.Unlock()
	for _, place := range []string{stored, h.logs.String()} {
		if strings.Contains(place, b.session()) {
			t.Error("the token is stored or logged as it is")
		}
	}
	if strings.Contains(h.logs.String(), "ana@acme.test") || p.Email == "" {
		t.Error("an address is in the log")
	}
}

func TestASignInIsRecordedFromStartToSession(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	acme := h.organization("Acme", "acme.test")
	h.person(acme, "ana@acme.test", "MemberPulse Admins")
	b := h.browser()
	expect(t, "sign-in", b.signIn("/auth/sso?connection="+acme.conn, "ana@acme.test").status, 303)
	me := b.me()
	if me.Organization.ID != acme.org || me.Member.Email != "ana@acme.test" || me.Member.FirstName != "Ana" || len(me.Roles) == 0 || me.Roles[0] != shared.RoleClientAdmin {
		t.Errorf("me %+v", me)
	}
	list := h.attempts("")
	if len(list) != 1 {
		t.Fatalf("%d attempts", len(list))
	}
	a := list[0]
	var got []string
	for _, s := range a.Stages {
		got = append(got, s.Stage+" "+s.State)
	}
	expect(t, "stages", strings.Join(got, ", "), "started done, returned done, exchanged done, matched done, session done")
	if a.Status != "succeeded" || a.MemberID != me.Member.ID || a.MemberName != "Ana Silva" || a.OrganizationID != acme.org || a.ConnectionName != "Acme Okta" || a.FinishedAt == nil || a.Email != "ana@acme.test" {
		t.Errorf("attempt %+v", a)
	}
	expect(t, "audit", ask[int](h, `SELECT count(*) FROM audit_events WHERE action = 'session.started' AND organization_id = ?`, acme.org), 1)
	expect(t, "frames for the screens", ask[int](h, `SELECT count(*) FROM live_rows WHERE topic = 'attempts' AND organization_id = ?`, acme.org), 2)
}

// Somebody without an address is not who began a sign-in of which no address is known.
func TestASignInWithoutAnAddressIsNobodysByName(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	acme := h.organization("Acme", "acme.test")
	h.person(acme, "ana@acme.test", "Members")
	expect(t, "the first sign-in", h.browser().signIn("/auth/sso?connection="+acme.conn, "ana@acme.test").status, 303)
	expect(t, "people without an address", ask[int](h, `WITH bare AS (UPDATE members SET email = '' WHERE organization_id = ? RETURNING 1) SELECT count(*) FROM bare`, acme.org), 1)
	expect(t, "sign-in", h.browser().get("/auth/sso?organization="+acme.org).status, 302)
	list := h.attempts("")
	for _, a := range list {
		if named := a.MemberName != ""; named != (a.Status == "succeeded") {
			t.Errorf("attempt %+v", a)
		}
	}
	expect(t, "attempts", len(list), 2)
}
