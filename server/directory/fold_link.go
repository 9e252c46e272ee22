package directory

import (
	"cmp"

	"memberpulse/server/event"
	"memberpulse/shared"
)

// foldLink takes in that a person joined or left a group. It waits for an end that has not come, and where it is newer
// than an end's deletion, for that end's return.
func (w *world) foldLink(f *fact, added bool) {
	u, g := w.users[f.user], w.groups[f.group]
	if u == nil || g == nil {
		w.wait(f, u == nil, nil)
		return
	}
	key := pair{u.id, g.id}
	if l := w.links[key]; l != nil && !l.newer(f.at, added, f.ev.ID) {
		reason := ": older than what is stored (" + w.clock(l.at) + "), nothing changed"
		if l.event == f.ev.ID {
			reason = ": this event is applied already, nothing changed"
		}
		w.decide(f, stale(u.person()+" and "+groupName(g.name)+reason))
		return
	}
	if added {
		for _, end := range []*being{u, g} {
			if w.live(end) {
				continue
			}
			if f.at.After(end.cut) {
				w.wait(f, end == u, end)
				return
			}
		}
	}
	w.take(f, u, g, added)
}

func (w *world) take(f *fact, u, g *being, added bool) {
	l := w.link(u, g)
	before := w.force(l)
	l.at, l.event, l.added, l.dirty = f.at, f.ev.ID, added, true
	after := w.force(l)
	name, group := u.person(), groupName(g.name)
	d := applied(name+" joined "+group, fieldGroups)
	switch {
	case after && before:
		d = applied(name + " was in " + group + " already, nothing differs")
	case !after && before:
		d = applied(name+" left "+group, fieldGroups)
	case !after && added:
		end, who := u, name
		if w.live(u) && f.at.After(u.cut) {
			end, who = g, group
		}
		d = stale(who + ": was deleted at " + w.clock(end.cut) + ", nothing changed")
	case !after:
		d = applied(name + " was not in " + group + " any more, nothing differs")
	}
	w.decide(f, d)
	w.notes = append(w.notes, &note{ev: f.ev, user: u, group: g})
}

func membershipOf(group string) string {
	if group = short(group); group != "" {
		return "A membership of the group " + group
	}
	return "A membership"
}

// wait parks a membership for one of its ends, which has not come yet; or which is deleted, since longer than somebody
// joined.
func (w *world) wait(f *fact, forUser bool, deleted *being) {
	if w.rules.dropUnknown {
		w.decide(f, stale("dropped"))
		return
	}
	d := event.Decision{
		Outcome: shared.OutcomeParked, WaitsFor: f.group,
		Reason: cmp.Or(short(f.userName), "A membership") + " waits for the group " + groupName(f.groupName) + ", which ",
		Action: "Nothing to do: it is applied when that comes. After 30 minutes it is given up, and can be replayed.",
	}
	if forUser {
		d.WaitsFor, d.Reason = f.user, membershipOf(f.groupName)+" waits for "+person(f.userName)+", who "
	}
	if deleted == nil {
		d.Reason += "has not come yet"
	} else {
		d.Reason += "was deleted at " + w.clock(deleted.cut) + " and would have to be created again"
		d.Action = "Nothing to do: it is applied when that happens. After 30 minutes it counts as ignored, and is applied even so."
	}
	w.decide(f, d)
}
