package access

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"memberpulse/server/errs"
	"memberpulse/server/httpx"
	"memberpulse/server/pg"
	"memberpulse/server/session"
	"memberpulse/server/workos"
	"memberpulse/shared"
)

// keyRequests is how many requests a second one API key may make.
const keyRequests = 100

// Keys finds who an API key stands for.
type Keys interface {
	Lookup(ctx context.Context, key string) (Caller, bool, error)
}

// Guard finds out who asks, and whether they may.
type Guard struct {
	db       *pg.DB
	sessions *session.Store
	keys     Keys
	rate     *httpx.Limiter
}

// NewGuard makes a guard over sessions whose resolver is Resolver's, and over API keys.
func NewGuard(db *pg.DB, sessions *session.Store, keys Keys, now func() time.Time) *Guard {
	return &Guard{db: db, sessions: sessions, keys: keys, rate: httpx.NewLimiter("too_many_requests",
		"This API key made more than 100 requests in a second.", httpx.Limit{Count: keyRequests, Per: time.Second}, now)}
}

// Authorize lets a request through to a route that asks for a capability, and returns it with its caller in the
// context. It answers 401 to who is signed out, and 403 to who lacks the capability; whether a thing that a request
// names is the caller's own is decided by Caller.Scope and by the row's scope, as 404.
func (g *Guard) Authorize(r *http.Request, route httpx.Route) (*http.Request, error) {
	capability := route.Capability
	if capability == shared.AccessAnyone || capability == shared.AccessSignature {
		return r, nil
	}
	caller, err := g.Authenticate(r)
	if err != nil {
		return r, err
	}
	if !caller.SignedIn() {
		return r, signedOut()
	}
	if capability != shared.AccessSignedIn && !caller.Can(capability) {
		return r, lacks(capability)
	}
	if caller.Platform() && route.Asks(OfOrganization.Name) {
		if err := g.known(r.Context(), httpx.QueryOf(r).Get(OfOrganization.Name)); err != nil {
			return r, err
		}
	}
	return r.WithContext(With(r.Context(), caller)), nil
}

// known finds out whether the organization that the platform asks about is there, deleted or not: a list of nothing would
// tell a slip in its id as peace.
func (g *Guard) known(ctx context.Context, organizationID string) error {
	if organizationID == "" {
		return nil
	}
	if !workos.ValidID(organizationID) { // perhaps what PostgreSQL takes for no text
		return errs.NotFound()
	}
	return g.db.InOrganization(ctx, organizationID, func(ctx context.Context, _ bun.Tx) error {
		found, err := pg.Strings(ctx, `SELECT id FROM organizations WHERE id = $1`, organizationID)
		if err != nil {
			return fmt.Errorf("look for organization %s: %w", organizationID, err)
		}
		if len(found) == 0 {
			return errs.NotFound()
		}
		return nil
	})
}

// Authenticate finds out who asks; nobody where neither a session nor a key holds. A bearer key that is sent decides
// alone: a session beside it does not help a wrong one.
func (g *Guard) Authenticate(r *http.Request) (Caller, error) {
	if header := r.Header.Get("Authorization"); header != "" {
		return g.byKey(r.Context(), header)
	}
	_, owner, found, err := g.sessions.Of(r)
	if err != nil || !found {
		return Caller{}, err
	}
	caller, ok := owner.(*Caller)
	if !ok || caller == nil {
		return Caller{}, nil
	}
	return *caller, nil
}

func (g *Guard) byKey(ctx context.Context, header string) (Caller, error) {
	scheme, key, _ := strings.Cut(header, " ")
	if !strings.EqualFold(scheme, "Bearer") || g.keys == nil {
		return Caller{}, nil
	}
	caller, found, err := g.keys.Lookup(ctx, strings.TrimSpace(key))
	if err != nil || !found {
		return Caller{}, err
	}
	if err := g.rate.Take(caller.APIKeyID); err != nil {
		return Caller{}, err
	}
	return caller, nil
}

func lacks(capability shared.Capability) error {
	action := "Ask a client admin of your organization, or do this under another role."
	if capability == shared.CapabilityPlatform || capability == shared.CapabilitySettings {
		action = "Ask the operator of this MemberPulse: only platform admins may do this."
	}
	return errs.Forbidden("capability_missing", "This needs the capability "+string(capability)+", which none of your roles gives.", action)
}
