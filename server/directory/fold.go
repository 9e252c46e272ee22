package directory

import (
	"memberpulse/server/event"
	"memberpulse/shared"
)

// note remembers what an event touched, so that its sentence can end with what that did to members.
type note struct {
	ev    *event.Event
	user  *being // whose member the event is about; nil for groups and directories
	group *being // of a membership, or the group itself
	lost  bool   // access may have gone with it
	place *place // a deleted directory
}

// fold takes in one event, moves the registers and leaves a decision on it.
func (w *world) fold(f *fact) {
	if f.dirtyBytes {
		defer func() { f.ev.Decision.ChangedFields = appendMissing(f.ev.Decision.ChangedFields, fieldSanitized) }()
	}
	switch f.ev.Name {
	case nameActivated, nameDeactivated, nameDeleted:
		w.foldDirectory(f)
		return
	case nameUserCreated, nameUserUpdated, nameUserDeleted, nameGroupCreated, nameGroupUpdated, nameGroupDeleted,
		nameUserAdded, nameUserRemoved:
	default:
		w.decide(f, event.Decision{Outcome: shared.OutcomeIgnored, Reason: "This kind of event changes nothing here"})
		return
	}
	if f.subject() == "" {
		w.decide(f, unreadable(f))
		return
	}
	if ids := w.strays(f); len(ids) > 0 {
		w.decide(f, w.stray(f, ids))
		return
	}
	place := w.directories[f.directory]
	switch {
	case place == nil:
		w.decide(f, event.Decision{
			Outcome: shared.OutcomeParked, WaitsFor: f.directory,
			Reason: "It waits for its directory, which is not known here yet",
			Action: "Nothing to do: it is applied when the directory comes.",
		})
	case place.dead():
		w.foldGone(f, place)
	default:
		w.foldBelow(f, place)
	}
}

// foldGone takes in what comes of a directory after its deletion did. It lets nobody in and changes nothing that is in
// force; but what is left of its people and groups is what would be, had it come before. Memberships leave nothing.
func (w *world) foldGone(f *fact, p *place) {
	if f.group == "" {
		w.foldBelow(f, p)
	}
	w.decide(f, stale(f.label(w)+": the directory was deleted at "+w.clock(p.died.at)+", nothing changed"))
}

func (w *world) foldBelow(f *fact, p *place) {
	switch f.ev.Name {
	case nameUserCreated:
		w.writeUser(f, p, event.RankCreate)
	case nameUserUpdated:
		w.writeUser(f, p, event.RankUpdate)
	case nameUserDeleted:
		w.deleteUser(f, p)
	case nameGroupCreated:
		w.writeGroup(f, p, event.RankCreate)
	case nameGroupUpdated:
		w.writeGroup(f, p, event.RankUpdate)
	case nameGroupDeleted:
		w.deleteGroup(f, p)
	case nameUserAdded:
		w.foldLink(f, true)
	case nameUserRemoved:
		w.foldLink(f, false)
	}
}

// subject is the id without which an event cannot be read.
func (f *fact) subject() string {
	if f.ev.Name == nameUserAdded || f.ev.Name == nameUserRemoved {
		if f.user == "" || f.group == "" {
			return ""
		}
		return f.user
	}
	return f.id
}

func (w *world) decide(f *fact, d event.Decision) {
	if d.SubjectID == "" {
		d.SubjectID = f.subject()
	}
	if d.SubjectName == "" {
		d.SubjectName = f.label(w)
	}
	if f.group != "" {
		d.RelatedID = f.group
	}
	f.ev.Decision = d
}

func stale(reason string) event.Decision {
	return event.Decision{Outcome: shared.OutcomeStale, Reason: reason}
}

func applied(reason string, fields ...string) event.Decision {
	return event.Decision{Outcome: shared.OutcomeApplied, Reason: reason, ChangedFields: fields}
}

func unreadable(f *fact) event.Decision {
	what := "A person"
	switch f.ev.Name {
	case nameGroupCreated, nameGroupUpdated, nameGroupDeleted:
		what = "A group"
	case nameUserAdded, nameUserRemoved:
		what = "A membership"
	}
	return event.Decision{
		Outcome: shared.OutcomeDead,
		Reason:  what + " without an id: the event cannot be read, gave up",
		Action:  "Ask WorkOS's support about this event and give them its id.",
	}
}

// arrived keeps a person or a group that came, and wakes what waits for it.
func (w *world) arrived(b *being) {
	b.dirty = true
	w.landed = append(w.landed, b.id)
}

// foldAll takes in a batch in order. What waits for something that the same batch brings is tried again at once.
func (w *world) foldAll(facts []fact) {
	for i := range facts {
		w.fold(&facts[i])
	}
	for again := true; again; {
		again = false
		here := make(map[string]bool, len(w.landed))
		for _, id := range w.landed {
			here[id] = true
		}
		for i := range facts {
			ev := facts[i].ev
			if d := ev.Decision; d.Outcome == shared.OutcomeParked && here[d.WaitsFor] {
				w.fold(&facts[i])
				again = again || ev.Decision.Outcome != shared.OutcomeParked || ev.Decision.WaitsFor != d.WaitsFor
			}
		}
	}
}
