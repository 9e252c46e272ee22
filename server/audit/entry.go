package audit

import "time"

// ActorKind says what sort of someone acted.
type ActorKind string

// The kinds of actors.
const (
	ActorMember        ActorKind = "member"
	ActorPlatformAdmin ActorKind = "platform_admin"
	ActorAPIKey        ActorKind = "api_key"
	ActorWorkOS        ActorKind = "workos" // an event of WorkOS's
	ActorSystem        ActorKind = "system" // time alone: sweeps, expiry
)

// Actor is who acted.
type Actor struct {
	Kind ActorKind
	ID   string
	Name string
}

// WorkOS is the actor of what an event brought.
func WorkOS() Actor { return Actor{Kind: ActorWorkOS, ID: "workos", Name: "WorkOS"} }

// System is the actor of what only time brought.
func System() Actor { return Actor{Kind: ActorSystem, ID: "system", Name: "MemberPulse"} }

// Target is what was acted on.
type Target struct {
	Kind string // member session connection organization role_mapping api_key settings …
	ID   string
	Name string
}

// Entry is one line of the audit log.
type Entry struct {
	OrganizationID string // "" for the platform's own
	Action         string // member.role_added, session.ended, …
	Actor          Actor
	Target         Target
	Before         any // as JSON; nil where there was nothing
	After          any
	EventID        string
	IP             string
	RequestID      string
	OccurredAt     time.Time
}
