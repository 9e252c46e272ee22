package directory

import (
	"cmp"
	"time"

	"memberpulse/server/event"
)

// Ranks of what a directory was told to be at one object time.
const (
	rankLearned     int16 = 0
	rankActivated   int16 = 1
	rankDeactivated int16 = 2
)

// never is older than all that WorkOS can tell: the version of what is known by its deletion alone.
var never = time.Unix(0, 0).UTC()

func (w *world) foldDirectory(f *fact) {
	if f.directory == "" {
		d := unreadable(f)
		d.Reason = "A directory without an id: the event cannot be read, gave up"
		w.decide(f, d)
		return
	}
	p, known := w.directories[f.directory]
	if !known {
		p = &place{id: f.directory, org: f.ev.OrganizationID}
		w.directories[f.directory] = p
	}
	if f.ev.Name == nameDeleted {
		w.deleteDirectory(f, p, known)
		return
	}
	w.writeDirectory(f, p, known)
}

func (w *world) writeDirectory(f *fact, p *place, known bool) {
	rank, state := rankActivated, stateActive
	if f.ev.Name == nameDeactivated {
		rank, state = rankDeactivated, stateInactive
	}
	f.name = text(f.ev.Data.Get("name"))
	before, s := *p, event.Version{At: f.at, Rank: rank, Event: f.ev.ID}
	news := !known || s.After(p.version)
	switch {
	case p.dead():
		w.decide(f, stale(p.label()+": was deleted at "+w.clock(p.died.at)+", nothing changed"))
		state = stateDeleted
	case !news:
		w.decide(f, stale(p.label()+": older than what is stored ("+w.clock(p.version.At)+"), nothing changed"))
	}
	if !news {
		return
	}
	data, _ := sanitized(f.ev.Data)
	p.version, p.state, p.lastEvent, p.dirty = s, state, f.ev.ID, true
	p.name = cmp.Or(text(data.Get("name")), p.name)
	p.kind = cmp.Or(text(data.Get("type")), p.kind)
	p.key = cmp.Or(text(data.Get("external_key")), p.key)
	p.createdAt = f.createdAt
	switch {
	case p.dead():
		return
	case !known:
		w.landed = append(w.landed, p.id)
		w.decide(f, named(applied(p.label()+" connected, its people follow", fieldCreated), p))
		return
	}
	w.decide(f, named(directoryDiffers(p, before), p))
}

func (w *world) deleteDirectory(f *fact, p *place, known bool) {
	data, _ := sanitized(f.ev.Data)
	if !known { // what it was while it lived tells more of it, whenever that comes
		p.version = event.Version{At: never}
		p.name, p.kind, p.createdAt = text(data.Get("name")), text(data.Get("type")), f.createdAt
		w.landed = append(w.landed, p.id)
	}
	if m := (mark{moment(f.ev.OccurredAt), f.ev.ID}); m.after(p.died) { // final, so that the object's own time decides nothing
		wasDead := p.dead()
		p.died, p.dirty = m, true
		if wasDead {
			w.decide(f, named(stale(p.label()+" was deleted already, nothing changed"), p))
			return
		}
		p.state, p.lastEvent = stateDeleted, f.ev.ID
		w.notes = append(w.notes, &note{ev: f.ev, place: p})
		w.decide(f, named(applied(p.label()+" deleted", fieldState), p))
		return
	}
	w.decide(f, named(stale(p.label()+" was deleted already, nothing changed"), p))
}

func named(d event.Decision, p *place) event.Decision {
	d.SubjectID, d.SubjectName = p.id, p.label()
	return d
}

func directoryDiffers(p *place, before place) event.Decision {
	var fields []string
	reason := p.label() + ": nothing differs"
	if p.name != before.name && before.name != "" {
		fields = append(fields, fieldName)
		reason = p.label() + " renamed, was " + before.name
	}
	if p.state != before.state {
		fields = append(fields, fieldState)
		reason = p.label() + " connected, its people follow"
		if p.state == stateInactive {
			reason = p.label() + " disconnected: nothing new comes from it, people keep what they have"
		}
	}
	return applied(reason, fields...)
}
