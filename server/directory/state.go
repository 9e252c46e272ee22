package directory

import (
	"time"

	"memberpulse/server/event"
)

// States of people, groups and directories as we keep them.
const (
	stateActive    = "active"
	stateInactive  = "inactive"
	stateDeleted   = "deleted"
	stateSuspended = "suspended"
)

// attributes are what a create or an update tells of a person, or of a group (idpID and name alone).
type attributes struct {
	idpID     string
	email     *string
	firstName *string
	lastName  *string
	name      string // a group's
	state     string // as told; a tombstone's own state is derived
	roleSlugs []string
	custom    string    // a JSON object
	raw       string    // the event's data
	createdAt time.Time // of the object
}

// being is a person or a group.
type being struct {
	life
	attributes
	id        string // WorkOS's
	pk        int64  // 0: not stored yet
	directory *place
	memberID  string // a person's
	links     []*link
	stored    bool
	dirty     bool
	wasLive   bool // as the batch began
	wasName   string
}

// place is a directory.
type place struct {
	id        string
	pk        int64
	org       string
	version   event.Version
	name      string
	kind      string
	key       string
	state     string
	died      mark
	createdAt time.Time
	lastEvent string
	stored    bool
	dirty     bool
	wasDead   bool
	wasLinked bool
}

func (p *place) dead() bool { return !p.died.never() }

// linked says that the directory governs who is in what.
func (p *place) linked() bool {
	return !p.dead() && p.state != stateInactive && p.state != "validating"
}

// pair names a membership.
type pair struct{ user, group string }

// link is the register of a membership: its newest word.
type link struct {
	pair
	userOf, groupOf *being
	at              time.Time
	event           string
	added           bool
	stored          bool // in one of the two tables
	wasForce        bool // in the table of those in force
	dirty           bool
}

// newer orders the words about a membership: by the event's time, removals over additions, then by event id.
func (l *link) newer(at time.Time, added bool, event string) bool {
	if l.event == "" {
		return true
	}
	if c := at.Compare(l.at); c != 0 {
		return c > 0
	}
	if added != l.added {
		return !added
	}
	return event > l.event
}

// world is what a batch touches, before and after.
type world struct {
	rules       rules
	now         time.Time
	directories map[string]*place
	users       map[string]*being
	groups      map[string]*being
	links       map[pair]*link
	landed      []string
	notes       []*note
	elsewhere   map[string]string // ids that stand in another directory, with that directory
}

func newWorld(now time.Time) *world {
	return &world{
		now: now, directories: map[string]*place{}, users: map[string]*being{}, groups: map[string]*being{}, links: map[pair]*link{},
	}
}

// live says that a person or a group counts.
func (w *world) live(b *being) bool { return !b.directory.dead() && !b.tombstone(w.rules) }

// force says that a membership counts.
func (w *world) force(l *link) bool {
	return l.added && w.live(l.userOf) && w.live(l.groupOf) && l.at.After(l.userOf.cut) && l.at.After(l.groupOf.cut)
}

// link finds the register of a membership or makes an empty one.
func (w *world) link(u, g *being) *link {
	key := pair{u.id, g.id}
	l := w.links[key]
	if l == nil {
		l = &link{pair: key}
		w.join(l, u, g)
	}
	return l
}

func (w *world) join(l *link, u, g *being) {
	l.userOf, l.groupOf = u, g
	w.links[l.pair] = l
	u.links = append(u.links, l)
	g.links = append(g.links, l)
}

// inForce counts the memberships of a person or a group that count.
func (w *world) inForce(b *being) int {
	n := 0
	for _, l := range b.links {
		if w.force(l) {
			n++
		}
	}
	return n
}
