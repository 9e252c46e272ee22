package event

import (
	"context"
	"time"

	"github.com/tidwall/gjson"
	"github.com/uptrace/bun"

	"memberpulse/shared"
)

// Event is a stored event in the hands of an applier. Data is its payload's data, read leniently: old forms lack
// fields. OrganizationID is the one of our own tables, never the payload's alone.
type Event struct {
	ID             string
	Name           string // dsync.user.created, …
	Seq            int64
	Lane           string
	OrganizationID string
	DirectoryID    string // WorkOS's id, where the event belongs to a directory
	OccurredAt     time.Time
	ReceivedAt     time.Time
	Attempts       int
	Data           gjson.Result

	Decision Decision
}

// Decision is what became of an event, told so that a client admin understands it.
type Decision struct {
	Outcome       shared.Outcome
	Reason        string   // one sentence
	Action        string   // who acts, and what next: troubles only
	WaitsFor      string   // the id that has not come yet: parked, and what was given up for want of it
	ChangedFields []string // applied
	SubjectID     string   // directory_user_… directory_group_… conn_… org_…
	SubjectName   string
	RelatedID     string // a membership's group
	MemberID      string
	SessionsEnded int      // people lost access by it, and were in
	Elsewhere     []string // ids that it names and that stand in another lane: the operator is told
}

// Batch is the part of a lane that one transaction applies, in order, lock-outs first.
type Batch struct {
	OrganizationID string // "" in the environment lane (user.*)
	Lane           string
	Events         []*Event
	Now            time.Time
	Elsewhere      map[string]string // ids that stand in another lane, with that lane

	landed []string
}

// Landed says that ids exist now: events that were parked for them wake with this transaction.
func (b *Batch) Landed(ids ...string) { b.landed = append(b.landed, ids...) }

// Applier applies the events of a batch that are its own: all of b.Events carry one of its names. It reads and writes
// through tx, under the scope of the batch's organization (of the platform, where it has none), and leaves a decision
// on every event. An error rolls the whole batch back; the engine then finds the event that caused it.
type Applier func(ctx context.Context, tx bun.Tx, b *Batch) error
