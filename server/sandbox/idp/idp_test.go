package idp

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"memberpulse/server/sandbox/sandboxtest"
	"memberpulse/server/sandbox/world"
)

const callback = "http://127.0.0.1:8080/auth/callback/workos?keep=1"

// house is a world with one organization that has a connection and people.
type house struct {
	*sandboxtest.House
	org  world.Organization
	conn world.Connection
	dir  world.Directory
}

func newHouse(t *testing.T) *house {
	t.Helper()
	h := &house{House: sandboxtest.New(t)}
	w := h.World
	s, err := New(Config{World: w, ClientID: "client_sandbox", Logger: h.Log})
	h.Must(err)
	s.Routes(h.Mux)
	h.org, err = w.CreateOrganization(world.OrganizationInput{Name: "Northwind", Domains: []world.DomainInput{{Domain: "x.test", Verified: true}}})
	h.Must(err)
	h.conn, err = w.CreateConnection(world.ConnectionInput{OrganizationID: h.org.ID, Type: "GoogleOAuth", State: "validating"})
	h.Must(err)
	h.dir, _, err = w.CreateDirectory(world.DirectoryInput{OrganizationID: h.org.ID})
	h.Must(err)
	_, err = w.AddRedirectURI(callback)
	h.Must(err)
	for _, p := range []world.PersonInput{
		{Email: "ana@x.test", FirstName: "Ana", LastName: "Silva", User: true}, {Email: "off@x.test"}, {Email: "guest@elsewhere.test"},
	} {
		p.OrganizationID = h.org.ID
		made, err := w.AddPerson(p)
		h.Must(err)
		if p.Email == "off@x.test" {
			no := false
			_, err = w.UpdatePerson(made.ID, world.PersonChange{Active: &no})
			h.Must(err)
		}
	}
	return h
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

// comesBack checks the redirect to the application and gives its query.
func (h *house) comesBack(res sandboxtest.Reply) url.Values {
	h.T.Helper()
	to := res.To
	if res.Status != http.StatusFound || !strings.HasPrefix(to, "http://127.0.0.1:8080/auth/callback/workos?") {
		h.T.Fatalf("%d to %q, want 302 to the application", res.Status, to)
	}
	u, err := url.Parse(to)
	h.Must(err)
	if u.Query().Get("state") != "s&t=1" || u.Query().Get("keep") != "1" {
		h.T.Errorf("state or the redirect URI's own query was lost: %s", to)
	}
	return u.Query()
}

func TestASignInBySSO(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	res := h.Do("GET", "/sso/authorize?"+h.sso("login_hint", `ana@x.test`).Encode(), nil)
	page := res.To
	if res.Status != http.StatusFound || !strings.HasPrefix(page, "/sso/sign-in?") {
		t.Fatalf("%d %s", res.Status, page)
	}
	res = h.Do("GET", page, nil)
	body := res.Body
	if res.Status != http.StatusOK || !strings.Contains(body, `name="email"`) || !strings.Contains(body, `value="ana@x.test"`) || strings.Contains(body, "<script") {
		t.Errorf("%d %s", res.Status, body)
	}
	if csp := res.Header.Get("Content-Security-Policy"); strings.Contains(csp, "unsafe") || !strings.Contains(csp, "form-action 'self' http://127.0.0.1:8080") {
		t.Errorf("policy %s", csp)
	}
	q := h.comesBack(h.Do("POST", page, url.Values{"email": {"ANA@x.test"}, "answer": {"sign-in"}}))
	view, _, err := h.World.RedeemSSOCode(q.Get("code"))
	h.Must(err)
	if view.Email != "ana@x.test" || view.ConnectionID != h.conn.ID {
		t.Errorf("%+v", view)
	}
	if c, err := h.World.Connection(h.conn.ID); err != nil || c.State != "active" {
		t.Errorf("the first sign-in makes the connection active: %s %v", c.State, err)
	}
	var names []string
	for _, e := range h.World.EventLog(0) {
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
		q := h.comesBack(h.Do("POST", "/sso/sign-in?"+h.sso().Encode(), c.form))
		if q.Get("error") != c.want || q.Get("error_description") == "" || q.Has("code") {
			t.Errorf("%s: %v, want %s", name, q, c.want)
		}
	}
	if c, err := h.World.Connection(h.conn.ID); err != nil || c.State != "validating" {
		t.Errorf("a refused sign-in changed the connection: %s %v", c.State, err)
	}
	log := h.World.EventLog(0)
	if last := log[len(log)-1]; last.Name != "authentication.sso_failed" {
		t.Errorf("the last event is %s", last.Name)
	}
}

func TestTheSelectors(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	other, err := h.World.CreateOrganization(world.OrganizationInput{Name: "Two"})
	h.Must(err)
	bare, err := h.World.CreateOrganization(world.OrganizationInput{Name: "None"})
	h.Must(err)
	var ids []string
	for _, state := range []string{"inactive", "active", "active"} {
		c, err := h.World.CreateConnection(world.ConnectionInput{OrganizationID: other.ID, State: state})
		h.Must(err)
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
		if q := h.comesBack(h.Do("GET", "/sso/authorize?"+c.q.Encode(), nil)); q.Get("error") != c.want {
			t.Errorf("%s: %s, want %s", name, q.Get("error"), c.want)
		}
	}
	for name, q := range map[string]url.Values{
		"by organization": h.sso("connection", "", "organization", h.org.ID), "by provider": h.sso("connection", "", "provider", "GoogleOAuth"),
	} {
		if res := h.Do("GET", "/sso/authorize?"+q.Encode(), nil); !strings.HasPrefix(res.To, "/sso/sign-in?") {
			t.Errorf("%s: %d %s", name, res.Status, res.To)
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
				res := h.Do(method, page+"?"+q.Encode(), url.Values{"email": {"ana@x.test"}})
				if res.Status != http.StatusBadRequest || res.To != "" {
					t.Errorf("%s %s: %d %s", method, page, res.Status, res.To)
				}
			}
		}
	}
	res := h.Do("POST", "/sso/sign-in?"+h.sso().Encode(), url.Values{"email": {"ana@x.test"}}, sandboxtest.Header("Sec-Fetch-Site", "cross-site"))
	if res.Status != http.StatusForbidden {
		t.Errorf("a form of another site: %d", res.Status)
	}
}

func TestAutoSignIn(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	on := true
	_, err := h.World.ChangeSettings(world.SettingsPatch{AutoSignIn: &on})
	h.Must(err)
	if q := h.comesBack(h.Do("GET", "/sso/authorize?"+h.sso("login_hint", "Ana@x.test").Encode(), nil)); q.Get("code") == "" {
		t.Errorf("%v", q)
	}
	if q := h.comesBack(h.Do("GET", "/user_management/authorize?"+h.authKit("login_hint", "ana@x.test").Encode(), nil)); q.Get("code") == "" {
		t.Errorf("%v", q)
	}
	for _, q := range []url.Values{h.sso("login_hint", "nobody@x.test"), h.sso(), h.sso("login_hint", "ana@x.test", "prompt", "login")} {
		if res := h.Do("GET", "/sso/authorize?"+q.Encode(), nil); !strings.HasPrefix(res.To, "/sso/sign-in?") {
			t.Errorf("%v: %s", q, res.To)
		}
	}
}

func TestWhomSCIMPushedSignsInToo(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	_, err := h.World.CreateDirectoryUser(h.dir.ID, world.DirectoryUserInput{UserName: "bea", ExternalID: "00u9", Email: "bea@x.test", FirstName: "Bea", Active: true})
	h.Must(err)
	page := "/sso/sign-in?" + h.sso().Encode()
	if body := h.Do("GET", page, nil).Body; !strings.Contains(body, "bea@x.test") {
		t.Error("the page does not offer her")
	}
	q := h.comesBack(h.Do("POST", page, url.Values{"email": {""}, "person": {"bea@x.test"}}))
	view, _, err := h.World.RedeemSSOCode(q.Get("code"))
	h.Must(err)
	if view.IDPID != "00u9" {
		t.Errorf("the profile's idp id is %s, not the directory's", view.IDPID)
	}
}

func TestAuthKit(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	const challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM" // of the verifier in RFC 7636
	const verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
	res := h.Do("GET", "/user_management/authorize?"+h.authKit("code_challenge", challenge, "code_challenge_method", "S256").Encode(), nil)
	page := res.To
	if !strings.HasPrefix(page, "/user_management/sign-in?") {
		t.Fatalf("%d %s", res.Status, page)
	}
	if body := h.Do("GET", page, nil).Body; !strings.Contains(body, "Northwind") {
		t.Error("the page does not say where the person belongs")
	}
	q := h.comesBack(h.Do("POST", page, url.Values{"email": {"ana@x.test"}}))
	if _, err := h.World.RedeemAuthKitCode(q.Get("code"), "wrong"); err == nil {
		t.Error("a wrong verifier was taken")
	}
	q = h.comesBack(h.Do("POST", page, url.Values{"email": {"ana@x.test"}}))
	if _, err := h.World.RedeemAuthKitCode(q.Get("code"), verifier); err != nil {
		t.Error(err)
	}
	other, err := h.World.CreateOrganization(world.OrganizationInput{Name: "Other"})
	h.Must(err)
	for id, offered := range map[string]bool{h.org.ID: true, other.ID: false} {
		body := h.Do("GET", "/user_management/sign-in?"+h.authKit("organization_id", id).Encode(), nil).Body
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
		if q := h.comesBack(h.Do("POST", "/user_management/sign-in?"+c.q.Encode(), url.Values{"email": {email}})); q.Get("error") != c.want {
			t.Errorf("%s: %v, want %s", name, q, c.want)
		}
	}
	q = h.comesBack(h.Do("POST", "/user_management/sign-in?"+h.authKit("provider", "", "connection_id", h.conn.ID).Encode(), url.Values{"email": {"guest@elsewhere.test"}}))
	if q.Get("error") != "profile_not_allowed_outside_organization" {
		t.Errorf("%v", q)
	}
}
