package world

import (
	"slices"
	"sync"
	"time"
)

// World is the state. All its methods may be called from anywhere at once.
type World struct {
	clock func() time.Time

	mu       sync.Mutex
	store    store
	events   []*Event
	settings Settings
	faults   Faults
	advanced advanced
	settled  settled
	last     time.Time // the latest stamp given out
	parted   parted
	mint     minter
	poisoned int // how many malformed copies were made: their kinds take turns
	journal  *journal
	broken   error // a change that could not be journaled: nothing may follow it
	grants   grants
	watchers []chan struct{}
}

// Open replays the journal in dir and goes on from there. An empty dir keeps everything in memory only.
func Open(dir string, clock func() time.Time) (*World, error) {
	w := &World{
		clock: clock, store: newStore(), grants: newGrants(),
		settings: Settings{Limits: true}, faults: Faults{Double: 1, Seed: 1},
	}
	if dir == "" {
		return w, nil
	}
	j, err := openJournal(dir, w.replay)
	if err != nil {
		return nil, err
	}
	w.journal = j
	return w, nil
}

// Close lets go of the journal. Commands after it are refused.
func (w *World) Close() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.broken == nil {
		w.broken = &Error{Kind: Internal, Message: "The sandbox is closed."}
	}
	if w.journal == nil {
		return nil
	}
	j := w.journal
	w.journal = nil
	return j.close()
}

// Watch gives a channel that is sent to after each change; stop ends it. One signal may stand for many changes.
func (w *World) Watch() (changed <-chan struct{}, stop func()) {
	ch := make(chan struct{}, 1)
	w.mu.Lock()
	w.watchers = append(w.watchers, ch)
	w.mu.Unlock()
	return ch, func() {
		w.mu.Lock()
		w.watchers = slices.DeleteFunc(w.watchers, func(c chan struct{}) bool { return c == ch })
		w.mu.Unlock()
	}
}

// Empty says that nothing has ever happened here.
func (w *World) Empty() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.events) == 0 && len(w.store.rows["organization"]) == 0
}

// find is a row by its key, or a refusal that names the noun.
func find[T row](w *World, noun, id string) (T, error) {
	r, ok := get[T](&w.store, id)
	if !ok {
		return r, notFound(noun, id)
	}
	return r, nil
}

// list is the page of a kind whose rows match.
func list[T row](w *World, p Page, match func(T) bool) ([]T, Cursors) {
	var zero T
	x := w.store.order[zero.kind()]
	if x == nil {
		return nil, Cursors{}
	}
	ids, cur := x.page(p, func(id string) bool {
		r, _ := get[T](&w.store, id)
		return match == nil || match(r)
	})
	out := make([]T, 0, len(ids))
	for _, id := range ids {
		r, _ := get[T](&w.store, id)
		out = append(out, r)
	}
	return out, cur
}

// all is every row of a kind that matches, oldest first.
func all[T row](w *World, match func(T) bool) []T {
	var zero T
	x := w.store.order[zero.kind()]
	if x == nil {
		return nil
	}
	var out []T
	for _, id := range x.ids {
		if r, _ := get[T](&w.store, id); match == nil || match(r) {
			out = append(out, r)
		}
	}
	return out
}
