package world

import "time"

const timeLayout = "2006-01-02T15:04:05.000Z"

// Format writes a time as WorkOS does: milliseconds, and Z.
func Format(t time.Time) string { return t.UTC().Format(timeLayout) }

// Time is a time as rows and answers carry it: always UTC, always with milliseconds.
type Time struct{ time.Time }

// MarshalJSON writes the time as WorkOS does.
func (t Time) MarshalJSON() ([]byte, error) { return []byte(`"` + Format(t.Time) + `"`), nil }

// Now is the stand-in's clock: the machine's, and whatever was advanced.
func (w *World) Now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now()
}

// BaseNow is the clock without what was advanced. Signatures carry it, since the receiver's clock was not advanced.
func (w *World) BaseNow() time.Time { return w.clock() }

func (w *World) now() time.Time {
	return w.clock().Add(time.Duration(w.advanced.Milliseconds) * time.Millisecond).UTC().Truncate(time.Millisecond)
}

// stamp is the time of what happens now. It never goes back, and is never ahead of the clock: what happens within one
// millisecond shares it, as at WorkOS, and is told apart by its id.
func (w *World) stamp() Time {
	if t := w.now(); t.After(w.last) {
		w.last = t
	}
	return Time{w.last}
}

// parted remembers who left which group at the latest stamp.
type parted struct {
	at    time.Time
	pairs map[groupMember]struct{}
}

// left notes that somebody was just taken out of a group.
func (w *World) left(m groupMember) {
	if !w.parted.at.Equal(w.last) || w.parted.pairs == nil {
		w.parted = parted{w.last, map[groupMember]struct{}{}}
	}
	w.parted.pairs[m] = struct{}{}
}

// returns lets who left a group within this very millisecond come back in the next one: of a removal and an addition that
// share their time a receiver believes the removal, whatever their ids. This alone may run ahead of the clock, by that.
func (w *World) returns(m groupMember) {
	if _, just := w.parted.pairs[m]; just && w.parted.at.Equal(w.stamp().Time) {
		w.last = w.last.Add(time.Millisecond)
	}
}

// advanced is how far the clock was moved on; kept in the journal.
type advanced struct {
	Milliseconds int64 `json:"ms"`
}

func (*advanced) kind() string { return "clock" }
func (*advanced) key() string  { return "clock" }

// Advance moves the clock on and wakes whoever waits for a time.
func (w *World) Advance(by time.Duration) (time.Time, error) {
	if by < 0 {
		return time.Time{}, invalid("seconds", "invalid", "The clock only moves forward: give a number of seconds that is not negative.")
	}
	var at time.Time
	err := w.do("clock.advance", func(tx *tx) error {
		tx.put(&advanced{Milliseconds: w.advanced.Milliseconds + by.Milliseconds()})
		at = w.now()
		return nil
	})
	return at, err
}
