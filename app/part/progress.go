package part

import (
	"time"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"memberpulse/app/ui"
	"memberpulse/app/ui/words"
	"memberpulse/shared"
)

// Progress is a sync run as one bar: n of m, rate, time left.
func Progress(run shared.SyncRun, label string) app.UI {
	p := ui.Progress(label).Big().Of(run.Done, totalOf(run.State, run.Done, run.Total))
	switch run.State {
	case "completed":
		return p.Done().Say(words.Say(words.AppliedOf, words.Plural(run.Done, words.Change)), tookSaid(run))
	case "failed":
		return p.Bad().Say(words.Say(words.ItStopped), "")
	}
	left := ""
	if run.ETASeconds != nil {
		left = words.Say(words.AboutLeft, words.Duration(roughly(time.Duration(*run.ETASeconds)*time.Second)))
	}
	pace := words.Say(words.PerSecond, words.Count(int(run.Rate+0.5)))
	if done := percentSaid(run.Done, totalOf(run.State, run.Done, run.Total)); done != "" {
		pace = words.Say(words.Both, done, pace)
	}
	return p.Say(pace, left)
}

// percentSaid is how much of the total is done; "" while the total is not known.
func percentSaid(done, total int) string {
	if total <= 0 {
		return ""
	}
	return words.Say(words.Percent, words.Count(100*done/total))
}

// roughly leaves the seconds out of what takes minutes: they would jump at every look.
func roughly(d time.Duration) time.Duration {
	if d >= 2*time.Minute {
		return d.Round(time.Minute)
	}
	return d
}

// totalOf is how many there are, or zero while that is not known: a directory that pushes tells only what it has sent, so
// having all of that is not having all.
func totalOf(state string, done int, total *int) int {
	if total == nil || state == "running" && done >= *total {
		return 0
	}
	return *total
}

func tookSaid(run shared.SyncRun) string {
	if run.FinishedAt == nil {
		return ""
	}
	return words.Say(words.Took, words.Duration(run.FinishedAt.Sub(run.StartedAt).Round(time.Second)))
}

// Phases are a sync run's people, groups and memberships, each as a bar.
func Phases(run shared.SyncRun) app.UI {
	var bars []app.UI
	for _, ph := range run.Phases {
		total := totalOf(run.State, ph.Done, ph.Total)
		bar := ui.Progress(PhaseName(ph.Phase)).Of(ph.Done, total).Say(percentSaid(ph.Done, total), "")
		if run.State == "completed" {
			bar.Of(ph.Done, max(ph.Done, 1)).Done().Say("", "")
		}
		bars = append(bars, bar)
	}
	return ui.Cols3(bars...)
}

// PhaseName is what a phase of a sync run brings.
func PhaseName(phase string) string {
	switch phase {
	case "users":
		return words.Say(words.People)
	case "groups":
		return words.Say(words.Groups)
	case "memberships":
		return words.Say(words.Memberships)
	}
	return words.Say(words.Done)
}
