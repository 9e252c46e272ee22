package member

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// row is a member as it is stored.
type row struct {
	ID, Email, FirstName, LastName, Department, JobTitle, State, StateReason string
	CreatedAt                                                                time.Time
	LastEventID                                                              *string
}

// settle says what a member is, by all identities that they own. Directories outrank the rest: with a directory
// identity a member is active while one of them is, and a tombstone when all of them are deleted.
func settle(m row, identities []identity) row {
	ruling := slices.Clone(identities)
	if slices.ContainsFunc(ruling, func(i identity) bool { return i.kind == KindDirectoryUser }) {
		ruling = slices.DeleteFunc(ruling, func(i identity) bool { return i.kind != KindDirectoryUser })
	}
	if len(ruling) == 0 {
		return m
	}
	best := slices.MaxFunc(ruling, better)
	switch best.state {
	case StateActive:
		m.State, m.StateReason = StateActive, ""
	case stateDeleted:
		m.State, m.StateReason = StateTombstoned, reason(best)
	default:
		m.State, m.StateReason = StateInactive, reason(best)
	}
	m.FirstName, m.LastName = best.FirstName, best.LastName
	m.Department, m.JobTitle = best.Department, best.JobTitle
	if best.email != "" {
		m.Email = best.email
	}
	if best.EventID != "" {
		m.LastEventID = &best.EventID
	}
	return m
}

// better orders identities by what they tell: the living before the dead, then the newest.
func better(a, b identity) int {
	rank := func(i identity) int { return slices.Index([]string{stateDeleted, StateInactive, StateActive}, i.state) }
	kind := func(i identity) int {
		return slices.Index([]string{KindAuthKitUser, KindProfile, KindDirectoryUser}, i.kind)
	}
	return cmp.Or(
		cmp.Compare(rank(a), rank(b)), cmp.Compare(kind(a), kind(b)),
		a.updatedAt.Compare(b.updatedAt), strings.Compare(a.id, b.id),
	)
}

func reason(best identity) string {
	switch {
	case best.kind == KindDirectoryUser && best.state == stateDeleted:
		return "Deleted in the directory"
	case best.kind == KindDirectoryUser && best.State == stateSuspended:
		return "Suspended in the directory"
	case best.kind == KindDirectoryUser:
		return "Made inactive in the directory"
	case best.state == stateDeleted:
		return "Removed from the organization in WorkOS"
	}
	return "Made inactive in WorkOS"
}

// differs reports whether anything that is stored of a member is other than before.
func (m row) differs(before row) bool {
	return m.Email != before.Email || m.FirstName != before.FirstName || m.LastName != before.LastName ||
		m.Department != before.Department || m.JobTitle != before.JobTitle ||
		m.State != before.State || m.StateReason != before.StateReason
}

func (m row) lastEvent() string {
	if m.LastEventID == nil {
		return ""
	}
	return *m.LastEventID
}

// name is how the audit log calls a member.
func (m row) name() string {
	if n := strings.TrimSpace(m.FirstName + " " + m.LastName); n != "" {
		return n
	}
	return m.Email
}
