package portal

import (
	"crypto/x509"
	"encoding/pem"
	"encoding/xml"
	"net/url"
	"strings"
	"time"

	"memberpulse/server/sandbox/look"
	"memberpulse/server/sandbox/world"
)

// readDetails reads the identity provider's details out of the form, and says
// beside each field what is wrong with it.
func readDetails(f *look.Form, old world.IDPDetails, oidc bool, now time.Time) world.IDPDetails {
	if oidc {
		return readOIDC(f, old)
	}
	d := world.IDPDetails{EntityID: f.Text("idp_entity_id"), SSOURL: f.Text("sso_url"), Certificate: f.Text("certificate"), MetadataURL: f.Text("metadata_url")}
	if raw := f.Text("metadata"); raw != "" {
		m, ok := readMetadata(raw)
		if !ok {
			f.Blame("metadata", badMetadata)
			return d
		}
		d.EntityID, d.SSOURL, d.Certificate = m.EntityID, m.SSOURL, m.Certificate
	}
	if d.MetadataURL != "" {
		checkAddress(f, "metadata_url", d.MetadataURL)
	}
	if d.MetadataURL == "" || d.EntityID != "" || d.SSOURL != "" || d.Certificate != "" {
		if d.EntityID == "" {
			f.Blame("idp_entity_id", "Enter the entity id that your identity provider shows, or give its metadata.")
		}
		checkAddress(f, "sso_url", d.SSOURL)
		if cert, why := readCertificate(d.Certificate, now); why != "" {
			f.Blame("certificate", why)
		} else {
			d.CertificateExpiry = world.Time{Time: cert.NotAfter.UTC()}
		}
	}
	return d
}

func readOIDC(f *look.Form, old world.IDPDetails) world.IDPDetails {
	d := world.IDPDetails{ClientID: f.Text("client_id"), ClientSecret: f.Text("client_secret"), DiscoveryEndpoint: f.Text("discovery_endpoint")}
	if d.ClientID == "" {
		f.Blame("client_id", "Enter the client id of the application at your identity provider.")
	}
	if d.ClientSecret == "" {
		if d.ClientSecret = old.ClientSecret; d.ClientSecret == "" {
			f.Blame("client_secret", "Enter the client secret of the application at your identity provider.")
		}
	}
	checkAddress(f, "discovery_endpoint", d.DiscoveryEndpoint)
	return d
}

func checkAddress(f *look.Form, name, address string) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "https" && (u.Scheme != "http" || !world.Loopback(u)) {
		f.Blame(name, "Enter the whole address, beginning with https://.")
	}
}

// readCertificate reads one PEM certificate, or says what is wrong with it.
func readCertificate(text string, now time.Time) (*x509.Certificate, string) {
	if text == "" {
		return nil, "Paste the signing certificate, with its BEGIN and END lines."
	}
	block, _ := pem.Decode([]byte(text))
	switch {
	case block == nil:
		return nil, "This is no PEM certificate: it must begin with -----BEGIN CERTIFICATE-----."
	case block.Type != "CERTIFICATE":
		return nil, "This is a " + strings.ToLower(block.Type) + ", not a certificate. Never send a private key to anybody."
	}
	cert, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return nil, "The certificate cannot be read: a part of it is missing or changed. Download it again."
	}
	if now.After(cert.NotAfter) {
		return nil, "The certificate ended on " + cert.NotAfter.UTC().Format("2 January 2006") + ". Make a new one at your identity provider."
	}
	return cert, ""
}

// metadata is what a SAML metadata document tells.
type metadata struct{ EntityID, SSOURL, Certificate string }

const badMetadata = "This is no SAML metadata of an identity provider: it needs an EntityDescriptor with an IDPSSODescriptor, a sign-on service and a signing certificate."

func readMetadata(raw string) (m metadata, ok bool) {
	var doc struct {
		EntityID string `xml:"entityID,attr"`
		IDP      struct {
			Keys []struct {
				Use  string `xml:"use,attr"`
				Cert string `xml:"KeyInfo>X509Data>X509Certificate"`
			} `xml:"KeyDescriptor"`
			Services []struct {
				Binding  string `xml:"Binding,attr"`
				Location string `xml:"Location,attr"`
			} `xml:"SingleSignOnService"`
		} `xml:"IDPSSODescriptor"`
	}
	if strings.Contains(raw, "<!DOCTYPE") || xml.Unmarshal([]byte(raw), &doc) != nil {
		return m, false
	}
	m.EntityID = doc.EntityID
	for _, s := range doc.IDP.Services {
		if m.SSOURL == "" || strings.HasSuffix(s.Binding, "HTTP-Redirect") {
			m.SSOURL = s.Location
		}
	}
	for _, k := range doc.IDP.Keys {
		if m.Certificate == "" && k.Use != "encryption" {
			body := strings.Join(strings.Fields(k.Cert), "\n")
			m.Certificate = "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----"
		}
	}
	return m, m.EntityID != "" && m.SSOURL != "" && m.Certificate != ""
}
