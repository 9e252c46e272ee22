package signin_test

import (
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"
)

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

func TestAFlowHasItsOwnCookieAndAState(t *testing.T) {
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

func TestWithoutCookieOrStateNothingIsExchanged(t *testing.T) {
	t.Parallel()
	h, acme := newAcme(t)
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
		"expired state":         {func(_ *browser, state string) string { h.clock.Advance(10*time.Minute + time.Second); return state }, "state_expired"},
	} {
		b := h.browser()
		b.agent = name
		callback, err := url.Parse(b.at(b.start("/auth/sso?connection="+acme.conn), "ana@acme.test"))
		h.must(err)
		q := callback.Query()
		state := c.change(b, q.Get("state"))
		before := h.exchanges()
		a := b.get(callbackOf(q.Get("code"), state))
		expect(t, name+": status", a.status, 400)
		expect(t, name+": code", a.code(), c.code)
		expect(t, name+": codes exchanged", h.exchanges()-before, 0)
		expect(t, name+": sessions", h.sessions(), 0)
	}
}

func TestACodeIsSpentOnce(t *testing.T) {
	t.Parallel()
	h, acme := newAcme(t)
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
	expect(t, "codes exchanged", h.exchanges(), 1)
	expect(t, "sessions", h.sessions(), 1)
}

// A page that refused is loaded again in its browser: it says the same, for as long as the sign-in's cookie lives.
func TestARefusalLoadedAgainSaysTheSame(t *testing.T) {
	t.Parallel()
	h, acme := newAcme(t)
	b := h.browser()
	state := stateOf(t, b.start("/auth/sso?connection="+acme.conn+"&login_hint=ana%40acme.test&return_to=%2Fpeople"))
	callback := "/auth/callback/workos?" + url.Values{"error": {"access_denied"}, "error_description": {"Not assigned"}, "state": {state}}.Encode()
	first := b.get(callback)
	page := first.page(t)
	if first.status != 403 || page.Code != "access_denied" || page.Email != "ana@acme.test" || page.AttemptID == "" {
		t.Fatalf("%d %+v", first.status, page)
	}
	for range 2 {
		again := b.get(callback)
		expect(t, "status", again.status, first.status)
		expect(t, "page", again.body, first.body)
	}
	expect(t, "with a code instead", b.get(callbackOf("any", state)).body, first.body)
	expect(t, "codes exchanged", h.exchanges(), 0)
	expect(t, "sessions", h.sessions(), 0)
	expect(t, "attempts", len(h.attempts("&status=refused")), 1)

	b.accept = "application/json"
	expect(t, "to a program", b.get(callback).status, 403)
	b.accept = "text/html"
	h.clock.Advance(11 * time.Minute)
	expect(t, "later than the cookie lives", h.browser().get(callback).code(), "flow_cookie_missing")
}

// What a browser was refused for is told to no other, whatever it knows of the address and of cookies of its own.
func TestAttack_ARefusalIsReadByNoOtherBrowser(t *testing.T) {
	t.Parallel()
	h, acme := newAcme(t)
	b, thief := h.browser(), h.browser()
	state := stateOf(t, b.start("/auth/sso?connection="+acme.conn+"&login_hint=ana%40acme.test"))
	callback := "/auth/callback/workos?" + url.Values{"error": {"access_denied"}, "state": {state}}.Encode()
	owners := b.get(callback).page(t).AttemptID
	for name := range b.cookies {
		thief.cookies[name] = "GUESSED"
	}
	for name, code := range map[string]string{"without its cookie": "flow_cookie_missing", "with a guessed one": "flow_cookie_mismatch"} {
		other := thief
		if code == "flow_cookie_missing" {
			other = h.browser()
		}
		a := other.get(callback)
		expect(t, name+": status", a.status, 400)
		expect(t, name, a.code(), code)
		if strings.Contains(a.body, "ana@") || strings.Contains(a.body, owners) {
			t.Errorf("%s: %s", name, a.body)
		}
	}
}

func TestTheAddressAloneIsNotEchoed(t *testing.T) {
	t.Parallel()
	h, acme := newAcme(t)
	h.exec(`UPDATE connections SET enabled = false WHERE id = ?`, acme.conn)
	a := h.browser().get("/auth/sso?connection=" + acme.conn + "&login_hint=ana%40acme.test")
	expect(t, "code", a.code(), "connection_disabled")
	expect(t, "address", a.page(t).Email, "")
}

func TestAVictimsCodeInTheAttackersFlowFails(t *testing.T) {
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

func TestAMixUpIsRefusedAndAudited(t *testing.T) {
	t.Parallel()
	h, acme := newAcme(t)
	h.tell(map[string]any{"id": "prof_1", "idp_id": "1", "email": "ana@acme.test", "organization_id": acme.org, "connection_id": "conn_other"})
	a := h.browser().signIn("/auth/sso?connection="+acme.conn, "ana@acme.test")
	expect(t, "code", a.code(), "connection_mismatch")
	expect(t, "sessions", h.sessions(), 0)
	expect(t, "audit entries", ask[int](h, `SELECT count(*) FROM audit_events WHERE action = 'sign_in.mix_up_refused' AND organization_id = ?`, acme.org), 1)
}

func TestNobodyTakesAnAccountOverAcrossOrganizations(t *testing.T) {
	t.Parallel()
	h, acme := newAcme(t)
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
		h.clock.Advance(time.Minute)
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

func TestTheSameAddressElsewhereIsSomebodyElse(t *testing.T) {
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

// What an identity provider begins by itself is refused, and leaves the code alone: it may be another person's.
func TestWhatTheIdPStartsMakesNoSession(t *testing.T) {
	t.Parallel()
	h, acme := newAcme(t)
	owner := h.browser()
	callback := owner.at(owner.start("/auth/sso?connection="+acme.conn), "ana@acme.test")
	u, err := url.Parse(callback)
	h.must(err)
	for name, c := range map[string]struct {
		query  url.Values
		status int
		code   string
	}{
		"a code without state":      {url.Values{"code": u.Query()["code"]}, 400, "idp_initiated"},
		"idp-initiated is off":      {url.Values{"error": {"idp_initiated_sso_disabled"}, "connection_id": {acme.conn}, "organization": {acme.org}}, 403, "idp_initiated_sso_disabled"},
		"a link with a place to go": {url.Values{"code": {"x"}, "connection": {acme.conn}, "return_to": {"https://evil.test"}, "RelayState": {"https://evil.test"}}, 400, "idp_initiated"},
		"an unknown code":           {url.Values{"code": {"unknown"}}, 400, "idp_initiated"},
		"nothing":                   {url.Values{}, 400, "state_missing"},
	} {
		h.clock.Advance(time.Second)
		a := h.browser().get("/auth/callback/workos?" + c.query.Encode())
		page := a.page(t)
		expect(t, name+": status", a.status, c.status)
		expect(t, name+": code", page.Code, c.code)
		expect(t, name+": where to begin instead", page.RetryURL, "/sign-in")
		kept := h.attempts("")[0]
		if kept.ID != page.AttemptID || kept.Code != c.code || kept.Status != "refused" || kept.OrganizationID != "" {
			t.Errorf("%s: %+v", name, kept)
		}
	}
	expect(t, "codes exchanged", h.exchanges(), 0)
	expect(t, "sessions", h.sessions(), 0)
	expect(t, "the owner's own callback", owner.get(callback).status, http.StatusSeeOther)
}

func TestReturnPathsStayHere(t *testing.T) {
	t.Parallel()
	h, acme := newAcme(t)
	for asked, want := range map[string]string{
		"/people?state=active": "/people?state=active", "//evil.test": "/", "https://evil.test": "/", `/\evil.test`: "/",
	} {
		a := h.browser().signIn("/auth/sso?"+url.Values{"connection": {acme.conn}, "return_to": {asked}}.Encode(), "ana@acme.test")
		expect(t, asked, a.location, want)
	}
}
