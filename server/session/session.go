package session

import (
	"net/http"
	"time"

	"memberpulse/server/pg"
	"memberpulse/shared"
)

// Kind says whose a session is.
type Kind string

// The kinds of sessions.
const (
	Member   Kind = "member"   // of one member in one organization
	Platform Kind = "platform" // of a platform admin; belongs to no organization
	Setup    Kind = "setup"    // of an admin link: opens the settings only
)

// Session is one sign-in that lasts.
type Session struct {
	ID              string    `bun:"id"`
	OrganizationID  string    `bun:"organization_id"`
	Kind            Kind      `bun:"kind"`
	MemberID        string    `bun:"member_id"`
	PlatformAdminID string    `bun:"platform_admin_id"`
	Method          string    `bun:"method"` // sso authkit admin_link
	ConnectionID    string    `bun:"connection_id"`
	WorkOSSessionID string    `bun:"workos_session_id"`
	IP              string    `bun:"ip"`
	UserAgent       string    `bun:"user_agent"`
	CreatedAt       time.Time `bun:"created_at"`
	SeenAt          time.Time `bun:"seen_at"`
	ExpiresAt       time.Time `bun:"expires_at"`
}

// columns stand in the order of Session's fields.
const columns = `id, organization_id, kind, COALESCE(member_id, '') AS member_id,
	COALESCE(platform_admin_id, '') AS platform_admin_id, method, COALESCE(connection_id, '') AS connection_id,
	COALESCE(workos_session_id, '') AS workos_session_id, ip, user_agent, created_at, seen_at, expires_at`

// Wire is the session as its owner sees it.
func (s Session) Wire(current string) shared.Session {
	return shared.Session{
		ID: s.ID, Current: s.ID == current, Method: s.Method, IP: s.IP, UserAgent: s.UserAgent,
		CreatedAt: s.CreatedAt, SeenAt: s.SeenAt, ExpiresAt: s.ExpiresAt,
	}
}

// Options tune how long sessions last and how their cookie travels.
type Options struct {
	Secure   bool             // the public URL is https
	Idle     time.Duration    // 0: 30 minutes
	Absolute time.Duration    // 0: 12 hours
	Now      func() time.Time // nil: the system's
}

// Store keeps sessions in PostgreSQL. It is a sessions.Store of gorilla's: see gorilla.go.
type Store struct {
	db      *pg.DB
	options Options
	resolve Resolver
}

// How long sessions last where nothing else is set.
const (
	DefaultIdle     = 30 * time.Minute
	DefaultAbsolute = 12 * time.Hour
)

// New makes a store. The resolver finds out who a session's owner is, in the transaction that finds the session; it
// may be nil where nobody asks.
func New(db *pg.DB, options Options, resolve Resolver) *Store {
	if options.Idle == 0 {
		options.Idle = DefaultIdle
	}
	if options.Absolute == 0 {
		options.Absolute = DefaultAbsolute
	}
	if options.Now == nil {
		options.Now = time.Now
	}
	return &Store{db: db, options: options, resolve: resolve}
}

// CookieName is the cookie's; its prefix makes browsers hold it to https and to this host alone, which plain http
// cannot have.
func (s *Store) CookieName() string {
	if s.options.Secure {
		return "__Host-mp_session"
	}
	return "mp_session"
}

// Hand gives a new session's token to the browser.
func (s *Store) Hand(w http.ResponseWriter, token string) {
	http.SetCookie(w, s.cookie(token, int(s.options.Absolute.Seconds())))
}

// Take takes the cookie away.
func (s *Store) Take(w http.ResponseWriter) { http.SetCookie(w, s.cookie("", -1)) }

func (s *Store) cookie(value string, maxAge int) *http.Cookie {
	return &http.Cookie{ //nolint:gosec // G124: Secure follows the public URL; browsers drop a Secure cookie of plain http
		Name: s.CookieName(), Value: value, Path: "/", MaxAge: maxAge,
		HttpOnly: true, Secure: s.options.Secure, SameSite: http.SameSiteLaxMode,
	}
}
