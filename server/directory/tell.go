package directory

import (
	"slices"
	"strings"

	"memberpulse/server/member"
	"memberpulse/shared"
)

// tell ends the sentences of events with what they did to members.
func (w *world) tell(outcomes map[string]*member.Outcome) {
	for _, n := range w.notes {
		if n.user != nil {
			n.ev.Decision.MemberID = n.user.memberID
		}
	}
	for _, n := range w.notes {
		if n.user != nil && n.group != nil {
			n.membership(outcomes[n.user.memberID])
		}
	}
	for _, n := range w.notes {
		if n.user == nil && n.group != nil {
			n.wholeGroup(outcomes)
		}
	}
	for _, n := range w.notes {
		if n.user != nil && n.group == nil {
			n.newcomer(outcomes[n.user.memberID])
		}
	}
	for _, n := range slices.Backward(w.notes) {
		if n.user != nil && n.group == nil {
			n.person(outcomes[n.user.memberID])
		}
	}
}

func (n *note) applied() bool { return n.ev.Decision.Outcome == shared.OutcomeApplied }

// membership takes the roles that this group gave or took.
func (n *note) membership(o *member.Outcome) {
	if !n.applied() || !slices.Contains(n.ev.Decision.ChangedFields, fieldGroups) {
		return
	}
	var gained, lost []shared.RoleReason
	if o != nil {
		gained, o.Gained = ofGroup(o.Gained, n.group.id)
		lost, o.Lost = ofGroup(o.Lost, n.group.id)
	}
	if len(gained)+len(lost) == 0 {
		n.ev.Decision.Reason += ", no role changes"
		return
	}
	n.ev.Decision.Reason += roleWords(gained, lost)
}

// wholeGroup counts the people whose roles a group's renaming or deletion changed.
func (n *note) wholeGroup(outcomes map[string]*member.Outcome) {
	if !n.applied() {
		return
	}
	gain, lose := map[shared.Role]int{}, map[shared.Role]int{}
	for _, o := range outcomes {
		var gained, lost []shared.RoleReason
		gained, o.Gained = ofGroup(o.Gained, n.group.id)
		lost, o.Lost = ofGroup(o.Lost, n.group.id)
		for _, r := range gained {
			gain[r.Role]++
		}
		for _, r := range lost {
			lose[r.Role]++
		}
	}
	for _, role := range shared.Roles {
		if c := gain[role]; c > 0 {
			n.ev.Decision.Reason += ", " + many(c, "gains", "gain") + " " + role.Name()
		}
		if c := lose[role]; c > 0 {
			n.ev.Decision.Reason += ", " + many(c, "loses", "lose") + " " + role.Name()
		}
	}
}

// newcomer takes the roles that somebody has from the beginning: the event that brought them tells it, not the newest of
// those that came with it.
func (n *note) newcomer(o *member.Outcome) {
	if o == nil || !n.applied() || !slices.Contains(n.ev.Decision.ChangedFields, fieldCreated) {
		return
	}
	n.ev.Decision.Reason += roleWords(o.Gained, nil)
	o.Gained = nil
}

// person takes what is left: the newest event of somebody is the one that tells it.
func (n *note) person(o *member.Outcome) {
	if o == nil || !n.applied() {
		return
	}
	if o.SessionsEnded > 0 {
		n.ev.Decision.Reason += ", " + sessions(o.SessionsEnded)
		n.ev.Decision.SessionsEnded = o.SessionsEnded
	}
	if n.lost && o.State != member.StateActive {
		o.Lost = nil // that all roles went is told by the state
	}
	n.ev.Decision.Reason += roleWords(o.Gained, o.Lost)
	o.SessionsEnded, o.Gained, o.Lost = 0, nil, nil
}

func ofGroup(reasons []shared.RoleReason, group string) (its, others []shared.RoleReason) {
	for _, r := range reasons {
		if r.DirectoryGroupID == group {
			its = append(its, r)
		} else {
			others = append(others, r)
		}
	}
	return its, others
}

func roleWords(gained, lost []shared.RoleReason) string {
	names := func(reasons []shared.RoleReason) string {
		var out []string
		for _, r := range reasons {
			out = append(out, r.Role.Name())
		}
		return strings.Join(out, " and ")
	}
	s := ""
	if len(gained) > 0 {
		s += ", gains " + names(gained)
	}
	if len(lost) > 0 {
		s += ", loses " + names(lost)
	}
	return s
}

func sessions(n int) string {
	if n == 1 {
		return "1 session ended"
	}
	return thousands(n) + " sessions ended"
}

func many(n int, one, several string) string {
	if n == 1 {
		return "1 person " + one
	}
	return thousands(n) + " people " + several
}

// sayGone tells what went with a directory.
func (w *world) sayGone(p *place, g gone, ended int) {
	for _, n := range w.notes {
		if n.place != p || !n.applied() {
			continue
		}
		reason := p.label() + " deleted: nobody was in it"
		if g.users+g.groups > 0 {
			reason = p.label() + " deleted: " + counted(g.users, "person", "people") + " and " + counted(g.groups, "group", "groups") + " with it"
		}
		if ended > 0 {
			reason += ", " + sessions(ended)
		}
		n.ev.Decision.Reason, n.ev.Decision.SessionsEnded = reason, ended
		return
	}
}

func counted(n int, one, several string) string {
	if n == 1 {
		return "1 " + one
	}
	return thousands(n) + " " + several
}
