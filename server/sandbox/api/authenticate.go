package api

import (
	"net/http"
	"net/url"
	"slices"

	"memberpulse/server/sandbox/world"
)

// authenticate ends an AuthKit sign-in.
func (s *Server) authenticate(w http.ResponseWriter, r *http.Request) error {
	v, err := parameters(w, r)
	if err != nil {
		return err
	}
	if v.Get("client_id") != s.clientID {
		return oauth("invalid_client", "The client_id is not known.")
	}
	// A public client proves itself by its code_verifier; every other by its secret.
	if v.Has("client_secret") || v.Get("code_verifier") == "" {
		if err := s.client(v); err != nil {
			return err
		}
	}
	switch v.Get("grant_type") {
	case "authorization_code":
		return s.byCode(w, v)
	case "urn:workos:oauth:grant-type:organization-selection":
		return s.bySelection(w, v)
	case "refresh_token":
		return s.byRefresh(w, v)
	default:
		return oauth("unsupported_grant_type", "The sandbox takes authorization_code, organization-selection and refresh_token.")
	}
}

func (s *Server) byCode(w http.ResponseWriter, v url.Values) error {
	g, err := s.world.RedeemAuthKitCode(v.Get("code"), v.Get("code_verifier"))
	if err != nil {
		return grantProblem(err)
	}
	g.IPAddress, g.UserAgent = v.Get("ip_address"), v.Get("user_agent")
	memberships := s.world.MembershipsOf(g.UserID)
	switch {
	case g.OrganizationID != "":
		return s.enter(w, g, g.OrganizationID)
	case len(memberships) == 1:
		return s.enter(w, g, memberships[0].OrganizationID)
	case len(memberships) > 1:
		return s.choose(g, memberships)
	default:
		return s.begin(w, g)
	}
}

// choose asks which organization the user means.
func (s *Server) choose(g world.AuthKitGrant, memberships []world.OrganizationMembership) error {
	u, err := s.world.User(g.UserID)
	if err != nil {
		return err
	}
	type choice struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	}
	body := struct {
		Code          string         `json:"code"`
		Message       string         `json:"message"`
		Pending       string         `json:"pending_authentication_token"`
		User          world.UserView `json:"user"`
		Organizations []choice       `json:"organizations"`
	}{
		Code: "organization_selection_required", Message: "The user must choose an organization to finish their authentication.",
		Pending: s.world.Pend(g), User: u.View(),
	}
	for _, m := range memberships {
		if o, err := s.world.Organization(m.OrganizationID); err == nil {
			body.Organizations = append(body.Organizations, choice{o.ID, o.Name})
		}
	}
	return &problem{http.StatusForbidden, body}
}

func (s *Server) bySelection(w http.ResponseWriter, v url.Values) error {
	g, ok := s.world.Pending(v.Get("pending_authentication_token"))
	if !ok {
		return bad(http.StatusBadRequest, "invalid_pending_authentication_token", "The pending authentication token is not valid, or was used already.")
	}
	return s.enter(w, g, v.Get("organization_id"))
}

// enter begins a session in an organization that the user must be an active member of.
func (s *Server) enter(w http.ResponseWriter, g world.AuthKitGrant, organizationID string) error {
	member := slices.ContainsFunc(s.world.MembershipsOf(g.UserID), func(m world.OrganizationMembership) bool {
		return m.OrganizationID == organizationID
	})
	if !member {
		return oauth("organization_membership_not_found", "The user is not an active member of the organization.")
	}
	g.OrganizationID = organizationID
	return s.begin(w, g)
}

type authenticated struct {
	User           world.UserView `json:"user"`
	OrganizationID string         `json:"organization_id,omitempty"`
	AccessToken    string         `json:"access_token"`
	RefreshToken   string         `json:"refresh_token"`
	Method         string         `json:"authentication_method,omitempty"`
}

func (s *Server) begin(w http.ResponseWriter, g world.AuthKitGrant) error {
	u, g, refresh, err := s.world.BeginAuthKitSession(g, "password")
	if err != nil {
		return err
	}
	access, err := s.accessToken(g)
	if err != nil {
		return err
	}
	return s.ok(w, http.StatusOK, authenticated{u.View(), g.OrganizationID, access, refresh, "Password"})
}

func (s *Server) byRefresh(w http.ResponseWriter, v url.Values) error {
	g, next, ok := s.world.Refresh(v.Get("refresh_token"))
	if !ok {
		return oauth("invalid_grant", "The refresh token is not valid, or was used already.")
	}
	u, err := s.world.User(g.UserID)
	if err != nil {
		return oauth("invalid_grant", "The user is gone.")
	}
	access, err := s.accessToken(g)
	if err != nil {
		return err
	}
	return s.ok(w, http.StatusOK, authenticated{User: u.View(), OrganizationID: g.OrganizationID, AccessToken: access, RefreshToken: next})
}

// logout ends the browser's session at AuthKit, which the stand-in has none of, and goes on to the address given.
func (s *Server) logout(w http.ResponseWriter, r *http.Request) error {
	to := r.URL.Query().Get("return_to")
	if to == "" {
		return done(w, http.StatusNoContent)
	}
	if u, err := url.Parse(to); err != nil || u.Scheme != "https" && (u.Scheme != "http" || !world.Loopback(u)) {
		return bad(http.StatusUnprocessableEntity, "", "The return_to must be an https address, or http on this machine.")
	}
	http.Redirect(w, r, to, http.StatusFound) //nolint:gosec // WorkOS leads on to where the caller asks; held to https and loopback above
	return nil
}
