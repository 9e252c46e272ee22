package signin

import (
	"log/slog"
	"net/url"
	"slices"
	"strings"
	"time"

	"memberpulse/server/pg"
	"memberpulse/server/seal"
	"memberpulse/server/session"
	"memberpulse/server/workos"
	"memberpulse/shared"
)

// How long things last, and how many may begin.
const (
	flowLife      = 10 * time.Minute
	adminLinkLife = 15 * time.Minute
	setupLife     = time.Hour
	perBrowser    = 20
	perAddress    = 600
)

// Config is what signing in needs from the rest of the program.
type Config struct {
	DB                *pg.DB
	WorkOS            *workos.Pool
	Sessions          *session.Store
	Ring              *seal.Ring
	Pages             Pages
	PublicURL         string        // the origin that browsers use
	PlatformAdmins    []string      // e-mail addresses, in lower case
	DefaultConnection func() string // the connection for links that name none; nil or "": there is none
	Now               func() time.Time
	Logger            *slog.Logger // nil is silent

	// Count is told how sign-ins ended, for metrics: succeeded, refused, timed_out. Nil: nobody counts.
	Count func(result string, times int)
}

// Service lets people in.
type Service struct {
	cfg       Config
	secure    bool
	browsers  *window
	addresses *window
	logger    *slog.Logger
}

// New makes the service.
func New(cfg Config) *Service {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	if cfg.DefaultConnection == nil {
		cfg.DefaultConnection = func() string { return "" }
	}
	if cfg.Count == nil {
		cfg.Count = func(string, int) {}
	}
	cfg.PublicURL = strings.TrimRight(cfg.PublicURL, "/")
	u, err := url.Parse(cfg.PublicURL)
	return &Service{
		cfg: cfg, secure: err == nil && u.Scheme == "https", logger: cfg.Logger,
		browsers: newWindow(perBrowser, time.Minute), addresses: newWindow(perAddress, time.Minute),
	}
}

func (s *Service) now() time.Time { return s.cfg.Now().UTC().Truncate(time.Microsecond) }

// isPlatformAdmin reports whether an address is on the operator's list.
func (s *Service) isPlatformAdmin(email string) bool {
	return IsPlatformAdmin(s.cfg.PlatformAdmins)(email)
}

// IsPlatformAdmin tells by the operator's list, without regard to case: for access.Resolver too.
func IsPlatformAdmin(list []string) func(email string) bool {
	return func(email string) bool { return email != "" && slices.Contains(list, shared.FoldEmail(email)) }
}
