package api

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"

	"memberpulse/server/sandbox/world"
)

// PortalPath is where an Admin Portal link leads; the token comes behind it.
const PortalPath = "/portal?token="

// Config is what the API needs.
type Config struct {
	World    *world.World
	APIKey   string
	ClientID string
	BaseURL  func() string
	Logger   *slog.Logger
}

// Server answers the API.
type Server struct {
	world    *world.World
	apiKey   string
	clientID string
	base     func() string
	logger   *slog.Logger
	limits   limiter
	key      func() (*rsa.PrivateKey, error)
}

// New makes the API.
func New(c Config) *Server {
	return &Server{
		world: c.World, apiKey: c.APIKey, clientID: c.ClientID, base: c.BaseURL, logger: c.Logger, limits: newLimiter(),
		key: sync.OnceValues(func() (*rsa.PrivateKey, error) { return rsa.GenerateKey(rand.Reader, 2048) }),
	}
}

// Routes registers the API's routes.
func (s *Server) Routes(mux *http.ServeMux) {
	for pattern, h := range map[string]handler{
		"GET /organizations":                          s.listOrganizations,
		"POST /organizations":                         s.createOrganization,
		"GET /organizations/{id}":                     s.getOrganization,
		"PUT /organizations/{id}":                     s.updateOrganization,
		"DELETE /organizations/{id}":                  s.deleteOrganization,
		"DELETE /Organizations/{id}":                  s.deleteOrganization, // as the Go SDK writes it
		"GET /organizations/{id}/{what}":              s.organizationWhat,
		"GET /authorization/organizations/{id}/roles": s.listRoles,
		"GET /authorization/roles":                    s.listRoles,

		"POST /organization_domains":             s.createDomain,
		"GET /organization_domains/{id}":         s.getDomain,
		"DELETE /organization_domains/{id}":      s.deleteDomain,
		"POST /organization_domains/{id}/verify": s.verifyDomain,

		"GET /connections":         s.listConnections,
		"GET /connections/{id}":    s.getConnection,
		"DELETE /connections/{id}": s.deleteConnection,

		"GET /directories":           s.listDirectories,
		"GET /directories/{id}":      s.getDirectory,
		"DELETE /directories/{id}":   s.deleteDirectory,
		"GET /directory_users":       s.listDirectoryUsers,
		"GET /directory_users/{id}":  s.getDirectoryUser,
		"GET /directory_groups":      s.listDirectoryGroups,
		"GET /directory_groups/{id}": s.getDirectoryGroup,

		"GET /user_management/users":                                    s.listUsers,
		"POST /user_management/users":                                   s.createUser,
		"GET /user_management/users/{id}":                               s.getUser,
		"PUT /user_management/users/{id}":                               s.updateUser,
		"DELETE /user_management/users/{id}":                            s.deleteUser,
		"GET /user_management/organization_memberships":                 s.listMemberships,
		"POST /user_management/organization_memberships":                s.createMembership,
		"GET /user_management/organization_memberships/{id}":            s.getMembership,
		"PUT /user_management/organization_memberships/{id}":            s.updateMembership,
		"DELETE /user_management/organization_memberships/{id}":         s.deleteMembership,
		"PUT /user_management/organization_memberships/{id}/deactivate": s.membershipStatus("inactive"),
		"PUT /user_management/organization_memberships/{id}/reactivate": s.membershipStatus("active"),
		"GET /user_management/redirect_uris":                            s.listRedirectURIs,
		"POST /user_management/redirect_uris":                           s.createRedirectURI,
		"DELETE /user_management/redirect_uris/{id}":                    s.deleteRedirectURI,

		"GET /events":                    s.listEvents,
		"GET /webhook_endpoints":         s.listEndpoints,
		"POST /webhook_endpoints":        s.createEndpoint,
		"PATCH /webhook_endpoints/{id}":  s.updateEndpoint,
		"DELETE /webhook_endpoints/{id}": s.deleteEndpoint,
		"POST /portal/generate_link":     s.generateLink,
	} {
		mux.Handle(pattern, s.handle(s.authorized(s.limited(h))))
	}
	for pattern, h := range map[string]handler{ // these carry their own proof
		"POST /sso/token":                      s.ssoToken,
		"GET /sso/profile":                     s.ssoProfile,
		"GET /sso/jwks/{client_id}":            s.jwks,
		"POST /user_management/authenticate":   s.authenticate,
		"GET /user_management/sessions/logout": s.logout,
	} {
		mux.Handle(pattern, s.handle(s.limited(h)))
	}
}

// handler answers a request, or says what is wrong with it.
type handler func(http.ResponseWriter, *http.Request) error

func (s *Server) handle(h handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := h(w, r); err != nil {
			s.refuse(r.Context(), w, err)
		}
	})
}

func (s *Server) authorized(h handler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		if !ok || subtle.ConstantTimeCompare([]byte(token), []byte(s.apiKey)) != 1 {
			return &problem{http.StatusUnauthorized, message{Message: "Could not authorize the request. Maybe your API key is invalid?"}}
		}
		return h(w, r)
	}
}

// problem is an error with its answer.
type problem struct {
	status int
	body   any
}

func (p *problem) Error() string { return http.StatusText(p.status) }

// message is the shape of most of WorkOS's errors.
type message struct {
	Message string `json:"message"`
	Code    string `json:"code,omitempty"`
}

// oauthError is the shape of the errors of token endpoints.
type oauthError struct {
	Error       string `json:"error"`
	Description string `json:"error_description"`
}

func bad(status int, code, text string) error { return &problem{status, message{text, code}} }

// refuse answers an error: a problem as it is, a refusal of the world in the shape of most endpoints.
func (s *Server) refuse(ctx context.Context, w http.ResponseWriter, err error) {
	if p, ok := errors.AsType[*problem](err); ok {
		s.reply(w, p.status, p.body)
		return
	}
	e, ok := errors.AsType[*world.Error](err)
	if !ok || e.Kind == world.Internal {
		s.logger.ErrorContext(ctx, "the sandbox could not answer", "error", err)
		s.reply(w, http.StatusInternalServerError, message{Message: "Internal server error."})
		return
	}
	m := message{Message: e.Message}
	if coded[e.Code] {
		m.Code = e.Code
	}
	s.reply(w, status(e), m)
}

// coded are the codes that WorkOS shows beside the message; most of its refusals have none.
var coded = map[string]bool{
	"invalid_metadata": true, "external_id_already_used": true, "domain_already_exists": true, "domain_already_verified": true,
	"duplicate_endpoint": true, "invalid_url": true, "user_creation_error": true, "email_not_available": true,
	"cannot_reactivate_pending_organization_membership": true, "cannot_deactivate_pending_organization_membership": true,
}

// badRequests are the refusals that WorkOS answers with 400 rather than 422.
var badRequests = map[string]bool{
	"invalid_metadata": true, "external_id_already_used": true, "stripe_customer_id_already_used": true, "domain_already_verified": true,
	"user_creation_error": true, "email_not_available": true, "cannot_reactivate_pending_organization_membership": true,
	"cannot_deactivate_pending_organization_membership": true,
}

func status(e *world.Error) int {
	switch e.Kind {
	case world.NotFound:
		return http.StatusNotFound
	case world.Conflict:
		return http.StatusConflict
	default:
		if badRequests[e.Code] {
			return http.StatusBadRequest
		}
		return http.StatusUnprocessableEntity
	}
}

// reply writes JSON the way WorkOS does.
func (s *Server) reply(w http.ResponseWriter, status int, body any) {
	raw, err := world.Encode(body)
	if err != nil {
		s.logger.Error("write an answer", "error", err)
		status, raw = http.StatusInternalServerError, []byte(`{"message":"Internal server error."}`)
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(raw) //nolint:gosec // JSON, as its content type says; a client that went away is not our fault
}

func (s *Server) ok(w http.ResponseWriter, status int, body any) error {
	s.reply(w, status, body)
	return nil
}

func done(w http.ResponseWriter, status int) error {
	w.WriteHeader(status)
	return nil
}

// bodyLimit is how much a request may send.
const bodyLimit = 1 << 20

// decode reads a JSON body. Fields that are not known are left alone, as WorkOS does.
func decode(w http.ResponseWriter, r *http.Request, into any) error {
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, bodyLimit))
	if err != nil {
		return bad(http.StatusRequestEntityTooLarge, "", "The request body is too large.")
	}
	if err := json.Unmarshal(raw, into); err != nil {
		return bad(http.StatusBadRequest, "bad_request", "The request body is not the JSON that this endpoint takes.")
	}
	return nil
}
