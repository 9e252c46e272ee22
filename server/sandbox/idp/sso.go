package idp

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"memberpulse/server/sandbox/world"
)

// providers are WorkOS's values of the provider selector.
var providers = strings.Fields(`AppleOAuth BitbucketOAuth GitHubOAuth GitLabOAuth GoogleOAuth IntuitOAuth LinkedInOAuth MicrosoftOAuth
	SalesforceOAuth SlackOAuth VercelMarketplaceOAuth VercelOAuth XeroOAuth`)

func (s *Server) ssoFlow() *flow {
	return &flow{
		authorize: "/sso/authorize", page: ssoPage, read: s.readSSO, people: s.connectionPeople, enter: s.enterSSO,
		hint: func(req *request) (string, bool) {
			p, ok, err := s.world.SignInPerson(req.organization.ID, req.hint)
			return p.Email, ok && err == nil
		},
		tell: func(req *request, email string, no *refusal) error {
			return s.world.SSOFailed(req.grant(""), email, world.SSOFailure{Code: no.code, Message: no.detail})
		},
	}
}

func (req *request) grant(personID string) world.SSOGrant {
	return world.SSOGrant{ConnectionID: req.connection.ID, PersonID: personID, RedirectURI: req.redirect, IPAddress: req.ip, UserAgent: req.agent}
}

func (s *Server) readSSO(r *http.Request) (*request, *refusal) {
	req, no := s.common(r)
	if no != nil {
		return req, no
	}
	q := req.query
	switch {
	case q.Get("domain") != "":
		return req, because("domain_connection_selector_not_allowed")
	case selectors(q, "connection", "organization", "provider") != 1:
		return req, because("invalid_connection_selector")
	case q.Get("connection") != "":
		no = s.byConnection(req, q.Get("connection"))
	case q.Get("organization") != "":
		no = s.byOrganization(req, q.Get("organization"))
	default:
		no = s.byProvider(req, q.Get("provider"))
	}
	return req, no
}

func (s *Server) byConnection(req *request, id string) *refusal {
	c, err := s.world.Connection(id)
	if err != nil {
		return because("connection_invalid")
	}
	return s.use(req, c)
}

// use takes a connection if people can sign in by it. One that is being
// validated is there to be tried: the first sign-in makes it active.
func (s *Server) use(req *request, c world.Connection) *refusal {
	req.connection = c
	if !usable(c) {
		return because("connection_unlinked")
	}
	o, err := s.world.Organization(c.OrganizationID)
	if err != nil {
		return because("organization_invalid")
	}
	req.organization = o
	return nil
}

func usable(c world.Connection) bool { return c.State == "active" || c.State == "validating" }

func (s *Server) byOrganization(req *request, id string) *refusal {
	if _, err := s.world.Organization(id); err != nil {
		return because("organization_invalid")
	}
	all := s.world.ConnectionsOf(id)
	ready := slices.DeleteFunc(slices.Clone(all), func(c world.Connection) bool { return !usable(c) })
	switch {
	case len(all) == 0:
		return because("organization_invalid")
	case len(ready) == 0:
		return because("connection_unlinked")
	case len(ready) > 1:
		return because("ambiguous_connection_selector")
	}
	return s.use(req, ready[0])
}

func (s *Server) byProvider(req *request, name string) *refusal {
	if !slices.Contains(providers, name) {
		return because("invalid_connection_selector")
	}
	found, _ := s.world.Connections(world.Page{Limit: 2}, func(c world.Connection) bool { return c.Type == name && usable(c) })
	switch len(found) {
	case 0:
		return because("connection_invalid")
	case 1:
		return s.use(req, found[0])
	}
	return because("connection_strategy_invalid")
}

// offered bounds how many people the page shows.
const offered = 12

func (s *Server) connectionPeople(req *request) []choice {
	var out []choice
	seen := map[string]bool{}
	add := func(email, first, last, note string, off bool) {
		if key := strings.ToLower(email); email != "" && !seen[key] && len(out) < offered {
			seen[key] = true
			out = append(out, choice{Email: email, Name: fullName(first, last, email), Note: note, Off: off})
		}
	}
	people, _ := s.world.People(world.Page{Limit: offered, Order: "asc"}, func(p world.Person) bool { return p.OrganizationID == req.organization.ID })
	for _, p := range people {
		add(p.Email, p.FirstName, p.LastName, strings.Join(p.Groups, ", "), !p.Active)
	}
	for _, d := range s.world.DirectoriesOf(req.organization.ID) {
		users, _ := s.world.DirectoryUsers(d.ID, world.Page{Limit: offered, Order: "asc"}, world.DirectoryUser.Active)
		for _, u := range users {
			add(u.Email, u.FirstName, u.LastName, "from the directory", false)
		}
	}
	return out
}

func fullName(first, last, otherwise string) string {
	if name := strings.TrimSpace(first + " " + last); name != "" {
		return name
	}
	return otherwise
}

func (s *Server) enterSSO(req *request, email string) (string, *refusal, error) {
	p, ok, err := s.world.SignInPerson(req.organization.ID, email)
	switch {
	case err != nil:
		return "", nil, err
	case !ok || !p.Active:
		return "", because("access_denied"), nil
	case outside(req.organization, p.Email):
		return "", because("profile_not_allowed_outside_organization"), nil
	}
	code, err := s.world.IssueSSOCode(req.grant(p.ID))
	if we, is := errors.AsType[*world.Error](err); is && we.Code == "access_denied" {
		return "", because("access_denied"), nil
	}
	return code, nil, err
}

// outside says that an e-mail belongs to none of the organization's verified
// domains. An organization without any has its people unchecked, as WorkOS does
// for those whose domain policy its support has relaxed.
func outside(o world.Organization, email string) bool {
	_, domain, _ := strings.Cut(email, "@")
	verified := 0
	for _, d := range o.Domains {
		if d.State == "verified" {
			if verified++; strings.EqualFold(d.Domain, domain) {
				return false
			}
		}
	}
	return verified > 0 && !o.AllowProfilesOutside
}
