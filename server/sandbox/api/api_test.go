package api_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"memberpulse/server/sandbox"
	"memberpulse/server/sandbox/world"
)

// client talks to a stand-in and holds each answer against WorkOS's description.
type client struct {
	t    *testing.T
	spec spec
	box  *sandbox.Sandbox
	url  string
	key  string
	seen map[string]bool
}

func start(t *testing.T) *client {
	t.Helper()
	box, err := sandbox.New(t.Context(), sandbox.Config{})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(box.Handler())
	box.SetURL(server.URL)
	t.Cleanup(func() {
		server.Close()
		if err := box.Close(); err != nil {
			t.Error(err)
		}
	})
	return &client{t, loadSpec(t), box, server.URL, sandbox.DefaultAPIKey, map[string]bool{}}
}

// do sends a request; route is the path as WorkOS's description writes it, path the real one.
func (c *client) do(want int, method, route, path, body string) map[string]any {
	c.t.Helper()
	status, raw := c.send(method, path, "application/json", body)
	if status != want {
		c.t.Fatalf("%s %s: %d %s, want %d", method, path, status, raw, want)
	}
	schemas, ok := c.spec.Answers[method+" "+route]
	if !ok {
		c.t.Fatalf("WorkOS has no %s %s", method, route)
	}
	c.seen[method+" "+route] = true
	var value any
	if len(raw) > 0 {
		if err := json.Unmarshal(raw, &value); err != nil {
			c.t.Fatalf("%s %s: %v", method, path, err)
		}
	}
	if schema, ok := schemas[fmt.Sprint(status)]; !ok {
		c.t.Errorf("%s %s: WorkOS does not answer %d", method, route, status)
	} else if value != nil {
		for _, f := range c.spec.check(schema, value, "answer") {
			c.t.Errorf("%s %s: %s", method, path, f)
		}
	}
	out, _ := value.(map[string]any)
	return out
}

func (c *client) send(method, path, contentType, body string) (int, []byte) {
	c.t.Helper()
	req, err := http.NewRequestWithContext(c.t.Context(), method, c.url+path, strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	req.Header.Set("Content-Type", contentType)
	req.Header.Set("Authorization", "Bearer "+c.key)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		c.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	if res.Header.Get("X-Request-ID") == "" {
		c.t.Error("an answer has no X-Request-ID")
	}
	return res.StatusCode, raw
}

func (c *client) control(method, path, body string) map[string]any {
	c.t.Helper()
	status, raw := c.send(method, "/_sandbox/"+path, "application/json", body)
	if status >= 300 {
		c.t.Fatalf("%s %s: %d %s", method, path, status, raw)
	}
	var out map[string]any
	if len(raw) > 0 {
		if err := json.Unmarshal(raw, &out); err != nil {
			c.t.Fatal(err)
		}
	}
	return out
}

func TestEveryAnswerIsOneThatWorkOSDescribes(t *testing.T) {
	t.Parallel()
	c := start(t)
	org := c.organizations()
	c.connections(org)
	c.directories(org)
	c.users(org)
	c.endpoints()
	c.signIn(org)
	c.do(200, "GET", "/authorization/roles", "/authorization/roles", "")
	c.do(200, "GET", "/authorization/organizations/{organizationId}/roles", "/authorization/organizations/"+org+"/roles", "")
	c.do(201, "POST", "/portal/generate_link", "/portal/generate_link", fmt.Sprintf(`{"organization":%q,"intent":"sso","return_url":"","success_url":""}`, org))
	c.do(404, "POST", "/portal/generate_link", "/portal/generate_link", `{"organization":"org_01"}`)
	c.do(422, "POST", "/portal/generate_link", "/portal/generate_link", fmt.Sprintf(`{"organization":%q,"intent":"other"}`, org))
	c.do(202, "DELETE", "/organizations/{id}", "/Organizations/"+org, "")
	c.do(200, "GET", "/events", "/events?limit=100", "")
	for route := range c.spec.Answers {
		if !c.seen[route] {
			t.Errorf("%s was not asked", route)
		}
	}
	c.events()
}

func (c *client) organizations() string {
	route := "/organizations"
	o := c.do(201, "POST", route, route, `{"name":"Northwind & <Sons>","domain_data":[{"domain":"northwind.example","state":"verified"}],"domains":null,"metadata":null,"external_id":"client-42"}`)
	id := o["id"].(string)
	c.do(409, "POST", route, route, `{"name":"Other","domain_data":[{"domain":"northwind.example","state":"pending"}]}`)
	c.do(400, "POST", route, route, `{"name":"Other","external_id":"client-42"}`)
	c.do(422, "POST", route, route, `{"name":""}`)
	c.do(200, "GET", route, route+"?domains[]=northwind.example", "")
	c.do(422, "GET", route, route+"?limit=101", "")
	c.do(200, "GET", "/organizations/{id}", "//organizations//"+id, "")
	c.do(404, "GET", "/organizations/{id}", "/organizations/org_01", "")
	c.do(200, "GET", "/organizations/external_id/{external_id}", "/organizations/external_id/client-42", "")
	c.do(200, "PUT", "/organizations/{id}", "/organizations/"+id, `{"name":"Northwind","metadata":{"tier":"gold"}}`)

	d := c.do(201, "POST", "/organization_domains", "/organization_domains", fmt.Sprintf(`{"organization_id":%q,"domain":"more.example"}`, id))
	c.do(409, "POST", "/organization_domains", "/organization_domains", fmt.Sprintf(`{"organization_id":%q,"domain":"more.example"}`, id))
	at := "/organization_domains/" + d["id"].(string)
	c.do(200, "GET", "/organization_domains/{id}", at, "")
	c.do(201, "POST", "/organization_domains/{id}/verify", at+"/verify", "")
	c.do(400, "POST", "/organization_domains/{id}/verify", at+"/verify", "")
	c.do(204, "DELETE", "/organization_domains/{id}", at, "")
	e := c.do(201, "POST", "/organization_domains", "/organization_domains", fmt.Sprintf(`{"organization_id":%q,"domain":"fails.example"}`, id))
	if _, err := c.box.World().FailDomain(e["id"].(string), "domain_verification_period_expired"); err != nil {
		c.t.Fatal(err)
	}
	return id
}

func (c *client) connections(org string) {
	conn := c.control("POST", "connections", fmt.Sprintf(`{"organization_id":%q,"type":"OktaSAML"}`, org))
	id := conn["id"].(string)
	c.control("PATCH", "connections/"+id, `{"state":"inactive"}`)
	c.do(200, "GET", "/connections", "/connections?organization_id="+org, "")
	c.do(200, "GET", "/connections/{id}", "/connections/"+id, "")
	c.do(404, "GET", "/connections/{id}", "/connections/conn_01", "")
	expires := world.Time{Time: c.box.World().Now().AddDate(0, 0, 25)}
	if err := c.box.World().CertificateExpires(id, expires); err != nil {
		c.t.Fatal(err)
	}
	if _, err := c.box.World().RenewCertificate(id, "", expires); err != nil {
		c.t.Fatal(err)
	}
	c.do(204, "DELETE", "/connections/{id}", "/connections/"+id, "")
}

func (c *client) directories(org string) {
	c.control("PUT", "settings", `{"limits":false,"retain_inactive":true}`)
	dir := c.control("POST", "directories", fmt.Sprintf(`{"organization_id":%q,"type":"okta scim v2.0"}`, org))
	id := dir["id"].(string)
	p := c.control("POST", "people", fmt.Sprintf(`{"directory_id":%q,"email":"ana@northwind.example","first_name":"Ana","department":"IT","groups":["MemberPulse Staff"]}`, id))
	user := p["directory_user_id"].(string)
	c.control("PATCH", "people/"+p["id"].(string), `{"last_name":"Silva","job_title":"Head","department":""}`)
	c.control("PATCH", "people/"+p["id"].(string), `{"active":false}`)
	c.control("PUT", "settings", `{"retain_inactive":false}`)
	c.control("PATCH", "people/"+p["id"].(string), `{"active":true,"groups":["MemberPulse Admins"]}`)
	q := c.control("POST", "people", fmt.Sprintf(`{"directory_id":%q,"email":"ben@northwind.example"}`, id))
	c.control("DELETE", "people/"+q["id"].(string), "")
	c.do(200, "GET", "/directories", "/directories", "")
	c.do(200, "GET", "/directories/{id}", "/directories/"+id, "")
	c.do(200, "GET", "/directory_users", "/directory_users?directory="+id, "")
	c.do(404, "GET", "/directory_users", "/directory_users?directory=directory_01", "")
	c.do(422, "GET", "/directory_users", "/directory_users", "")
	c.do(200, "GET", "/directory_users/{id}", "/directory_users/"+user, "")
	c.do(404, "GET", "/directory_users/{id}", "/directory_users/directory_user_01", "")
	groups := c.do(200, "GET", "/directory_groups", "/directory_groups?user="+user, "")["data"].([]any)
	if len(groups) != 1 {
		c.t.Fatalf("the user is in %v", groups)
	}
	group := groups[0].(map[string]any)["id"].(string)
	c.do(200, "GET", "/directory_groups", "/directory_groups?directory="+id, "")
	c.do(200, "GET", "/directory_groups/{id}", "/directory_groups/"+group, "")
	c.do(200, "GET", "/directory_users", "/directory_users?group="+group, "")
	c.control("PUT", "settings", `{"limits":true}`)
	for range 4 {
		c.do(200, "GET", "/directory_users", "/directory_users?directory="+id, "")
	}
	c.do(429, "GET", "/directory_users", "/directory_users?directory="+id, "")
	c.control("PATCH", "groups/"+group, `{"name":"MemberPulse Staff and more"}`)
	c.control("DELETE", "groups/"+group, "")
	for range 2 {
		c.control("PATCH", "directories/"+id, `{"rotate_token":true}`)
	}
	c.do(202, "DELETE", "/directories/{id}", "/directories/"+id, "")
}

func (c *client) users(org string) {
	base := "/user_management/users"
	u := c.do(201, "POST", base, base, `{"email":"dario@northwind.example","first_name":"Dario"}`)
	id := u["id"].(string)
	c.do(200, "GET", base, base+"?email=DARIO@northwind.example", "")
	c.do(200, "GET", base+"/{id}", base+"/"+id, "")
	c.do(200, "PUT", base+"/{id}", base+"/"+id, `{"last_name":"Rossi"}`)
	c.do(404, "GET", base+"/{id}", base+"/user_01", "")
	om := "/user_management/organization_memberships"
	m := c.do(201, "POST", om, om, fmt.Sprintf(`{"user_id":%q,"organization_id":%q,"role_slug":"admin"}`, id, org))
	at := om + "/" + m["id"].(string)
	c.do(400, "GET", om, om, "")
	c.do(200, "GET", om+"/{id}", at, "")
	c.do(200, "PUT", om+"/{id}", at, `{"role_slug":"member"}`)
	c.do(200, "PUT", om+"/{id}/deactivate", at+"/deactivate", "")
	for query, n := range map[string]int{
		"": 0, "&statuses=inactive&statuses=active": 1, "&statuses[]=inactive": 1, "&statuses=inactive,pending": 1, "&statuses=pending": 0,
	} {
		if got := len(c.do(200, "GET", om, om+"?user_id="+id+query, "")["data"].([]any)); got != n {
			c.t.Errorf("memberships with %q: %d, want %d", query, got, n)
		}
	}
	c.do(200, "PUT", om+"/{id}/reactivate", at+"/reactivate", "")
	c.do(200, "DELETE", om+"/{id}", at, "")
	p := c.control("POST", "users", fmt.Sprintf(`{"email":"p@northwind.example","memberships":[{"organization_id":%q,"status":"pending"}]}`, org))
	pending := p["memberships"].([]any)[0].(map[string]any)["id"].(string)
	c.do(400, "PUT", om+"/{id}/deactivate", om+"/"+pending+"/deactivate", "")
	c.do(400, "PUT", om+"/{id}/reactivate", om+"/"+pending+"/reactivate", "")
	c.do(200, "DELETE", base+"/{id}", base+"/"+id, "")
}

func (c *client) endpoints() {
	base := "/webhook_endpoints"
	e := c.do(201, "POST", base, base, `{"endpoint_url":"https://hub.example/webhooks","events":["dsync.user.created"]}`)
	c.do(409, "POST", base, base, `{"endpoint_url":"https://hub.example/webhooks","events":[]}`)
	c.do(422, "POST", base, base, `{"endpoint_url":"http://hub.example/webhooks","events":[]}`)
	c.do(422, "POST", base, base, `{"endpoint_url":"https://hub.example/2","events":["dsync.token.created"]}`)
	c.do(200, "GET", base, base, "")
	at := base + "/" + e["id"].(string)
	c.do(200, "PATCH", base+"/{id}", at, `{"status":"disabled"}`)
	c.do(404, "PATCH", base+"/{id}", base+"/we_01", `{}`)
	c.do(204, "DELETE", base+"/{id}", at, "")
	uris := "/user_management/redirect_uris"
	u := c.do(201, "POST", uris, uris, `{"uri":"http://127.0.0.1:8080/auth/callback/workos"}`)
	c.do(422, "POST", uris, uris, `{"uri":"http://hub.example/"}`)
	c.do(200, "GET", uris, uris, "")
	c.do(204, "DELETE", uris+"/{id}", uris+"/"+u["id"].(string), "")
}

func (c *client) signIn(org string) {
	w := c.box.World()
	conn := c.control("POST", "connections", fmt.Sprintf(`{"organization_id":%q,"state":"validating"}`, org))
	p := c.control("POST", "people", fmt.Sprintf(`{"organization_id":%q,"email":"eva@northwind.example","groups":["Everyone"],"user":true}`, org))
	grant := world.SSOGrant{ConnectionID: conn["id"].(string), PersonID: p["id"].(string)}
	if err := w.SSOStarted(grant, "eva@northwind.example"); err != nil {
		c.t.Fatal(err)
	}
	if err := w.SSOFailed(grant, "eva@northwind.example", world.SSOFailure{Code: "access_denied", Message: "The provider refused."}); err != nil {
		c.t.Fatal(err)
	}
	code, err := w.IssueSSOCode(grant)
	if err != nil {
		c.t.Fatal(err)
	}
	body := fmt.Sprintf(`{"client_id":"client_sandbox","client_secret":"sk_test_sandbox","grant_type":"authorization_code","code":%q}`, code)
	got := c.do(200, "POST", "/sso/token", "/sso/token", body)
	c.do(400, "POST", "/sso/token", "/sso/token", body)
	c.key = got["access_token"].(string)
	c.do(200, "GET", "/sso/profile", "/sso/profile", "")
	c.key = "wrong"
	c.do(401, "GET", "/sso/profile", "/sso/profile", "")
	c.key = sandbox.DefaultAPIKey
	c.do(200, "GET", "/sso/jwks/{clientId}", "/sso/jwks/client_sandbox", "")
	user, ok := w.UserByEmail("eva@northwind.example")
	if !ok {
		c.t.Fatal("the person has no user")
	}
	if code, err = w.IssueAuthKitCode(world.AuthKitGrant{UserID: user.ID}); err != nil {
		c.t.Fatal(err)
	}
	body = fmt.Sprintf(`{"client_id":"client_sandbox","client_secret":"sk_test_sandbox","grant_type":"authorization_code","code":%q}`, code)
	c.do(200, "POST", "/user_management/authenticate", "/user_management/authenticate", body)
	c.do(400, "POST", "/user_management/authenticate", "/user_management/authenticate", body)
}

// events holds every event that was emitted against the schema of its name.
func (c *client) events() {
	c.t.Helper()
	names := map[string]bool{}
	for _, e := range c.box.World().EventLog(0) {
		var value any
		if err := json.Unmarshal(e.Body, &value); err != nil {
			c.t.Fatal(err)
		}
		schema, ok := c.spec.Schemas["Event_"+strings.ReplaceAll(e.Name, ".", "_")]
		if !ok {
			c.t.Errorf("WorkOS has no event %s", e.Name)
		}
		names[e.Name] = true
		for _, f := range c.spec.check(schema, value, e.Name) {
			c.t.Error(f)
		}
	}
	for name := range strings.FieldsSeq(`connection.activated connection.deactivated connection.deleted connection.saml_certificate_renewal_required
		connection.saml_certificate_renewed dsync.activated dsync.deleted dsync.token.created dsync.token.revoked dsync.user.created dsync.user.updated
		dsync.user.deleted dsync.group.created dsync.group.updated dsync.group.deleted dsync.group.user_added dsync.group.user_removed
		organization.created organization.updated organization.deleted organization_domain.created organization_domain.deleted
		organization_domain.verified organization_domain.verification_failed organization_membership.created organization_membership.updated
		organization_membership.deleted user.created user.updated user.deleted session.created authentication.sso_started
		authentication.sso_succeeded authentication.sso_failed`) {
		if !names[name] {
			c.t.Errorf("the scenario emitted no %s", name)
		}
	}
}

func TestTheTokenEndpointTakesAForm(t *testing.T) {
	t.Parallel()
	c := start(t)
	form := url.Values{"client_id": {"client_sandbox"}, "client_secret": {"sk_test_sandbox"}, "grant_type": {"authorization_code"}, "code": {"none"}}
	status, raw := c.send("POST", "/sso/token", "application/x-www-form-urlencoded", form.Encode())
	if status != 400 || !strings.Contains(string(raw), `"error":"invalid_grant"`) {
		t.Errorf("%d %s", status, raw)
	}
	form.Set("client_secret", "sk_other")
	if status, raw = c.send("POST", "/sso/token", "application/x-www-form-urlencoded", form.Encode()); status != 400 || !strings.Contains(string(raw), `"error":"invalid_client"`) {
		t.Errorf("%d %s", status, raw)
	}
}

func TestEveryRouteOfTheAPIWantsTheKey(t *testing.T) {
	t.Parallel()
	c := start(t)
	c.key = "sk_test_sandbo"
	for route := range c.spec.Answers {
		method, path, _ := strings.Cut(route, " ")
		if strings.HasPrefix(path, "/sso/") || path == "/user_management/authenticate" {
			continue
		}
		if status, raw := c.send(method, strings.ReplaceAll(path, "{", "x{"), "application/json", "{}"); status != 401 {
			t.Errorf("%s without the key: %d %s", route, status, raw)
		}
	}
	for _, route := range []string{"GET /_sandbox/ledger", "GET /_sandbox/state", "POST /_sandbox/people"} {
		method, path, _ := strings.Cut(route, " ")
		if status, _ := c.send(method, path, "application/json", "{}"); status != 401 {
			t.Errorf("%s without the key: %d", route, status)
		}
	}
}
