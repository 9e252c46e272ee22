package event

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"memberpulse/shared"
)

const (
	failedOutcome = shared.OutcomeFailed
	mostAttempts  = 8
	longestParked = 30 * time.Minute
	longestPause  = time.Minute
)

// ended holds for what an event may end as.
func ended(o shared.Outcome) bool {
	switch o {
	case shared.OutcomeApplied, shared.OutcomeStale, shared.OutcomeIgnored, shared.OutcomeParked, shared.OutcomeHeld,
		shared.OutcomeFailed, shared.OutcomeDead:
		return true
	case shared.OutcomePending:
	}
	return false
}

// verdict is the engine's own decision about an event, before any applier: none, where its outcome is empty.
func (t *turn) verdict(s *stored, family *Family) Decision {
	switch {
	case s.Name == unreadable || !s.readable:
		return unreadableEvent(s)
	case t.pick.expired && !t.pick.plain && family != nil && family.GaveUp != nil && t.own.organizationID != "":
		return Decision{} // it knows more of what the event waited for
	case t.pick.expired:
		return parkedTooLong(s)
	case s.claims != "" && t.own.organizationID != "" && s.claims != t.own.organizationID:
		return t.mismatch(s, t.lane) // before all that would file it under the lane's organization
	case family == nil:
		return Decision{
			Outcome: shared.OutcomeIgnored,
			Reason:  fmt.Sprintf("MemberPulse does not act on events of the type %s.", s.Name),
		}
	case t.pick.culprit != nil:
		return t.failed(s, causeOf(t.pick.culprit))
	case s.DirectoryID == "" && strings.HasPrefix(s.Name, "dsync."):
		return nameless("directory")
	case t.lane == environmentLane && strings.HasPrefix(s.Name, "organization"):
		return nameless("organization")
	case t.own.missing != "" && t.own.unreachable != nil:
		return t.notAsked(s, t.own.missing)
	case t.own.missing != "":
		return unknownParent(t.own.missing)
	}
	return Decision{}
}

func unreadableEvent(s *stored) Decision {
	reason := "This delivery is no readable JSON, although WorkOS signed it."
	switch {
	case s.weight < 0:
		reason = fmt.Sprintf("What this event carries is not here: MemberPulse could not read it, or it is older than %d days.", keepDays)
	case s.readable:
		reason = "This delivery names no event id or type, so nothing can be done with it."
	}
	return Decision{
		Outcome: shared.OutcomeDead, Reason: reason,
		Action: "The operator of this MemberPulse looks at the payload and reports it to WorkOS.",
	}
}

func nameless(what string) Decision {
	return Decision{
		Outcome: shared.OutcomeDead,
		Reason:  fmt.Sprintf("This event does not say which %s it belongs to.", what),
		Action:  "The operator of this MemberPulse looks at the payload and reports it to WorkOS.",
	}
}

func parkedTooLong(s *stored) Decision {
	return Decision{
		Outcome: shared.OutcomeDead, WaitsFor: s.waitsFor,
		Reason: fmt.Sprintf("What this event refers to (%s) did not come within 30 minutes.", s.waitsFor),
		Action: "Nothing is to be done if it was deleted meanwhile; should it come after all, this event is applied by itself. If WorkOS has it and it does not come, the operator replays this event.",
	}
}

func unknownParent(id string) Decision {
	return Decision{
		Outcome: shared.OutcomeDead, WaitsFor: id,
		Reason: fmt.Sprintf("WorkOS does not know %s, so this event belongs to nothing here.", id),
		Action: "Nothing is to be done if it was deleted in WorkOS. Otherwise the operator checks that the API key and the webhook secret belong to the same WorkOS environment.",
	}
}

// notAsked is for a parent that WorkOS could not be asked for: half an hour of trying, then it is given up.
func (t *turn) notAsked(s *stored, id string) Decision {
	since := t.now
	if s.parkedAt != nil {
		since = *s.parkedAt
	}
	if t.now.Sub(since) >= longestParked {
		return Decision{
			Outcome: shared.OutcomeDead, WaitsFor: id,
			Reason: fmt.Sprintf("WorkOS could not be asked for %s for 30 minutes.", id),
			Action: "The operator checks the connection to WorkOS, then replays this event.",
		}
	}
	return Decision{
		Outcome: shared.OutcomeFailed, WaitsFor: id,
		Reason: fmt.Sprintf("%s is not known yet, and WorkOS could not be asked for it. MemberPulse asks again by itself.", id),
		Action: "If this lasts, the operator checks the connection to WorkOS.",
	}
}

// mismatch is an attack, or a fault of WorkOS's: a directory or connection belongs to one organization for ever. Whose data the event
// carries is not known, so the operator alone sees it.
func (t *turn) mismatch(s *stored, id string) Decision {
	t.alarms = append(t.alarms, s)
	s.OrganizationID = ""
	return Decision{
		Outcome: shared.OutcomeDead,
		Reason:  fmt.Sprintf("The event names another organization than the one that %s belongs to, so nothing was applied.", id),
		Action:  "The operator of this MemberPulse was alerted and asks WorkOS why the organizations differ.",
	}
}

// failed is for an event whose applying broke: it is tried again, later each time, and given up in the end.
func (t *turn) failed(s *stored, cause string) Decision {
	attempt := s.Attempts + 1
	if attempt >= mostAttempts {
		return Decision{
			Outcome: shared.OutcomeDead,
			Reason:  fmt.Sprintf("MemberPulse gave up on this event after %d attempts: %s.", attempt, cause),
			Action:  fmt.Sprintf("The operator of this MemberPulse finds the cause in the log by %s, mends it, and replays the event.", s.ID),
		}
	}
	return Decision{
		Outcome: shared.OutcomeFailed,
		Reason:  fmt.Sprintf("Attempt %d of %d failed: %s. MemberPulse tries again by itself.", attempt, mostAttempts, cause),
		Action:  "Nothing is to be done yet; the other events of this directory go on.",
	}
}

// pauseAfter is how long a failed event waits for its next attempt: 1 s, 2 s, 4 s, at most a minute.
func pauseAfter(attempts int) time.Duration {
	return min(time.Second<<min(attempts-1, 10), longestPause)
}

// causeOf says in words what made an event fail; the whole error is in the log.
func causeOf(err error) string {
	var p *panicked
	if errors.As(err, &p) {
		return "a fault in MemberPulse's program"
	}
	var refused *pgconn.PgError
	if errors.As(err, &refused) && len(refused.Code) == 5 {
		switch refused.Code[:2] {
		case "22":
			return "it carries a value that the database cannot store"
		case "23":
			return "it contradicts what is stored"
		case "57":
			return "the database took too long"
		}
		return "the database refused it"
	}
	return "an unexpected error"
}

func sqlState(err error) string {
	var refused *pgconn.PgError
	if errors.As(err, &refused) {
		return refused.Code
	}
	return ""
}
