package idp

import (
	"embed"
	"fmt"
	"log/slog"
	"net"
	"net/http"

	"memberpulse/server/sandbox/look"
	"memberpulse/server/sandbox/world"
)

//go:embed pages/*.html
var pages embed.FS

// Where the hosted pages are.
const (
	ssoPage     = "/sso/sign-in"
	authKitPage = "/user_management/sign-in"
)

// Config is what the sign-in needs.
type Config struct {
	World    *world.World
	ClientID string
	Logger   *slog.Logger
}

// Server answers the authorize addresses and the hosted pages.
type Server struct {
	world    *world.World
	clientID string
	log      *slog.Logger
	pages    *look.Pages
}

// New makes the hosted sign-in of a world.
func New(c Config) (*Server, error) {
	p, err := look.Load(pages, "pages", "bare", c.Logger)
	if err != nil {
		return nil, fmt.Errorf("make the hosted sign-in: %w", err)
	}
	return &Server{world: c.World, clientID: c.ClientID, log: c.Logger, pages: p}, nil
}

// Routes puts the hosted sign-in into mux.
func (s *Server) Routes(mux *http.ServeMux) {
	for _, f := range []*flow{s.ssoFlow(), s.authKitFlow()} {
		mux.HandleFunc("GET "+f.authorize, func(w http.ResponseWriter, r *http.Request) { s.begin(w, r, f) })
		mux.HandleFunc("GET "+f.page, func(w http.ResponseWriter, r *http.Request) { s.show(w, r, f) })
		mux.Handle("POST "+f.page, look.SameOrigin(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s.answer(w, r, f) })))
	}
}

// flow is what the two kinds of sign-in do differently.
type flow struct {
	authorize string
	page      string
	// read checks the request and finds what it is about.
	read func(*http.Request) (*request, *refusal)
	// people are those the page offers to sign in as.
	people func(*request) []choice
	// enter signs somebody in, by e-mail, and gives the code.
	enter func(*request, string) (code string, no *refusal, err error)
	// hint is the e-mail that a login hint stands for, when it names somebody.
	hint func(*request) (string, bool)
	// tell records a refusal.
	tell func(*request, string, *refusal) error
}

// choice is one person on the page.
type choice struct {
	Email, Name, Note string
	Off               bool
}

func addressOf(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return ""
	}
	return host
}
