package shared

import "time"

// Connection mirrors WorkOS's, with our word on whether it may sign in.
type Connection struct {
	Object         string             `json:"object"` // connection
	ID             string             `json:"id"`
	OrganizationID string             `json:"organization_id"`
	ConnectionType string             `json:"connection_type"`
	Name           string             `json:"name"`
	State          string             `json:"state"`
	Status         string             `json:"status"` // linked unlinked: WorkOS's older word for the state
	Domains        []ConnectionDomain `json:"domains"`
	CreatedAt      time.Time          `json:"created_at"`
	UpdatedAt      time.Time          `json:"updated_at"`
	Enabled        bool               `json:"enabled"`
	LastEventID    string             `json:"last_event_id"`
}

// ConnectionDomain mirrors WorkOS's.
type ConnectionDomain struct {
	Object string `json:"object"` // connection_domain
	ID     string `json:"id"`
	Domain string `json:"domain"`
}

// ConnectionPatch changes what is ours in a connection.
type ConnectionPatch struct {
	Enabled *bool `json:"enabled"`
}

// Validate finds a patch that says nothing.
func (p ConnectionPatch) Validate() []FieldError {
	if p.Enabled == nil {
		return []FieldError{{Field: "enabled", Code: "required", Message: "Send true or false."}}
	}
	return nil
}
