package world

// tx is one command at work: it changes rows at once, and can take all of it back.
type tx struct {
	w      *World
	ops    []op
	undo   []func()
	events []*Event
	first  Time // of the command's events; a fault may make the others share it
}

// op is a row put in place, or taken away.
type op struct {
	row  row
	gone bool
}

// do runs a command under the lock: all of it happens, is in the journal and wakes the watchers, or none of it happens.
func (w *World) do(name string, fn func(*tx) error) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.broken != nil {
		return w.broken
	}
	t, last := &tx{w: w}, w.last
	err := fn(t)
	if err == nil {
		t.renew()
		t.meet()
	}
	if err == nil && (len(t.ops) > 0 || len(t.events) > 0) {
		if err = w.write(name, t); err != nil {
			w.broken = err
		}
	}
	if err != nil {
		for i := len(t.undo) - 1; i >= 0; i-- {
			t.undo[i]()
		}
		w.last = last
		return err
	}
	for _, e := range t.events {
		e.Bulk = bulk(name, len(t.events))
	}
	w.events = append(w.events, t.events...)
	for _, ch := range w.watchers {
		select {
		case ch <- struct{}{}:
		default:
		}
	}
	return nil
}

func (t *tx) put(r row)    { t.apply(op{row: r}) }
func (t *tx) remove(r row) { t.apply(op{row: r, gone: true}) }

func (t *tx) apply(o op) {
	old := t.w.place(o)
	t.ops = append(t.ops, o)
	t.undo = append(t.undo, func() {
		if old == nil {
			t.w.place(op{row: o.row, gone: true})
			return
		}
		t.w.place(op{row: old})
	})
}

// place puts a row where it belongs; commands and the replay share it, so that both end in the same state.
func (w *World) place(o op) (old row) {
	switch r := o.row.(type) {
	case *Settings:
		before := w.settings
		w.settings = *r
		return &before
	case *Faults:
		before := w.faults
		w.faults = *r
		return &before
	case *settled:
		before := w.settled
		w.settled = *r
		return &before
	case *advanced:
		before := w.advanced
		w.advanced = *r
		return &before
	default:
		return w.store.set(o.row, o.gone)
	}
}

// id mints an id at the given time.
func (t *tx) id(prefix string, at Time) string { return t.w.mint.next(prefix, at.Time) }
