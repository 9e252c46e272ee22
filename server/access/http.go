package access

import (
	"context"
	"net/http"
	"time"

	"github.com/uptrace/bun"

	"memberpulse/server/audit"
	"memberpulse/server/errs"
	"memberpulse/server/httpx"
	"memberpulse/server/pg"
	"memberpulse/server/session"
	"memberpulse/shared"
)

// Self serves what everybody may know of themselves: who they are, and where they are signed in.
type Self struct {
	db          *pg.DB
	sessions    *session.Store
	environment func() shared.Environment
	now         func() time.Time
}

// NewSelf makes it; environment tells where the program runs, at the moment.
func NewSelf(db *pg.DB, sessions *session.Store, environment func() shared.Environment, now func() time.Time) *Self {
	return &Self{db: db, sessions: sessions, environment: environment, now: now}
}

// Routes are the package's rows of the table of routes.
func (s *Self) Routes() []httpx.Route {
	return []httpx.Route{
		httpx.Endpoint(http.MethodGet, "/api/me", shared.AccessSignedIn, s.me).Described("Who asks, and what they may do"),
		httpx.Endpoint(http.MethodGet, "/api/me/sessions", shared.CapabilitySelf, s.list).Described("The open sessions of who asks").Pages(),
		httpx.Endpoint(http.MethodDelete, "/api/me/sessions/{id}", shared.CapabilitySelf, s.end).Described("Ends one of one's own sessions"),
	}
}

func (s *Self) me(ctx context.Context, _ *httpx.Call, _ httpx.None) (shared.Me, error) {
	c := From(ctx)
	me := shared.Me{
		Member: shared.MeMember{ID: c.MemberID, Email: c.Email, FirstName: c.FirstName, LastName: c.LastName},
		Roles:  append([]shared.Role{}, c.Roles...), RolesBecause: append([]shared.RoleReason{}, c.RolesBecause...),
		Capabilities: append([]shared.Capability{}, c.Capabilities()...),
		Environment:  s.environment(),
	}
	if c.SessionID != "" {
		me.Session = &shared.MeSession{ID: c.SessionID, ExpiresAt: c.ExpiresAt}
	}
	switch c.Kind {
	case PlatformAdmin:
		me.Member.ID = c.PlatformAdminID
	case APIKey:
		me.Member.ID, me.Member.FirstName = c.APIKeyID, c.KeyName
	case Setup:
		me.Member.FirstName = "Setup"
	case Member, Nobody:
	}
	if c.OrganizationID != "" {
		me.Organization = &shared.OrganizationRef{ID: c.OrganizationID, Name: c.Organization}
	}
	return me, nil
}

func (s *Self) list(ctx context.Context, c *httpx.Call, _ httpx.None) (shared.List[shared.Session], error) {
	var all []shared.Session
	page, err := c.Page("session_")
	if err != nil {
		return shared.List[shared.Session]{}, err
	}
	own, _, found, err := s.sessions.Of(c.Request)
	if err != nil {
		return shared.List[shared.Session]{}, err
	}
	if found && From(ctx).SessionID == own.ID { // an API key has no sessions
		err = s.db.InPlatform(ctx, pg.SessionLookup, func(ctx context.Context, tx bun.Tx) error {
			rows, err := s.sessions.List(ctx, tx, own)
			all = all[:0]
			for _, row := range rows {
				all = append(all, row.Wire(own.ID))
			}
			return err
		})
	}
	if err != nil {
		return shared.List[shared.Session]{}, err
	}
	return httpx.Part(page, all, func(s shared.Session) string { return s.ID })
}

func (s *Self) end(ctx context.Context, c *httpx.Call, _ httpx.None) (httpx.None, error) {
	own, _, found, err := s.sessions.Of(c.Request)
	if err != nil {
		return httpx.None{}, err
	}
	caller, id := From(ctx), c.Path("id")
	if !found || caller.SessionID != own.ID {
		return httpx.None{}, errs.NotFound()
	}
	return httpx.None{}, s.db.InPlatform(ctx, pg.SessionLookup, func(ctx context.Context, tx bun.Tx) error {
		rows, err := s.sessions.List(ctx, tx, own)
		if err != nil {
			return err
		}
		for _, row := range rows {
			if row.ID != id {
				continue
			}
			if _, err := s.sessions.End(ctx, tx, row.OrganizationID, row.ID, "revoked"); err != nil {
				return err
			}
			return audit.Record(ctx, tx, audit.Entry{
				OrganizationID: row.OrganizationID, Action: "session.ended", Actor: caller.Actor(),
				Target: audit.Target{Kind: "session", ID: row.ID, Name: caller.Email},
				After:  map[string]string{"reason": "revoked"},
				IP:     Address(ctx), RequestID: httpx.RequestID(ctx), OccurredAt: s.now(),
			})
		}
		return errs.NotFound() // somebody else's, or over already: alike
	})
}
