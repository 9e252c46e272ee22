package signin_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"memberpulse/shared"
)

// attemptsOf are an organization's attempts, the newest first, as a client admin of it sees them.
func (h *house) attemptsOf(at tenant) []shared.SignInAttempt {
	h.t.Helper()
	return h.attempts("&organization_id=" + at.org)
}

func TestACallbackInAnotherBrowserIsRecordedAndTakesNothingFromItsOwner(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(t *testing.T, other *browser, state string) string // the state that comes back
		code   string
	}{
		"a browser without its cookie": {func(_ *testing.T, _ *browser, state string) string { return state }, "flow_cookie_missing"},
		"a browser with a cookie of its own": {func(_ *testing.T, other *browser, state string) string {
			for name := range other.cookies {
				if strings.HasPrefix(name, "mp_flow_") {
					other.cookies[name] = "GUESSED"
				}
			}
			return state
		}, "flow_cookie_mismatch"},
		"its own, with the state altered": {func(_ *testing.T, _ *browser, state string) string { return strings.ToLower(state) }, "flow_cookie_missing"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h, acme := newAcme(t)
			owner, other := h.browser(), h.browser()
			callback := owner.at(owner.start("/auth/sso?connection="+acme.conn+"&login_hint=ana%40acme.test"), "ana@acme.test")
			u, err := url.Parse(callback)
			h.must(err)
			if c.code == "flow_cookie_mismatch" || strings.HasPrefix(name, "its own") {
				for k, v := range owner.cookies {
					other.cookies[k] = v
				}
			}
			state := c.change(t, other, u.Query().Get("state"))
			h.clock.Advance(time.Second)
			page := other.get(callbackOf(u.Query().Get("code"), state))
			expect(t, "status", page.status, http.StatusBadRequest)
			expect(t, "code", page.code(), c.code)
			of := h.attemptsOf(acme)
			if len(of) != 2 || of[0].Status != "refused" || of[0].Code != c.code || of[0].ConnectionID != acme.conn || len(of[0].Stages) != 5 || of[0].Stages[1].State != "failed" {
				t.Fatalf("%+v", of)
			}
			expect(t, "the attempt that the page names", page.page(t).AttemptID, of[0].ID)
			expect(t, "the owner's attempt", of[1].Status, "in_progress")
			expect(t, "codes exchanged", h.exchanges(), 0)
			expect(t, "the owner's callback", owner.get(callback).status, http.StatusSeeOther)
			expect(t, "the owner's attempt", h.attemptsOf(acme)[1].Status, "succeeded")
		})
	}
}

func TestAReplayedCallbackIsRecorded(t *testing.T) {
	t.Parallel()
	h, acme := newAcme(t)
	b, kept := h.browser(), h.browser()
	callback := b.at(b.start("/auth/sso?connection="+acme.conn), "ana@acme.test")
	for k, v := range b.cookies {
		kept.cookies[k] = v
	}
	expect(t, "the sign-in", b.get(callback).status, http.StatusSeeOther)
	h.clock.Advance(time.Second)
	expect(t, "again, with the cookie kept", kept.get(callback).code(), "state_used")
	h.clock.Advance(time.Second)
	expect(t, "again, without it", h.browser().get(callback).code(), "flow_cookie_missing")
	of := h.attemptsOf(acme)
	if len(of) != 3 || of[0].Status+of[1].Status+of[2].Status != "refusedrefusedsucceeded" {
		t.Errorf("%+v", of)
	}
	expect(t, "sessions", h.sessions(), 1)
}

func TestASignInThatCannotBeginIsRecorded(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	acme := h.organization("Acme", "acme.test")
	h.exec(`DELETE FROM connections`)
	for i, c := range []struct {
		path, code, organization string
	}{
		{"/auth/sso?organization=" + acme.org, "no_connection", acme.org},
		{"/auth/sso?organization=org_NEVER", "no_connection", ""},
		{"/auth/sso?domain=nowhere.test", "no_connection", ""},
		{"/auth/sso?email=eve%40nowhere.test", "no_connection", ""},
		{"/auth/sso", "no_connection", ""},
		{"/auth/sso?connection=conn_NEVER", "connection_unknown", ""},
		{"/auth/sso?connection=conn_1&organization=" + acme.org, "ambiguous_selector", acme.org},
		{"/auth/login?organization=org_NEVER", "organization_unknown", ""},
	} {
		h.clock.Advance(time.Second)
		a := h.browser().get(c.path)
		expect(t, c.path, a.code(), c.code)
		all := h.attempts("")
		if len(all) != i+1 || all[0].Code != c.code || all[0].OrganizationID != c.organization || all[0].Status != "refused" || all[0].Stages[0].State != "failed" {
			t.Fatalf("%s: %+v", c.path, all)
		}
		expect(t, c.path+": the attempt that the page names", a.page(t).AttemptID, all[0].ID)
	}
	expect(t, "an address that was typed", h.attempts("&email=eve%40")[0].Email, "eve@nowhere.test")
	tenant := h.key(shared.RoleClientAdmin, acme.org)
	if a := tenant.get("/api/sign-in-attempts"); strings.Contains(a.body, "org_NEVER") || strings.Count(a.body, `"id":"attempt_`) != 2 {
		t.Errorf("an organization sees its own alone: %s", a.body)
	}
}

// Attack: callbacks that nobody asked for, to fill the table of attempts.
func TestAttack_StrayCallbacksDoNotFillTheAttempts(t *testing.T) {
	t.Parallel()
	h, acme := newAcme(t)
	state := stateOf(t, h.browser().start("/auth/sso?connection="+acme.conn))
	for i := range 40 {
		callback := callbackOf("made-up", fmt.Sprint("made-up", i))
		switch i % 3 {
		case 0:
			callback = callbackOf("made-up", state)
		case 1:
			callback = "/auth/callback/workos?code=made-up"
		}
		expect(t, callback, h.browser().get(callback).status, http.StatusBadRequest)
	}
	expect(t, "attempts, with the one that began", ask[int](h, `SELECT count(*) FROM sign_in_attempts`), 21)
	expect(t, "codes exchanged", h.exchanges(), 0)
}
