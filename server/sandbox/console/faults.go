package console

import (
	"math"
	"net/url"
	"strconv"
	"time"

	"memberpulse/server/sandbox/world"
)

func (v *visit) faults() {
	sum := v.s.world.Summary()
	f := sum.Faults
	if v.form.Values == nil {
		n := strconv.Itoa
		v.form.Values = url.Values{
			"delay_ms": {n(f.DelayMS)}, "double": {n(f.Double)}, "reorder": {n(f.Reorder)}, "drop_percent": {n(f.DropPercent)}, "poison": {n(f.Poison)},
		}
	}
	v.show("faults", struct {
		page
		Faults   world.Faults
		Settings world.Settings
		Steps    []step
	}{v.page("faults"), f, sum.Settings, steps})
}

// step is a leap of the clock that somebody often wants.
type step struct {
	Seconds int
	Words   string
}

var steps = []step{{60, "1 minute"}, {600, "10 minutes"}, {3600, "1 hour"}, {86400, "1 day"}, {259200, "3 days"}, {2592000, "30 days"}}

// outage switches the outage alone, from any page.
func (v *visit) outage() {
	f := v.s.world.Faults()
	f.Outage = v.form.Text("outage") == "on"
	done := "outage-off"
	if f.Outage {
		done = "outage-on"
	}
	if _, err := v.s.world.SetFaults(f); err != nil {
		v.failed(err, (*visit).faults)
		return
	}
	v.back(below+"faults", done)
}

func (v *visit) putFaults() {
	f := v.s.world.Faults()
	for name, into := range map[string]*int{
		"delay_ms": &f.DelayMS, "double": &f.Double, "reorder": &f.Reorder, "drop_percent": &f.DropPercent, "poison": &f.Poison,
	} {
		n, err := strconv.Atoi(v.form.Text(name))
		if err != nil {
			v.form.Blame(name, "Enter a whole number.")
			continue
		}
		*into = n
	}
	f.SameTime = v.form.Text("same_time") != ""
	if v.form.Text("do") == "clear" {
		v.clearFaults(f)
		return
	}
	if v.form.Wrong() {
		v.faults()
		return
	}
	if _, err := v.s.world.SetFaults(f); err != nil {
		v.failed(err, (*visit).faults)
		return
	}
	v.next(below+"faults", "faults")
}

// clearFaults ends all faults but the outage, which has a switch of its own.
func (v *visit) clearFaults(f world.Faults) {
	if _, err := v.s.world.SetFaults(world.Faults{Double: 1, Outage: f.Outage, Seed: f.Seed}); err != nil {
		v.failed(err, (*visit).faults)
		return
	}
	done := "cleared"
	if f.Outage {
		done = "cleared-but"
	}
	v.next(below+"faults", done)
}

func (v *visit) putSettings() {
	on := func(name string) *bool { b := v.form.Text(name) != ""; return &b }
	_, err := v.s.world.ChangeSettings(world.SettingsPatch{AutoSignIn: on("auto_sign_in"), RetainInactive: on("retain_inactive"), Limits: on("limits")})
	if err != nil {
		v.failed(err, (*visit).faults)
		return
	}
	v.next(below+"faults", "settings")
}

// maxLeap is how far the clock moves on at once: ten years, in seconds.
const maxLeap = 10 * 365 * 86400

func (v *visit) advance() {
	seconds, err := strconv.ParseFloat(v.form.Text("seconds"), 64)
	if err != nil || math.IsNaN(seconds) || seconds < 0 || seconds > maxLeap {
		v.form.Blame("seconds", "Enter a number of seconds, from 0 to ten years’ worth.")
		v.form.Values = nil
		v.faults()
		return
	}
	if _, err := v.s.world.Advance(time.Duration(seconds * float64(time.Second))); err != nil {
		v.failed(err, (*visit).faults)
		return
	}
	v.back(below+"faults", "clock")
}
