package console

import (
	"embed"
	"fmt"
	"log/slog"
	"net/http"
	"sync"

	"memberpulse/server/sandbox/deliver"
	"memberpulse/server/sandbox/look"
	"memberpulse/server/sandbox/world"
)

//go:embed pages/*.html
var pages embed.FS

// maxForm bounds a form.
const maxForm = 256 << 10

// Config is what the console needs.
type Config struct {
	World     *world.World
	Deliverer *deliver.Deliverer
	APIKey    string
	BaseURL   func() string
	Logger    *slog.Logger
}

// Server shows the console.
type Server struct {
	world   *world.World
	deliver *deliver.Deliverer
	apiKey  string
	base    func() string
	log     *slog.Logger
	pages   *look.Pages

	mu     sync.Mutex
	tokens map[string]string // SCIM tokens to be shown once, by directory
}

// New makes the console of a world.
func New(c Config) (*Server, error) {
	p, err := look.Load(pages, "pages", "console", c.Logger)
	if err != nil {
		return nil, fmt.Errorf("make the sandbox's console: %w", err)
	}
	return &Server{world: c.World, deliver: c.Deliverer, apiKey: c.APIKey, base: c.BaseURL, log: c.Logger, pages: p, tokens: map[string]string{}}, nil
}

// Root is where the console begins; its other pages stand below.
const Root = "/_sandbox/"

const below = Root + "console/"

// Routes puts the console into mux.
func (s *Server) Routes(mux *http.ServeMux) {
	mux.Handle("GET "+Root+"{$}", s.guard(s.visited((*visit).overview)))
	for path, h := range map[string]func(*visit){
		"organizations/{id}": (*visit).organization,
		"people":             (*visit).people,
		"people/{id}":        (*visit).person,
		"directories":        (*visit).directories,
		"directories/{id}":   (*visit).directory,
		"deliveries":         (*visit).deliveries,
		"events":             (*visit).events,
		"faults":             (*visit).faults,
	} {
		mux.Handle("GET "+below+path, s.guard(s.visited(h)))
	}
	for path, h := range map[string]func(*visit){
		"organizations":             (*visit).createOrganization,
		"organizations/{id}/delete": (*visit).deleteOrganization,
		"connections":               (*visit).createConnection,
		"connections/{id}":          (*visit).changeConnection,
		"people":                    (*visit).createPerson,
		"people/{id}":               (*visit).changePerson,
		"people/{id}/active":        (*visit).switchPerson,
		"people/{id}/delete":        (*visit).deletePerson,
		"people/{id}/enter":         (*visit).enter,
		"directories":               (*visit).createDirectory,
		"directories/{id}/state":    (*visit).changeDirectory,
		"directories/{id}/rotate":   (*visit).rotateToken,
		"directories/{id}/revoke":   (*visit).revokeToken,
		"directories/{id}/burst":    (*visit).burst,
		"directories/{id}/delete":   (*visit).deleteDirectory,
		"adopt/{id}":                (*visit).adopt,
		"outage":                    (*visit).outage,
		"faults":                    (*visit).putFaults,
		"settings":                  (*visit).putSettings,
		"clock":                     (*visit).advance,
	} {
		mux.Handle("POST "+below+path, look.SameOrigin(s.guard(s.visited(h))))
	}
}
