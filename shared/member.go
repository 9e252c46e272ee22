package shared

import "time"

// Member is a person of one organization.
type Member struct {
	ID             string           `json:"id"`
	OrganizationID string           `json:"organization_id"`
	Email          string           `json:"email"`
	FirstName      string           `json:"first_name"`
	LastName       string           `json:"last_name"`
	Department     string           `json:"department"`
	JobTitle       string           `json:"job_title"`
	State          string           `json:"state"` // active inactive tombstoned
	StateReason    string           `json:"state_reason"`
	Roles          []Role           `json:"roles"`
	RolesBecause   []RoleReason     `json:"roles_because"`
	Identities     []MemberIdentity `json:"identities"`
	Groups         []GroupRef       `json:"groups"`
	Sessions       int              `json:"sessions"` // open now
	LastEventID    string           `json:"last_event_id"`
	CreatedAt      time.Time        `json:"created_at"`
	UpdatedAt      time.Time        `json:"updated_at"`
}

// MemberIdentity is what a member owns at WorkOS.
type MemberIdentity struct {
	Kind         string    `json:"kind"` // sso_profile directory_user authkit_user
	ID           string    `json:"id"`
	IdpID        string    `json:"idp_id"`
	Email        string    `json:"email"`
	ConnectionID string    `json:"connection_id"`
	State        string    `json:"state"`
	UpdatedAt    time.Time `json:"updated_at"`
}
