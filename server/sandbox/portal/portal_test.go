package portal

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"memberpulse/server/sandbox/sandboxtest"
	"memberpulse/server/sandbox/world"
)

// house is a portal over a world with one organization.
type house struct {
	*sandboxtest.House
	org world.Organization
}

func newHouse(t *testing.T) *house {
	t.Helper()
	h := &house{House: sandboxtest.New(t)}
	s, err := New(Config{World: h.World, BaseURL: func() string { return sandboxtest.Origin }, Logger: h.Log})
	h.Must(err)
	s.Routes(h.Mux)
	h.org, err = h.World.CreateOrganization(world.OrganizationInput{Name: "Northwind"})
	h.Must(err)
	return h
}

// open makes a link, follows it, and gives the address it leads to.
func (h *house) open(intent string) string {
	h.T.Helper()
	token, err := h.World.CreatePortalLink(world.PortalSession{
		OrganizationID: h.org.ID, Intent: intent, ReturnURL: "http://127.0.0.1:8080/settings", SuccessURL: "http://127.0.0.1:8080/done",
	})
	h.Must(err)
	r := h.Do("GET", "/portal?token="+token, nil)
	if r.Status != http.StatusSeeOther {
		h.T.Fatalf("%d %s", r.Status, r.Body)
	}
	return r.To
}

// value reads what the page shows to be carried elsewhere.
func (h *house) value(r sandboxtest.Reply, key string) string {
	m := regexp.MustCompile(`data-value="` + key + `">([^<]*)<`).FindStringSubmatch(r.Body)
	if m == nil {
		return ""
	}
	return m[1]
}

func TestALinkOpensOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	token, err := h.World.CreatePortalLink(world.PortalSession{OrganizationID: h.org.ID})
	h.Must(err)
	first := h.Do("GET", "/portal?token="+token, nil)
	h.Is(h.Do("GET", first.To, nil), 200, "Single sign-on", "Directory sync", "Log streams")
	h.Is(h.Do("GET", "/portal?token="+token, nil), 410, "no longer opens")
	h.Is(h.Do("GET", "/portal?token=", nil), 410)
	h.Is(h.Do("GET", "/portal/guessed", nil), 410)
	late, err := h.World.CreatePortalLink(world.PortalSession{OrganizationID: h.org.ID})
	h.Must(err)
	h.Now = h.Now.Add(world.LinkLife)
	h.Is(h.Do("GET", "/portal?token="+late, nil), 410)
	h.Now = h.Now.Add(world.PortalLife)
	h.Is(h.Do("GET", first.To, nil), 410, "session is over")
}

func TestALinkIsForOneTask(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	to := h.open("dsync")
	h.Is(h.Do("GET", to, nil), 200, "Choose your directory provider", "http://127.0.0.1:8080/settings")
	h.Is(h.Do("GET", strings.TrimSuffix(to, "dsync")+"sso", nil), 403, "another task")
	h.Is(h.Do("POST", to, url.Values{"directory_type": {"okta scim v2.0"}}, sandboxtest.Header("Sec-Fetch-Site", "cross-site")), 403)
	if n := len(h.World.DirectoriesOf(h.org.ID)); n != 0 {
		t.Errorf("a form of another site made %d directories", n)
	}
	other, err := h.World.CreateOrganization(world.OrganizationInput{Name: "Other"})
	h.Must(err)
	d, _, err := h.World.CreateDirectory(world.DirectoryInput{OrganizationID: other.ID})
	h.Must(err)
	h.Is(h.Do("GET", to+"/"+d.ID, nil), 404)
	h.Is(h.Post(to+"/"+d.ID+"/delete", url.Values{"confirm": {d.Name}}), 404)
}

func TestASAMLConnectionIsSetUp(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	to := h.open("sso")
	h.Is(h.Post(to, url.Values{}), 422, "Choose your identity provider first")
	r := h.Post(to, url.Values{"connection_type": {"OktaSAML"}})
	c := h.World.ConnectionsOf(h.org.ID)[0]
	h.Is(r, 200, "/sso/saml/acs/"+c.ExternalKey, "Details missing")
	if c.State != "draft" || h.value(r, "sp_entity_id") != "http://127.0.0.1:4100/"+c.ExternalKey {
		t.Errorf("%s, entity id %s", c.State, h.value(r, "sp_entity_id"))
	}
	page := r.To
	cert, err := selfSigned("idp", h.Now)
	h.Must(err)
	old, err := selfSigned("idp", h.Now.AddDate(-9, 0, 0))
	h.Must(err)
	good := url.Values{"name": {"Okta"}, "idp_entity_id": {"http://idp"}, "sso_url": {"https://idp.test/sso"}, "certificate": {cert}}
	for field, bad := range map[string]string{
		"certificate": "nonsense", "sso_url": "idp.test", "idp_entity_id": "", "name": "", "metadata": "<a/>", "metadata_url": "javascript:alert(1)",
	} {
		f := url.Values{}
		for k, v := range good {
			f[k] = v
		}
		f.Set(field, bad)
		h.Is(h.Post(page, f), 422, `id="`+field+`-fault"`, "Nothing was saved")
	}
	for _, wrong := range []string{old, "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"} {
		h.Is(h.Post(page, url.Values{"name": {"O"}, "idp_entity_id": {"x"}, "sso_url": {"https://x.test"}, "certificate": {wrong}}), 422, "certificate-fault")
	}
	h.Is(h.Post(page, good), 200, "The details are saved", "Waiting for the first sign-in", "https://idp.test/sso")
	h.Is(h.Post(page+"/test", url.Values{"email": {"ana@x.test"}}), 422, "The test sign-in failed", "access_denied")
	_, err = h.World.AddPerson(world.PersonInput{OrganizationID: h.org.ID, Email: "ana@x.test"})
	h.Must(err)
	h.Is(h.Post(page+"/test", url.Values{"email": {"ana@x.test"}}), 200, `data-state="active"`, `data-finish href="http://127.0.0.1:8080/done"`)
	h.Is(h.Post(page+"/state", url.Values{"state": {"inactive"}}), 200, `data-state="inactive"`)
	h.Is(h.Post(page+"/delete", url.Values{}), 422, "Tick the box")
	h.Is(h.Post(page+"/delete", url.Values{"confirm": {"yes"}}), 200, "Deleted")
	h.toldInOrder("connection.activated", "connection.deactivated", "connection.deleted")
}

func (h *house) toldInOrder(names ...string) {
	h.T.Helper()
	var got []string
	for _, e := range h.World.EventLog(0) {
		if e.OrganizationID == h.org.ID && !strings.HasPrefix(e.Name, "organization.") {
			got = append(got, e.Name)
		}
	}
	if strings.Join(got, " ") != strings.Join(names, " ") {
		h.T.Errorf("events %v, want %v", got, names)
	}
}

func TestMetadataFillsTheDetailsIn(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	cert, err := selfSigned("idp", h.Now)
	h.Must(err)
	body := strings.TrimSpace(strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(cert), "-----BEGIN CERTIFICATE-----"), "-----END CERTIFICATE-----"))
	xml := `<?xml version="1.0"?><md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="http://idp/meta"><md:IDPSSODescriptor>
		<md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>` + body + `</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>
		<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://idp.test/post"/>
		<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://idp.test/redirect"/></md:IDPSSODescriptor></md:EntityDescriptor>`
	page := h.Post(h.open("sso"), url.Values{"connection_type": {"GenericSAML"}}).To
	h.Is(h.Post(page, url.Values{"name": {"x"}, "metadata": {xml}, "activate": {"yes"}}), 200, "people can sign in by it", "https://idp.test/redirect")
	d := h.World.ConnectionsOf(h.org.ID)[0]
	if d.State != "active" || d.Details.EntityID != "http://idp/meta" || d.Details.CertificateExpiry.IsZero() {
		t.Errorf("%+v", d)
	}
	h.Is(h.Post(page, url.Values{"name": {"x"}, "metadata": {"<!DOCTYPE a [<!ENTITY b \"c\">]>" + xml}}), 422, "metadata-fault")
}

func TestAnOIDCSecretIsWrittenOnly(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	r := h.Post(h.open("sso"), url.Values{"connection_type": {"GenericOIDC"}})
	page := r.To
	if !strings.HasSuffix(h.value(r, "oidc_redirect_uri"), "/callback") {
		t.Errorf("redirect URI %s", h.value(r, "oidc_redirect_uri"))
	}
	f := url.Values{"name": {"x"}, "client_id": {"abc"}, "discovery_endpoint": {"https://idp.test/.well-known/openid-configuration"}}
	h.Is(h.Post(page, f), 422, "client_secret-fault")
	f.Set("client_secret", "s3cr3t-value")
	r = h.Post(page, f)
	h.Is(r, 200, "One is stored")
	f.Set("client_secret", "")
	h.Is(h.Post(page, f), 200)
	if d := h.World.ConnectionsOf(h.org.ID)[0].Details; d.ClientSecret != "s3cr3t-value" || strings.Contains(r.Body, "s3cr3t") {
		t.Errorf("the secret is %q, or it is on the page", d.ClientSecret)
	}
}

func TestADirectoryShowsItsTokenOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	r := h.Post(h.open("dsync"), url.Values{"directory_type": {"okta scim v2.0"}, "name": {"Okta"}})
	d := h.World.DirectoriesOf(h.org.ID)[0]
	token := h.value(r, "scim_token")
	h.Is(r, 200, "shown this once", `data-finish`)
	if !d.Accepts(token) || h.value(r, "scim_endpoint") != "http://127.0.0.1:4100/scim/v2.0/"+d.ExternalKey {
		t.Errorf("token %q, endpoint %s", token, h.value(r, "scim_endpoint"))
	}
	page, _, _ := strings.Cut(r.To, "?")
	if again := h.Do("GET", page, nil); strings.Contains(again.Body, token) {
		t.Error("the token was shown twice")
	}
	r = h.Post(page+"/rotate", nil)
	second := h.value(r, "scim_token")
	if d, _ = h.World.Directory(d.ID); !d.Accepts(second) || !d.Accepts(token) {
		t.Error("both tokens work after a rotation")
	}
	h.Is(h.Post(page+"/revoke", url.Values{"token_id": {d.Tokens[0].ID}}), 200, "revoked")
	if d, _ = h.World.Directory(d.ID); d.Accepts(token) || !d.Accepts(second) {
		t.Error("the revoked token works, or the other does not")
	}
	h.Is(h.Post(page+"/delete", url.Values{"confirm": {"no"}}), 422, "Type the directory")
	h.Is(h.Post(page+"/delete", url.Values{"confirm": {"Okta"}}), 200, "Deleted")
}

func TestDomains(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	to := h.open("domain_verification")
	h.Is(h.Post(to, url.Values{"domain": {"not a domain"}}), 422, "domain-fault")
	r := h.Post(to, url.Values{"domain": {"x.test"}})
	o, err := h.World.Organization(h.org.ID)
	h.Must(err)
	d := o.Domains[0]
	h.Is(r, 200, "verification_token="+d.Token, d.Prefix+".x.test", "Waiting for the record")
	h.Is(h.Post(to+"/"+d.ID, url.Values{"result": {"failed"}, "reason": {"domain_verification_period_expired"}}), 200, `data-state="failed"`)
	h.Is(h.Post(to+"/"+d.ID, url.Values{"result": {"verified"}}), 200, `data-state="verified"`)
	h.Is(h.Post(to+"/"+d.ID, url.Values{"result": {"verified"}}), 422, "already verified")
	h.Is(h.Post(to+"/"+d.ID+"/delete", nil), 200, "Deleted")
}

func TestCertificates(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	to := h.open("certificate_renewal")
	h.Is(h.Do("GET", to, nil), 200, "No SAML connection")
	c, err := h.World.CreateConnection(world.ConnectionInput{OrganizationID: h.org.ID, Type: "OktaSAML"})
	h.Must(err)
	h.Is(h.Post(to+"/"+c.ID, url.Values{"do": {"renew"}, "certificate": {"x"}}), 422, "no PEM certificate")
	h.Is(h.Post(to+"/"+c.ID, url.Values{"do": {"make"}}), 200, "The new certificate is in use", "1,096 days left")
	h.Is(h.Post(to+"/"+c.ID, url.Values{"do": {"announce"}, "days": {"25"}}), 200, "warning was sent")
	h.toldInOrder("connection.activated", "connection.saml_certificate_renewed", "connection.saml_certificate_renewal_required")
}

func TestAuditLogAndStreams(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.Is(h.Do("GET", h.open("audit_logs"), nil), 200, "organization.created")
	took := make(chan string, 1)
	siem := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body) // what did not come is missing below
		took <- string(b)
	}))
	t.Cleanup(siem.Close)
	to := h.open("log_streams")
	h.Is(h.Post(to, url.Values{"type": {"GenericHttps"}, "url": {"ftp://x"}}), 422, "url-fault")
	h.Is(h.Post(to, url.Values{"type": {"GenericHttps"}, "url": {siem.URL}}), 200, "The destination is saved")
	id := h.World.LogStreamsOf(h.org.ID)[0].ID
	h.Is(h.Post(to+"/"+id+"/test", nil), 200, "took the test entry")
	if body := <-took; !strings.Contains(body, "organization.created") {
		t.Errorf("sent %s", body)
	}
	siem.Close()
	h.Is(h.Post(to+"/"+id+"/test", nil), 200, "did not take", "Refuses entries")
	h.Is(h.Post(to+"/"+id+"/delete", nil), 200, "Deleted")
}
