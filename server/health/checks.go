package health

import (
	"fmt"
	"slices"
	"time"

	"memberpulse/shared"
)

// checks looks at everything of an organization.
func (f *facts) checks(p poll, now time.Time) []shared.HealthCheck {
	out := []shared.HealthCheck{f.checkSSO(now), f.checkDirectory(), f.checkWebhooks(now), p.check(now), f.checkTrouble(), f.checkDomains()}
	return out
}

// Words of who acts. Connections, directories and domains are set up in WorkOS's Admin Portal, to which a link leads that
// the operator sends.
const (
	byClientAdmin = "A client admin "
	byOperator    = "The operator of MemberPulse "
	inPortal      = " in WorkOS's Admin Portal; the operator of MemberPulse sends the link."

	checkEndpoint = "checks in WorkOS that a webhook endpoint leads to the address that Platform Settings > Integrations > WorkOS shows, " +
		"and that WORKOS_WEBHOOK_SECRET holds that endpoint's secret."
)

func (f *facts) checkSSO(now time.Time) shared.HealthCheck {
	c := shared.HealthCheck{Key: "sso", Title: "Single sign-on", Link: shared.PathAttempts}
	if f.connection == nil {
		c.State, c.Detail = shared.HealthOff, "No connection to an identity provider is set up."
		c.Action = byClientAdmin + "sets one up" + inPortal
		return c
	}
	k := f.connection
	c.Since = &k.UpdatedAt
	switch {
	case k.State == "active" && k.Enabled:
		c.State = shared.HealthOK
		c.Detail = fmt.Sprintf("“%s” is active. %s", k.Name, lastSignIn(f.lastSignIn, now))
	case k.State == "active":
		c.State = shared.HealthWarning
		c.Detail = fmt.Sprintf("“%s” is active in WorkOS and disabled here, so nobody can sign in with it.", k.Name)
		c.Action = byClientAdmin + "enables it under Settings > Authentication."
	case k.State == "validating":
		c.State = shared.HealthSyncing
		c.Detail = fmt.Sprintf("WorkOS is checking the details of “%s”.", k.Name)
		c.Action = "Nothing to do for now. If it stays so for an hour, a client admin saves the details again" + inPortal
	case k.State == "draft" || k.State == "unlinked":
		c.State = shared.HealthWarning
		c.Detail = fmt.Sprintf("The set-up of “%s” was begun and is not finished.", k.Name)
		c.Action = byClientAdmin + "finishes it" + inPortal
	default:
		c.State = shared.HealthBad
		c.Detail = fmt.Sprintf("“%s” is inactive in WorkOS: signing in with it fails.", k.Name)
		c.Action = byClientAdmin + "checks the identity provider's details and certificate" + inPortal
	}
	return c
}

func lastSignIn(at *time.Time, now time.Time) string {
	if at == nil {
		return "Nobody has signed in with it yet."
	}
	return "Last sign-in " + when(*at, now) + "."
}

// when tells a time as briefly as it is clear.
func when(t, now time.Time) string {
	switch t, now = t.UTC(), now.UTC(); {
	case t.Format(time.DateOnly) == now.Format(time.DateOnly):
		return t.Format("at 15:04 UTC")
	case t.Year() == now.Year():
		return t.Format("on January 2 at 15:04 UTC")
	default:
		return t.Format("on January 2, 2006 at 15:04 UTC")
	}
}

func (f *facts) running() *shared.SyncRun {
	for i := range f.runs {
		if f.runs[i].State == "running" {
			return &f.runs[i]
		}
	}
	return nil
}

func (f *facts) checkDirectory() shared.HealthCheck {
	c := shared.HealthCheck{Key: "directory", Title: "Directory", Link: shared.PathDirectory}
	if f.directory == nil {
		c.State, c.Detail = shared.HealthOff, "No directory is linked: people are known only once they sign in."
		c.Action = byClientAdmin + "links one" + inPortal
		return c
	}
	d := f.directory
	c.Since = &d.UpdatedAt
	run := f.running()
	switch {
	case d.State == "active" && run != nil:
		c.State, c.Since = shared.HealthSyncing, &run.StartedAt
		c.Detail = fmt.Sprintf("“%s” is being synced: %s so far.", d.Name, people(f.counts))
		c.Action = "Nothing to do: it ends by itself."
	case d.State == "active":
		c.State = shared.HealthOK
		c.Detail = fmt.Sprintf("“%s” is linked, with %s.", d.Name, people(f.counts))
	case d.State == "validating":
		c.State = shared.HealthSyncing
		c.Detail = fmt.Sprintf("WorkOS is checking the credentials of “%s”.", d.Name)
		c.Action = "Nothing to do for now. If it stays so for an hour, a client admin checks the token" + inPortal
	case d.State == "invalid_credentials":
		c.State = shared.HealthBad
		c.Detail = fmt.Sprintf("The identity provider refuses the credentials of “%s”, so no change arrives.", d.Name)
		c.Action = byClientAdmin + "renews the token" + inPortal
	default:
		c.State = shared.HealthBad
		c.Detail = fmt.Sprintf("“%s” is not linked in WorkOS any more, so no change arrives.", d.Name)
		c.Action = byClientAdmin + "links it again" + inPortal
	}
	return c
}

func people(n shared.Counts) string {
	return plural(n.Users, "person", "people") + " in " + plural(n.Groups, "group", "groups")
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

func (f *facts) checkWebhooks(now time.Time) shared.HealthCheck {
	c := shared.HealthCheck{Key: "webhooks", Title: "Webhooks", Since: f.recent.LastWebhook, Link: shared.PathActivity}
	r := f.recent
	switch {
	case r.Events == 0:
		c.State, c.Detail = shared.HealthOff, "WorkOS has not told anything of this organization yet."
		c.Action = "Nothing to do: events come once SSO or a directory is set up."
	case r.LastWebhook == nil:
		c.State = shared.HealthWarning
		c.Detail = fmt.Sprintf("All of the last %s came by the Events API: no webhook has arrived.", plural(r.Events, "event", "events"))
		c.Action = byOperator + checkEndpoint
	case r.Healed > 0:
		c.State = shared.HealthOK
		c.Detail = fmt.Sprintf("The last one came %s. Of the last %d events, %d came by the Events API since no webhook had brought %s.", when(*r.LastWebhook, now), r.Events, r.Healed, them(r.Healed))
	default:
		c.State = shared.HealthOK
		c.Detail = fmt.Sprintf("The last one came %s. %s", when(*r.LastWebhook, now), duplicates(r.Duplicates))
	}
	return c
}

func them(n int) string {
	if n == 1 {
		return "it"
	}
	return "them"
}

func duplicates(n int) string {
	if n == 0 {
		return "None came twice."
	}
	return plural(n, "repeated delivery was", "repeated deliveries were") + " recognized, and changed nothing."
}

func (f *facts) checkTrouble() shared.HealthCheck {
	c := shared.HealthCheck{Key: "trouble", Title: "Problems", State: shared.HealthOK, Detail: "Every event was applied, or needed nothing.", Since: f.troubleSince}
	n := f.counts
	if n.Failed+n.Dead+n.Parked+f.held == 0 {
		return c
	}
	c.Detail = told([]part{
		{n.Dead, "was given up", "were given up"},
		{n.Failed, "failed and is tried again", "failed and are tried again"},
		{f.held, "is held for approval", "are held for approval"},
		{n.Parked, "waits for something that has not come", "wait for something that has not come"},
	})
	switch {
	case n.Dead > 0:
		c.State, c.Link = shared.HealthBad, shared.PathActivity+"?outcome=dead"
		c.Action = byClientAdmin + "opens the events, reads the cause and replays them once it is mended."
	case f.held > 0:
		c.State, c.Link = shared.HealthWarning, shared.PathActivity+"?outcome=held"
		c.Action = byClientAdmin + "opens the events and reads why they are held; their people keep access meanwhile."
	case n.Failed > 0:
		c.State, c.Link = shared.HealthWarning, shared.PathActivity+"?outcome=failed"
		c.Action = "Nothing to do while it is tried again. If it lasts, a client admin opens the event and reads the cause."
	default:
		c.State, c.Link = shared.HealthWarning, shared.PathActivity+"?outcome=parked"
		c.Action = "Nothing to do: they are applied when that comes, and given up after 30 minutes."
	}
	return c
}

type part struct {
	n         int
	one, many string
}

// told joins the parts that count something: "1 event was given up, 2 wait for something that has not come."
func told(parts []part) string {
	text := ""
	for _, p := range parts {
		if p.n == 0 {
			continue
		}
		verb := p.many
		if p.n == 1 {
			verb = p.one
		}
		if text == "" {
			text = plural(p.n, "event", "events") + " " + verb
		} else {
			text += fmt.Sprintf(", %d %s", p.n, verb)
		}
	}
	return text + "."
}

func (f *facts) checkDomains() shared.HealthCheck {
	c := shared.HealthCheck{Key: "domains", Title: "Domains"}
	verified := 0
	for _, d := range f.domains {
		if d.State == "verified" || d.State == "legacy_verified" {
			verified++
		}
	}
	switch {
	case len(f.domains) == 0:
		c.State, c.Detail = shared.HealthOff, "No domain is named, so people are not found by their e-mail address."
		c.Action = byOperator + "adds the company's domain to the organization in WorkOS, or sends a client admin the link to WorkOS's Admin Portal for it."
	case verified == 0:
		c.State = shared.HealthWarning
		c.Detail = "No domain is verified, so people are not matched by their e-mail address."
		c.Action = byClientAdmin + "publishes the DNS record that is shown" + inPortal
	case verified < len(f.domains):
		c.State = shared.HealthWarning
		c.Detail = fmt.Sprintf("%d of %d domains are verified.", verified, len(f.domains))
		c.Action = byClientAdmin + "verifies the others" + inPortal
	default:
		c.State = shared.HealthOK
		c.Detail = plural(verified, "domain is verified.", "domains are verified.")
	}
	return c
}

// word is one word over all checks: the worst of them that counts. What is not set up counts only where nothing is.
func (f *facts) word(checks []shared.HealthCheck) shared.Health {
	if f.connection == nil && f.directory == nil {
		return shared.HealthOff
	}
	for _, worst := range []shared.Health{shared.HealthBad, shared.HealthSyncing, shared.HealthWarning} {
		if slices.ContainsFunc(checks, func(c shared.HealthCheck) bool { return c.State == worst && c.Key != "events_api" }) {
			return worst
		}
	}
	return shared.HealthOK
}
