package world

import (
	"slices"
	"strings"
)

// ConnectionInput is a new connection. Type is "GenericSAML" and State "active" when left empty.
type ConnectionInput struct {
	OrganizationID, Type, Name, State string
	Details                           IDPDetails
}

// ConnectionChange changes what is not nil.
type ConnectionChange struct {
	Type, Name, State *string
	Details           *IDPDetails
}

// ConnectionStates are the states a connection may be put in.
var ConnectionStates = []string{"requires_type", "draft", "validating", "active", "inactive"}

// ConnectionTypes are WorkOS's connection types.
var ConnectionTypes = strings.Fields(`Pending ADFSSAML AdpOidc AppleOAuth Auth0Migration Auth0SAML AzureSAML BitbucketOAuth CasSAML
	ClassLinkSAML CleverOIDC CloudflareSAML CyberArkSAML DiscordOAuth DuoSAML EntraIdOIDC GenericOIDC GenericSAML GitHubOAuth GitLabOAuth
	GoogleOAuth GoogleOIDC GoogleSAML GrokOAuth XOAuth IntuitOAuth JumpCloudSAML KeycloakSAML LastPassSAML LinkedInOAuth LoginGovOidc
	MagicLink MicrosoftOAuth MiniOrangeSAML NetIqSAML OktaOIDC OktaSAML OneLoginSAML OracleSAML PingFederateSAML PingOneSAML RipplingSAML
	SalesforceSAML ShibbolethGenericSAML ShibbolethSAML SimpleSamlPhpSAML SalesforceOAuth SlackOAuth TestIdp VercelMarketplaceOAuth
	VercelOAuth VMwareSAML XeroOAuth`)

// CreateConnection adds a connection to an organization; WorkOS itself does this in its Admin Portal only.
func (w *World) CreateConnection(in ConnectionInput) (Connection, error) {
	var out Connection
	err := w.do("connection.create", func(t *tx) error {
		o, err := find[*Organization](w, "organization", in.OrganizationID)
		if err != nil {
			return err
		}
		at := w.stamp()
		c := &Connection{
			ID: t.id("conn", at), OrganizationID: o.ID, Type: or(in.Type, "GenericSAML"), Name: or(in.Name, o.Name),
			State: or(in.State, "active"), ExternalKey: Secret(25), Details: in.Details, CreatedAt: at, UpdatedAt: at,
		}
		if err := c.check(); err != nil {
			return err
		}
		t.put(c)
		t.connectionEvent(c, "")
		out = *c
		return nil
	})
	return out, err
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

func (c *Connection) check() error {
	if !slices.Contains(ConnectionTypes, c.Type) {
		return invalid("type", "invalid_type", "The type is not one of WorkOS's connection types, such as OktaSAML or GenericOIDC.")
	}
	if !slices.Contains(ConnectionStates, c.State) {
		return invalid("state", "invalid_state", "The state must be one of "+strings.Join(ConnectionStates, ", ")+".")
	}
	return nil
}

// connectionEvent tells of a connection that became usable, or stopped being so.
func (t *tx) connectionEvent(c *Connection, before string) {
	var name string
	switch {
	case c.State == "active" && before != "active":
		name = "connection.activated"
	case before == "active" && c.State != "active":
		name = "connection.deactivated"
	default:
		return
	}
	v := t.w.connectionView(c)
	v.ExternalKey = c.ExternalKey
	t.emit(name, c.OrganizationID, "", v)
}

// UpdateConnection changes a connection; one that becomes active, or stops being so, has its event.
func (w *World) UpdateConnection(id string, ch ConnectionChange) (Connection, error) {
	var out Connection
	err := w.do("connection.update", func(t *tx) error {
		old, err := find[*Connection](w, "connection", id)
		if err != nil {
			return err
		}
		out, err = t.updateConnection(old, ch)
		return err
	})
	return out, err
}

func (t *tx) updateConnection(old *Connection, ch ConnectionChange) (Connection, error) {
	c := *old
	set(&c.Type, ch.Type)
	set(&c.Name, ch.Name)
	set(&c.State, ch.State)
	set(&c.Details, ch.Details)
	if err := c.check(); err != nil {
		return Connection{}, err
	}
	c.UpdatedAt = t.w.stamp()
	t.put(&c)
	t.connectionEvent(&c, old.State)
	return c, nil
}

// RenewCertificate gives a connection a new signing certificate and tells of it.
func (w *World) RenewCertificate(id, certificate string, expires Time) (Connection, error) {
	var out Connection
	err := w.do("connection.renew", func(t *tx) error {
		old, err := find[*Connection](w, "connection", id)
		if err != nil {
			return err
		}
		details := old.Details
		details.Certificate, details.CertificateExpiry = certificate, expires
		if out, err = t.updateConnection(old, ConnectionChange{Details: &details}); err != nil {
			return err
		}
		t.emit("connection.saml_certificate_renewed", out.OrganizationID, "", certificateEvent{
			Connection:  connectionRef{out.ID, out.OrganizationID},
			Certificate: certificateRef{Type: "ResponseSigning", Expiry: expires}, RenewedAt: &out.UpdatedAt,
		})
		return nil
	})
	return out, err
}

// CertificateExpires tells that a connection's signing certificate runs out.
func (w *World) CertificateExpires(id string, expires Time) error {
	return w.do("connection.expires", func(t *tx) error {
		c, err := find[*Connection](w, "connection", id)
		if err != nil {
			return err
		}
		left := expires.Sub(w.now())
		days, over := int(left.Hours()/24), left <= 0
		t.emit("connection.saml_certificate_renewal_required", c.OrganizationID, "", certificateEvent{
			Connection:  connectionRef{c.ID, c.OrganizationID},
			Certificate: certificateRef{Type: "ResponseSigning", Expiry: expires, Expired: &over}, Days: &days,
		})
		return nil
	})
}

type connectionRef struct {
	ID             string `json:"id"`
	OrganizationID string `json:"organization_id"`
}

type certificateRef struct {
	Type    string `json:"certificate_type"`
	Expiry  Time   `json:"expiry_date"`
	Expired *bool  `json:"is_expired,omitempty"`
}

type certificateEvent struct {
	Connection  connectionRef  `json:"connection"`
	Certificate certificateRef `json:"certificate"`
	Days        *int           `json:"days_until_expiry,omitempty"`
	RenewedAt   *Time          `json:"renewed_at,omitempty"`
}

// DeleteConnection removes a connection.
func (w *World) DeleteConnection(id string) error {
	return w.do("connection.delete", func(t *tx) error {
		c, err := find[*Connection](w, "connection", id)
		if err != nil {
			return err
		}
		t.deleteConnection(c)
		return nil
	})
}

func (t *tx) deleteConnection(c *Connection) {
	for _, p := range all(t.w, func(p *Profile) bool { return p.ConnectionID == c.ID }) {
		t.remove(p)
	}
	t.remove(c)
	v := t.w.connectionView(c)
	v.State, v.Status, v.Domains = "deleting", "", nil
	t.emit("connection.deleted", c.OrganizationID, "", v)
}

// Connection is one connection.
func (w *World) Connection(id string) (Connection, error) {
	return one[Connection](w, "connection", id)
}

// Connections is a page of the connections that match.
func (w *World) Connections(p Page, match func(Connection) bool) ([]Connection, Cursors) {
	return pageOf(w, p, match)
}

// ConnectionsOf is every connection of an organization, oldest first.
func (w *World) ConnectionsOf(organizationID string) []Connection {
	return allOf(w, func(c Connection) bool { return c.OrganizationID == organizationID })
}

// SPDetails are what the customer's identity provider must be told of us.
type SPDetails struct {
	ACSURL      string `json:"acs_url"`
	EntityID    string `json:"sp_entity_id"`
	MetadataURL string `json:"sp_metadata_url"`
	RedirectURI string `json:"oidc_redirect_uri"`
}

// SP gives a connection's own side, on the stand-in's address, with the paths WorkOS uses.
func (c Connection) SP(base string) SPDetails {
	return SPDetails{
		ACSURL: base + "/sso/saml/acs/" + c.ExternalKey, EntityID: base + "/" + c.ExternalKey,
		MetadataURL: base + "/sso/saml/metadata/" + c.ExternalKey, RedirectURI: base + "/sso/oidc/" + c.ExternalKey + "/callback",
	}
}
