package organization

import (
	"fmt"
	"slices"
	"time"

	"memberpulse/server/event"
	"memberpulse/shared"
)

// versioned is what every mirrored thing keeps beside its attributes: the last columns of its row, in this order.
type versioned struct {
	VersionAt    time.Time
	VersionRank  int16
	VersionEvent string
	DeletedAt    *time.Time
	CreatedAt    time.Time
	UpdatedAt    time.Time
	LastEventID  *string
}

const versionColumns = `version_at, version_rank, version_event, deleted_at, created_at, updated_at, last_event_id`

// never is older than all that WorkOS can tell: the version of what is known by its deletion alone.
var never = time.Unix(0, 0).UTC()

// unheard is the version of what nobody has told of yet.
func unheard() versioned { return versioned{VersionAt: never, CreatedAt: never, UpdatedAt: never} }

func (v *versioned) version() event.Version {
	return event.Version{At: v.VersionAt.UTC(), Rank: v.VersionRank, Event: v.VersionEvent}
}

func (v *versioned) follow(to event.Version, created time.Time) {
	v.VersionAt, v.VersionRank, v.VersionEvent = to.At, to.Rank, to.Event
	v.CreatedAt, v.UpdatedAt = created, to.At
	if to.Event != "" && v.DeletedAt == nil {
		v.LastEventID = &to.Event
	}
}

// die is final. Of several deletions the latest is kept, of those of one time the greatest, so that their order does not
// matter.
func (v *versioned) die(at time.Time, by string) (news bool) {
	news = v.DeletedAt == nil
	if news || at.After(*v.DeletedAt) || at.Equal(*v.DeletedAt) && by > value(v.LastEventID) {
		v.DeletedAt, v.LastEventID = &at, &by
	}
	return news
}

func (v *versioned) dead() bool { return v.DeletedAt != nil }

func applied(reason string, fields ...string) event.Decision {
	slices.Sort(fields)
	return event.Decision{Outcome: shared.OutcomeApplied, Reason: reason, ChangedFields: slices.Compact(fields)}
}

func nameless(what string) event.Decision {
	return event.Decision{
		Outcome: shared.OutcomeDead,
		Reason:  fmt.Sprintf("The event names no %s, so nothing can be done with it.", what),
		Action:  "The operator of this MemberPulse looks at the payload and reports it to WorkOS.",
	}
}

func older(name string, than event.Version, now time.Time) event.Decision {
	by := "what WorkOS told itself"
	if than.Event != "" {
		by = than.Event
	}
	return event.Decision{
		Outcome: shared.OutcomeStale,
		Reason:  fmt.Sprintf("%s: older than what is stored from %s (%s), nothing changed.", name, clock(than.At, now), by),
	}
}

func gone(name string, at, now time.Time) event.Decision {
	return event.Decision{Outcome: shared.OutcomeStale, Reason: fmt.Sprintf("%s was deleted at %s, nothing changed.", name, clock(at, now))}
}

// clock tells a time as somebody reads it who looks at the log today.
func clock(at, now time.Time) string {
	at = at.UTC()
	if at.Format(time.DateOnly) == now.UTC().Format(time.DateOnly) {
		return at.Format("15:04:05")
	}
	return at.Format("2 Jan 2006 15:04:05")
}
