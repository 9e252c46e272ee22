package idp

import (
	"net/http"
	"slices"
	"strings"

	"memberpulse/server/sandbox/world"
)

func (s *Server) authKitFlow() *flow {
	return &flow{
		authorize: "/user_management/authorize", page: authKitPage, read: s.readAuthKit, people: s.users, enter: s.enterAuthKit,
		hint: func(req *request) (string, bool) {
			u, ok := s.world.UserByEmail(req.hint)
			return u.Email, ok
		},
		tell: func(*request, string, *refusal) error { return nil }, // WorkOS has no event for it
	}
}

func (s *Server) readAuthKit(r *http.Request) (*request, *refusal) {
	req, no := s.common(r)
	if no != nil {
		return req, no
	}
	q := req.query
	if method := q.Get("code_challenge_method"); req.challenge != "" && method != "" && method != "S256" {
		return req, &refusal{code: "server_error", detail: "The code_challenge_method must be S256."}
	}
	switch {
	case selectors(q, "connection_id", "organization_id", "provider") == 0:
		return req, because("invalid_connection_selector")
	case q.Get("connection_id") != "":
		return req, s.byConnection(req, q.Get("connection_id"))
	case q.Get("organization_id") != "":
		o, err := s.world.Organization(q.Get("organization_id"))
		if err != nil {
			return req, because("organization_invalid")
		}
		req.organization = o
	case q.Get("provider") != "authkit" && !slices.Contains(providers, q.Get("provider")):
		return req, because("invalid_connection_selector")
	}
	return req, nil
}

func (s *Server) users(req *request) []choice {
	if req.connection.ID != "" {
		return s.connectionPeople(req)
	}
	// Who belongs there is read before: the world answers one question at a time.
	var belong map[string]bool
	if req.organization.ID != "" {
		belong = s.world.UsersIn(req.organization.ID, "active")
	}
	found, _ := s.world.Users(world.Page{Limit: offered, Order: "asc"}, func(u world.User) bool {
		return req.organization.ID == "" || belong[u.ID]
	})
	out := make([]choice, 0, len(found))
	for _, u := range found {
		var names []string
		for _, m := range s.world.MembershipsOf(u.ID) {
			if o, err := s.world.Organization(m.OrganizationID); err == nil {
				names = append(names, o.Name)
			}
		}
		out = append(out, choice{Email: u.Email, Name: fullName(u.FirstName, u.LastName, u.Email), Note: strings.Join(names, ", ")})
	}
	return out
}

func (s *Server) member(userID, organizationID string) bool {
	return slices.ContainsFunc(s.world.MembershipsOf(userID), func(m world.OrganizationMembership) bool { return m.OrganizationID == organizationID })
}

func (s *Server) enterAuthKit(req *request, email string) (string, *refusal, error) {
	if req.connection.ID != "" {
		if no, err := s.arrive(req, email); no != nil || err != nil {
			return "", no, err
		}
	}
	u, ok := s.world.UserByEmail(email)
	if !ok || req.organization.ID != "" && !s.member(u.ID, req.organization.ID) {
		return "", because("access_denied"), nil
	}
	code, err := s.world.IssueAuthKitCode(world.AuthKitGrant{
		UserID: u.ID, OrganizationID: req.organization.ID, RedirectURI: req.redirect, CodeChallenge: req.challenge, IPAddress: req.ip, UserAgent: req.agent,
	})
	return code, nil, err
}

// arrive is AuthKit over a connection: who comes by it is made a user, and a
// member of the connection's organization, when they are none yet.
func (s *Server) arrive(req *request, email string) (*refusal, error) {
	p, ok, err := s.world.SignInPerson(req.organization.ID, email)
	switch {
	case err != nil:
		return nil, err
	case !ok || !p.Active:
		return because("access_denied"), nil
	case outside(req.organization, p.Email):
		return because("profile_not_allowed_outside_organization"), nil
	}
	u, ok := s.world.UserByEmail(p.Email)
	if !ok {
		if u, _, err = s.world.CreateUser(world.UserInput{Email: p.Email, FirstName: p.FirstName, LastName: p.LastName, EmailVerified: true}); err != nil {
			return nil, err
		}
	}
	if !s.member(u.ID, req.organization.ID) {
		_, err = s.world.CreateMembership(u.ID, world.MembershipInput{OrganizationID: req.organization.ID})
	}
	return nil, err
}
