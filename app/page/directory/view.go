package directory

import (
	"time"

	"memberpulse/app/part"
	"memberpulse/app/ui"
	"memberpulse/app/ui/words"
	"memberpulse/shared"
)

// stateOf says in a word how a directory stands.
func stateOf(d shared.Directory) (ui.Kind, string) {
	switch {
	case d.DeletedAt != nil:
		return ui.Dead, "Deleted"
	case d.SyncRun != nil && d.SyncRun.State == "running":
		return ui.Run, "First sync running"
	}
	switch d.State {
	case "active":
		if n := part.Trouble(d.Counts); n > 0 {
			return ui.Warn, "In step but for " + words.Plural(n, words.Change)
		}
		return ui.OK, "In step"
	case "validating":
		return ui.Run, "Being set up"
	case "invalid_credentials":
		return ui.Bad, "The provider refuses our credentials"
	case "deleting":
		return ui.Warn, "Being removed"
	}
	return ui.Off, "Not connected"
}

// firstSyncSaid tells of the first sync once it is over.
func firstSyncSaid(run *shared.SyncRun) string {
	if run == nil || run.State == "running" {
		return ""
	}
	if run.State == "failed" || run.FinishedAt == nil {
		return "stopped after " + words.Plural(run.Done, words.Change)
	}
	return words.Plural(run.Done, words.Change) + " in " + words.Duration(run.FinishedAt.Sub(run.StartedAt).Round(time.Second))
}

func anyTrouble(rows []shared.SyncLog) bool {
	for _, l := range rows {
		switch l.Outcome {
		case shared.OutcomeDead, shared.OutcomeFailed, shared.OutcomeParked, shared.OutcomeHeld:
			return true
		case shared.OutcomePending, shared.OutcomeApplied, shared.OutcomeStale, shared.OutcomeIgnored:
		}
	}
	return false
}
