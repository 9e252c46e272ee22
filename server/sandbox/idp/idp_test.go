package idp

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"memberpulse/server/sandbox/world"
)

const callback = "http://127.0.0.1:8080/auth/callback/workos?keep=1"

// house is a world with one organization that has a connection and people.
type house struct {
	t     *testing.T
	world *world.World
	mux   *http.ServeMux
	org   world.Organization
	conn  world.Connection
	dir   world.Directory
}

func newHouse(t *testing.T) *house {
	t.Helper()
	now := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	w, err := world.Open("", func() time.Time { return now })
	h := &house{t: t, world: w, mux: http.NewServeMux()}
	h.must(err)
	t.Cleanup(func() { h.must(w.Close()) })
	s, err := New(Config{World: w, ClientID: "client_sandbox", Logger: slog.New(slog.DiscardHandler)})
	h.must(err)
	s.Routes(h.mux)
	h.org, err = w.CreateOrganization(world.OrganizationInput{Name: "Northwind", Domains: []world.DomainInput{{Domain: "x.test", Verified: true}}})
	h.must(err)
	h.conn, err = w.CreateConnection(world.ConnectionInput{OrganizationID: h.org.ID, Type: "GoogleOAuth", State: "validating"})
	h.must(err)
	h.dir, _, err = w.CreateDirectory(world.DirectoryInput{OrganizationID: h.org.ID})
	h.must(err)
	_, err = w.AddRedirectURI(callback)
	h.must(err)
	for _, p := range []world.PersonInput{
		{Email: "ana@x.test", FirstName: "Ana", LastName: "Silva", User: true}, {Email: "off@x.test"}, {Email: "guest@elsewhere.test"},
	} {
		p.OrganizationID = h.org.ID
		made, err := w.AddPerson(p)
		h.must(err)
		if p.Email == "off@x.test" {
			no := false
			_, err = w.UpdatePerson(made.ID, world.PersonChange{Active: &no})
			h.must(err)
		}
	}
	return h
}

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// sso is a complete authorize query; changes come in pairs, "" takes one away.
func (h *house) sso(changes ...string) url.Values {
	q := url.Values{
		"client_id": {"client_sandbox"}, "redirect_uri": {callback}, "response_type": {"code"}, "state": {"s&t=1"}, "connection": {h.conn.ID},
	}
	return changed(q, changes)
}

func (h *house) authKit(changes ...string) url.Values {
	return changed(h.sso("connection", "", "provider", "authkit"), changes)
}

func changed(q url.Values, changes []string) url.Values {
	for i := 0; i+1 < len(changes); i += 2 {
		if q.Set(changes[i], changes[i+1]); changes[i+1] == "" {
			q.Del(changes[i])
		}
	}
	return q
}

// reply is what came back.
type reply struct {
	status int
	to     string
	body   string
	header http.Header
}

func (h *house) do(method, target string, form url.Values, headers ...string) reply {
	h.t.Helper()
	r := httptest.NewRequestWithContext(h.t.Context(), method, "http://127.0.0.1:4100"+target, strings.NewReader(form.Encode()))
	if method == "POST" {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	rec := httptest.NewRecorder()
	h.mux.ServeHTTP(rec, r)
	res := rec.Result()
	defer func() { _ = res.Body.Close() }() // a recorder's body closes without fail
	b, err := io.ReadAll(res.Body)
	h.must(err)
	return reply{res.StatusCode, res.Header.Get("Location"), string(b), res.Header}
}

// comesBack checks the redirect to the application and gives its query.
func (h *house) comesBack(res reply) url.Values {
	h.t.Helper()
	to := res.to
	if res.status != http.StatusFound || !strings.HasPrefix(to, "http://127.0.0.1:8080/auth/callback/workos?") {
		h.t.Fatalf("%d to %q, want 302 to the application", res.status, to)
	}
	u, err := url.Parse(to)
	h.must(err)
	if u.Query().Get("state") != "s&t=1" || u.Query().Get("keep") != "1" {
		h.t.Errorf("state or the redirect URI's own query was lost: %s", to)
	}
	return u.Query()
}

func TestASignInBySSO(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	res := h.do("GET", "/sso/authorize?"+h.sso("login_hint", `ana@x.test`).Encode(), nil)
	page := res.to
	if res.status != http.StatusFound || !strings.HasPrefix(page, "/sso/sign-in?") {
		t.Fatalf("%d %s", res.status, page)
	}
	res = h.do("GET", page, nil)
	body := res.body
	if res.status != http.StatusOK || !strings.Contains(body, `name="email"`) || !strings.Contains(body, `value="ana@x.test"`) || strings.Contains(body, "<script") {
		t.Errorf("%d %s", res.status, body)
	}
	if csp := res.header.Get("Content-Security-Policy"); strings.Contains(csp, "unsafe") || !strings.Contains(csp, "form-action 'self' http://127.0.0.1:8080") {
		t.Errorf("policy %s", csp)
	}
	q := h.comesBack(h.do("POST", page, url.Values{"email": {"ANA@x.test"}, "answer": {"sign-in"}}, "Sec-Fetch-Site", "same-origin"))
	view, _, err := h.world.RedeemSSOCode(q.Get("code"))
	h.must(err)
	if view.Email != "ana@x.test" || view.ConnectionID != h.conn.ID {
		t.Errorf("%+v", view)
	}
	if c, err := h.world.Connection(h.conn.ID); err != nil || c.State != "active" {
		t.Errorf("the first sign-in makes the connection active: %s %v", c.State, err)
	}
	var names []string
	for _, e := range h.world.EventLog(0) {
		if strings.HasPrefix(e.Name, "authentication.") || strings.HasPrefix(e.Name, "connection.") {
			names = append(names, e.Name)
		}
	}
	if got := strings.Join(names, " "); got != "authentication.sso_started connection.activated authentication.sso_succeeded" {
		t.Errorf("events %s", got)
	}
}

func TestWhoMayNotSignIn(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for name, c := range map[string]struct {
		form url.Values
		want string
	}{
		"unknown":              {url.Values{"email": {"nobody@x.test"}}, "access_denied"},
		"nothing":              {url.Values{}, "access_denied"},
		"inactive":             {url.Values{"email": {"off@x.test"}}, "access_denied"},
		"outside the domains":  {url.Values{"email": {"guest@elsewhere.test"}}, "profile_not_allowed_outside_organization"},
		"an error asked for":   {url.Values{"email": {"ana@x.test"}, "answer": {"error"}, "error": {"signin_consent_denied"}}, "signin_consent_denied"},
		"one with the ids too": {url.Values{"answer": {"error"}, "error": {"idp_initiated_sso_disabled"}}, "idp_initiated_sso_disabled"},
	} {
		q := h.comesBack(h.do("POST", "/sso/sign-in?"+h.sso().Encode(), c.form))
		if q.Get("error") != c.want || q.Get("error_description") == "" || q.Has("code") {
			t.Errorf("%s: %v, want %s", name, q, c.want)
		}
	}
	if c, err := h.world.Connection(h.conn.ID); err != nil || c.State != "validating" {
		t.Errorf("a refused sign-in changed the connection: %s %v", c.State, err)
	}
	log := h.world.EventLog(0)
	if last := log[len(log)-1]; last.Name != "authentication.sso_failed" {
		t.Errorf("the last event is %s", last.Name)
	}
}

func TestTheSelectors(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	other, err := h.world.CreateOrganization(world.OrganizationInput{Name: "Two"})
	h.must(err)
	bare, err := h.world.CreateOrganization(world.OrganizationInput{Name: "None"})
	h.must(err)
	var ids []string
	for _, state := range []string{"inactive", "active", "active"} {
		c, err := h.world.CreateConnection(world.ConnectionInput{OrganizationID: other.ID, State: state})
		h.must(err)
		ids = append(ids, c.ID)
	}
	for name, c := range map[string]struct {
		q    url.Values
		want string
	}{
		"none":                 {h.sso("connection", ""), "invalid_connection_selector"},
		"two":                  {h.sso("organization", h.org.ID), "invalid_connection_selector"},
		"domain":               {h.sso("domain", "x.test"), "domain_connection_selector_not_allowed"},
		"unknown connection":   {h.sso("connection", "conn_x"), "connection_invalid"},
		"inactive connection":  {h.sso("connection", ids[0]), "connection_unlinked"},
		"unknown organization": {h.sso("connection", "", "organization", "org_x"), "organization_invalid"},
		"no connection":        {h.sso("connection", "", "organization", bare.ID), "organization_invalid"},
		"several":              {h.sso("connection", "", "organization", other.ID), "ambiguous_connection_selector"},
		"unknown provider":     {h.sso("connection", "", "provider", "Nope"), "invalid_connection_selector"},
		"unset-up provider":    {h.sso("connection", "", "provider", "GitHubOAuth"), "connection_invalid"},
		"not code":             {h.sso("response_type", "token"), "server_error"},
	} {
		if q := h.comesBack(h.do("GET", "/sso/authorize?"+c.q.Encode(), nil)); q.Get("error") != c.want {
			t.Errorf("%s: %s, want %s", name, q.Get("error"), c.want)
		}
	}
	for name, q := range map[string]url.Values{
		"by organization": h.sso("connection", "", "organization", h.org.ID), "by provider": h.sso("connection", "", "provider", "GoogleOAuth"),
	} {
		if res := h.do("GET", "/sso/authorize?"+q.Encode(), nil); !strings.HasPrefix(res.to, "/sso/sign-in?") {
			t.Errorf("%s: %d %s", name, res.status, res.to)
		}
	}
}

func TestNobodyIsSentToAnUnknownAddress(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for _, page := range []string{"/sso/authorize", "/sso/sign-in", "/user_management/authorize", "/user_management/sign-in"} {
		for _, q := range []url.Values{
			h.sso("client_id", "client_other"), h.sso("redirect_uri", "https://evil.test/callback"), h.sso("redirect_uri", ""),
			h.sso("redirect_uri", callback+"&x=1"), h.sso("redirect_uri", "javascript:alert(1)"),
		} {
			for _, method := range []string{"GET", "POST"} {
				if method == "POST" && strings.HasSuffix(page, "authorize") {
					continue
				}
				res := h.do(method, page+"?"+q.Encode(), url.Values{"email": {"ana@x.test"}})
				if res.status != http.StatusBadRequest || res.to != "" {
					t.Errorf("%s %s: %d %s", method, page, res.status, res.to)
				}
			}
		}
	}
	res := h.do("POST", "/sso/sign-in?"+h.sso().Encode(), url.Values{"email": {"ana@x.test"}}, "Sec-Fetch-Site", "cross-site")
	if res.status != http.StatusForbidden {
		t.Errorf("a form of another site: %d", res.status)
	}
}

func TestAutoSignIn(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	on := true
	_, err := h.world.ChangeSettings(world.SettingsPatch{AutoSignIn: &on})
	h.must(err)
	if q := h.comesBack(h.do("GET", "/sso/authorize?"+h.sso("login_hint", "Ana@x.test").Encode(), nil)); q.Get("code") == "" {
		t.Errorf("%v", q)
	}
	if q := h.comesBack(h.do("GET", "/user_management/authorize?"+h.authKit("login_hint", "ana@x.test").Encode(), nil)); q.Get("code") == "" {
		t.Errorf("%v", q)
	}
	for _, q := range []url.Values{h.sso("login_hint", "nobody@x.test"), h.sso(), h.sso("login_hint", "ana@x.test", "prompt", "login")} {
		if res := h.do("GET", "/sso/authorize?"+q.Encode(), nil); !strings.HasPrefix(res.to, "/sso/sign-in?") {
			t.Errorf("%v: %s", q, res.to)
		}
	}
}

func TestWhomSCIMPushedSignsInToo(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	_, err := h.world.CreateDirectoryUser(h.dir.ID, world.DirectoryUserInput{UserName: "bea", ExternalID: "00u9", Email: "bea@x.test", FirstName: "Bea", Active: true})
	h.must(err)
	page := "/sso/sign-in?" + h.sso().Encode()
	if body := h.do("GET", page, nil).body; !strings.Contains(body, "bea@x.test") {
		t.Error("the page does not offer her")
	}
	q := h.comesBack(h.do("POST", page, url.Values{"email": {""}, "person": {"bea@x.test"}}))
	view, _, err := h.world.RedeemSSOCode(q.Get("code"))
	h.must(err)
	if view.IDPID != "00u9" {
		t.Errorf("the profile's idp id is %s, not the directory's", view.IDPID)
	}
}

func TestAuthKit(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	const challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM" // of the verifier in RFC 7636
	const verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
	res := h.do("GET", "/user_management/authorize?"+h.authKit("code_challenge", challenge, "code_challenge_method", "S256").Encode(), nil)
	page := res.to
	if !strings.HasPrefix(page, "/user_management/sign-in?") {
		t.Fatalf("%d %s", res.status, page)
	}
	if body := h.do("GET", page, nil).body; !strings.Contains(body, "Northwind") {
		t.Error("the page does not say where the person belongs")
	}
	q := h.comesBack(h.do("POST", page, url.Values{"email": {"ana@x.test"}}))
	if _, err := h.world.RedeemAuthKitCode(q.Get("code"), "wrong"); err == nil {
		t.Error("a wrong verifier was taken")
	}
	q = h.comesBack(h.do("POST", page, url.Values{"email": {"ana@x.test"}}))
	if _, err := h.world.RedeemAuthKitCode(q.Get("code"), verifier); err != nil {
		t.Error(err)
	}
	other, err := h.world.CreateOrganization(world.OrganizationInput{Name: "Other"})
	h.must(err)
	for id, offered := range map[string]bool{h.org.ID: true, other.ID: false} {
		body := h.do("GET", "/user_management/sign-in?"+h.authKit("organization_id", id).Encode(), nil).body
		if strings.Contains(body, `value="ana@x.test"`) != offered {
			t.Errorf("the page of %s offers Ana: want %v", id, offered)
		}
	}
	for name, c := range map[string]struct {
		q    url.Values
		want string
	}{
		"unknown":            {h.authKit(), "access_denied"},
		"plain challenge":    {h.authKit("code_challenge", "x", "code_challenge_method", "plain"), "server_error"},
		"no selector":        {h.authKit("provider", ""), "invalid_connection_selector"},
		"organization":       {h.authKit("provider", "", "organization_id", "org_x"), "organization_invalid"},
		"connection":         {h.authKit("provider", "", "connection_id", "conn_x"), "connection_invalid"},
		"not a member there": {h.authKit("provider", "", "organization_id", other.ID), "access_denied"},
	} {
		email := "ana@x.test"
		if name == "unknown" {
			email = "nobody@x.test"
		}
		if q := h.comesBack(h.do("POST", "/user_management/sign-in?"+c.q.Encode(), url.Values{"email": {email}})); q.Get("error") != c.want {
			t.Errorf("%s: %v, want %s", name, q, c.want)
		}
	}
	q = h.comesBack(h.do("POST", "/user_management/sign-in?"+h.authKit("provider", "", "connection_id", h.conn.ID).Encode(), url.Values{"email": {"guest@elsewhere.test"}}))
	if q.Get("error") != "profile_not_allowed_outside_organization" {
		t.Errorf("%v", q)
	}
}
