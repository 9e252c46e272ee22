package world

import "encoding/json"

// Organization is a company whose people sign in.
type Organization struct {
	ID                   string            `json:"id"`
	Name                 string            `json:"name"`
	ExternalID           string            `json:"external_id,omitempty"`
	StripeCustomerID     string            `json:"stripe_customer_id,omitempty"`
	AllowProfilesOutside bool              `json:"allow_profiles_outside,omitempty"`
	Metadata             map[string]string `json:"metadata,omitempty"`
	Domains              []Domain          `json:"domains,omitempty"`
	CreatedAt            Time              `json:"created_at"`
	UpdatedAt            Time              `json:"updated_at"`
}

// Domain belongs to an organization. State is "pending", "verified" or "failed".
type Domain struct {
	ID             string `json:"id"`
	OrganizationID string `json:"organization_id"`
	Domain         string `json:"domain"`
	State          string `json:"state"`
	Strategy       string `json:"strategy"`
	Token          string `json:"token"`
	Prefix         string `json:"prefix"`
	CreatedAt      Time   `json:"created_at"`
	UpdatedAt      Time   `json:"updated_at"`
}

// Connection is an organization's single sign-on. State is "requires_type", "draft", "validating", "active" or "inactive".
type Connection struct {
	ID             string     `json:"id"`
	OrganizationID string     `json:"organization_id"`
	Type           string     `json:"type"`
	Name           string     `json:"name"`
	State          string     `json:"state"`
	ExternalKey    string     `json:"external_key"`
	Details        IDPDetails `json:"details"`
	CreatedAt      Time       `json:"created_at"`
	UpdatedAt      Time       `json:"updated_at"`
}

// IDPDetails are what the portal collects of the customer's identity provider.
type IDPDetails struct {
	EntityID          string `json:"entity_id,omitempty"`
	SSOURL            string `json:"sso_url,omitempty"`
	Certificate       string `json:"certificate,omitempty"`
	CertificateExpiry Time   `json:"certificate_expiry,omitzero"`
	MetadataURL       string `json:"metadata_url,omitempty"`
	DiscoveryEndpoint string `json:"discovery_endpoint,omitempty"`
	ClientID          string `json:"client_id,omitempty"`
	ClientSecret      string `json:"client_secret,omitempty"`
}

// Person is one person of an organization's identity provider: who may sign in, and what the provider says of them.
type Person struct {
	ID             string         `json:"id"`
	OrganizationID string         `json:"organization_id"`
	IDPID          string         `json:"idp_id"`
	Email          string         `json:"email"`
	FirstName      string         `json:"first_name"`
	LastName       string         `json:"last_name"`
	Active         bool           `json:"active"`
	Groups         []string       `json:"groups,omitempty"`
	Attributes     map[string]any `json:"attributes,omitempty"`
	RoleSlug       string         `json:"role_slug,omitempty"`
	Directories    []string       `json:"directories,omitempty"` // the directories this person is pushed to
	CreatedAt      Time           `json:"created_at"`
	UpdatedAt      Time           `json:"updated_at"`
}

// Profile is WorkOS's name for a person of a connection; it stays the same over every sign-in.
type Profile struct {
	ID           string `json:"id"`
	ConnectionID string `json:"connection_id"`
	IDPID        string `json:"idp_id"`
}

// Directory is an organization's directory. State is WorkOS's REST word: "linked", "unlinked", "validating", "invalid_credentials".
type Directory struct {
	ID             string           `json:"id"`
	OrganizationID string           `json:"organization_id"`
	Type           string           `json:"type"`
	State          string           `json:"state"`
	Name           string           `json:"name"`
	ExternalKey    string           `json:"external_key"`
	Tokens         []DirectoryToken `json:"tokens,omitempty"`
	Expects        *Expected        `json:"expects,omitempty"`
	CreatedAt      Time             `json:"created_at"`
	UpdatedAt      Time             `json:"updated_at"`
}

// Expected is how many people and groups a directory that WorkOS reads from (Google Workspace, an HR system) told it
// holds, while WorkOS still brings them in. A number that was reached is zero: from then on what is there counts.
type Expected struct {
	Users  int `json:"users"`
	Groups int `json:"groups"`
}

// DirectoryToken is one of a directory's two SCIM tokens; only its hash is kept.
type DirectoryToken struct {
	ID        string `json:"id"`
	Hash      string `json:"hash"`
	Suffix    string `json:"suffix"`
	CreatedAt Time   `json:"created_at"`
}

// DirectoryUser is a person as a directory holds them. SCIMID names the SCIM resource and never changes; ID names the directory
// user in WorkOS's API and is new when a deprovisioned person comes back. Gone users are in no WorkOS list, and SCIM shows them
// as inactive. Held users failed a hard check: SCIM has them, WorkOS says nothing of them.
type DirectoryUser struct {
	SCIMID           string          `json:"scim_id"`
	ID               string          `json:"id"`
	DirectoryID      string          `json:"directory_id"`
	OrganizationID   string          `json:"organization_id"`
	IDPID            string          `json:"idp_id"`
	ExternalID       string          `json:"external_id,omitempty"`
	UserName         string          `json:"user_name"`
	Email            string          `json:"email,omitempty"`
	FirstName        string          `json:"first_name,omitempty"`
	LastName         string          `json:"last_name,omitempty"`
	State            string          `json:"state"` // active, inactive, suspended
	Gone             bool            `json:"gone,omitempty"`
	Held             bool            `json:"held,omitempty"`
	RoleSlug         string          `json:"role_slug,omitempty"`
	CustomAttributes map[string]any  `json:"custom_attributes,omitempty"`
	SCIM             json.RawMessage `json:"scim,omitempty"` // the resource as the client sent it
	Version          int             `json:"version"`
	CreatedAt        Time            `json:"created_at"` // of the directory user
	UpdatedAt        Time            `json:"updated_at"`
	SCIMCreatedAt    Time            `json:"scim_created_at"`
	SCIMUpdatedAt    Time            `json:"scim_updated_at"`
}

// Active says that WorkOS counts this person as active.
func (u DirectoryUser) Active() bool { return !u.Gone && u.State == "active" }

// DirectoryGroup is a group of a directory; its ID is also its SCIM id.
type DirectoryGroup struct {
	ID             string          `json:"id"`
	DirectoryID    string          `json:"directory_id"`
	OrganizationID string          `json:"organization_id"`
	IDPID          string          `json:"idp_id"`
	ExternalID     string          `json:"external_id,omitempty"`
	Name           string          `json:"name"`
	SCIM           json.RawMessage `json:"scim,omitempty"`
	Version        int             `json:"version"`
	CreatedAt      Time            `json:"created_at"`
	UpdatedAt      Time            `json:"updated_at"`
	SCIMUpdatedAt  Time            `json:"scim_updated_at"`
}

// groupMember says that a directory user, by SCIM id, is in a group.
type groupMember struct {
	GroupID string `json:"g"`
	SCIMID  string `json:"u"`
}

// User is an AuthKit user.
type User struct {
	ID            string            `json:"id"`
	Email         string            `json:"email"`
	EmailVerified bool              `json:"email_verified"`
	FirstName     string            `json:"first_name,omitempty"`
	LastName      string            `json:"last_name,omitempty"`
	ExternalID    string            `json:"external_id,omitempty"`
	Metadata      map[string]string `json:"metadata,omitempty"`
	LastSignInAt  Time              `json:"last_sign_in_at,omitzero"`
	CreatedAt     Time              `json:"created_at"`
	UpdatedAt     Time              `json:"updated_at"`
}

// OrganizationMembership ties an AuthKit user to an organization. Status is "active", "inactive" or "pending".
type OrganizationMembership struct {
	ID               string   `json:"id"`
	UserID           string   `json:"user_id"`
	OrganizationID   string   `json:"organization_id"`
	Status           string   `json:"status"`
	RoleSlugs        []string `json:"role_slugs"`
	DirectoryManaged bool     `json:"directory_managed,omitempty"`
	CreatedAt        Time     `json:"created_at"`
	UpdatedAt        Time     `json:"updated_at"`
}

// RedirectURI is an address that a sign-in may come back to.
type RedirectURI struct {
	ID        string `json:"id"`
	URI       string `json:"uri"`
	Default   bool   `json:"default"`
	CreatedAt Time   `json:"created_at"`
	UpdatedAt Time   `json:"updated_at"`
}

// WebhookEndpoint is where events are delivered to.
type WebhookEndpoint struct {
	ID        string   `json:"id"`
	URL       string   `json:"url"`
	Secret    string   `json:"secret"`
	Status    string   `json:"status"` // enabled, disabled
	Events    []string `json:"events"`
	Since     int      `json:"since"` // events before this place in the log are not its business
	CreatedAt Time     `json:"created_at"`
	UpdatedAt Time     `json:"updated_at"`
}

// Settings change how the stand-in behaves. Absent fields of a Patch keep what is in force.
type Settings struct {
	AutoSignIn     bool `json:"auto_sign_in"`    // a login_hint that names a person skips the sign-in page
	RetainInactive bool `json:"retain_inactive"` // deactivated people are updated to inactive, not deleted
	Limits         bool `json:"limits"`          // /directory_users answers 429 past 4 a second
	AllLimits      bool `json:"all_limits"`      // WorkOS's other limits are kept too
}

// Faults make the deliveries go wrong on purpose.
type Faults struct {
	DelayMS     int    `json:"delay_ms"`     // every delivery waits this long first
	Double      int    `json:"double"`       // every delivery is made this many times
	Reorder     int    `json:"reorder"`      // deliveries are shuffled within a window of this many
	DropPercent int    `json:"drop_percent"` // so many of a hundred are never delivered; the Events API still has them
	Outage      bool   `json:"outage"`       // every attempt fails
	Poison      int    `json:"poison"`       // so many of the next events are preceded by a malformed copy
	SameTime    bool   `json:"same_time"`    // the events of one command share their created_at
	Seed        uint64 `json:"seed"`         // of the random choices
}

// settled says that the events before this place of the log need no more delivering.
type settled struct {
	Before int `json:"before"`
}

func (*settled) kind() string                { return "settled" }
func (*settled) key() string                 { return "settled" }
func (*Organization) kind() string           { return "organization" }
func (*Connection) kind() string             { return "connection" }
func (*Person) kind() string                 { return "person" }
func (*Profile) kind() string                { return "profile" }
func (*Directory) kind() string              { return "directory" }
func (*DirectoryUser) kind() string          { return "directory_user" }
func (*DirectoryGroup) kind() string         { return "directory_group" }
func (*groupMember) kind() string            { return "member" }
func (*User) kind() string                   { return "user" }
func (*OrganizationMembership) kind() string { return "organization_membership" }
func (*RedirectURI) kind() string            { return "redirect_uri" }
func (*WebhookEndpoint) kind() string        { return "webhook_endpoint" }
func (*Settings) kind() string               { return "settings" }
func (*Faults) kind() string                 { return "faults" }

func (o *Organization) key() string           { return o.ID }
func (c *Connection) key() string             { return c.ID }
func (p *Person) key() string                 { return p.ID }
func (p *Profile) key() string                { return p.ConnectionID + " " + p.IDPID }
func (d *Directory) key() string              { return d.ID }
func (u *DirectoryUser) key() string          { return u.SCIMID }
func (g *DirectoryGroup) key() string         { return g.ID }
func (m *groupMember) key() string            { return m.GroupID + " " + m.SCIMID }
func (u *User) key() string                   { return u.ID }
func (m *OrganizationMembership) key() string { return m.ID }
func (r *RedirectURI) key() string            { return r.ID }
func (e *WebhookEndpoint) key() string        { return e.ID }
func (*Settings) key() string                 { return "settings" }
func (*Faults) key() string                   { return "faults" }
