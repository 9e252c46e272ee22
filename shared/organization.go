package shared

import (
	"encoding/json"
	"time"
)

// Organization mirrors WorkOS's, with its health beside it (platform only).
type Organization struct {
	Object     string               `json:"object"` // organization
	ID         string               `json:"id"`
	Name       string               `json:"name"`
	Domains    []OrganizationDomain `json:"domains"`
	Metadata   json.RawMessage      `json:"metadata"`
	ExternalID *string              `json:"external_id"`
	CreatedAt  time.Time            `json:"created_at"`
	UpdatedAt  time.Time            `json:"updated_at"`
	DeletedAt  *time.Time           `json:"deleted_at,omitempty"`
	Connection *ConnectionRef       `json:"connection"`
	Directory  *DirectoryRef        `json:"directory"`
	Counts     Counts               `json:"counts"`
	Health     Health               `json:"health"`
}

// OrganizationDomain mirrors WorkOS's.
type OrganizationDomain struct {
	Object         string    `json:"object"` // organization_domain
	ID             string    `json:"id"`
	OrganizationID string    `json:"organization_id"`
	Domain         string    `json:"domain"`
	State          string    `json:"state"` // verified legacy_verified pending failed unverified
	CreatedAt      time.Time `json:"created_at"`
	UpdatedAt      time.Time `json:"updated_at"`
}

// ConnectionRef names a connection and its state.
type ConnectionRef struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Type  string `json:"type"`
	State string `json:"state"`
}

// DirectoryRef names a directory and its state.
type DirectoryRef struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Type  string `json:"type"`
	State string `json:"state"`
}

// Counts are an organization's figures.
type Counts struct {
	Members     int `json:"members"`
	Users       int `json:"users"`
	Groups      int `json:"groups"`
	Memberships int `json:"memberships"`
	Pending     int `json:"pending"`
	Parked      int `json:"parked"`
	Failed      int `json:"failed"`
	Dead        int `json:"dead"`
}

// Health is one word over all checks of an organization.
type Health string

// The words of Health.
const (
	HealthOK      Health = "ok"
	HealthSyncing Health = "syncing"
	HealthWarning Health = "warning"
	HealthBad     Health = "bad"
	HealthOff     Health = "off" // nothing is connected yet
)

// HealthCheck is one thing that is looked at, with what to do about it.
type HealthCheck struct {
	Key    string     `json:"key"` // sso directory webhooks events_api trouble domains
	Title  string     `json:"title"`
	State  Health     `json:"state"`
	Detail string     `json:"detail"`
	Action string     `json:"action"`
	Since  *time.Time `json:"since"`
	Link   string     `json:"link,omitempty"`
}

// Overview is what the first screen of an organization shows.
type Overview struct {
	Organization OrganizationRef `json:"organization"`
	Connection   *ConnectionRef  `json:"connection"`
	Directory    *DirectoryRef   `json:"directory"`
	SyncRun      *SyncRun        `json:"sync_run"`
	Counts       Counts          `json:"counts"`
	Checks       []HealthCheck   `json:"checks"`
	Today        DayFigures      `json:"today"`
	Ticks        []Tick          `json:"ticks"`
}

// DayFigures are the last 24 hours in figures.
type DayFigures struct {
	Changes  int `json:"changes"`
	Troubled int `json:"troubled"`
	SignIns  int `json:"sign_ins"`
	Refused  int `json:"refused"`
}

// Tick is one span of time of the activity strip.
type Tick struct {
	At      time.Time `json:"at"`
	Applied int       `json:"applied"`
	Waiting int       `json:"waiting"` // parked, held
	Broken  int       `json:"broken"`  // failed, dead
}

// PlatformOverview is what the operator's first screen shows. Its organizations are a page, those in trouble first; its
// figures are over all that are not deleted.
type PlatformOverview struct {
	Organizations []Organization `json:"organizations"`
	ListMetadata  ListMetadata   `json:"list_metadata"`
	Total         int            `json:"total"`       // organizations
	States        map[Health]int `json:"states"`      // how many of each word; every word is there
	NotApplied    int            `json:"not_applied"` // events that are parked, failed or dead,
	Troubled      int            `json:"troubled"`    // of so many organizations
	Today         DayFigures     `json:"today"`
	Ticks         []Tick         `json:"ticks"`
	Checks        []HealthCheck  `json:"checks"`
	Backlog       int            `json:"backlog"` // events pending
}
