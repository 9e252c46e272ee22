package overview

import (
	"slices"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

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
	sso := step{title: words.Say(words.ConnectSSO), note: words.Say(words.NoConnectionYet)}
	if c := o.Connection; c != nil {
		sso.note = words.Say(words.SSOThrough, c.Name, part.ConnectionType(c.Type), c.State)
		sso.done = c.State == "active"
		sso.link, sso.path = words.Say(words.SignInAttempts), shared.PathAttempts
	}
	dir := step{title: words.Say(words.ConnectDirectory), note: words.Say(words.NoDirectoryYet)}
	if d := o.Directory; d != nil {
		dir.note = words.Say(words.DirectoryBrings, d.Name, words.Plural(o.Counts.Users, words.Person), words.Plural(o.Counts.Groups, words.Group))
		dir.done = d.State == "active"
		dir.link, dir.path = words.Say(words.Directory), shared.PathDirectory
	}
	domains := step{title: words.Say(words.ProveDomain), note: words.Say(words.WhatDomainIsGood)}
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
			out[i].Action = words.Say(words.OperatorLooksAfter)
		}
	}
	return out
}

// loading is the shape of the figures that come, by their labels.
func loading(labels ...words.Key) app.UI {
	tiles := make([]app.UI, len(labels))
	for i, label := range labels {
		tiles[i] = ui.StatLoading(label)
	}
	return ui.Stats(tiles...)
}

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
		return ui.Run, words.Say(words.FirstSyncRunning)
	}
	if worst, bad := part.Worst(checksFor(operator, o.Checks)); bad {
		return part.HealthKind(worst.State), words.Say(words.NeedsAttention, worst.Title)
	}
	switch {
	case o.Directory != nil:
		return ui.OK, words.Say(words.DirectoryInStep, o.Directory.Name)
	case o.Connection != nil:
		return ui.OK, words.Say(words.SignInWorks)
	}
	return ui.Off, words.Say(words.NothingConnected)
}

func troubledSaid(d shared.DayFigures) string {
	if d.Troubled == 0 {
		return words.Say(words.AllApplied)
	}
	return words.Say(words.SoManyNotApplied, words.Count(d.Troubled))
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
