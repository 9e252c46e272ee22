// Package sandbox is a stand-in for WorkOS: its API, hosted pages, SCIM endpoints and webhooks, for the demo and for tests.
//
// It promises: whoever talks to it over HTTP sees what WorkOS would show, and no power that WorkOS lacks, except below
// /_sandbox/; its state outlives a kill when it has a folder; it imports nothing of the product it serves.
package sandbox

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"memberpulse/server/sandbox/api"
	"memberpulse/server/sandbox/console"
	"memberpulse/server/sandbox/control"
	"memberpulse/server/sandbox/deliver"
	"memberpulse/server/sandbox/idp"
	"memberpulse/server/sandbox/look"
	"memberpulse/server/sandbox/portal"
	"memberpulse/server/sandbox/scim"
	"memberpulse/server/sandbox/world"
)

// What the stand-in takes for its key and client when nothing else is said.
const (
	DefaultAPIKey   = "sk_test_sandbox"
	DefaultClientID = "client_sandbox"
)

// Config says how the stand-in runs. Everything may be left empty.
type Config struct {
	DataDir  string           // where the journal is kept; empty keeps everything in memory
	APIKey   string           // DefaultAPIKey when empty
	ClientID string           // DefaultClientID when empty
	BaseURL  string           // how clients call it; from the listener when empty
	Clock    func() time.Time // time.Now when nil
	Logger   *slog.Logger     // slog.Default when nil
	Seed     bool             // fill an empty world with one organization
}

// Sandbox is a running stand-in.
type Sandbox struct {
	config    Config
	world     *world.World
	deliverer *deliver.Deliverer
	handler   http.Handler
	seeded    *Seeded
	stop      context.CancelFunc
	delivered chan struct{} // closed when the deliverer has ended

	mu  sync.Mutex
	url string
}

// New opens the stand-in's world and begins to deliver. The context, or Close, ends it.
func New(ctx context.Context, c Config) (*Sandbox, error) {
	c = c.filled()
	w, err := world.Open(c.DataDir, c.Clock)
	if err != nil {
		return nil, fmt.Errorf("open the sandbox: %w", err)
	}
	s := &Sandbox{config: c, world: w, deliverer: deliver.New(w, c.Logger), url: c.BaseURL, delivered: make(chan struct{})}
	if c.Seed && w.Empty() {
		if s.seeded, err = seed(w); err != nil {
			return nil, errors.Join(fmt.Errorf("fill the empty sandbox: %w", err), w.Close())
		}
	}
	if s.handler, err = s.routes(); err != nil {
		return nil, errors.Join(err, w.Close())
	}
	run, stop := context.WithCancel(ctx)
	s.stop = stop
	go func() {
		defer close(s.delivered)
		s.deliverer.Run(run)
	}()
	return s, nil
}

func (c Config) filled() Config {
	if c.APIKey == "" {
		c.APIKey = DefaultAPIKey
	}
	if c.ClientID == "" {
		c.ClientID = DefaultClientID
	}
	if c.Clock == nil {
		c.Clock = time.Now
	}
	if c.Logger == nil {
		c.Logger = slog.Default()
	}
	return c
}

func (s *Sandbox) routes() (http.Handler, error) {
	c, mux := s.config, http.NewServeMux()
	signIn, err := idp.New(idp.Config{World: s.world, ClientID: c.ClientID, Logger: c.Logger})
	if err != nil {
		return nil, err
	}
	admin, err := portal.New(portal.Config{World: s.world, BaseURL: s.URL, Logger: c.Logger})
	if err != nil {
		return nil, err
	}
	desk, err := console.New(console.Config{World: s.world, Deliverer: s.deliverer, APIKey: c.APIKey, BaseURL: s.URL, Logger: c.Logger})
	if err != nil {
		return nil, err
	}
	api.New(api.Config{World: s.world, APIKey: c.APIKey, ClientID: c.ClientID, BaseURL: s.URL, Logger: c.Logger}).Routes(mux)
	control.New(control.Config{World: s.world, Deliverer: s.deliverer, APIKey: c.APIKey, BaseURL: s.URL, Logger: c.Logger}).Routes(mux)
	scim.New(s.world, c.Logger).Routes(mux)
	signIn.Routes(mux)
	admin.Routes(mux)
	desk.Routes(mux)
	look.Routes(mux)
	mux.Handle("GET /{$}", http.RedirectHandler(console.Root, http.StatusSeeOther))
	mux.HandleFunc("/", notFound)
	return front(mux), nil
}

// Handler answers everything that the stand-in serves.
func (s *Sandbox) Handler() http.Handler { return s.handler }

// World is the state, for whoever runs the stand-in in its own process.
func (s *Sandbox) World() *world.World { return s.world }

// Seeded is what an empty world was filled with; nil when it was not.
func (s *Sandbox) Seeded() *Seeded { return s.seeded }

// URL is how clients call the stand-in, without a slash at its end; empty until it is known.
func (s *Sandbox) URL() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.url
}

// SetURL says how clients call the stand-in, where a listener of somebody else's serves it.
func (s *Sandbox) SetURL(url string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.url = url
}

// Serve serves on a listener until the context ends, and lets the requests under way come to their end.
func (s *Sandbox) Serve(ctx context.Context, l net.Listener) error {
	if s.URL() == "" {
		s.SetURL("http://" + l.Addr().String())
	}
	server := &http.Server{
		Handler: s.handler, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 30 * time.Second, WriteTimeout: 2 * time.Minute,
		IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10, ErrorLog: slog.NewLogLogger(s.config.Logger.Handler(), slog.LevelWarn),
		BaseContext: func(net.Listener) context.Context { return ctx },
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(l) }()
	select {
	case err := <-ended:
		return fmt.Errorf("serve the sandbox: %w", err)
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	err := server.Shutdown(grace)
	if errors.Is(err, context.DeadlineExceeded) { // a socket that a browser opened ahead counts as a request for five seconds
		s.config.Logger.WarnContext(grace, "what was under way when the sandbox stopped is cut off")
		err = server.Close()
	}
	if err != nil {
		return fmt.Errorf("stop the sandbox: %w", err)
	}
	return nil
}

// Close ends the deliveries and lets go of the journal.
func (s *Sandbox) Close() error {
	s.stop()
	<-s.delivered
	return s.world.Close()
}
