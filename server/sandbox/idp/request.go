package idp

import (
	"net/http"
	"net/url"

	"memberpulse/server/sandbox/world"
)

// request is a sign-in that was asked for. It lives in the address of the page
// alone, and is checked again whenever it comes back.
type request struct {
	client, redirect, state, hint, prompt string
	challenge                             string

	connection   world.Connection   // of single sign-on
	organization world.Organization // empty when AuthKit was asked without one
	ip, agent    string
	query        url.Values
}

// refusal is why a sign-in ends without a code. Without a way back the sandbox
// shows it on a page of its own.
type refusal struct {
	code, detail string
	lost         bool // there is no address that may be told
}

// codes are WorkOS's words to the application, each with what it means.
var codes = []struct{ Code, Means string }{
	{"access_denied", "The identity provider did not let this person in."},
	{"profile_not_allowed_outside_organization", "The e-mail's domain is not a verified domain of the organization."},
	{"signin_consent_denied", "The person did not agree to sign in."},
	{"idp_initiated_sso_disabled", "Sign-ins that begin at the identity provider are switched off for this connection."},
	{"connection_unlinked", "The connection is not active."},
	{"connection_invalid", "There is no connection with this id."},
	{"connection_domain_invalid", "There is no connection for this domain."},
	{"connection_strategy_invalid", "The provider has several strategies in this environment."},
	{"organization_invalid", "There is no such organization, or it has no connection."},
	{"ambiguous_connection_selector", "The organization has several connections."},
	{"invalid_connection_selector", "The request names no connection, organization or provider that is valid."},
	{"domain_connection_selector_not_allowed", "Connections are no longer chosen by domain."},
	{"oauth_failed", "The step at the OAuth provider failed."},
	{"server_error", "Something went wrong at WorkOS; its dashboard says more."},
}

func because(code string) *refusal {
	for _, c := range codes {
		if c.Code == code {
			return &refusal{code: code, detail: c.Means}
		}
	}
	return &refusal{code: "server_error", detail: "The sandbox does not know the error " + code + "."}
}

func known(code string) bool {
	for _, c := range codes {
		if c.Code == code {
			return true
		}
	}
	return false
}

// common reads what both kinds of sign-in carry. Until the redirect URI is known
// to be registered, no refusal may leave.
func (s *Server) common(r *http.Request) (*request, *refusal) {
	q := r.URL.Query()
	req := &request{
		client: q.Get("client_id"), redirect: q.Get("redirect_uri"), state: q.Get("state"), hint: q.Get("login_hint"), prompt: q.Get("prompt"),
		challenge: q.Get("code_challenge"), ip: addressOf(r), agent: r.UserAgent(), query: q,
	}
	switch {
	case req.client != s.clientID:
		return req, &refusal{code: "invalid_client_id", lost: true, detail: "The client id is not the one of this environment. Whoever runs the application sets WORKOS_CLIENT_ID."}
	case req.redirect == "":
		return req, &refusal{code: "redirect_uri_missing", lost: true, detail: "The request says no redirect_uri, so there is no way back to the application."}
	case !s.world.RedirectAllowed(req.redirect):
		return req, &refusal{code: "invalid_redirect_uri", lost: true, detail: "This redirect URI is not registered in the environment. Whoever runs the application registers it, or mends WORKOS_REDIRECT_URI."}
	case q.Get("response_type") != "code":
		return req, &refusal{code: "server_error", detail: "The response_type must be code."}
	}
	return req, nil
}

// back is the application's address with an answer; what its query held stays.
func (req *request) back(answer url.Values) string {
	u, err := url.Parse(req.redirect)
	if err != nil {
		return req.redirect // it was registered, so it parsed before
	}
	q := u.Query()
	for k, v := range answer {
		q[k] = v
	}
	if req.state != "" {
		q.Set("state", req.state)
	}
	u.RawQuery = q.Encode()
	return u.String()
}

// selectors counts how many of the ways to choose a connection were given.
func selectors(q url.Values, names ...string) (n int) {
	for _, name := range names {
		if q.Get(name) != "" {
			n++
		}
	}
	return n
}
