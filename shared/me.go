package shared

import "time"

// Me is who asks, and what they may do.
type Me struct {
	Member       MeMember         `json:"member"`
	Organization *OrganizationRef `json:"organization"` // null for a platform admin
	Roles        []Role           `json:"roles"`
	RolesBecause []RoleReason     `json:"roles_because"`
	Capabilities []Capability     `json:"capabilities"`
	Session      *MeSession       `json:"session"` // null for an API key
	Environment  Environment      `json:"environment"`
}

// MeMember is the person who asks.
type MeMember struct {
	ID        string `json:"id"`
	Email     string `json:"email"`
	FirstName string `json:"first_name"`
	LastName  string `json:"last_name"`
}

// OrganizationRef names an organization.
type OrganizationRef struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// MeSession is the session of the one who asks.
type MeSession struct {
	ID        string    `json:"id"`
	ExpiresAt time.Time `json:"expires_at"`
}

// Environment is what the screens must know of where they run.
type Environment struct {
	Sandbox bool   `json:"sandbox"` // the API's host is not WorkOS's
	Demo    bool   `json:"demo"`
	Version string `json:"version"`
}

// Probe is the answer to a machine that watches over an instance.
type Probe struct {
	Status string `json:"status"` // alive, ready
}

// Session is one of a person's sessions.
type Session struct {
	ID        string    `json:"id"`
	Current   bool      `json:"current"`
	Method    string    `json:"method"` // sso authkit admin_link
	IP        string    `json:"ip"`
	UserAgent string    `json:"user_agent"`
	CreatedAt time.Time `json:"created_at"`
	SeenAt    time.Time `json:"seen_at"`
	ExpiresAt time.Time `json:"expires_at"`
}
