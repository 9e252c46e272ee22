package signin_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"memberpulse/server/sandbox/world"
	"memberpulse/server/signin"
	"memberpulse/shared"
)

// user makes an AuthKit user with memberships.
func (h *house) user(email string, verified bool, at ...tenant) {
	h.t.Helper()
	in := world.UserInput{Email: email, FirstName: "Uma", LastName: "Ode", EmailVerified: verified}
	for _, home := range at {
		in.Memberships = append(in.Memberships, world.MembershipInput{OrganizationID: home.org})
	}
	_, _, err := h.world.CreateUser(in)
	h.must(err)
}

// logIn goes through AuthKit and comes back.
func (b *browser) logIn(path, email string) answer {
	b.h.t.Helper()
	return b.get(b.at(b.start(path), email))
}

func TestAuthKitLetsAMemberIn(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	acme := h.organization("Acme", "acme.test")
	h.user("uma@acme.test", true, acme)
	b := h.browser()
	location := b.start("/auth/login?return_to=%2Fme")
	if !strings.Contains(location, "code_challenge_method=S256") || !strings.Contains(location, "provider=authkit") {
		t.Errorf("AuthKit is asked by %s", location)
	}
	a := b.get(b.at(location, "uma@acme.test"))
	if a.status != 303 || a.location != "/me" {
		t.Fatalf("%d %s %s", a.status, a.location, a.body)
	}
	me := b.me()
	if me.Organization == nil || me.Organization.ID != acme.org || me.Member.Email != "uma@acme.test" || len(me.Roles) != 1 || me.Roles[0] != shared.RoleMember {
		t.Errorf("%+v", me)
	}
	list := h.attempts("&organization_id=" + acme.org)
	if len(list) != 1 || list[0].Method != "authkit" || list[0].Status != "succeeded" {
		t.Errorf("attempts of the organization %+v", list)
	}
	out := b.send("/auth/logout", nil)
	if !strings.Contains(out.body, "/user_management/sessions/logout?") || !strings.Contains(out.body, url.QueryEscape(h.app.URL+"/sign-in")) {
		t.Errorf("WorkOS's own session is left open: %s", out.body)
	}
}

func TestAStolenAuthKitCodeNeedsTheVerifier(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	acme := h.organization("Acme", "acme.test")
	h.user("uma@acme.test", true, acme)
	victim, attacker := h.browser(), h.browser()
	stolen, err := url.Parse(victim.at(victim.start("/auth/login"), "uma@acme.test"))
	h.must(err)
	state := stateOf(t, attacker.start("/auth/login"))
	a := attacker.get(callbackOf(stolen.Query().Get("code"), state))
	if a.status != 400 || a.code() != "code_rejected" || h.sessions() != 0 {
		t.Errorf("%d %s", a.status, a.body)
	}
}

func TestWhoBelongsToSeveralOrganizationsChooses(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	acme, beta, evil := h.organization("Acme", "acme.test"), h.organization("Beta", "beta.test"), h.organization("Evil", "evil.test")
	h.user("uma@acme.test", true, acme, beta)
	choose := func(b *browser) signin.OrganizationsPage {
		a := b.logIn("/auth/login?return_to=%2Fme", "uma@acme.test")
		var page signin.OrganizationsPage
		if err := json.Unmarshal([]byte(a.body), &page); err != nil || a.status != 200 || len(page.Organizations) != 2 || page.Email != "uma@acme.test" {
			t.Fatalf("%d %s", a.status, a.body)
		}
		return page
	}
	b := h.browser()
	page := choose(b)
	other := h.browser()
	expect(t, "another browser's choice", other.form(page.Action, url.Values{"state": {page.State}, "organization_id": {beta.org}}).code(), "flow_cookie_missing")
	a := b.form(page.Action, url.Values{"state": {page.State}, "organization_id": {beta.org}})
	if a.status != 303 || a.location != "/me" || b.me().Organization.ID != beta.org {
		t.Errorf("%d %s", a.status, a.body)
	}
	expect(t, "the choice again", h.sessions(), 1)
	twin := h.browser()
	page = choose(twin)
	a = twin.form(page.Action, url.Values{"state": {page.State}, "organization_id": {evil.org}})
	expect(t, "an organization that was not offered", a.code(), "choice_invalid")
	a = twin.form(page.Action, url.Values{"state": {page.State}, "organization_id": {acme.org}})
	expect(t, "after that", a.code(), "choice_invalid")
	late := h.browser()
	page = choose(late)
	h.clock.Advance(11 * 60e9)
	expect(t, "too late", late.form(page.Action, url.Values{"state": {page.State}, "organization_id": {acme.org}}).code(), "choice_expired")
	stored := ask[string](h, `SELECT string_agg(f::text, ' ') FROM sign_in_flows f`)
	if strings.Contains(stored, "uma@") || strings.Contains(stored, page.State) {
		t.Error("what waits for the choice is stored in the open")
	}
	expect(t, "one named by the link", h.browser().logIn("/auth/login?organization="+acme.org, "uma@acme.test").status, 303)
}

func TestOnlyListedVerifiedAddressesArePlatformAdmins(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	acme, beta := h.organization("Acme", "acme.test"), h.organization("Beta", "beta.test")
	h.user(operatorEmail, true)
	b := h.browser()
	expect(t, "the operator", b.logIn("/auth/login?return_to=%2Fadmin", operatorEmail).location, "/admin")
	me := b.me()
	if me.Organization != nil || me.Roles[0] != shared.RolePlatformAdmin || me.Member.Email != operatorEmail || me.RolesBecause[0].Source != shared.SourcePlatform {
		t.Errorf("%+v", me)
	}
	expect(t, "twice is one admin", h.browser().logIn("/auth/login", strings.ToUpper(operatorEmail)).status, 303)
	expect(t, "admins", ask[int](h, `SELECT count(*) FROM platform_admins`), 1)

	h.user("nobody@acme.test", true)
	expect(t, "a user of no organization", h.browser().logIn("/auth/login", "nobody@acme.test").code(), "no_organization")

	for name, c := range map[string]struct {
		verified bool
		at       []tenant
		meddle   map[string]any
		code     string
	}{
		"unverified":               {false, nil, nil, "email_not_verified"},
		"by a customer's idp":      {true, []tenant{acme}, map[string]any{"authentication_method": "SSO"}, "platform_admin_by_sso"},
		"by a way not told":        {true, nil, map[string]any{"authentication_method": nil}, "platform_admin_by_sso"},
		"by another application":   {true, nil, map[string]any{"authentication_method": "ExternalAuth"}, "platform_admin_by_sso"},
		"impersonated":             {true, nil, map[string]any{"impersonator": map[string]string{"email": "x@workos.test"}}, "impersonation"},
		"of several organizations": {true, []tenant{acme, beta}, nil, ""},
		"of one organization":      {true, []tenant{acme}, nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t)
			var at []tenant
			for i, home := range c.at {
				at = append(at, h.organization([]string{"One", "Two"}[i], home.domain))
			}
			h.user(operatorEmail, c.verified, at...)
			if c.meddle != nil {
				h.meddleAuthenticate(c.meddle)
			}
			b := h.browser()
			a := b.logIn("/auth/login", operatorEmail)
			expect(t, "code", a.code(), c.code)
			if c.code == "" && (a.status != 303 || b.me().Organization != nil) {
				t.Errorf("%d %s", a.status, a.body)
			}
			if c.code != "" && h.sessions() != 0 {
				t.Error("a session began")
			}
		})
	}
}

// meddleAuthenticate changes fields of AuthKit's answers.
func (h *house) meddleAuthenticate(fields map[string]any) {
	h.between(func(w http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path != "/user_management/authenticate" {
			return false
		}
		u, _ := h.world.UserByEmail(operatorEmail)
		body := map[string]any{"user": u.View(), "organization_id": nil, "access_token": "a.b.c", "refresh_token": "r", "authentication_method": "Password"}
		for k, v := range fields {
			body[k] = v
		}
		w.Header().Set("Content-Type", "application/json")
		say(w, http.StatusOK, body)
		return true
	})
}

// refuseOf makes WorkOS refuse the choice of one organization.
func (h *house) refuseOf(organization, code string) {
	h.between(func(w http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path != "/user_management/authenticate" {
			return false
		}
		body, err := io.ReadAll(r.Body)
		if err != nil || !strings.Contains(string(body), organization) {
			r.Body = io.NopCloser(bytes.NewReader(body))
			return false
		}
		w.Header().Set("Content-Type", "application/json")
		say(w, http.StatusBadRequest, map[string]any{"error": code, "error_description": "m", "email": operatorEmail, "connection_ids": []string{"conn_1"}})
		return true
	})
}

func TestAnOperatorWhoseFirstOrganizationRefusesChoosesAnother(t *testing.T) {
	t.Parallel()
	for _, code := range []string{"sso_required", "organization_authentication_methods_required"} {
		t.Run(code, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t)
			acme, beta := h.organization("Acme", "acme.test"), h.organization("Beta", "beta.test")
			h.user(operatorEmail, true, acme, beta)
			b := h.browser()
			h.refuseOf(acme.org, code)
			offered := func() signin.OrganizationsPage {
				t.Helper()
				a := b.logIn("/auth/login?return_to=%2Fadmin", operatorEmail)
				var page signin.OrganizationsPage
				if err := json.Unmarshal([]byte(a.body), &page); err != nil || a.status != 200 || len(page.Organizations) != 2 {
					t.Fatalf("no choice is offered: %d %s", a.status, a.body)
				}
				return page
			}
			page := offered()
			refused := b.form(page.Action, url.Values{"state": {page.State}, "organization_id": {acme.org}})
			expect(t, "the one that refuses", refused.code(), code)
			page = offered()
			a := b.form(page.Action, url.Values{"state": {page.State}, "organization_id": {beta.org}})
			if a.status != 303 || a.location != "/admin" {
				t.Fatalf("%d %s", a.status, a.body)
			}
			if me := b.me(); me.Organization != nil || me.Roles[0] != shared.RolePlatformAdmin {
				t.Errorf("came in as %+v", me)
			}
		})
	}
}

func TestAnOperatorStruckFromTheListIsOut(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.user(operatorEmail, true)
	b := h.browser()
	b.logIn("/auth/login", operatorEmail)
	h.exec(`UPDATE platform_admins SET email = 'former@operator.test'`) // as if the list no longer held the address
	expect(t, "next request", b.get("/api/me").status, 401)
}

func TestAuthKitsConditionsHaveTheirPages(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	acme := h.organization("Acme", "acme.test")
	h.user("uma@acme.test", true, acme)
	for code, body := range map[string]string{ //nolint:gosec // G101: made up
		"email_verification_required": `{"code":"email_verification_required","message":"m","pending_authentication_token":"canary"}`,
		"mfa_challenge":               `{"code":"mfa_challenge","message":"m","pending_authentication_token":"canary"}`,
		"mfa_enrollment":              `{"code":"mfa_enrollment","message":"m","pending_authentication_token":"canary"}`,
		"sso_required":                `{"error":"sso_required","error_description":"m","connection_ids":["conn_1"]}`,
		"organization_authentication_methods_required": `{"error":"organization_authentication_methods_required","error_description":"m"}`,
		"workos_credentials_refused":                   `{"error":"invalid_client","error_description":"m"}`,
		"code_rejected":                                `{"error":"invalid_grant","error_description":"m"}`,
	} {
		h.between(func(w http.ResponseWriter, r *http.Request) bool {
			if r.URL.Path != "/user_management/authenticate" {
				return false
			}
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(http.StatusBadRequest)
			_, _ = w.Write([]byte(body)) // a broken connection fails the test elsewhere
			return true
		})
		b := h.browser()
		b.agent = code
		a := b.logIn("/auth/login?organization="+acme.org, "uma@acme.test")
		page := a.page(t)
		expect(t, "code", page.Code, code)
		if strings.Contains(a.body, "canary") || page.AttemptID == "" {
			t.Errorf("%s", a.body)
		}
		if code == "sso_required" {
			expect(t, "goes on", page.RetryURL, "/auth/sso?organization="+acme.org)
		}
	}
	h.between(func(w http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path == "/user_management/authenticate" {
			w.WriteHeader(http.StatusBadGateway)
			return true
		}
		return false
	})
	b := h.browser()
	b.agent = "down"
	a := b.logIn("/auth/login", "uma@acme.test")
	if a.status != 503 || a.code() != "workos_unavailable" || a.header.Get("Retry-After") == "" {
		t.Errorf("%d %s", a.status, a.body)
	}
}
