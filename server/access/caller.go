package access

import (
	"context"
	"time"

	"memberpulse/server/audit"
	"memberpulse/server/errs"
	"memberpulse/server/httpx"
	"memberpulse/server/workos"
	"memberpulse/shared"
)

// Kind says what sort of someone asks.
type Kind string

// The kinds of callers.
const (
	Nobody        Kind = ""               // signed out
	Member        Kind = "member"         // a person of one organization
	PlatformAdmin Kind = "platform_admin" // an operator; belongs to no organization
	APIKey        Kind = "api_key"
	Setup         Kind = "setup" // came by an admin link: settings, and nothing else
)

// Caller is who asks. The zero value is nobody.
type Caller struct {
	Kind            Kind
	MemberID        string
	OrganizationID  string // "" for the platform's callers
	PlatformAdminID string
	SessionID       string // "" for an API key
	APIKeyID        string
	Roles           []shared.Role
	RolesBecause    []shared.RoleReason
	Email           string
	FirstName       string
	LastName        string
	Organization    string // its name
	ExpiresAt       time.Time
	KeyName         string // the API key's
}

type callerKey struct{}

// With puts the caller into a request's context.
func With(ctx context.Context, c Caller) context.Context {
	return context.WithValue(ctx, callerKey{}, c)
}

// From is who asks; nobody where no one was put.
func From(ctx context.Context) Caller {
	c, _ := ctx.Value(callerKey{}).(Caller)
	return c
}

// SignedIn reports whether anyone is there at all.
func (c Caller) SignedIn() bool { return c.Kind != Nobody }

// Capabilities are what the caller may do. An admin link opens the settings, and not even a profile.
func (c Caller) Capabilities() []shared.Capability {
	if c.Kind == Setup {
		return []shared.Capability{shared.CapabilitySettings}
	}
	return shared.Capabilities(c.Roles)
}

// Can reports whether the caller may do something.
func (c Caller) Can(capability shared.Capability) bool {
	for _, have := range c.Capabilities() {
		if have == capability {
			return true
		}
	}
	return false
}

// Platform reports whether the caller stands above organizations.
func (c Caller) Platform() bool { return c.OrganizationID == "" && c.Can(shared.CapabilityPlatform) }

// Actor names the caller in the audit log.
func (c Caller) Actor() audit.Actor {
	switch c.Kind {
	case Member:
		return audit.Actor{Kind: audit.ActorMember, ID: c.MemberID, Name: c.Email}
	case PlatformAdmin:
		return audit.Actor{Kind: audit.ActorPlatformAdmin, ID: c.PlatformAdminID, Name: c.Email}
	case APIKey:
		return audit.Actor{Kind: audit.ActorAPIKey, ID: c.APIKeyID, Name: c.KeyName}
	case Setup:
		return audit.Actor{Kind: audit.ActorPlatformAdmin, ID: c.SessionID, Name: "Admin link"}
	case Nobody:
	}
	return audit.System()
}

// ScopeTo resolves the ?organization_id= of a request: which organization is meant, or all of them. A tenant that asks
// for another's gets what anyone gets for an organization that never was.
func (c Caller) ScopeTo(requested string) (organizationID string, all bool, err error) {
	switch {
	case !c.SignedIn():
		return "", false, signedOut()
	case c.Platform():
		if requested != "" && !workos.ValidID(requested) { // the id of nothing, perhaps of what PostgreSQL takes for no text
			return "", false, errs.NotFound()
		}
		return requested, requested == "", nil
	case c.OrganizationID == "": // an admin link: no organization is its own
		return "", false, errs.NotFound()
	case requested != "" && requested != c.OrganizationID:
		return "", false, errs.NotFound()
	}
	return c.OrganizationID, false, nil
}

// Address is the client's address as text; "" where it is not known.
func Address(ctx context.Context) string {
	if ip := httpx.ClientIP(ctx); ip.IsValid() {
		return ip.String()
	}
	return ""
}

func signedOut() error {
	return errs.Unauthenticated("signed_out", "No session or API key came with this request, or it has ended.",
		"Sign in, then try again.")
}
