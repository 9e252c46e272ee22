package member

import (
	"encoding/json"
	"fmt"
	"time"

	"memberpulse/shared"
)

// Kinds of identities.
const (
	KindProfile       = "sso_profile"
	KindDirectoryUser = "directory_user"
	KindAuthKitUser   = "authkit_user"
)

// States of members and identities.
const (
	StateActive     = "active"
	StateInactive   = "inactive"
	StateTombstoned = "tombstoned" // a member's
	stateDeleted    = "deleted"    // an identity's
	stateSuspended  = "suspended"  // as a directory tells it
)

// Person is a directory user as its directory tells it now.
type Person struct {
	ID         string // directory_user_…
	MemberID   string // "" for a newcomer
	IdpID      string
	Email      string
	FirstName  string
	LastName   string
	Department string
	JobTitle   string
	State      string // active inactive suspended deleted
	RoleSlugs  []string
	Version    time.Time
	EventID    string
}

// Outcome is what became of a member.
type Outcome struct {
	MemberID      string
	State         string
	StateBefore   string // "" for a newcomer
	Gained        []shared.RoleReason
	Lost          []shared.RoleReason
	SessionsEnded int
}

// attributes is what an identity's source last told.
type attributes struct {
	FirstName  string    `json:"first_name,omitempty"`
	LastName   string    `json:"last_name,omitempty"`
	Department string    `json:"department,omitempty"`
	JobTitle   string    `json:"job_title,omitempty"`
	State      string    `json:"state,omitempty"` // the source's own word
	RoleSlugs  []string  `json:"role_slugs,omitempty"`
	Groups     []string  `json:"groups,omitempty"`
	EventID    string    `json:"event_id,omitempty"`
	Version    time.Time `json:"version,omitzero"`
}

// identity is one of a member's identities.
type identity struct {
	kind, id, memberID  string
	idpID, email, state string
	connection          string
	attributes
	createdAt, updatedAt time.Time
}

func (p *Person) identity(now time.Time) identity {
	state := p.State
	if state == stateSuspended {
		state = StateInactive
	}
	return identity{
		kind: KindDirectoryUser, id: p.ID, memberID: p.MemberID, idpID: p.IdpID, email: p.Email, state: state,
		attributes: attributes{
			FirstName: p.FirstName, LastName: p.LastName, Department: p.Department, JobTitle: p.JobTitle, State: p.State,
			RoleSlugs: p.RoleSlugs, EventID: p.EventID, Version: p.Version,
		},
		createdAt: now, updatedAt: p.Version,
	}
}

func decodeAttributes(raw []byte) (attributes, error) {
	var a attributes
	if err := json.Unmarshal(raw, &a); err != nil {
		return a, fmt.Errorf("read the attributes of an identity: %w", err)
	}
	return a, nil
}
