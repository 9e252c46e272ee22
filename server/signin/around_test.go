package signin_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"memberpulse/server/signin"
	"memberpulse/shared"
)

func TestDiscoveryTellsNothingAboutPeople(t *testing.T) {
	t.Parallel()
	h, _ := newAcme(t)
	off := h.organization("Off", "off.test")
	h.exec(`UPDATE connections SET enabled = false WHERE id = ?`, off.conn)
	b := h.browser()
	ask := func(email string) (answer, shared.Discovery) {
		a := b.send("/auth/discover", map[string]string{"email": email})
		var d shared.Discovery
		if a.status != 200 || json.Unmarshal([]byte(a.body), &d) != nil {
			t.Fatalf("%s: %d %s", email, a.status, a.body)
		}
		return a, d
	}
	known, d1 := ask("ana@acme.test")
	unknown, d2 := ask("nobody@acme.test")
	if strings.ReplaceAll(known.body, "ana", "nobody") != unknown.body || d1.Method != "sso" || d2.Method != "sso" {
		t.Errorf("%s and %s", known.body, unknown.body)
	}
	_, d3 := ask("eve@elsewhere.test")
	_, d4 := ask("x@off.test")
	if d3.Method != "authkit" || d4.Method != "authkit" || !strings.HasPrefix(d3.URL, "/auth/login?login_hint=") {
		t.Errorf("%+v %+v", d3, d4)
	}
	for _, d := range []shared.Discovery{d1, d3} {
		if a := h.browser().get(d.URL); a.status != 302 {
			t.Errorf("%s leads to %d", d.URL, a.status)
		}
	}
	for _, bad := range []any{map[string]string{"email": ""}, map[string]string{"email": "x"}, map[string]string{"email": "a@b@c"}} {
		if a := b.send("/auth/discover", bad); a.status != 422 || strings.Contains(a.body, "a@b@c") {
			t.Errorf("%v: %d %s", bad, a.status, a.body)
		}
	}
}

// TestDiscoveryTakesAsLongForTheUnknown compares the fast ones of many: what a busy machine adds is not ours.
func TestDiscoveryTakesAsLongForTheUnknown(t *testing.T) {
	t.Parallel()
	h, _ := newAcme(t)
	b := h.browser()
	b.accept = "application/json"
	times := map[string][]time.Duration{}
	for i := range 60 {
		h.clock.Advance(4 * time.Second)
		for _, email := range []string{"ana@acme.test", fmt.Sprintf("nobody%d@acme.test", i), fmt.Sprintf("x@unknown%d.test", i)} {
			begun := time.Now()
			b.send("/auth/discover", map[string]string{"email": email})
			kind := strings.TrimRight(strings.Split(email, "@")[0], "0123456789")
			times[kind] = append(times[kind], time.Since(begun))
		}
	}
	fast := func(kind string) time.Duration {
		slices.Sort(times[kind])
		return times[kind][len(times[kind])/10]
	}
	known, unknown, elsewhere := fast("ana"), fast("nobody"), fast("x")
	for _, other := range []time.Duration{unknown, elsewhere} {
		t.Logf("known %v, other %v", known, other)
		if ratio := float64(known) / float64(other); ratio > 2 || ratio < 0.5 {
			t.Errorf("known %v, unknown %v, of another domain %v", known, unknown, elsewhere)
		}
	}
}

func TestAnAdminLinkOpensOnceAndSettingsOnly(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	link := func() string {
		l, err := signin.NewAdminLink(t.Context(), h.db, h.app.URL, h.clock.Now())
		h.must(err)
		return strings.TrimPrefix(l, h.app.URL)
	}
	one := link()
	const doubles = 5
	var wg sync.WaitGroup
	browsers := make([]*browser, doubles)
	answers := make([]answer, doubles)
	for i := range doubles {
		browsers[i] = h.browser()
		wg.Go(func() { answers[i] = browsers[i].get(one) })
	}
	wg.Wait()
	opened := -1
	for i, a := range answers {
		switch {
		case a.status == 303 && a.location == "/admin/settings/workos" && opened < 0:
			opened = i
		case a.status != 403 || a.code() != "admin_link_invalid":
			t.Errorf("%d %s", a.status, a.body)
		}
	}
	if opened < 0 {
		t.Fatal("the link opens nothing")
	}
	b := browsers[opened]
	me := b.me()
	if len(me.Capabilities) != 1 || me.Capabilities[0] != shared.CapabilitySettings || me.Organization != nil || len(me.Roles) != 0 {
		t.Errorf("%+v", me)
	}
	for _, path := range []string{"/api/me/sessions", "/api/sign-in-attempts", "/api/api-keys"} {
		expect(t, path, b.get(path).status, 403)
	}
	h.clock.Advance(29 * time.Minute)
	b.me()
	h.clock.Advance(29 * time.Minute)
	b.me()
	h.clock.Advance(3 * time.Minute)
	expect(t, "after an hour", b.get("/api/me").status, 401)
	late := link()
	h.clock.Advance(15 * time.Minute)
	expect(t, "after fifteen minutes", h.browser().get(late).code(), "admin_link_invalid")
	expect(t, "made up", h.browser().get("/auth/admin-link?token=x").status, 403)
}

func TestOneSeesAndEndsTheirOwnSessionsOnly(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	acme, beta := h.organization("Acme", "acme.test"), h.organization("Beta", "beta.test")
	h.person(acme, "ana@acme.test")
	h.person(beta, "bob@beta.test")
	phone, desk, bob := h.browser(), h.browser(), h.browser()
	phone.signIn("/auth/sso?connection="+acme.conn, "ana@acme.test")
	desk.signIn("/auth/sso?connection="+acme.conn, "ana@acme.test")
	bob.signIn("/auth/sso?connection="+beta.conn, "bob@beta.test")
	var list shared.List[shared.Session]
	h.must(json.Unmarshal([]byte(desk.get("/api/me/sessions").body), &list))
	if len(list.Data) != 2 {
		t.Fatalf("%+v", list)
	}
	var other string
	for _, s := range list.Data {
		if !s.Current {
			other = s.ID
		}
	}
	foreign := bob.do(http.MethodDelete, "/api/me/sessions/"+other, "", "")
	never := bob.do(http.MethodDelete, "/api/me/sessions/session_NEVER", "", "")
	if foreign.status != 404 || foreign.body != never.body {
		t.Errorf("a foreign session tells more than none: %d %s, %d %s", foreign.status, foreign.body, never.status, never.body)
	}
	expect(t, "one's own", desk.do(http.MethodDelete, "/api/me/sessions/"+other, "", "").status, 204)
	expect(t, "the phone", phone.get("/api/me").status, 401)
	expect(t, "the desk", desk.get("/api/me").status, 200)
	expect(t, "again", desk.do(http.MethodDelete, "/api/me/sessions/"+other, "", "").status, 404)
}

func TestAttemptsAreSeenByTheirOrganizationOnly(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	acme, beta := h.organization("Acme", "acme.test"), h.organization("Beta", "beta.test")
	h.person(acme, "ana@acme.test")
	h.person(beta, "bob@beta.test")
	h.browser().signIn("/auth/sso?connection="+acme.conn, "ana@acme.test")
	h.browser().signIn("/auth/sso?connection="+beta.conn, "bob@beta.test")
	h.browser().get("/auth/sso") // of nobody's organization
	tenantKey := h.key(shared.RoleClientUser, beta.org)
	list := func(b *browser, query string) (out shared.List[shared.SignInAttempt]) {
		a := b.get("/api/sign-in-attempts?" + query)
		if a.status != 200 {
			t.Fatalf("%s: %d %s", query, a.status, a.body)
		}
		h.must(json.Unmarshal([]byte(a.body), &out))
		return out
	}
	own := list(tenantKey, "")
	if len(own.Data) != 1 || own.Data[0].Email != "bob@beta.test" {
		t.Fatalf("%+v", own)
	}
	of := list(h.platformKey(), "organization_id="+acme.org).Data
	if len(of) != 1 {
		t.Fatalf("%+v", of)
	}
	foreign, never := tenantKey.get("/api/sign-in-attempts/"+of[0].ID), tenantKey.get("/api/sign-in-attempts/attempt_NEVER")
	if foreign.status != 404 || foreign.body != never.body || foreign.header.Get("Content-Length") != never.header.Get("Content-Length") {
		t.Errorf("%d %s, %d %s", foreign.status, foreign.body, never.status, never.body)
	}
	foreign, never = tenantKey.get("/api/sign-in-attempts?organization_id="+acme.org), tenantKey.get("/api/sign-in-attempts?organization_id=org_NEVER")
	if foreign.status != 404 || foreign.body != never.body {
		t.Errorf("%d %s, %d %s", foreign.status, foreign.body, never.status, never.body)
	}
	expect(t, "a foreign cursor", tenantKey.get("/api/sign-in-attempts?after="+of[0].ID).status, 400)
	expect(t, "no cursor", tenantKey.get("/api/sign-in-attempts?after=x'--").status, 400)
	expect(t, "a member", h.key(shared.RoleMember, beta.org).get("/api/sign-in-attempts").status, 403)
	expect(t, "nobody", h.browser().get("/api/sign-in-attempts").status, 401)
	expect(t, "by status", len(list(h.platformKey(), "status=refused").Data), 1)
	expect(t, "by a part of the address", len(list(h.platformKey(), "email=BOB@").Data), 1)
	expect(t, "a percent sign is none", len(list(h.platformKey(), "email=%25").Data), 0)
	expect(t, "no such status", tenantKey.get("/api/sign-in-attempts?status=x").status, 422)
	first := list(h.platformKey(), "limit=1")
	second := list(h.platformKey(), "limit=1&after="+*first.ListMetadata.After)
	back := list(h.platformKey(), "limit=1&before="+second.Data[0].ID)
	if first.Data[0].ID == second.Data[0].ID || back.Data[0].ID != first.Data[0].ID {
		t.Errorf("pages %v %v %v", first.Data[0].ID, second.Data[0].ID, back.Data[0].ID)
	}
}

func TestWhoNeverComesBackTimesOut(t *testing.T) {
	t.Parallel()
	h, acme := newAcme(t)
	b := h.browser()
	callback := b.at(b.start("/auth/sso?connection="+acme.conn), "ana@acme.test")
	h.clock.Advance(10*time.Minute - time.Second)
	if n, err := h.service.Sweep(t.Context()); n != 0 || err != nil {
		t.Errorf("%d %v", n, err)
	}
	h.clock.Advance(time.Second)
	if n, err := h.service.Sweep(t.Context()); n != 1 || err != nil {
		t.Errorf("%d %v", n, err)
	}
	a := h.attempts("")[0]
	if a.Status != "timed_out" || a.Code != "timed_out" || a.FinishedAt == nil || a.Stages[1].State != "failed" {
		t.Errorf("%+v", a)
	}
	expect(t, "too late", b.get(callback).code(), "state_expired")
	h.clock.Advance(100 * 24 * time.Hour)
	if _, err := h.service.Sweep(t.Context()); err != nil {
		t.Error(err)
	}
	expect(t, "rows left", ask[int](h, `SELECT (SELECT count(*) FROM sign_in_flows) + (SELECT count(*) FROM sign_in_attempts)`), 0)
}

func TestKeysOpenTheirOwn(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	acme := h.organization("Acme", "acme.test")
	tenantKey := h.key(shared.RoleClientAdmin, acme.org)
	var me shared.Me
	h.must(json.Unmarshal([]byte(tenantKey.get("/api/me").body), &me))
	if me.Organization.ID != acme.org || me.Roles[0] != shared.RoleClientAdmin || me.Session != nil {
		t.Errorf("%+v", me)
	}
	expect(t, "a platform route", tenantKey.get("/api/api-keys").status, 403)
	platform := h.platformKey()
	a := platform.get("/api/api-keys")
	if a.status != 200 || strings.Contains(a.body, platform.bearer) || strings.Contains(a.body, "key_hash") {
		t.Errorf("%d %s", a.status, a.body)
	}
	for name, key := range map[string]string{
		"cut": tenantKey.bearer[:len(tenantKey.bearer)-1], "longer": tenantKey.bearer + "A", "made up": "mp_X", "empty": "mp_", "huge": "mp_" + strings.Repeat("A", 4096),
	} {
		b := h.browser()
		b.bearer = key
		expect(t, name, b.get("/api/me").status, 401)
	}
	h.person(acme, "ana@acme.test")
	b := h.browser()
	b.signIn("/auth/sso?connection="+acme.conn, "ana@acme.test")
	b.bearer = "mp_wrong"
	expect(t, "a wrong key beside a good session", b.get("/api/me").status, 401)
	b.bearer = tenantKey.bearer
	if a := b.get("/api/me/sessions"); a.status != 200 || !strings.Contains(a.body, `"data":[]`) {
		t.Errorf("a key has no sessions: %s", a.body)
	}
	h.exec(`UPDATE organizations SET deleted_at = now()`)
	expect(t, "a deleted organization's key", tenantKey.get("/api/me").status, 401)
	h.exec(`UPDATE api_keys SET revoked_at = now()`)
	expect(t, "a revoked key", platform.get("/api/me").status, 401)
}

func TestAKeyIsLimited(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	key := h.platformKey()
	const at = 150
	statuses := make(chan int, at)
	for range at {
		go func() {
			b := h.browser()
			b.bearer = key.bearer
			statuses <- b.get("/api/me").status
		}()
	}
	count := map[int]int{}
	for range at {
		count[<-statuses]++
	}
	if count[200] != 100 || count[429] != 50 {
		t.Errorf("of 150 at once %v", count)
	}
}

func TestUnknownOrganizationsAreToldSo(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for query, code := range map[string]string{"organization=org_NEVER": "organization_unknown", "organization=../x": "organization_unknown"} {
		for _, start := range []string{"/auth/login", "/auth/sso"} { // of one mind: the link is wrong, nobody lacks a role
			expect(t, start+"?"+query, h.browser().get(start+"?"+query).status, http.StatusBadRequest)
		}
		expect(t, query, h.browser().get("/auth/login?"+query).code(), code)
	}
	gone := h.organization("Gone", "gone.test")
	h.exec(`UPDATE organizations SET deleted_at = now()`)
	expect(t, "a deleted one", h.browser().get("/auth/login?"+url.Values{"organization": {gone.org}}.Encode()).code(), "organization_deleted")
}

// Many people may open the sign-in page at once behind one address with the same browser: each of them has a count.
func TestBrowsersOfOneAddressAreToldApartFromTheFirstPageOn(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	acme := h.organization("Acme", "acme.test")
	for i := range 30 {
		page := httptest.NewRecorder()
		if browser, known := h.service.Greet(page, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/sign-in", nil)); known {
			t.Fatalf("a browser without a cookie is known as %q", browser)
		}
		b := h.browser()
		for _, c := range page.Result().Cookies() {
			b.cookies[c.Name] = c.Value
		}
		if a := b.get("/auth/sso?connection=" + acme.conn); a.status != http.StatusFound {
			t.Fatalf("browser %d: %d %s", i, a.status, a.body)
		}
	}
}
