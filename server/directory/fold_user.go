package directory

import (
	"slices"

	"memberpulse/server/event"
)

func (w *world) writeUser(f *fact, p *place, rank int16) {
	u, known := w.users[f.id]
	if !known {
		u = &being{id: f.id, directory: p}
		w.users[f.id] = u
	}
	wasLive, before := known && w.live(u), u.attributes
	version := u.version
	born := u.born
	newer := u.written(event.Version{At: f.at, Rank: rank, Event: f.ev.ID}, w.rules)
	if newer {
		u.attributes = f.attributes
	}
	if newer || u.born != born {
		u.dirty = true
	}
	if !known || u.born != born {
		w.arrived(u)
	}
	d := stale("")
	switch isLive := w.live(u); {
	case !known:
		d = applied(f.person()+" came from "+p.source(), fieldCreated)
	case isLive && !wasLive:
		d = applied(f.person()+" came back from "+p.source(), slices.Concat([]string{fieldState}, changedUser(before, u.attributes, fieldState))...)
	case !isLive:
		d.Reason = f.person() + ": was deleted at " + w.clock(u.cut) + ", nothing changed"
	case newer:
		d = userDiffers(u, before)
	case version.Event == f.ev.ID:
		d.Reason = f.person() + ": this event is applied already, nothing changed"
	default:
		d.Reason = f.person() + ": older than what is stored (" + w.clock(version.At) + "), nothing changed"
	}
	w.decide(f, d)
	w.notes = append(w.notes, &note{ev: f.ev, user: u, lost: newer && u.state != stateActive})
}

func (w *world) deleteUser(f *fact, p *place) {
	u, known := w.users[f.id]
	if !known {
		u = &being{id: f.id, directory: p}
		w.users[f.id] = u
	}
	wasLive, died, cut := known && w.live(u), u.died, u.cut
	if u.deleted(mark{f.at, f.ev.ID}, moment(f.ev.OccurredAt)) {
		u.attributes = f.attributes
	}
	if !known || u.died != died || !u.cut.Equal(cut) {
		w.arrived(u)
	}
	d := stale("")
	switch isLive := w.live(u); {
	case !known:
		d = applied(f.person()+" is deleted, and had never come: kept out", fieldState)
	case wasLive && !isLive:
		d = applied(u.person()+" removed", fieldState)
	case isLive:
		d.Reason = u.person() + ": an older removal, came back at " + w.clock(u.born.at) + " since, nothing changed"
	case died.event == f.ev.ID:
		d.Reason = u.person() + ": this event is applied already, nothing changed"
	default:
		d.Reason = u.person() + ": was deleted at " + w.clock(cut) + " already, nothing changed"
	}
	w.decide(f, d)
	w.notes = append(w.notes, &note{ev: f.ev, user: u, lost: true})
}
