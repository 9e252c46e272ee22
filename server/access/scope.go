package access

import (
	"context"
	"net/http"

	"github.com/uptrace/bun"

	"memberpulse/server/httpx"
	"memberpulse/server/pg"
)

// OfOrganization is the parameter that says which organization is meant. Every route that Scope serves declares it.
var OfOrganization = httpx.Param{
	Name: "organization_id", About: "Platform admins and platform keys: which organization is meant; without it, all. For everybody else it is their own.",
}

// Scope is ScopeTo for the request's own query.
func (c Caller) Scope(r *http.Request) (organizationID string, all bool, err error) {
	return c.ScopeTo(httpx.QueryOf(r).Get(OfOrganization.Name))
}

// InScope runs fn in one transaction under the scope of who asks: their organization, or for the platform the one that
// the request names, or all of them ("") for the purpose given.
func InScope(ctx context.Context, db *pg.DB, r *http.Request, purpose pg.PlatformScope, fn func(ctx context.Context, tx bun.Tx, organizationID string) error) error {
	organizationID, all, err := From(ctx).Scope(r)
	switch {
	case err != nil:
		return err
	case all:
		return db.InPlatform(ctx, purpose, func(ctx context.Context, tx bun.Tx) error { return fn(ctx, tx, "") })
	}
	return db.InOrganization(ctx, organizationID, func(ctx context.Context, tx bun.Tx) error { return fn(ctx, tx, organizationID) })
}
