package portal

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"memberpulse/server/sandbox/world"
)

// house is a portal over a world with one organization.
type house struct {
	t     *testing.T
	world *world.World
	mux   *http.ServeMux
	org   world.Organization
	now   time.Time
}

func newHouse(t *testing.T) *house {
	t.Helper()
	h := &house{t: t, mux: http.NewServeMux(), now: time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)}
	w, err := world.Open("", func() time.Time { return h.now })
	h.must(err)
	h.world = w
	t.Cleanup(func() { h.must(w.Close()) })
	s, err := New(Config{World: w, BaseURL: func() string { return "http://127.0.0.1:4100" }, Logger: slog.New(slog.DiscardHandler)})
	h.must(err)
	s.Routes(h.mux)
	h.org, err = w.CreateOrganization(world.OrganizationInput{Name: "Northwind"})
	h.must(err)
	return h
}

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

type reply struct {
	status int
	to     string
	body   string
	header http.Header
}

func (h *house) do(method, path string, form url.Values, headers ...string) reply {
	h.t.Helper()
	r := httptest.NewRequestWithContext(h.t.Context(), method, "http://127.0.0.1:4100"+path, strings.NewReader(form.Encode()))
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

// open makes a link, follows it, and gives the address it leads to.
func (h *house) open(intent string) string {
	h.t.Helper()
	token, err := h.world.CreatePortalLink(world.PortalSession{
		OrganizationID: h.org.ID, Intent: intent, ReturnURL: "http://127.0.0.1:8080/settings", SuccessURL: "http://127.0.0.1:8080/done",
	})
	h.must(err)
	r := h.do("GET", "/portal?token="+token, nil)
	if r.status != http.StatusSeeOther {
		h.t.Fatalf("%d %s", r.status, r.body)
	}
	return r.to
}

// post sends a form and follows the redirect to what is shown after it.
func (h *house) post(path string, form url.Values) reply {
	h.t.Helper()
	r := h.do("POST", path, form, "Sec-Fetch-Site", "same-origin")
	if r.status != http.StatusSeeOther {
		return r
	}
	next := h.do("GET", r.to, nil)
	next.to = r.to
	return next
}

func (h *house) is(r reply, status int, words ...string) {
	h.t.Helper()
	if r.status != status {
		h.t.Fatalf("status %d, want %d: %s", r.status, status, r.body)
	}
	for _, w := range words {
		if !strings.Contains(r.body, w) {
			h.t.Errorf("%q is not on the page: %s", w, r.body)
		}
	}
	if strings.Contains(r.body, "<script") || strings.Contains(r.body, " style=") || strings.Contains(r.header.Get("Content-Security-Policy"), "unsafe") {
		h.t.Error("a page with script or inline style")
	}
}

// value reads what the page shows to be carried elsewhere.
func (h *house) value(r reply, key string) string {
	m := regexp.MustCompile(`data-value="` + key + `">([^<]*)<`).FindStringSubmatch(r.body)
	if m == nil {
		return ""
	}
	return m[1]
}

func TestALinkOpensOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	token, err := h.world.CreatePortalLink(world.PortalSession{OrganizationID: h.org.ID})
	h.must(err)
	first := h.do("GET", "/portal?token="+token, nil)
	h.is(h.do("GET", first.to, nil), 200, "Single sign-on", "Directory sync", "Log streams")
	h.is(h.do("GET", "/portal?token="+token, nil), 410, "no longer opens")
	h.is(h.do("GET", "/portal?token=", nil), 410)
	h.is(h.do("GET", "/portal/guessed", nil), 410)
	late, err := h.world.CreatePortalLink(world.PortalSession{OrganizationID: h.org.ID})
	h.must(err)
	h.now = h.now.Add(world.LinkLife)
	h.is(h.do("GET", "/portal?token="+late, nil), 410)
	h.now = h.now.Add(world.PortalLife)
	h.is(h.do("GET", first.to, nil), 410, "session is over")
}

func TestALinkIsForOneTask(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	to := h.open("dsync")
	h.is(h.do("GET", to, nil), 200, "Choose your directory provider", "http://127.0.0.1:8080/settings")
	h.is(h.do("GET", strings.TrimSuffix(to, "dsync")+"sso", nil), 403, "another task")
	h.is(h.do("POST", to, url.Values{"directory_type": {"okta scim v2.0"}}, "Sec-Fetch-Site", "cross-site"), 403)
	if n := len(h.world.DirectoriesOf(h.org.ID)); n != 0 {
		t.Errorf("a form of another site made %d directories", n)
	}
	other, err := h.world.CreateOrganization(world.OrganizationInput{Name: "Other"})
	h.must(err)
	d, _, err := h.world.CreateDirectory(world.DirectoryInput{OrganizationID: other.ID})
	h.must(err)
	h.is(h.do("GET", to+"/"+d.ID, nil), 404)
	h.is(h.post(to+"/"+d.ID+"/delete", url.Values{"confirm": {d.Name}}), 404)
}

func TestASAMLConnectionIsSetUp(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	to := h.open("sso")
	h.is(h.post(to, url.Values{}), 422, "Choose your identity provider first")
	r := h.post(to, url.Values{"connection_type": {"OktaSAML"}})
	c := h.world.ConnectionsOf(h.org.ID)[0]
	h.is(r, 200, "/sso/saml/acs/"+c.ExternalKey, "Details missing")
	if c.State != "draft" || h.value(r, "sp_entity_id") != "http://127.0.0.1:4100/"+c.ExternalKey {
		t.Errorf("%s, entity id %s", c.State, h.value(r, "sp_entity_id"))
	}
	page := r.to
	cert, err := selfSigned("idp", h.now)
	h.must(err)
	old, err := selfSigned("idp", h.now.AddDate(-9, 0, 0))
	h.must(err)
	good := url.Values{"name": {"Okta"}, "idp_entity_id": {"http://idp"}, "sso_url": {"https://idp.test/sso"}, "certificate": {cert}}
	for field, bad := range map[string]string{
		"certificate": "nonsense", "sso_url": "idp.test", "idp_entity_id": "", "name": "", "metadata": "<a/>", "metadata_url": "javascript:alert(1)",
	} {
		f := url.Values{}
		for k, v := range good {
			f[k] = v
		}
		f.Set(field, bad)
		h.is(h.post(page, f), 422, `id="`+field+`-fault"`, "Nothing was saved")
	}
	for _, wrong := range []string{old, "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"} {
		h.is(h.post(page, url.Values{"name": {"O"}, "idp_entity_id": {"x"}, "sso_url": {"https://x.test"}, "certificate": {wrong}}), 422, "certificate-fault")
	}
	h.is(h.post(page, good), 200, "The details are saved", "Waiting for the first sign-in", "https://idp.test/sso")
	h.is(h.post(page+"/test", url.Values{"email": {"ana@x.test"}}), 422, "The test sign-in failed", "access_denied")
	_, err = h.world.AddPerson(world.PersonInput{OrganizationID: h.org.ID, Email: "ana@x.test"})
	h.must(err)
	h.is(h.post(page+"/test", url.Values{"email": {"ana@x.test"}}), 200, `data-state="active"`, `data-finish href="http://127.0.0.1:8080/done"`)
	h.is(h.post(page+"/state", url.Values{"state": {"inactive"}}), 200, `data-state="inactive"`)
	h.is(h.post(page+"/delete", url.Values{}), 422, "Tick the box")
	h.is(h.post(page+"/delete", url.Values{"confirm": {"yes"}}), 200, "Deleted")
	h.toldInOrder("connection.activated", "connection.deactivated", "connection.deleted")
}

func (h *house) toldInOrder(names ...string) {
	h.t.Helper()
	var got []string
	for _, e := range h.world.EventLog(0) {
		if e.OrganizationID == h.org.ID && !strings.HasPrefix(e.Name, "organization.") {
			got = append(got, e.Name)
		}
	}
	if strings.Join(got, " ") != strings.Join(names, " ") {
		h.t.Errorf("events %v, want %v", got, names)
	}
}

func TestMetadataFillsTheDetailsIn(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	cert, err := selfSigned("idp", h.now)
	h.must(err)
	body := strings.TrimSpace(strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(cert), "-----BEGIN CERTIFICATE-----"), "-----END CERTIFICATE-----"))
	xml := `<?xml version="1.0"?><md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="http://idp/meta"><md:IDPSSODescriptor>
		<md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>` + body + `</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>
		<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://idp.test/post"/>
		<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://idp.test/redirect"/></md:IDPSSODescriptor></md:EntityDescriptor>`
	page := h.post(h.open("sso"), url.Values{"connection_type": {"GenericSAML"}}).to
	h.is(h.post(page, url.Values{"name": {"x"}, "metadata": {xml}, "activate": {"yes"}}), 200, "people can sign in by it", "https://idp.test/redirect")
	d := h.world.ConnectionsOf(h.org.ID)[0]
	if d.State != "active" || d.Details.EntityID != "http://idp/meta" || d.Details.CertificateExpiry.IsZero() {
		t.Errorf("%+v", d)
	}
	h.is(h.post(page, url.Values{"name": {"x"}, "metadata": {"<!DOCTYPE a [<!ENTITY b \"c\">]>" + xml}}), 422, "metadata-fault")
}

func TestAnOIDCSecretIsWrittenOnly(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	r := h.post(h.open("sso"), url.Values{"connection_type": {"GenericOIDC"}})
	page := r.to
	if !strings.HasSuffix(h.value(r, "oidc_redirect_uri"), "/callback") {
		t.Errorf("redirect URI %s", h.value(r, "oidc_redirect_uri"))
	}
	f := url.Values{"name": {"x"}, "client_id": {"abc"}, "discovery_endpoint": {"https://idp.test/.well-known/openid-configuration"}}
	h.is(h.post(page, f), 422, "client_secret-fault")
	f.Set("client_secret", "s3cr3t-value")
	r = h.post(page, f)
	h.is(r, 200, "One is stored")
	f.Set("client_secret", "")
	h.is(h.post(page, f), 200)
	if d := h.world.ConnectionsOf(h.org.ID)[0].Details; d.ClientSecret != "s3cr3t-value" || strings.Contains(r.body, "s3cr3t") {
		t.Errorf("the secret is %q, or it is on the page", d.ClientSecret)
	}
}

func TestADirectoryShowsItsTokenOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	r := h.post(h.open("dsync"), url.Values{"directory_type": {"okta scim v2.0"}, "name": {"Okta"}})
	d := h.world.DirectoriesOf(h.org.ID)[0]
	token := h.value(r, "scim_token")
	h.is(r, 200, "shown this once", `data-finish`)
	if !d.Accepts(token) || h.value(r, "scim_endpoint") != "http://127.0.0.1:4100/scim/v2.0/"+d.ExternalKey {
		t.Errorf("token %q, endpoint %s", token, h.value(r, "scim_endpoint"))
	}
	page, _, _ := strings.Cut(r.to, "?")
	if again := h.do("GET", page, nil); strings.Contains(again.body, token) {
		t.Error("the token was shown twice")
	}
	r = h.post(page+"/rotate", nil)
	second := h.value(r, "scim_token")
	if d, _ = h.world.Directory(d.ID); !d.Accepts(second) || !d.Accepts(token) {
		t.Error("both tokens work after a rotation")
	}
	h.is(h.post(page+"/revoke", url.Values{"token_id": {d.Tokens[0].ID}}), 200, "revoked")
	if d, _ = h.world.Directory(d.ID); d.Accepts(token) || !d.Accepts(second) {
		t.Error("the revoked token works, or the other does not")
	}
	h.is(h.post(page+"/delete", url.Values{"confirm": {"no"}}), 422, "Type the directory")
	h.is(h.post(page+"/delete", url.Values{"confirm": {"Okta"}}), 200, "Deleted")
}

func TestDomains(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	to := h.open("domain_verification")
	h.is(h.post(to, url.Values{"domain": {"not a domain"}}), 422, "domain-fault")
	r := h.post(to, url.Values{"domain": {"x.test"}})
	o, err := h.world.Organization(h.org.ID)
	h.must(err)
	d := o.Domains[0]
	h.is(r, 200, "verification_token="+d.Token, d.Prefix+".x.test", "Waiting for the record")
	h.is(h.post(to+"/"+d.ID, url.Values{"result": {"failed"}, "reason": {"domain_verification_period_expired"}}), 200, `data-state="failed"`)
	h.is(h.post(to+"/"+d.ID, url.Values{"result": {"verified"}}), 200, `data-state="verified"`)
	h.is(h.post(to+"/"+d.ID, url.Values{"result": {"verified"}}), 422, "already verified")
	h.is(h.post(to+"/"+d.ID+"/delete", nil), 200, "Deleted")
}

func TestCertificates(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	to := h.open("certificate_renewal")
	h.is(h.do("GET", to, nil), 200, "No SAML connection")
	c, err := h.world.CreateConnection(world.ConnectionInput{OrganizationID: h.org.ID, Type: "OktaSAML"})
	h.must(err)
	h.is(h.post(to+"/"+c.ID, url.Values{"do": {"renew"}, "certificate": {"x"}}), 422, "no PEM certificate")
	h.is(h.post(to+"/"+c.ID, url.Values{"do": {"make"}}), 200, "The new certificate is in use", "1,096 days left")
	h.is(h.post(to+"/"+c.ID, url.Values{"do": {"announce"}, "days": {"25"}}), 200, "warning was sent")
	h.toldInOrder("connection.activated", "connection.saml_certificate_renewed", "connection.saml_certificate_renewal_required")
}

func TestAuditLogAndStreams(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.is(h.do("GET", h.open("audit_logs"), nil), 200, "organization.created")
	took := make(chan string, 1)
	siem := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body) // what did not come is missing below
		took <- string(b)
	}))
	t.Cleanup(siem.Close)
	to := h.open("log_streams")
	h.is(h.post(to, url.Values{"type": {"GenericHttps"}, "url": {"ftp://x"}}), 422, "url-fault")
	h.is(h.post(to, url.Values{"type": {"GenericHttps"}, "url": {siem.URL}}), 200, "The destination is saved")
	id := h.world.LogStreamsOf(h.org.ID)[0].ID
	h.is(h.post(to+"/"+id+"/test", nil), 200, "took the test entry")
	if body := <-took; !strings.Contains(body, "organization.created") {
		t.Errorf("sent %s", body)
	}
	siem.Close()
	h.is(h.post(to+"/"+id+"/test", nil), 200, "did not take", "Refuses entries")
	h.is(h.post(to+"/"+id+"/delete", nil), 200, "Deleted")
}
