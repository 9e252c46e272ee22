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
		httpx.Endpoint(http.MethodGet, all, shared.CapabilityConfigure, s.list).Described("SSO connections, and which of them signs people in").Takes(access.OfOrganization).Pages(),
		httpx.Endpoint(http.MethodPost, all, shared.CapabilityConfigure, s.list).Described("SSO connections, as GET tells them").Takes(access.OfOrganization).Pages(),
		httpx.Endpoint(http.MethodGet, one, shared.CapabilityConfigure, s.get).Described("One SSO connection").Takes(access.OfOrganization),
		httpx.Endpoint(http.MethodPost, one, shared.CapabilityConfigure, s.get).Described("One SSO connection, as GET tells it").Takes(access.OfOrganization),
		httpx.Endpoint(http.MethodPatch, one, shared.CapabilityConfigure, s.patch).Described("Enable or disable a connection: one of an organization's signs people in").Takes(access.OfOrganization),
	}
}

func (s *Service) list(ctx context.Context, c *httpx.Call, _ httpx.None) (shared.List[shared.Connection], error) {
	page, err := c.Page("conn_")
	if err != nil {
		return shared.List[shared.Connection]{}, err
	}
	var rows []stored
	err = access.InScope(ctx, s.db, c.Request, pg.Organizations, func(ctx context.Context, tx bun.Tx, organizationID string) error {
		rows, err = listed(ctx, tx, organizationID, page)
		return err
	})
	if err != nil {
		return shared.List[shared.Connection]{}, err
	}
	return httpx.Cut(page, wires(rows), func(c shared.Connection) string { return c.ID }), nil
}

func (s *Service) get(ctx context.Context, c *httpx.Call, _ httpx.None) (shared.Connection, error) {
	var found stored
	err := access.InScope(ctx, s.db, c.Request, pg.Organizations, func(ctx context.Context, tx bun.Tx, organizationID string) (err error) {
		found, err = read(ctx, tx, organizationID, pg.Text(c.Path("id")))
		return err
	})
	return found.wire(), err
}

func (s *Service) patch(ctx context.Context, c *httpx.Call, patch shared.ConnectionPatch) (shared.Connection, error) {
	var found stored
	err := access.InScope(ctx, s.db, c.Request, pg.Organizations, func(ctx context.Context, tx bun.Tx, organizationID string) (err error) {
		if found, err = hold(ctx, tx, organizationID, pg.Text(c.Path("id"))); err != nil {
			return err
		}
		return found.enable(ctx, tx, *patch.Enabled, change{
			actor: access.From(ctx).Actor(), ip: access.Address(ctx), request: httpx.RequestID(ctx), at: s.now().UTC(),
		})
	})
	return found.wire(), err
}

func orNotFound(found bool) error {
	if found {
		return nil
	}
	return errs.NotFound()
}
