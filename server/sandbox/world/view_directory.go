package world

// DirectoryView is a directory, as the REST API shows it.
type DirectoryView struct {
	Object         string             `json:"object"`
	ID             string             `json:"id"`
	OrganizationID string             `json:"organization_id"`
	ExternalKey    string             `json:"external_key"`
	Type           string             `json:"type"`
	State          string             `json:"state"`
	Name           string             `json:"name"`
	Domain         string             `json:"domain,omitempty"`
	Metadata       *DirectoryMetadata `json:"metadata,omitempty"`
	CreatedAt      Time               `json:"created_at"`
	UpdatedAt      Time               `json:"updated_at"`
}

// DirectoryMetadata counts what a directory holds, or told it holds while its people are still brought in.
type DirectoryMetadata struct {
	Users struct {
		Active   int `json:"active"`
		Inactive int `json:"inactive"`
	} `json:"users"`
	Groups int `json:"groups"`
}

// DirectoryView is what WorkOS's REST API shows of a directory.
func (w *World) DirectoryView(d Directory) DirectoryView {
	w.mu.Lock()
	defer w.mu.Unlock()
	v := DirectoryView{
		Object: "directory", ID: d.ID, OrganizationID: d.OrganizationID, ExternalKey: d.ExternalKey, Type: d.Type, State: d.State, Name: d.Name,
		Metadata: &DirectoryMetadata{Groups: len(w.store.in("g", d.ID).ids)}, CreatedAt: d.CreatedAt, UpdatedAt: d.UpdatedAt,
	}
	if o, ok := get[*Organization](&w.store, d.OrganizationID); ok && len(o.Domains) > 0 {
		v.Domain = o.Domains[0].Domain
	}
	v.Metadata.Users.Active = w.activeIn(d.ID)
	v.Metadata.Users.Inactive = len(w.store.in("u", d.ID).ids) - v.Metadata.Users.Active
	if d.Expects != nil {
		v.Metadata.Users.Active = max(v.Metadata.Users.Active, d.Expects.Users)
		v.Metadata.Groups = max(v.Metadata.Groups, d.Expects.Groups)
	}
	return v
}

// directoryEvent is a directory as events show it: with the states' other names.
type directoryEvent struct {
	Object         string       `json:"object"`
	ID             string       `json:"id"`
	OrganizationID string       `json:"organization_id"`
	Type           string       `json:"type"`
	State          string       `json:"state"`
	Name           string       `json:"name"`
	ExternalKey    string       `json:"external_key,omitempty"`
	CreatedAt      Time         `json:"created_at"`
	UpdatedAt      Time         `json:"updated_at"`
	Domains        *[]domainRef `json:"domains,omitempty"`
}

// eventStates gives events their own words for a directory's states.
var eventStates = map[string]string{"linked": "active", "unlinked": "inactive"}

func (w *World) directoryEvent(d *Directory) directoryEvent {
	v := directoryEvent{
		Object: "directory", ID: d.ID, OrganizationID: d.OrganizationID, Type: d.Type, State: d.State, Name: d.Name,
		ExternalKey: d.ExternalKey, CreatedAt: d.CreatedAt, UpdatedAt: d.UpdatedAt, Domains: w.domainRefs(d.OrganizationID, "organization_domain"),
	}
	if s, ok := eventStates[d.State]; ok {
		v.State = s
	}
	return v
}

// DirectoryUserView is a directory_user. The fields that WorkOS emptied on 15 April 2026 are empty here too.
type DirectoryUserView struct {
	Object             string         `json:"object"`
	ID                 string         `json:"id"`
	DirectoryID        string         `json:"directory_id"`
	OrganizationID     string         `json:"organization_id"`
	IDPID              string         `json:"idp_id"`
	Email              *string        `json:"email"`
	FirstName          *string        `json:"first_name"`
	LastName           *string        `json:"last_name"`
	Name               *string        `json:"name"`
	Emails             []struct{}     `json:"emails"`
	JobTitle           *string        `json:"job_title"`
	Username           *string        `json:"username"`
	State              string         `json:"state"`
	RawAttributes      struct{}       `json:"raw_attributes"`
	CustomAttributes   map[string]any `json:"custom_attributes"`
	Role               Role           `json:"role"`
	Roles              []Role         `json:"roles"`
	CreatedAt          Time           `json:"created_at"`
	UpdatedAt          Time           `json:"updated_at"`
	PreviousAttributes map[string]any `json:"previous_attributes,omitempty"`
}

// role is the one that WorkOS gives by the groups, or else the default.
func (u DirectoryUser) role() Role { return Role{or(u.RoleSlug, "member")} }

// View is what WorkOS shows of the directory user.
func (u DirectoryUser) View() DirectoryUserView {
	role := u.role()
	v := DirectoryUserView{
		Object: "directory_user", ID: u.ID, DirectoryID: u.DirectoryID, OrganizationID: u.OrganizationID, IDPID: u.IDPID,
		Email: orNull(u.Email), FirstName: orNull(u.FirstName), LastName: orNull(u.LastName), Name: orNull(fullName(u.FirstName, u.LastName)),
		Emails: []struct{}{}, State: u.State, CustomAttributes: u.CustomAttributes, Role: role, Roles: []Role{role},
		CreatedAt: u.CreatedAt, UpdatedAt: u.UpdatedAt,
	}
	if v.CustomAttributes == nil {
		v.CustomAttributes = map[string]any{}
	}
	return v
}

// DirectoryGroupView is a directory_group.
type DirectoryGroupView struct {
	Object             string         `json:"object"`
	ID                 string         `json:"id"`
	IDPID              string         `json:"idp_id"`
	DirectoryID        string         `json:"directory_id"`
	OrganizationID     string         `json:"organization_id"`
	Name               string         `json:"name"`
	RawAttributes      struct{}       `json:"raw_attributes"`
	CreatedAt          Time           `json:"created_at"`
	UpdatedAt          Time           `json:"updated_at"`
	PreviousAttributes map[string]any `json:"previous_attributes,omitempty"`
}

// View is what WorkOS shows of the directory group.
func (g DirectoryGroup) View() DirectoryGroupView {
	return DirectoryGroupView{
		Object: "directory_group", ID: g.ID, IDPID: g.IDPID, DirectoryID: g.DirectoryID, OrganizationID: g.OrganizationID,
		Name: g.Name, CreatedAt: g.CreatedAt, UpdatedAt: g.UpdatedAt,
	}
}

type tokenEvent struct {
	Object         string `json:"object"`
	ID             string `json:"id"`
	DirectoryID    string `json:"directory_id"`
	OrganizationID string `json:"organization_id"`
	TokenSuffix    string `json:"token_suffix"`
	CreatedAt      Time   `json:"created_at"`
}
