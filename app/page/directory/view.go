package directory

import (
	"strings"

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

var providers = map[string]string{
	"azure scim v2.0": "Microsoft Entra ID, SCIM 2.0", "okta scim v2.0": "Okta, SCIM 2.0", "gsuite directory": "Google Workspace",
	"onelogin scim v2.0": "OneLogin, SCIM 2.0", "jump cloud scim v2.0": "JumpCloud, SCIM 2.0", "generic scim v2.0": "SCIM 2.0",
}

// typeName is WorkOS's word for a directory's type, as people say it.
func typeName(t string) string {
	if name, ok := providers[t]; ok {
		return name
	}
	if t == "" {
		return "Unknown provider"
	}
	return strings.ToUpper(t[:1]) + strings.ReplaceAll(t[1:], "scim v2.0", "SCIM 2.0")
}

func recordsSaid(run shared.SyncRun) string {
	if run.Total == nil {
		return words.Count(run.Done) + " records"
	}
	return words.Of(run.Done, *run.Total) + " records"
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
