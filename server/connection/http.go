package connection

import (
	"context"
	"net/http"
	"time"

	"github.com/uptrace/bun"

	"memberpulse/server/access"
	"memberpulse/server/errs"
	"memberpulse/server/httpx"
	"memberpulse/server/pg"
	"memberpulse/shared"
)

// Service serves the connections of an organization to those who configure them.
type Service struct {
	db  *pg.DB
	now func() time.Time
}

// New makes the service.
func New(db *pg.DB, now func() time.Time) *Service { return &Service{db: db, now: now} }

// Routes are the package's rows of the table of routes. Lists and reads answer to POST as well: older callers send it.
func (s *Service) Routes() []httpx.Route {
	const all, one = "/api/auth/sso/connections", "/api/auth/sso/connections/{id}"
	return []httpx.Route{
		httpx.Endpoint(http.MethodGet, all, shared.CapabilityConfigure, s.list),
		httpx.Endpoint(http.MethodPost, all, shared.CapabilityConfigure, s.list),
		httpx.Endpoint(http.MethodGet, one, shared.CapabilityConfigure, s.get),
		httpx.Endpoint(http.MethodPost, one, shared.CapabilityConfigure, s.get),
		httpx.Endpoint(http.MethodPatch, one, shared.CapabilityConfigure, s.patch),
	}
}

func (s *Service) list(ctx context.Context, c *httpx.Call, _ httpx.None) (shared.List[shared.Connection], error) {
	page, err := c.Page("conn_")
	if err != nil {
		return shared.List[shared.Connection]{}, err
	}
	var rows []stored
	err = s.in(ctx, c, func(ctx context.Context, tx bun.Tx, organizationID string) error {
		rows, err = listed(ctx, tx, organizationID, page)
		return err
	})
	if err != nil {
		return shared.List[shared.Connection]{}, err
	}
	wires := make([]shared.Connection, len(rows))
	for i, r := range rows {
		wires[i] = r.wire()
	}
	return httpx.Cut(page, wires, func(c shared.Connection) string { return c.ID }), nil
}

func (s *Service) get(ctx context.Context, c *httpx.Call, _ httpx.None) (shared.Connection, error) {
	var found stored
	err := s.in(ctx, c, func(ctx context.Context, tx bun.Tx, organizationID string) (err error) {
		found, err = read(ctx, tx, organizationID, c.Path("id"))
		return err
	})
	return found.wire(), err
}

func (s *Service) patch(ctx context.Context, c *httpx.Call, patch shared.ConnectionPatch) (shared.Connection, error) {
	var found stored
	err := s.in(ctx, c, func(ctx context.Context, tx bun.Tx, organizationID string) (err error) {
		if found, err = read(ctx, tx, organizationID, c.Path("id")); err != nil || patch.Enabled == nil {
			return err
		}
		return found.enable(ctx, tx, *patch.Enabled, change{
			actor: access.From(ctx).Actor(), ip: access.Address(ctx), request: httpx.RequestID(ctx), at: s.now().UTC(),
		})
	})
	return found.wire(), err
}

// in runs in the scope that the caller has: one organization, or, for the operator, all of them ("").
func (s *Service) in(ctx context.Context, c *httpx.Call, fn func(ctx context.Context, tx bun.Tx, organizationID string) error) error {
	organization, all, err := access.From(ctx).Scope(c.Request)
	switch {
	case err != nil:
		return err
	case all:
		return s.db.InPlatform(ctx, pg.Organizations, func(ctx context.Context, tx bun.Tx) error { return fn(ctx, tx, "") })
	}
	return s.db.InOrganization(ctx, organization, func(ctx context.Context, tx bun.Tx) error { return fn(ctx, tx, organization) })
}

func orNotFound(found bool) error {
	if found {
		return nil
	}
	return errs.NotFound()
}
