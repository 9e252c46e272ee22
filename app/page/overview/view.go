package overview

import (
	"slices"

	"memberpulse/app/part"
	"memberpulse/app/state"
	"memberpulse/app/ui"
	"memberpulse/app/ui/words"
	"memberpulse/shared"
)

// step is a line of the set-up list.
type step struct {
	title, note, link, path string
	done                    bool
}

// stepsOf tells what of the set-up is done; what a screen of ours opens, leads there.
func stepsOf(o shared.Overview) []step {
	sso := step{title: "Connect sign-in (SSO)", note: "No connection yet: people cannot sign in through your identity provider."}
	if c := o.Connection; c != nil {
		sso.note = c.Name + " (" + part.ConnectionType(c.Type) + "), " + c.State
		sso.done = c.State == "active"
		sso.link, sso.path = "Sign-in attempts", shared.PathAttempts
	}
	dir := step{title: "Connect the directory", note: "No directory yet: people are not brought here by themselves."}
	if d := o.Directory; d != nil {
		dir.note = d.Name + ", " + words.Plural(o.Counts.Users, words.Person) + " and " + words.Plural(o.Counts.Groups, words.Group)
		dir.done = d.State == "active"
		dir.link, dir.path = "Directory", shared.PathDirectory
	}
	domains := step{title: "Prove your domain", note: "A verified domain lets people be recognized by their e-mail address."}
	for _, c := range o.Checks {
		if c.Key == "domains" {
			domains.note, domains.done = c.Detail, c.State == shared.HealthOK
		}
	}
	return []step{domains, sso, dir}
}

// startOf is where somebody starts who has no overview of an organization; "" for who has one.
func startOf(me shared.Me, scope string) string {
	switch {
	case scope != "" || shared.Can(me.Roles, shared.CapabilityRead) && me.Organization != nil:
		return ""
	case shared.Can(me.Roles, shared.CapabilityPlatform):
		return shared.PathPlatform
	case len(me.Roles) == 0 && slices.Contains(me.Capabilities, shared.CapabilitySettings):
		return shared.PathWorkOSSettings
	}
	return shared.PathMe
}

// looksIn reports whether the reader is the operator of the platform, who looks into an organization.
func looksIn() bool { return state.Can(shared.CapabilityPlatform) }

// checksFor are the checks as a reader needs them: what the operator alone can mend is no call to act for a client, who
// is told of it and led nowhere.
func checksFor(operator bool, checks []shared.HealthCheck) []shared.HealthCheck {
	if operator {
		return checks
	}
	out := slices.Clone(checks)
	for i, c := range out {
		ofOperator := c.Key == "webhooks" || c.Key == "events_api"
		if _, calls := part.Worst(out[i : i+1]); ofOperator && calls {
			out[i].State, out[i].Link = shared.HealthOff, ""
			out[i].Action = "The operator of MemberPulse looks after it; there is nothing for you to do."
		}
	}
	return out
}

// The figures of a day are those of the last 24 hours, whatever the date.
const (
	changesOfDay = "Changes in 24 hours"
	signInsOfDay = "Sign-ins in 24 hours"
)

// changesSince is the list of the changes that a day's figure counts.
func changesSince(path string, ticks []shared.Tick) string {
	to := path + "?outcome=" + string(shared.OutcomeApplied)
	if since := part.SinceBegin(ticks); since != "" {
		to += "&" + since
	}
	return to
}

// notApplied is the list of what a figure of trouble counts.
func notApplied(path string) string { return path + "?outcome=" + part.NotApplied }

// verdictOf says in a few words how the organization stands.
func verdictOf(o shared.Overview, operator bool) (ui.Kind, string) {
	if o.SyncRun != nil && o.SyncRun.State == "running" {
		return ui.Run, "First sync running"
	}
	if worst, bad := part.Worst(checksFor(operator, o.Checks)); bad {
		return part.HealthKind(worst.State), "Needs attention: " + worst.Title
	}
	switch {
	case o.Directory != nil:
		return ui.OK, "In step with " + o.Directory.Name
	case o.Connection != nil:
		return ui.OK, "Sign-in works, no directory is connected"
	}
	return ui.Off, "Nothing is connected yet"
}

func troubledSaid(d shared.DayFigures) string {
	if d.Troubled == 0 {
		return "all applied"
	}
	return words.Count(d.Troubled) + " not applied"
}

func onlyRefused(rows []shared.SignInAttempt) []shared.SignInAttempt {
	var out []shared.SignInAttempt
	for _, a := range rows {
		if a.Status == "refused" {
			out = append(out, a)
		}
	}
	return out
}

func running(runs []shared.SyncRun) *shared.SyncRun {
	for i := range runs {
		if runs[i].State == "running" {
			return &runs[i]
		}
	}
	return nil
}
