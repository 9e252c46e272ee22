package api

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/big"
	"net/http"
	"time"

	"memberpulse/server/sandbox/world"
)

const keyID = "sso_oidc_key_pair_sandbox"

// accessLife is how long an AuthKit access token lives.
const accessLife = 5 * time.Minute

// accessToken is the JWT that WorkOS gives with a session: RS256, to be checked against the JWKS.
func (s *Server) accessToken(g world.AuthKitGrant) (string, error) {
	key, err := s.key()
	if err != nil {
		return "", fmt.Errorf("make the key for access tokens: %w", err)
	}
	now := s.world.Now()
	claims := map[string]any{
		"iss": s.base(), "sub": g.UserID, "sid": g.SessionID, "iat": now.Unix(), "exp": now.Add(accessLife).Unix(), "jti": world.Secret(26),
	}
	if g.OrganizationID != "" {
		claims["org_id"] = g.OrganizationID
		for _, m := range s.world.MembershipsOf(g.UserID) {
			if m.OrganizationID == g.OrganizationID {
				claims["role"], claims["roles"], claims["permissions"] = m.RoleSlugs[0], m.RoleSlugs, []string{}
			}
		}
	}
	head, err := json.Marshal(map[string]string{"alg": "RS256", "typ": "JWT", "kid": keyID})
	if err != nil {
		return "", err
	}
	body, err := json.Marshal(claims)
	if err != nil {
		return "", err
	}
	signed := base64.RawURLEncoding.EncodeToString(head) + "." + base64.RawURLEncoding.EncodeToString(body)
	sum := sha256.Sum256([]byte(signed))
	sig, err := rsa.SignPKCS1v15(nil, key, crypto.SHA256, sum[:])
	if err != nil {
		return "", fmt.Errorf("sign an access token: %w", err)
	}
	return signed + "." + base64.RawURLEncoding.EncodeToString(sig), nil
}

type jwk struct {
	Alg string   `json:"alg"`
	Kty string   `json:"kty"`
	Use string   `json:"use"`
	X5C []string `json:"x5c"`
	N   string   `json:"n"`
	E   string   `json:"e"`
	KID string   `json:"kid"`
	X5T string   `json:"x5t#S256"`
}

func (s *Server) jwks(w http.ResponseWriter, r *http.Request) error {
	if r.PathValue("client_id") != s.clientID {
		return bad(http.StatusNotFound, "", "The client is not known.")
	}
	key, err := s.key()
	if err != nil {
		return fmt.Errorf("make the key for access tokens: %w", err)
	}
	now := s.world.Now()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "sandbox"}, NotBefore: now.Add(-time.Hour), NotAfter: now.Add(24 * time.Hour),
	}
	cert, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return fmt.Errorf("make the certificate of the key: %w", err)
	}
	sum := sha256.Sum256(cert)
	return s.ok(w, http.StatusOK, struct {
		Keys []jwk `json:"keys"`
	}{[]jwk{{
		"RS256", "RSA", "sig",
		[]string{base64.StdEncoding.EncodeToString(cert)},
		base64.RawURLEncoding.EncodeToString(key.N.Bytes()),
		base64.RawURLEncoding.EncodeToString(big.NewInt(int64(key.E)).Bytes()), keyID, base64.RawURLEncoding.EncodeToString(sum[:]),
	}}})
}
