package state

import (
	"slices"
	"strings"
	"sync"

	"memberpulse/shared"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

var who struct {
	sync.Mutex
	me      shared.Me
	known   bool
	waiting []func(shared.Me)
}

// SetMe keeps who is signed in; the shell calls it once GET /api/me has answered.
func SetMe(me shared.Me) {
	who.Lock()
	who.me, who.known = me, true
	waiting := who.waiting
	who.waiting = nil
	who.Unlock()
	for _, tell := range waiting {
		tell(me)
	}
}

// WithMe goes on once it is known who is signed in: at once, or as soon as the shell has been told.
func WithMe(ctx app.Context, then func(app.Context, shared.Me)) {
	who.Lock()
	if !who.known {
		who.waiting = append(who.waiting, func(me shared.Me) {
			ctx.Dispatch(func(ctx app.Context) { then(ctx, me) })
		})
		who.Unlock()
		return
	}
	me := who.me
	who.Unlock()
	then(ctx, me)
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
