package portal

import (
	"net/http"
	"strings"

	"memberpulse/server/sandbox/look"
	"memberpulse/server/sandbox/world"
)

// provider is one identity provider to choose from.
type provider struct{ Type, Name, Note string }

// identityProviders are those that the page offers; the two general ones take
// any other.
var identityProviders = []provider{
	{"OktaSAML", "Okta", "SAML"},
	{"AzureSAML", "Microsoft Entra ID", "SAML"},
	{"GoogleSAML", "Google Workspace", "SAML"},
	{"OneLoginSAML", "OneLogin", "SAML"},
	{"PingOneSAML", "PingOne", "SAML"},
	{"PingFederateSAML", "PingFederate", "SAML"},
	{"JumpCloudSAML", "JumpCloud", "SAML"},
	{"ADFSSAML", "AD FS", "SAML"},
	{"KeycloakSAML", "Keycloak", "SAML"},
	{"OktaOIDC", "Okta", "OpenID Connect"},
	{"EntraIdOIDC", "Microsoft Entra ID", "OpenID Connect"},
	{"GoogleOIDC", "Google", "OpenID Connect"},
	{"GenericSAML", "Another provider", "SAML"},
	{"GenericOIDC", "Another provider", "OpenID Connect"},
}

func providerOf(kind string) provider {
	for _, p := range identityProviders {
		if p.Type == kind {
			return p
		}
	}
	return provider{Type: kind, Name: kind, Note: protocol(kind)}
}

func protocol(kind string) string {
	if strings.HasSuffix(strings.ToLower(kind), "oidc") {
		return "OpenID Connect"
	}
	return "SAML"
}

type connectionRow struct {
	world.Connection
	Provider provider
	Status   string
	Word     string
}

// words are how a connection's states look and read.
var words = map[string][2]string{
	"requires_type": {"off", "Provider not chosen"}, "draft": {"warn", "Details missing"}, "validating": {"run", "Waiting for the first sign-in"},
	"active": {"ok", "Active"}, "inactive": {"off", "Inactive"},
}

func rowOf(c world.Connection) connectionRow {
	w := words[c.State]
	return connectionRow{Connection: c, Provider: providerOf(c.Type), Status: w[0], Word: w[1]}
}

func (v *visit) connections() {
	var rows []connectionRow
	for _, c := range v.s.world.ConnectionsOf(v.org.ID) {
		rows = append(rows, rowOf(c))
	}
	v.show(status(v.form), "connections", struct {
		page
		Connections []connectionRow
		Providers   []provider
	}{v.page("sso"), rows, identityProviders})
}

func status(f look.Form) int {
	if f.Wrong() {
		return http.StatusUnprocessableEntity
	}
	return http.StatusOK
}

func (v *visit) createConnection() {
	kind := v.form.Text("connection_type")
	if kind == "" {
		v.form.Blame("connection_type", "Choose your identity provider first.")
		v.connections()
		return
	}
	c, err := v.s.world.CreateConnection(world.ConnectionInput{
		OrganizationID: v.org.ID, Type: kind, Name: v.org.Name + " " + providerOf(kind).Name, State: "draft",
	})
	if err != nil {
		v.failed(err)
		return
	}
	v.next("/sso/"+c.ID, "")
}

// own finds a connection of the session's organization.
func (v *visit) own() (world.Connection, bool) {
	c, err := v.s.world.Connection(v.r.PathValue("id"))
	if err != nil || c.OrganizationID != v.org.ID {
		v.failed(&world.Error{Kind: world.NotFound})
		return c, false
	}
	return c, true
}

func (v *visit) connection() {
	if c, ok := v.own(); ok {
		v.showConnection(c, nil)
	}
}

type outcome struct{ Code, Means string }

func (v *visit) showConnection(c world.Connection, test *outcome) {
	if v.form.Values == nil {
		d := c.Details
		v.form.Values = map[string][]string{
			"name": {c.Name}, "idp_entity_id": {d.EntityID}, "sso_url": {d.SSOURL}, "certificate": {d.Certificate}, "metadata_url": {d.MetadataURL},
			"client_id": {d.ClientID}, "discovery_endpoint": {d.DiscoveryEndpoint},
		}
	}
	code := status(v.form)
	if test != nil {
		code = http.StatusUnprocessableEntity
	}
	v.show(code, "connection", struct {
		page
		Connection connectionRow
		SP         world.SPDetails
		OIDC       bool
		HasSecret  bool
		Expiry     world.Time
		Test       *outcome
		Person     string
	}{v.page("sso"), rowOf(c), c.SP(v.s.base()), protocol(c.Type) != "SAML", c.Details.ClientSecret != "", c.Details.CertificateExpiry, test, v.somebody()})
}

// somebody is an e-mail that the test sign-in can begin with.
func (v *visit) somebody() string {
	found, _ := v.s.world.People(world.Page{Limit: 1, Order: "asc"}, func(p world.Person) bool { return p.OrganizationID == v.org.ID && p.Active })
	if len(found) == 0 {
		return ""
	}
	return found[0].Email
}

func (v *visit) saveConnection() {
	c, ok := v.own()
	if !ok {
		return
	}
	details := readDetails(&v.form, c.Details, protocol(c.Type) != "SAML", v.s.world.Now())
	name := v.form.Text("name")
	if name == "" {
		v.form.Blame("name", "Give the connection a name, so that you find it again.")
	}
	if v.form.Wrong() {
		v.showConnection(c, nil)
		return
	}
	state, done := c.State, "saved"
	switch {
	case v.form.Text("activate") != "":
		state, done = "active", "activated"
	case c.State == "draft" || c.State == "requires_type":
		state = "validating"
	}
	if _, err := v.s.world.UpdateConnection(c.ID, world.ConnectionChange{Name: &name, State: &state, Details: &details}); err != nil {
		v.failed(err)
		return
	}
	v.next("/sso/"+c.ID, done)
}

// testConnection is the portal's test sign-in: the first that passes makes the
// connection active.
func (v *visit) testConnection() {
	c, ok := v.own()
	if !ok {
		return
	}
	email := v.form.Text("email")
	p, found, err := v.s.world.SignInPerson(v.org.ID, email)
	if err != nil {
		v.failed(err)
		return
	}
	v.form.Values = nil
	switch {
	case c.State != "validating" && c.State != "active":
		v.showConnection(c, &outcome{"connection_unlinked", "Save your identity provider’s details first; then test."})
		return
	case !found || !p.Active:
		v.showConnection(c, &outcome{"access_denied", "Your identity provider does not let " + email + " in. Assign the application to this person there, or test with somebody who has it."})
		return
	}
	state := "active"
	if _, err := v.s.world.UpdateConnection(c.ID, world.ConnectionChange{State: &state}); err != nil {
		v.failed(err)
		return
	}
	v.next("/sso/"+c.ID, "tested")
}

func (v *visit) switchConnection() {
	c, ok := v.own()
	if !ok {
		return
	}
	state, done := "inactive", "deactivated"
	if v.form.Text("state") == "active" {
		state, done = "active", "activated"
	}
	if c.State == "draft" || c.State == "requires_type" {
		v.failed(&world.Error{Kind: world.Invalid, Message: "Save your identity provider’s details first."})
		return
	}
	if _, err := v.s.world.UpdateConnection(c.ID, world.ConnectionChange{State: &state}); err != nil {
		v.failed(err)
		return
	}
	v.next("/sso/"+c.ID, done)
}

func (v *visit) deleteConnection() {
	c, ok := v.own()
	if !ok {
		return
	}
	if v.form.Text("confirm") != "yes" {
		v.form = look.Form{}
		v.form.Blame("confirm", "Tick the box to say that you mean it.")
		v.showConnection(c, nil)
		return
	}
	if err := v.s.world.DeleteConnection(c.ID); err != nil {
		v.failed(err)
		return
	}
	v.next("/sso", "deleted")
}
