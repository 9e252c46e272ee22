package directory

import (
	"time"

	"memberpulse/server/event"
)

// mark is the newest creation, or deletion, seen; its zero means never.
type mark struct {
	at    time.Time
	event string
}

func (m mark) never() bool { return m.event == "" }

func (m mark) after(o mark) bool {
	if c := m.at.Compare(o.at); c != 0 {
		return c > 0
	}
	return m.event > o.event
}

// life holds the registers of a person or a group. Each of them only grows.
type life struct {
	version event.Version // the newest create or update: attributes follow it
	born    mark          // the newest creation, by object time
	died    mark          // the newest deletion, by object time
	cut     time.Time     // the newest deletion, by event time: memberships told before it are gone
}

// tombstone says that the newest deletion is not older than the newest creation. Whoever is known by updates alone
// and was deleted stays deleted.
func (l *life) tombstone(r rules) bool {
	if l.died.never() {
		return false
	}
	if l.born.never() {
		return true
	}
	if r.creationWinsTies {
		return l.died.at.After(l.born.at)
	}
	return !l.born.at.After(l.died.at)
}

// written takes in a creation or an update and tells whether the attributes are to follow it.
func (l *life) written(s event.Version, r rules) bool {
	if s.Rank == event.RankCreate || r.updatesLift {
		if m := (mark{s.At, s.Event}); m.after(l.born) {
			l.born = m
		}
	}
	if !s.After(l.version) {
		return false
	}
	l.version = s
	return true
}

// deleted takes in a deletion. It tells whether the attributes are to follow it: only while nothing else told any.
func (l *life) deleted(m mark, occurred time.Time) bool {
	if occurred.After(l.cut) {
		l.cut = occurred
	}
	newest := m.after(l.died)
	if newest {
		l.died = m
	}
	return newest && l.version.Event == ""
}

// rules are switched off in tests alone, to prove that the model notices.
type rules struct {
	creationWinsTies bool // breaks: delete over create on ties
	updatesLift      bool // breaks: only a creation lifts a tombstone
	dropUnknown      bool // breaks: what waits for the unknown is parked
}
