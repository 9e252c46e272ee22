package access

import (
	"context"
	"net/http"
	"strings"
	"time"

	"memberpulse/server/errs"
	"memberpulse/server/httpx"
	"memberpulse/server/session"
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
	sessions *session.Store
	keys     Keys
	rate     *httpx.Limiter
}

// NewGuard makes a guard over sessions whose resolver is Resolver's, and over API keys.
func NewGuard(sessions *session.Store, keys Keys, now func() time.Time) *Guard {
	return &Guard{sessions: sessions, keys: keys, rate: httpx.NewLimiter("too_many_requests",
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
	return r.WithContext(With(r.Context(), caller)), nil
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
