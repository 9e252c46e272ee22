package scim

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"
	"time"

	"memberpulse/server/sandbox/world"
)

// tokenPath is the OAuth token endpoint of a directory: client credentials,
// the client id being the directory's id and the secret one of its tokens.
const tokenPath = "oauth/token" // #nosec G101 -- a path

// accessPrefix begins an access token; accessLife is how long one lives.
const (
	accessPrefix = "scim_at_"
	accessLife   = 2 * time.Hour
)

// admits says whether the request carries a token of this directory, or an access
// token that was issued for one of them.
func (s *Server) admits(r *http.Request, d world.Directory) bool {
	scheme, token, ok := strings.Cut(r.Header.Get("Authorization"), " ")
	if !ok || !strings.EqualFold(scheme, "Bearer") {
		return false
	}
	token = strings.TrimSpace(token)
	until, live := s.expiry(token)
	if !live {
		return d.Accepts(token)
	}
	good := 0
	for _, t := range d.Tokens {
		good |= subtle.ConstantTimeCompare([]byte(token), []byte(signAccess(d, t, until)))
	}
	return good == 1
}

// expiry reads when an access token ends, and whether it may still be good.
func (s *Server) expiry(token string) (until int64, live bool) {
	rest, ok := strings.CutPrefix(token, accessPrefix)
	stamp, _, _ := strings.Cut(rest, "_")
	until, err := strconv.ParseInt(stamp, 10, 64)
	return until, ok && err == nil && s.world.Now().Before(time.Unix(until, 0))
}

// signAccess makes an access token. It is signed with the hash of the
// directory's token, so it dies with that token and needs no store.
func signAccess(d world.Directory, t world.DirectoryToken, until int64) string {
	mac := hmac.New(sha256.New, []byte(t.Hash))
	stamp := strconv.FormatInt(until, 10)
	mac.Write([]byte(d.ID + " " + stamp))
	return accessPrefix + stamp + "_" + hex.EncodeToString(mac.Sum(nil))
}

func (s *Server) issueToken(w http.ResponseWriter, r *http.Request, d world.Directory, known bool) {
	w.Header().Set("Cache-Control", "no-store")
	if r.Method != http.MethodPost {
		s.write(w, r, nil, &problem{status: http.StatusMethodNotAllowed, detail: "A token is asked for by POST.", allow: http.MethodPost})
		return
	}
	id, secret, basic := r.BasicAuth()
	if !basic {
		id, secret = r.PostFormValue("client_id"), r.PostFormValue("client_secret")
	}
	if r.PostFormValue("grant_type") != "client_credentials" {
		s.write(w, r, &answer{status: http.StatusBadRequest, body: oauthError("unsupported_grant_type", "Only client_credentials is offered.")}, nil)
		return
	}
	t, ok := d.Token(secret)
	if !ok || !known || id != d.ID {
		s.write(w, r, &answer{status: http.StatusUnauthorized, body: oauthError("invalid_client", "The client id is the directory's id, the client secret one of its tokens.")}, nil)
		return
	}
	until := s.world.Now().Add(accessLife)
	s.write(w, r, &answer{status: http.StatusOK, body: map[string]any{
		"access_token": signAccess(d, t, until.Unix()), "token_type": "Bearer", "expires_in": int(accessLife.Seconds()),
	}}, nil)
}

func oauthError(code, text string) map[string]string {
	return map[string]string{"error": code, "error_description": text}
}
