package directory

import (
	"slices"
	"strings"
	"time"

	"memberpulse/app/ui"
	"memberpulse/app/ui/words"
	"memberpulse/shared"
)

// trouble is what came and is not applied: how much of each, and the latest.
type trouble struct {
	counts shared.Counts
	rows   []shared.SyncLog
}

func countsOf(counted []shared.OutcomeCount) shared.Counts {
	var c shared.Counts
	for _, o := range counted {
		switch o.Outcome {
		case shared.OutcomeParked:
			c.Parked += o.Count
		case shared.OutcomeFailed:
			c.Failed += o.Count
		case shared.OutcomeDead:
			c.Dead += o.Count
		case shared.OutcomePending, shared.OutcomeApplied, shared.OutcomeStale, shared.OutcomeIgnored, shared.OutcomeHeld:
		}
	}
	return c
}

// stateOf says in a word how a directory stands.
func stateOf(d shared.Directory, troubled int) (ui.Kind, string) {
	switch {
	case d.DeletedAt != nil:
		return ui.Dead, words.Say(words.Deleted)
	case d.SyncRun != nil && d.SyncRun.State == "running":
		return ui.Run, words.Say(words.FirstSyncRunning)
	}
	switch d.State {
	case "active":
		if troubled > 0 {
			return ui.Warn, words.Say(words.InStepBut, words.Plural(troubled, words.Change))
		}
		return ui.OK, words.Say(words.InStep)
	case "validating":
		return ui.Run, words.Say(words.BeingSetUp)
	case "invalid_credentials":
		return ui.Bad, words.Say(words.ProviderRefusesUs)
	case "deleting":
		return ui.Warn, words.Say(words.BeingRemoved)
	}
	return ui.Off, words.Say(words.NotConnected)
}

// firstSyncSaid tells of the first sync once it is over.
func firstSyncSaid(run *shared.SyncRun) string {
	if run == nil || run.State == "running" {
		return ""
	}
	if run.State == "failed" || run.FinishedAt == nil {
		return words.Say(words.StoppedAfter, words.Plural(run.Done, words.Change))
	}
	return words.Say(words.SoManyInTime, words.Plural(run.Done, words.Change), words.Duration(run.FinishedAt.Sub(run.StartedAt).Round(time.Second)))
}

// mends reports whether a row tells anew of an event that is in trouble.
func mends(rows, troubled []shared.SyncLog) bool {
	return slices.ContainsFunc(rows, func(l shared.SyncLog) bool {
		return slices.ContainsFunc(troubled, func(t shared.SyncLog) bool { return t.EventID == l.EventID })
	})
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

// accessSaid tells where the access between the provider and WorkOS is looked after: a SCIM provider pushes with a token,
// any other is read by WorkOS.
func accessSaid(kind string) string {
	if strings.Contains(kind, "scim") {
		return words.Say(words.SCIMAccess)
	}
	return words.Say(words.PolledAccess)
}
