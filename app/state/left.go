package state

import (
	"sync"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// kept is what is on its way, and what asked for it.
var kept struct {
	sync.Mutex
	next int
	asks map[int]asked
}

type asked struct {
	by     app.UI
	giveUp func()
}

// keep remembers how to give up what was asked for; the function it returns forgets that.
func keep(ctx app.Context, giveUp func()) func() {
	kept.Lock()
	defer kept.Unlock()
	if kept.asks == nil {
		kept.asks = map[int]asked{}
	}
	kept.next++
	id := kept.next
	kept.asks[id] = asked{ctx.Src(), giveUp}
	return func() {
		kept.Lock()
		defer kept.Unlock()
		delete(kept.asks, id)
	}
}

// Leave gives up what was asked for by what is no longer shown: nobody waits for those answers. The frame calls it
// whenever a page has come, so that no page has to stop its loads.
func Leave() {
	for _, a := range gone() {
		a.giveUp()
	}
}

func gone() []asked {
	kept.Lock()
	defer kept.Unlock()
	var out []asked
	for _, a := range kept.asks {
		if !a.by.Mounted() {
			out = append(out, a)
		}
	}
	return out
}
