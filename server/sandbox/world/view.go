package world

// The views are what WorkOS shows of a row, in its REST answers and its events.

// DomainView is an organization_domain.
type DomainView struct {
	Object         string `json:"object"`
	ID             string `json:"id"`
	OrganizationID string `json:"organization_id"`
	Domain         string `json:"domain"`
	State          string `json:"state"`
	Strategy       string `json:"verification_strategy"`
	Token          string `json:"verification_token,omitempty"`
	Prefix         string `json:"verification_prefix,omitempty"`
	CreatedAt      Time   `json:"created_at"`
	UpdatedAt      Time   `json:"updated_at"`
}

// View is what WorkOS shows of the domain.
func (d Domain) View() DomainView {
	return DomainView{"organization_domain", d.ID, d.OrganizationID, d.Domain, d.State, d.Strategy, d.Token, d.Prefix, d.CreatedAt, d.UpdatedAt}
}

// OrganizationView is an organization. The deprecated switch is in REST answers only.
type OrganizationView struct {
	Object               string            `json:"object"`
	ID                   string            `json:"id"`
	Name                 string            `json:"name"`
	Domains              []DomainView      `json:"domains"`
	Metadata             map[string]string `json:"metadata"`
	ExternalID           *string           `json:"external_id"`
	StripeCustomerID     string            `json:"stripe_customer_id,omitempty"`
	AllowProfilesOutside *bool             `json:"allow_profiles_outside_organization,omitempty"`
	CreatedAt            Time              `json:"created_at"`
	UpdatedAt            Time              `json:"updated_at"`
}

// View is what WorkOS's REST API shows of the organization.
func (o Organization) View() OrganizationView {
	v := o.eventView()
	v.AllowProfilesOutside = &o.AllowProfilesOutside
	return v
}

func (o Organization) eventView() OrganizationView {
	v := OrganizationView{
		Object: "organization", ID: o.ID, Name: o.Name, Domains: make([]DomainView, 0, len(o.Domains)), Metadata: o.Metadata,
		ExternalID: orNull(o.ExternalID), StripeCustomerID: o.StripeCustomerID, CreatedAt: o.CreatedAt, UpdatedAt: o.UpdatedAt,
	}
	if v.Metadata == nil {
		v.Metadata = map[string]string{}
	}
	for _, d := range o.Domains {
		v.Domains = append(v.Domains, d.View())
	}
	return v
}

type domainRef struct {
	Object string `json:"object"`
	ID     string `json:"id"`
	Domain string `json:"domain"`
}

// ConnectionView is a connection. Its external_key is in events only, and a deleted one's event shows less.
type ConnectionView struct {
	Object         string       `json:"object"`
	ID             string       `json:"id"`
	State          string       `json:"state"`
	Name           string       `json:"name"`
	ConnectionType string       `json:"connection_type"`
	OrganizationID string       `json:"organization_id"`
	CreatedAt      Time         `json:"created_at"`
	UpdatedAt      Time         `json:"updated_at"`
	ExternalKey    string       `json:"external_key,omitempty"`
	Status         string       `json:"status,omitempty"`
	Domains        *[]domainRef `json:"domains,omitempty"`
}

func (w *World) connectionView(c *Connection) ConnectionView {
	v := ConnectionView{
		Object: "connection", ID: c.ID, State: c.State, Name: c.Name, ConnectionType: c.Type, OrganizationID: c.OrganizationID,
		CreatedAt: c.CreatedAt, UpdatedAt: c.UpdatedAt, Status: "unlinked", Domains: w.domainRefs(c.OrganizationID, "connection_domain"),
	}
	if c.State == "active" {
		v.Status = "linked"
	}
	return v
}

func (w *World) domainRefs(organizationID, object string) *[]domainRef {
	refs := []domainRef{}
	if o, ok := get[*Organization](&w.store, organizationID); ok {
		for _, d := range o.Domains {
			refs = append(refs, domainRef{object, d.ID, d.Domain})
		}
	}
	return &refs
}

// ConnectionView is what WorkOS's REST API shows of a connection.
func (w *World) ConnectionView(c Connection) ConnectionView {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.connectionView(&c)
}

// UserView is an AuthKit user.
type UserView struct {
	Object            string            `json:"object"`
	ID                string            `json:"id"`
	FirstName         *string           `json:"first_name"`
	LastName          *string           `json:"last_name"`
	Name              *string           `json:"name"`
	ProfilePictureURL *string           `json:"profile_picture_url"`
	Email             string            `json:"email"`
	EmailVerified     bool              `json:"email_verified"`
	ExternalID        *string           `json:"external_id"`
	Metadata          map[string]string `json:"metadata"`
	LastSignInAt      *Time             `json:"last_sign_in_at"`
	Locale            *string           `json:"locale"`
	CreatedAt         Time              `json:"created_at"`
	UpdatedAt         Time              `json:"updated_at"`
}

// View is what WorkOS shows of the user.
func (u User) View() UserView {
	v := UserView{
		Object: "user", ID: u.ID, FirstName: orNull(u.FirstName), LastName: orNull(u.LastName), Name: orNull(fullName(u.FirstName, u.LastName)),
		Email: u.Email, EmailVerified: u.EmailVerified, ExternalID: orNull(u.ExternalID), Metadata: u.Metadata,
		CreatedAt: u.CreatedAt, UpdatedAt: u.UpdatedAt,
	}
	if v.Metadata == nil {
		v.Metadata = map[string]string{}
	}
	if !u.LastSignInAt.IsZero() {
		v.LastSignInAt = &u.LastSignInAt
	}
	return v
}

// MembershipView is an organization_membership; User and OrganizationName are in REST answers only.
type MembershipView struct {
	Object           string    `json:"object"`
	ID               string    `json:"id"`
	UserID           string    `json:"user_id"`
	OrganizationID   string    `json:"organization_id"`
	OrganizationName string    `json:"organization_name,omitempty"`
	Status           string    `json:"status"`
	Role             Role      `json:"role"`
	Roles            []Role    `json:"roles"`
	CustomAttributes struct{}  `json:"custom_attributes"`
	DirectoryManaged bool      `json:"directory_managed"`
	CreatedAt        Time      `json:"created_at"`
	UpdatedAt        Time      `json:"updated_at"`
	User             *UserView `json:"user,omitempty"`
}

func (m OrganizationMembership) eventView() MembershipView {
	v := MembershipView{
		Object: "organization_membership", ID: m.ID, UserID: m.UserID, OrganizationID: m.OrganizationID, Status: m.Status,
		DirectoryManaged: m.DirectoryManaged, CreatedAt: m.CreatedAt, UpdatedAt: m.UpdatedAt,
	}
	for _, slug := range m.RoleSlugs {
		v.Roles = append(v.Roles, Role{slug})
	}
	v.Role = v.Roles[0]
	return v
}

// MembershipView is what WorkOS's REST API shows of a membership, its user embedded.
func (w *World) MembershipView(m OrganizationMembership) MembershipView {
	w.mu.Lock()
	defer w.mu.Unlock()
	v := m.eventView()
	if u, ok := get[*User](&w.store, m.UserID); ok {
		user := u.View()
		v.User = &user
	}
	if o, ok := get[*Organization](&w.store, m.OrganizationID); ok {
		v.OrganizationName = o.Name
	}
	return v
}

// RedirectURIView is a redirect_uri.
type RedirectURIView struct {
	Object    string `json:"object"`
	ID        string `json:"id"`
	URI       string `json:"uri"`
	Default   bool   `json:"default"`
	CreatedAt Time   `json:"created_at"`
	UpdatedAt Time   `json:"updated_at"`
}

// View is what WorkOS shows of the redirect URI.
func (r RedirectURI) View() RedirectURIView {
	return RedirectURIView{"redirect_uri", r.ID, r.URI, r.Default, r.CreatedAt, r.UpdatedAt}
}

// WebhookEndpointView is a webhook_endpoint; every read of it shows the secret, as WorkOS's do.
type WebhookEndpointView struct {
	Object    string   `json:"object"`
	ID        string   `json:"id"`
	URL       string   `json:"endpoint_url"`
	Secret    string   `json:"secret"`
	Status    string   `json:"status"`
	Events    []string `json:"events"`
	CreatedAt Time     `json:"created_at"`
	UpdatedAt Time     `json:"updated_at"`
}

// View is what WorkOS shows of the endpoint.
func (e WebhookEndpoint) View() WebhookEndpointView {
	v := WebhookEndpointView{"webhook_endpoint", e.ID, e.URL, e.Secret, e.Status, e.Events, e.CreatedAt, e.UpdatedAt}
	if v.Events == nil {
		v.Events = []string{}
	}
	return v
}

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func fullName(first, last string) string {
	if first != "" && last != "" {
		return first + " " + last
	}
	return first + last
}
