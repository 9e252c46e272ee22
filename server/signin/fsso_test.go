package signin_test

import (
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"memberpulse/shared"
)

// The facts of single sign-on that every sign-in here is held to, by their numbers in the list of facts.

func callbackOf(code, state string) string {
	return "/auth/callback/workos?" + url.Values{"code": {code}, "state": {state}}.Encode()
}

func stateOf(t *testing.T, location string) string {
	t.Helper()
	u, err := url.Parse(location)
	if err != nil {
		t.Fatal(err)
	}
	return u.Query().Get("state")
}

func Test_F_SSO_1_AFlowHasItsOwnCookieAndAState(t *testing.T) {
	t.Parallel()
	h := newHouseAt(t, "https")
	acme := h.organization("Acme", "acme.test")
	b := h.browser()
	first := b.get("/auth/sso?return_to=%2Fpeople&connection=" + acme.conn)
	second := b.get("/auth/sso?connection=" + acme.conn)
	var flows []*http.Cookie
	for _, a := range []answer{first, second} {
		for _, c := range a.cookies {
			if strings.Contains(c.Name, "mp_flow_") {
				flows = append(flows, c)
			}
		}
	}
	if len(flows) != 2 || flows[0].Name == flows[1].Name {
		t.Fatalf("two sign-ins of one browser have the cookies %v", flows)
	}
	for _, c := range flows {
		if !strings.HasPrefix(c.Name, "__Host-mp_flow_") || !c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.MaxAge != 600 || c.Domain != "" {
			t.Errorf("cookie %+v", c)
		}
	}
	if state := stateOf(t, first.location); len(state) < 52 || state == stateOf(t, second.location) {
		t.Errorf("state %q", state)
	}
	expect(t, "return path kept on the server", ask[string](h, `SELECT return_to FROM sign_in_flows WHERE return_to <> '/'`), "/people")
}

func Test_F_SSO_2_WithoutCookieOrStateNothingIsExchanged(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	acme := h.organization("Acme", "acme.test")
	h.person(acme, "ana@acme.test")
	swap := func(s string) string { return strings.ToLower(s) }
	for name, c := range map[string]struct {
		change func(b *browser, state string) string
		code   string
	}{
		"no cookie": {func(b *browser, state string) string { b.cookies = map[string]string{}; return state }, "flow_cookie_missing"},
		"another browser's cookie": {func(b *browser, state string) string {
			for name := range b.cookies {
				b.cookies[name] = "OTHER"
			}
			return state
		}, "flow_cookie_mismatch"},
		"unknown state":         {func(*browser, string) string { return "UNKNOWN" }, "flow_cookie_missing"},
		"truncated state":       {func(_ *browser, state string) string { return state[:len(state)-1] }, "flow_cookie_missing"},
		"state in another case": {func(_ *browser, state string) string { return swap(state) }, "flow_cookie_missing"},
		"expired state":         {func(_ *browser, state string) string { h.clock.advance(10*time.Minute + time.Second); return state }, "state_expired"},
	} {
		b := h.browser()
		b.agent = name
		callback, err := url.Parse(b.at(b.start("/auth/sso?connection="+acme.conn), "ana@acme.test"))
		h.must(err)
		q := callback.Query()
		state := c.change(b, q.Get("state"))
		before := h.called("/sso/token")
		a := b.get(callbackOf(q.Get("code"), state))
		expect(t, name+": status", a.status, 400)
		expect(t, name+": code", a.code(), c.code)
		expect(t, name+": codes exchanged", h.called("/sso/token")-before, 0)
		expect(t, name+": sessions", h.sessions(), 0)
	}
}

func Test_F_SSO_3_ACodeIsSpentOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	acme := h.organization("Acme", "acme.test")
	h.person(acme, "ana@acme.test")
	b := h.browser()
	callback := b.at(b.start("/auth/sso?connection="+acme.conn), "ana@acme.test")
	const doubles = 8
	answers := make(chan answer, doubles)
	var ready sync.WaitGroup
	ready.Add(doubles)
	for range doubles {
		twin := h.browser()
		for k, v := range b.cookies {
			twin.cookies[k] = v
		}
		go func() {
			ready.Done()
			ready.Wait()
			answers <- twin.get(callback)
		}()
	}
	count := map[int]int{}
	for range doubles {
		a := <-answers
		count[a.status]++
		if a.status == 400 {
			expect(t, "code", a.code(), "state_used")
		}
	}
	if count[303] != 1 || count[400] != doubles-1 {
		t.Errorf("statuses %v, want one session and 400 for the others", count)
	}
	expect(t, "codes exchanged", h.called("/sso/token"), 1)
	expect(t, "sessions", h.sessions(), 1)
}

func Test_F_SSO_4_AVictimsCodeInTheAttackersFlowFails(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	acme, evil := h.organization("Acme", "acme.test"), h.organization("Evil", "evil.test")
	h.person(acme, "ana@acme.test")
	victim, attacker := h.browser(), h.browser()
	stolen, err := url.Parse(victim.at(victim.start("/auth/sso?connection="+acme.conn), "ana@acme.test"))
	h.must(err)
	state := stateOf(t, attacker.start("/auth/sso?connection="+evil.conn))
	a := attacker.get(callbackOf(stolen.Query().Get("code"), state))
	expect(t, "status", a.status, 400)
	expect(t, "code", a.code(), "connection_mismatch")
	expect(t, "sessions", h.sessions(), 0)
}

func Test_F_SSO_5_AMixUpIsRefusedAndAudited(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	acme := h.organization("Acme", "acme.test")
	h.person(acme, "ana@acme.test")
	h.tell(map[string]any{"id": "prof_1", "idp_id": "1", "email": "ana@acme.test", "organization_id": acme.org, "connection_id": "conn_other"})
	a := h.browser().signIn("/auth/sso?connection="+acme.conn, "ana@acme.test")
	expect(t, "code", a.code(), "connection_mismatch")
	expect(t, "sessions", h.sessions(), 0)
	expect(t, "audit entries", ask[int](h, `SELECT count(*) FROM audit_events WHERE action = 'sign_in.mix_up_refused' AND organization_id = ?`, acme.org), 1)
}

func Test_F_SSO_6_NobodyTakesAnAccountOverAcrossOrganizations(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	acme := h.organization("Acme", "acme.test")
	h.person(acme, "ana@acme.test")
	expect(t, "Ana signs in at Acme", h.browser().signIn("/auth/sso?connection="+acme.conn, "ana@acme.test").status, 303)
	evil := h.organization("Evil", "evil.test")
	for name, profile := range map[string]map[string]any{
		"the same address":          {"email": "ana@acme.test"},
		"in another case":           {"email": "ANA@Acme.Test"},
		"a look-alike":              {"email": "аna@acme.test"}, // a Cyrillic a
		"two at signs":              {"email": "ana@acme.test@evil.test"},
		"the same idp id":           {"idp_id": "same"},
		"the victim's organization": {"organization_id": acme.org},
		"the victim's connection":   {"connection_id": acme.conn},
		"no organization":           {"organization_id": nil},
		"no address":                {"email": nil},
		"no id in the idp":          {"idp_id": ""},
	} {
		told := map[string]any{"id": "prof_evil", "idp_id": "evil", "email": "eve@evil.test", "organization_id": evil.org, "connection_id": evil.conn}
		for k, v := range profile {
			told[k] = v
		}
		h.tell(told)
		h.clock.advance(time.Minute)
		b := h.browser()
		state := stateOf(t, b.start("/auth/sso?connection="+evil.conn))
		a := b.get(callbackOf("any", state))
		if a.status == 303 {
			expect(t, name+": came in at", b.me().Organization.ID, evil.org)
		} else {
			expect(t, name+": status", a.status, 400)
		}
		expect(t, name+": sessions at Acme", ask[int](h, `SELECT count(*) FROM sessions WHERE organization_id = ?`, acme.org), 1)
		expect(t, name+": members at Acme", ask[int](h, `SELECT count(*) FROM members WHERE organization_id = ?`, acme.org), 1)
	}
}

func Test_F_SSO_7_TheSameAddressElsewhereIsSomebodyElse(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	acme, beta := h.organization("Acme", "acme.test"), h.organization("Beta", "beta.test")
	h.person(acme, "ana@acme.test")
	one, two := h.browser(), h.browser()
	expect(t, "Acme", one.signIn("/auth/sso?connection="+acme.conn, "ana@acme.test").status, 303)
	h.tell(map[string]any{"id": "prof_beta", "idp_id": "7", "email": "ana@acme.test", "organization_id": beta.org, "connection_id": beta.conn})
	state := stateOf(t, two.start("/auth/sso?connection="+beta.conn))
	expect(t, "Beta", two.get(callbackOf("any", state)).status, 303)
	a, b := one.me(), two.me()
	if a.Member.ID == b.Member.ID || a.Organization.ID != acme.org || b.Organization.ID != beta.org {
		t.Errorf("%+v and %+v", a, b)
	}
}

func Test_F_SSO_8_WhatTheIdPStartsMakesNoSession(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	acme := h.organization("Acme", "acme.test")
	h.person(acme, "ana@acme.test")
	b := h.browser()
	callback, err := url.Parse(b.at(b.start("/auth/sso?connection="+acme.conn), "ana@acme.test"))
	h.must(err)
	for name, query := range map[string]url.Values{
		"a code without state":      {"code": callback.Query()["code"]},
		"idp-initiated is off":      {"error": {"idp_initiated_sso_disabled"}, "connection_id": {acme.conn}, "organization": {acme.org}},
		"a link with a place to go": {"code": {"x"}, "connection": {acme.conn}, "return_to": {"https://evil.test"}, "RelayState": {"https://evil.test"}},
	} {
		a := h.browser().get("/auth/callback/workos?" + query.Encode())
		page := a.page(t)
		if a.status != 200 || page.Code != "idp_initiated" || page.RetryURL != "/auth/sso?connection="+acme.conn {
			t.Errorf("%s: %d %+v", name, a.status, page)
		}
	}
	a := h.browser().get("/auth/callback/workos?code=unknown")
	expect(t, "an unknown code", a.code(), "state_missing")
	expect(t, "an empty callback", h.browser().get("/auth/callback/workos").status, 400)
	expect(t, "sessions", h.sessions(), 0)
}

func Test_F_SSO_9_ReturnPathsStayHere(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	acme := h.organization("Acme", "acme.test")
	h.person(acme, "ana@acme.test")
	for asked, want := range map[string]string{
		"/people?state=active": "/people?state=active", "//evil.test": "/", "https://evil.test": "/", `/\evil.test`: "/",
	} {
		a := h.browser().signIn("/auth/sso?"+url.Values{"connection": {acme.conn}, "return_to": {asked}}.Encode(), "ana@acme.test")
		expect(t, asked, a.location, want)
	}
}

func Test_F_SSO_10_ASignInMakesANewSessionAndKillsTheOld(t *testing.T) {
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

func Test_F_SSO_11_ErrorsComeBackAsOurWords(t *testing.T) {
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

func Test_F_SSO_12_AddressesComeFromConfiguration(t *testing.T) {
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

func Test_F_SSO_13_WhoIsOutIsOutAtOnce(t *testing.T) {
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
			h := newHouse(t)
			acme := h.organization("Acme", "acme.test")
			h.person(acme, "ana@acme.test")
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
		h := newHouse(t)
		acme := h.organization("Acme", "acme.test")
		h.person(acme, "ana@acme.test")
		b := h.browser()
		expect(t, "sign-in", b.signIn("/auth/sso?connection="+acme.conn, "ana@acme.test").status, 303)
		h.exec(`UPDATE organizations SET deleted_at = now()`)
		expect(t, "next request", b.get("/api/me").status, 401)
	})
	t.Run("an inactive member", func(t *testing.T) {
		t.Parallel()
		h := newHouse(t)
		acme := h.organization("Acme", "acme.test")
		h.person(acme, "ana@acme.test")
		b := h.browser()
		expect(t, "sign-in", b.signIn("/auth/sso?connection="+acme.conn, "ana@acme.test").status, 303)
		h.exec(`UPDATE members SET state = 'inactive'`)
		expect(t, "next request", b.get("/api/me").status, 401)
	})
	t.Run("a truncated token", func(t *testing.T) {
		t.Parallel()
		h := newHouse(t)
		acme := h.organization("Acme", "acme.test")
		h.person(acme, "ana@acme.test")
		b := h.browser()
		b.signIn("/auth/sso?connection="+acme.conn, "ana@acme.test")
		b.cookies["mp_session"] = b.session()[:51]
		expect(t, "next request", b.get("/api/me").status, 401)
	})
}

func Test_F_SSO_14_StepsCannotBeSkipped(t *testing.T) {
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

func Test_F_SSO_15_LogoutEndsTheSession(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	acme := h.organization("Acme", "acme.test")
	h.person(acme, "ana@acme.test")
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

func Test_F_SSO_16_AnswersStayOutOfCachesAndTokensInCookies(t *testing.T) {
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
	if a.Status != "succeeded" || a.MemberID != me.Member.ID || a.OrganizationID != acme.org || a.ConnectionName != "Acme Okta" || a.FinishedAt == nil || a.Email != "ana@acme.test" {
		t.Errorf("attempt %+v", a)
	}
	expect(t, "audit", ask[int](h, `SELECT count(*) FROM audit_events WHERE action = 'session.started' AND organization_id = ?`, acme.org), 1)
	expect(t, "frames for the screens", ask[int](h, `SELECT count(*) FROM live_rows WHERE topic = 'attempts' AND organization_id = ?`, acme.org), 2)
}
