package shared

import (
	"encoding/json"
	"time"
)

// Directory mirrors WorkOS's, with its figures and its running sync.
type Directory struct {
	Object         string            `json:"object"` // directory
	ID             string            `json:"id"`
	OrganizationID string            `json:"organization_id"`
	Name           string            `json:"name"`
	Type           string            `json:"type"`
	State          string            `json:"state"`
	ExternalKey    string            `json:"external_key"`
	CreatedAt      time.Time         `json:"created_at"`
	UpdatedAt      time.Time         `json:"updated_at"`
	DeletedAt      *time.Time        `json:"deleted_at,omitempty"`
	Metadata       DirectoryMetadata `json:"metadata"`
	Counts         DirectoryCounts   `json:"counts"`
	SyncRun        *SyncRun          `json:"sync_run"`
	LastEventID    string            `json:"last_event_id"`
	LastEventAt    *time.Time        `json:"last_event_at"`
}

// DirectoryMetadata is how many people and groups came from the directory, as WorkOS tells it. Whoever is suspended counts as
// inactive.
type DirectoryMetadata struct {
	Users  DirectoryUserCounts `json:"users"`
	Groups int                 `json:"groups"`
}

// DirectoryUserCounts are a directory's people by state.
type DirectoryUserCounts struct {
	Active   int `json:"active"`
	Inactive int `json:"inactive"`
}

// DirectoryCounts are a directory's figures. Those of members and of events are the organization's.
type DirectoryCounts struct {
	Users       int `json:"users"`
	Groups      int `json:"groups"`
	Memberships int `json:"memberships"`
}

// DirectoryUser mirrors WorkOS's: role and groups are WorkOS's, roles are ours.
type DirectoryUser struct {
	Object           string          `json:"object"` // directory_user
	ID               string          `json:"id"`
	DirectoryID      string          `json:"directory_id"`
	OrganizationID   string          `json:"organization_id"`
	MemberID         string          `json:"member_id"`
	IdpID            string          `json:"idp_id"`
	Email            *string         `json:"email"`
	FirstName        *string         `json:"first_name"`
	LastName         *string         `json:"last_name"`
	Name             *string         `json:"name"`
	State            string          `json:"state"` // active inactive suspended, or deleted for a tombstone
	CustomAttributes json.RawMessage `json:"custom_attributes"`
	RawAttributes    json.RawMessage `json:"raw_attributes"` // WorkOS leaves it empty since 2026, as the three after it
	Emails           json.RawMessage `json:"emails"`
	Username         *string         `json:"username"`
	JobTitle         *string         `json:"job_title"`
	Role             *RoleSlug       `json:"role"`
	Groups           []GroupRef      `json:"groups"`
	Roles            []Role          `json:"roles"`
	RolesBecause     []RoleReason    `json:"roles_because"`
	LastEventID      string          `json:"last_event_id"`
	CreatedAt        time.Time       `json:"created_at"`
	UpdatedAt        time.Time       `json:"updated_at"`
	DeletedAt        *time.Time      `json:"deleted_at,omitempty"`
}

// RoleSlug is a role of WorkOS's.
type RoleSlug struct {
	Slug string `json:"slug"`
}

// GroupRef names a directory group.
type GroupRef struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// DirectoryGroup mirrors WorkOS's, with its figures and the roles it gives.
type DirectoryGroup struct {
	Object         string          `json:"object"` // directory_group
	ID             string          `json:"id"`
	DirectoryID    string          `json:"directory_id"`
	OrganizationID string          `json:"organization_id"`
	IdpID          string          `json:"idp_id"`
	Name           string          `json:"name"`
	State          string          `json:"state"`          // active, or deleted for a tombstone
	RawAttributes  json.RawMessage `json:"raw_attributes"` // WorkOS leaves it empty since 2026
	Users          int             `json:"users"`
	Roles          []Role          `json:"roles"`
	LastEventID    string          `json:"last_event_id"`
	CreatedAt      time.Time       `json:"created_at"`
	UpdatedAt      time.Time       `json:"updated_at"`
	DeletedAt      *time.Time      `json:"deleted_at,omitempty"`
}

// SyncRun is a first sync, a resync or a reconciliation that can be watched. Total is null while WorkOS has not told.
type SyncRun struct {
	ID          string      `json:"id"`
	DirectoryID string      `json:"directory_id"`
	Kind        string      `json:"kind"`  // first_sync resync reconciliation
	Phase       string      `json:"phase"` // users groups memberships done
	Done        int         `json:"done"`
	Total       *int        `json:"total"`
	Rate        float64     `json:"rate"` // changes a second
	ETASeconds  *int        `json:"eta_seconds"`
	State       string      `json:"state"` // running completed failed
	Phases      []SyncPhase `json:"phases"`
	StartedAt   time.Time   `json:"started_at"`
	FinishedAt  *time.Time  `json:"finished_at"`
}

// SyncPhase is one kind of thing that a sync run brings.
type SyncPhase struct {
	Phase string `json:"phase"`
	Done  int    `json:"done"`
	Total *int   `json:"total"`
}
