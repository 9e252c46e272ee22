package directory

import (
	"slices"

	"memberpulse/server/event"
)

func (w *world) writeGroup(f *fact, p *place, rank int16) {
	g, known := w.groups[f.id]
	if !known {
		g = &being{id: f.id, directory: p}
		w.groups[f.id] = g
	}
	wasLive, before := known && w.live(g), g.attributes
	version, born := g.version, g.born
	newer := g.written(event.Version{At: f.at, Rank: rank, Event: f.ev.ID}, w.rules)
	if newer {
		g.attributes = f.attributes
	}
	if newer || g.born != born {
		g.dirty = true
	}
	if !known || g.born != born {
		w.arrived(g)
	}
	d := stale("")
	switch isLive := w.live(g); {
	case !known:
		d = applied(groupName(f.name)+" came as a group", fieldCreated)
	case isLive && !wasLive:
		d = applied(groupName(g.name)+" came back as a group", slices.Concat([]string{fieldState}, changedGroup(before, g.attributes))...)
	case !isLive:
		d.Reason = groupName(f.name) + ": was deleted at " + w.clock(g.cut) + ", nothing changed"
	case newer:
		d = groupDiffers(g, before)
	case version.Event == f.ev.ID:
		d.Reason = groupName(f.name) + ": this event is applied already, nothing changed"
	default:
		d.Reason = groupName(f.name) + ": older than what is stored (" + w.clock(version.At) + "), nothing changed"
	}
	w.decide(f, d)
	w.notes = append(w.notes, &note{ev: f.ev, group: g})
}

func (w *world) deleteGroup(f *fact, p *place) {
	g, known := w.groups[f.id]
	if !known {
		g = &being{id: f.id, directory: p}
		w.groups[f.id] = g
	}
	wasLive, died, cut := known && w.live(g), g.died, g.cut
	people := 0
	if wasLive {
		people = w.inForce(g)
	}
	if g.deleted(mark{f.at, f.ev.ID}, moment(f.ev.OccurredAt)) {
		g.attributes = f.attributes
	}
	if !known || g.died != died || !g.cut.Equal(cut) {
		w.arrived(g)
	}
	d := stale("")
	switch isLive := w.live(g); {
	case !known:
		d = applied(groupName(f.name)+" is deleted, and had never come: kept out", fieldState)
	case wasLive && !isLive:
		d = applied(groupName(g.name)+" deleted as a group, "+peopleLeave(people), fieldState)
	case isLive:
		d.Reason = groupName(g.name) + ": an older removal, came back at " + w.clock(g.born.at) + " since, nothing changed"
	case died.event == f.ev.ID:
		d.Reason = groupName(g.name) + ": this event is applied already, nothing changed"
	default:
		d.Reason = groupName(g.name) + ": was deleted at " + w.clock(cut) + " already, nothing changed"
	}
	w.decide(f, d)
	w.notes = append(w.notes, &note{ev: f.ev, group: g})
}
