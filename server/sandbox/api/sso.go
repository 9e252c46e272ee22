package api

import (
	"crypto/subtle"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"memberpulse/server/sandbox/world"
)

// parameters reads a token request, which clients send as a form, as JSON, or in the address.
func parameters(w http.ResponseWriter, r *http.Request) (url.Values, error) {
	if strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
		var fields map[string]any
		if err := decode(w, r, &fields); err != nil {
			return nil, err
		}
		v := url.Values{}
		for k, x := range fields {
			if text, ok := x.(string); ok {
				v.Set(k, text)
			}
		}
		return v, nil
	}
	r.Body = http.MaxBytesReader(w, r.Body, bodyLimit)
	if err := r.ParseForm(); err != nil {
		return nil, bad(http.StatusBadRequest, "bad_request", "The request body is not a form.")
	}
	return r.Form, nil
}

func oauth(code, description string) error {
	return &problem{http.StatusBadRequest, oauthError{code, description}}
}

// client checks who asks for a token.
func (s *Server) client(v url.Values) error {
	if v.Get("client_id") != s.clientID {
		return oauth("invalid_client", "The client_id is not known.")
	}
	if subtle.ConstantTimeCompare([]byte(v.Get("client_secret")), []byte(s.apiKey)) != 1 {
		return oauth("invalid_client", "The client_secret is not this environment's API key.")
	}
	return nil
}

func (s *Server) ssoToken(w http.ResponseWriter, r *http.Request) error {
	v, err := parameters(w, r)
	if err != nil {
		return err
	}
	if err := s.client(v); err != nil {
		return err
	}
	if v.Get("grant_type") != "authorization_code" {
		return oauth("unsupported_grant_type", "The grant_type must be authorization_code.")
	}
	profile, token, err := s.world.RedeemSSOCode(v.Get("code"))
	if err != nil {
		return grantProblem(err)
	}
	return s.ok(w, http.StatusOK, struct {
		TokenType   string            `json:"token_type"`
		AccessToken string            `json:"access_token"`
		ExpiresIn   int               `json:"expires_in"`
		Profile     world.ProfileView `json:"profile"`
	}{"Bearer", token, int(world.TokenLife / time.Second), profile})
}

func grantProblem(err error) error {
	if e, ok := errors.AsType[*world.Error](err); ok && e.Kind != world.Internal {
		return oauth("invalid_grant", e.Message)
	}
	return err
}

func (s *Server) ssoProfile(w http.ResponseWriter, r *http.Request) error {
	token, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	profile, ok := s.world.ProfileOf(token)
	if !ok {
		return &problem{http.StatusUnauthorized, json.RawMessage(`{"error":"Unauthorized"}`)}
	}
	return s.ok(w, http.StatusOK, profile)
}
