package portal

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"strconv"
	"time"

	"memberpulse/server/sandbox/world"
)

type certificateRow struct {
	connectionRow
	Days  int
	Known bool
}

func (v *visit) certificates() {
	var rows []certificateRow
	for _, c := range v.s.world.ConnectionsOf(v.org.ID) {
		if protocol(c.Type) != "SAML" {
			continue
		}
		row := certificateRow{connectionRow: rowOf(c), Known: !c.Details.CertificateExpiry.IsZero()}
		if row.Known {
			row.Days = int(c.Details.CertificateExpiry.Sub(v.s.world.Now()).Hours() / 24)
		}
		rows = append(rows, row)
	}
	v.show(status(v.form), "certificates", struct {
		page
		Connections []certificateRow
		Asked       string
	}{v.page("certificate_renewal"), rows, v.r.PathValue("id")})
}

func (v *visit) renewCertificate() {
	c, ok := v.own()
	if !ok {
		return
	}
	if v.form.Text("do") == "announce" {
		v.announce(c)
		return
	}
	now := v.s.world.Now()
	text := v.form.Text("certificate")
	if v.form.Text("do") == "make" {
		made, err := selfSigned(c.Name, now)
		if err != nil {
			v.failed(err)
			return
		}
		text = made
	}
	cert, why := readCertificate(text, now)
	if why != "" {
		v.form.Blame("certificate", why)
		v.certificates()
		return
	}
	if _, err := v.s.world.RenewCertificate(c.ID, text, world.Time{Time: cert.NotAfter.UTC()}); err != nil {
		v.failed(err)
		return
	}
	v.next("/certificate_renewal", "renewed")
}

// announce sends WorkOS's warning that a certificate ends.
func (v *visit) announce(c world.Connection) {
	days, err := strconv.Atoi(v.form.Text("days"))
	if err != nil || days < -3650 || days > 3650 {
		v.form.Blame("days", "Enter a number of days.")
		v.certificates()
		return
	}
	if err := v.s.world.CertificateExpires(c.ID, world.Time{Time: v.s.world.Now().AddDate(0, 0, days)}); err != nil {
		v.failed(err)
		return
	}
	v.next("/certificate_renewal", "announced")
}

// selfSigned makes a certificate as an identity provider would: its own, for
// three years.
func selfSigned(name string, now time.Time) (string, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return "", fmt.Errorf("make a key for a certificate: %w", err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(now.UnixNano()), Subject: pkix.Name{CommonName: name}, NotBefore: now.Add(-time.Hour), NotAfter: now.AddDate(3, 0, 0),
	}
	raw, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return "", fmt.Errorf("make a certificate: %w", err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: raw})), nil
}
