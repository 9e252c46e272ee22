package control

import (
	"bytes"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"reflect"
	"strings"

	"memberpulse/server/sandbox/deliver"
	"memberpulse/server/sandbox/world"
)

// Config is what the control API needs.
type Config struct {
	World     *world.World
	Deliverer *deliver.Deliverer
	APIKey    string
	BaseURL   func() string
	Logger    *slog.Logger
}

// Server answers the control API.
type Server struct {
	world   *world.World
	deliver *deliver.Deliverer
	apiKey  string
	base    func() string
	logger  *slog.Logger
}

// New makes the control API.
func New(c Config) *Server {
	return &Server{world: c.World, deliver: c.Deliverer, apiKey: c.APIKey, base: c.BaseURL, logger: c.Logger}
}

// Routes registers the control API's routes.
func (s *Server) Routes(mux *http.ServeMux) {
	for pattern, h := range map[string]handler{
		"POST /_sandbox/organizations":     s.createOrganization,
		"POST /_sandbox/connections":       s.createConnection,
		"PATCH /_sandbox/connections/{id}": s.updateConnection,
		"POST /_sandbox/directories":       s.createDirectory,
		"PATCH /_sandbox/directories/{id}": s.updateDirectory,
		"GET /_sandbox/people":             s.listPeople,
		"POST /_sandbox/people":            s.createPerson,
		"GET /_sandbox/people/{id}":        s.getPerson,
		"PATCH /_sandbox/people/{id}":      s.updatePerson,
		"PATCH /_sandbox/people":           s.updatePerson,
		"DELETE /_sandbox/people/{id}":     s.deletePerson,
		"POST /_sandbox/groups":            s.createGroup,
		"PATCH /_sandbox/groups/{id}":      s.updateGroup,
		"DELETE /_sandbox/groups/{id}":     s.deleteGroup,
		"POST /_sandbox/users":             s.createUser,
		"POST /_sandbox/bursts":            s.createBurst,
		"GET /_sandbox/faults":             s.getFaults,
		"PUT /_sandbox/faults":             s.putFaults,
		"GET /_sandbox/settings":           s.getSettings,
		"PUT /_sandbox/settings":           s.putSettings,
		"GET /_sandbox/deliveries":         s.listDeliveries,
		"GET /_sandbox/ledger":             s.getLedger,
		"GET /_sandbox/idle":               s.getIdle,
		"POST /_sandbox/clock/advance":     s.advance,
		"GET /_sandbox/state":              s.getState,
	} {
		mux.Handle(pattern, s.handle(h))
	}
}

type handler func(http.ResponseWriter, *http.Request) error

func (s *Server) handle(h handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		if !ok || subtle.ConstantTimeCompare([]byte(token), []byte(s.apiKey)) != 1 {
			w.Header().Set("WWW-Authenticate", `Bearer realm="sandbox"`)
			s.problem(w, problem{Status: http.StatusUnauthorized, Code: "unauthorized", Detail: "The bearer token is missing or is not the sandbox's API key."})
			return
		}
		if err := h(w, r); err != nil {
			s.refuse(w, r, err)
		}
	})
}

// problem is how the control API says that something is wrong (RFC 9457).
type problem struct {
	Type   string       `json:"type"`
	Title  string       `json:"title"`
	Status int          `json:"status"`
	Code   string       `json:"code"`
	Detail string       `json:"detail"`
	Errors []fieldFault `json:"errors,omitempty"`
}

type fieldFault struct {
	Field   string `json:"field"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

func (p problem) Error() string { return p.Detail }

var statuses = map[world.Kind]int{
	world.NotFound: http.StatusNotFound, world.Conflict: http.StatusConflict, world.Invalid: http.StatusUnprocessableEntity,
	world.Expired: http.StatusGone, world.Stale: http.StatusPreconditionFailed,
}

func (s *Server) refuse(w http.ResponseWriter, r *http.Request, err error) {
	if p, ok := errors.AsType[problem](err); ok {
		s.problem(w, p)
		return
	}
	e, ok := errors.AsType[*world.Error](err)
	if !ok || e.Kind == world.Internal {
		s.logger.ErrorContext(r.Context(), "the sandbox could not do what it was asked", "error", err)
		s.problem(w, problem{Status: http.StatusInternalServerError, Code: "internal", Detail: "The sandbox could not do this; its log says why."})
		return
	}
	p := problem{Status: statuses[e.Kind], Code: e.Code, Detail: e.Message}
	if e.Field != "" {
		p.Errors = []fieldFault{{e.Field, e.Code, e.Message}}
	}
	s.problem(w, p)
}

func (s *Server) problem(w http.ResponseWriter, p problem) {
	p.Type, p.Title = "about:blank", http.StatusText(p.Status)
	w.Header().Set("Content-Type", "application/problem+json")
	s.write(w, p.Status, p)
}

func (s *Server) reply(w http.ResponseWriter, status int, body any) error {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	s.write(w, status, body)
	return nil
}

func (s *Server) write(w http.ResponseWriter, status int, body any) {
	raw, err := world.Encode(body)
	if err != nil {
		s.logger.Error("write an answer", "error", err)
		status, raw = http.StatusInternalServerError, []byte(`{}`)
	}
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(raw) //nolint:gosec // JSON, as its content type says; a client that went away is not our fault
}

// decode reads a JSON body, strictly. An empty body is an empty object.
func decode(w http.ResponseWriter, r *http.Request, into any) error {
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20))
	if err != nil {
		return problem{Status: http.StatusRequestEntityTooLarge, Code: "too_large", Detail: "The request body is larger than 1 MiB."}
	}
	if len(bytes.TrimSpace(raw)) == 0 {
		raw = []byte("{}")
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	err = dec.Decode(into)
	if err == nil && dec.More() {
		return problem{Status: http.StatusBadRequest, Code: "malformed_json", Detail: "The request body must be one JSON object."}
	}
	return bodyProblem(err)
}

func bodyProblem(err error) error {
	if err == nil {
		return nil
	}
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return fault(wrong.Field, "wrong_type", "The field "+wrong.Field+" has the wrong type: it takes "+wanted(wrong.Type.Kind())+".")
	}
	if name, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
		name = strings.Trim(name, `"`)
		return fault(name, "unknown_field", "The field "+name+" is not known here.")
	}
	if p, ok := errors.AsType[problem](err); ok {
		return p
	}
	return problem{Status: http.StatusBadRequest, Code: "malformed_json", Detail: "The request body is not well-formed JSON."}
}

// wanted names a type as the reader of an error knows it.
func wanted(k reflect.Kind) string {
	switch k {
	case reflect.String:
		return "a string"
	case reflect.Bool:
		return "true or false"
	case reflect.Slice:
		return "a list"
	case reflect.Map, reflect.Struct:
		return "an object"
	default:
		return "a number"
	}
}

func fault(field, code, message string) error {
	return problem{Status: http.StatusUnprocessableEntity, Code: code, Detail: message, Errors: []fieldFault{{field, code, message}}}
}
