package world

import "fmt"

// SettingsPatch changes what is not nil.
type SettingsPatch struct {
	AutoSignIn     *bool `json:"auto_sign_in"`
	RetainInactive *bool `json:"retain_inactive"`
	Limits         *bool `json:"limits"`
	AllLimits      *bool `json:"all_limits"`
}

// Settings are those in force.
func (w *World) Settings() Settings {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.settings
}

// ChangeSettings changes the settings and gives those in force.
func (w *World) ChangeSettings(ch SettingsPatch) (Settings, error) {
	var out Settings
	err := w.do("settings", func(t *tx) error {
		s := w.settings
		set(&s.AutoSignIn, ch.AutoSignIn)
		set(&s.RetainInactive, ch.RetainInactive)
		set(&s.Limits, ch.Limits)
		set(&s.AllLimits, ch.AllLimits)
		t.put(&s)
		out = s
		return nil
	})
	return out, err
}

// Faults are those in force.
func (w *World) Faults() Faults {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.faults
}

// SetFaults puts exactly these faults in force. A seed of 0 keeps the one in force.
func (w *World) SetFaults(f Faults) (Faults, error) {
	if f.Double == 0 {
		f.Double = 1
	}
	limits := []struct {
		field    string
		got, max int
	}{{"delay_ms", f.DelayMS, 3_600_000}, {"double", f.Double, 100}, {"reorder", f.Reorder, 100_000}, {"drop_percent", f.DropPercent, 100}, {"poison", f.Poison, 100_000}}
	for _, l := range limits {
		if l.got < 0 || l.got > l.max {
			return Faults{}, invalid(l.field, "out_of_range", fmt.Sprintf("This must be a number from 0 to %d.", l.max))
		}
	}
	err := w.do("faults", func(t *tx) error {
		if f.Seed == 0 {
			f.Seed = w.faults.Seed
		}
		t.put(&f)
		return nil
	})
	return f, err
}

// Settled is the place in the log before which nothing needs delivering any more.
func (w *World) Settled() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.settled.Before
}

// Settle remembers, over a restart, that the events before this place are done with.
func (w *World) Settle(before int) error {
	return w.do("settle", func(t *tx) error {
		if before > w.settled.Before {
			t.put(&settled{Before: before})
		}
		return nil
	})
}
