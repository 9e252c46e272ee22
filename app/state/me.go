package state

import (
	"memberpulse/shared"
	"slices"
	"strings"
	"sync"
)

var who struct {
	sync.Mutex
	me    shared.Me
	known bool
}

// SetMe keeps who is signed in; the shell calls it once GET /api/me has answered.
func SetMe(me shared.Me) {
	who.Lock()
	defer who.Unlock()
	who.me, who.known = me, true
}

// Me is who is signed in, and whether that is known yet.
func Me() (shared.Me, bool) {
	who.Lock()
	defer who.Unlock()
	return who.me, who.known
}

// Can reports whether who is signed in may do it; false until that is known. The server decides again.
func Can(c shared.Capability) bool {
	me, known := Me()
	return known && slices.Contains(me.Capabilities, c)
}

// Name is what to call a person: the name, else the address.
func Name(m shared.MeMember) string {
	if name := strings.TrimSpace(m.FirstName + " " + m.LastName); name != "" {
		return name
	}
	return m.Email
}
