package shared

import (
	"encoding/json"
	"time"
)

// Outcome is what became of an event.
type Outcome string

// Every event is pending, then ends in exactly one of the others.
const (
	OutcomePending Outcome = "pending"
	OutcomeApplied Outcome = "applied"
	OutcomeStale   Outcome = "stale"
	OutcomeIgnored Outcome = "ignored"
	OutcomeParked  Outcome = "parked"
	OutcomeHeld    Outcome = "held"
	OutcomeFailed  Outcome = "failed"
	OutcomeDead    Outcome = "dead"
)

// Outcomes are all outcomes.
var Outcomes = []Outcome{OutcomePending, OutcomeApplied, OutcomeStale, OutcomeIgnored, OutcomeParked, OutcomeHeld, OutcomeFailed, OutcomeDead}

// Troubled reports whether an event that stands or ended so wants somebody's eye: it was not applied, and is not done with.
func Troubled(o Outcome) bool {
	return o == OutcomeFailed || o == OutcomeDead || o == OutcomeParked || o == OutcomeHeld
}

// Event is an event of WorkOS's, and what became of it.
type Event struct {
	ID               string          `json:"id"`
	Event            string          `json:"event"`
	OrganizationID   string          `json:"organization_id"`
	OrganizationName string          `json:"organization_name,omitempty"` // where all organizations are looked at
	DirectoryID      string          `json:"directory_id"`
	Outcome          Outcome         `json:"outcome"`
	Reason           string          `json:"reason"`
	Action           string          `json:"action"`
	ChangedFields    []string        `json:"changed_fields"`
	Attempts         int             `json:"attempts"`
	NextAttemptAt    *time.Time      `json:"next_attempt_at"`
	Duplicates       int             `json:"duplicates"`
	Source           string          `json:"source"` // webhook | events_api
	SubjectID        string          `json:"subject_id"`
	SubjectName      string          `json:"subject_name"`
	CreatedAt        time.Time       `json:"created_at"`
	ReceivedAt       time.Time       `json:"received_at"`
	AppliedAt        *time.Time      `json:"applied_at"`
	TookMS           int             `json:"took_ms"` // from receipt, or from the last try, to the decision
	Data             json.RawMessage `json:"data"`    // null in a list where it is long
}

// SyncLog is a row of the activity page: an event that was decided, in words.
type SyncLog struct {
	EventID       string    `json:"event_id"`
	Event         string    `json:"event"`
	DirectoryID   string    `json:"directory_id"`
	Outcome       Outcome   `json:"outcome"`
	Reason        string    `json:"reason"`
	Action        string    `json:"action"`
	SubjectID     string    `json:"subject_id"`
	SubjectName   string    `json:"subject_name"`
	RelatedID     string    `json:"related_id"`
	MemberID      string    `json:"member_id"`
	ChangedFields []string  `json:"changed_fields"`
	CreatedAt     time.Time `json:"created_at"` // the event's
	ReceivedAt    time.Time `json:"received_at"`
	AppliedAt     time.Time `json:"applied_at"`
	TookMS        int       `json:"took_ms"`
}

// OutcomeCount is a facet of a list of events.
type OutcomeCount struct {
	Outcome Outcome `json:"outcome"`
	Count   int     `json:"count"`
}
