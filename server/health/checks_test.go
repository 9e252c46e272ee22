package health

import (
	"strings"
	"testing"
	"time"

	"memberpulse/shared"
)

func TestChecksSayWhatIsWrongAndWhoActs(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	early := now.Add(-time.Hour)
	okta := &connection{ID: "conn_1", Name: "Okta", State: "active", Enabled: true, UpdatedAt: early}
	scim := &directory{ID: "directory_1", Name: "Okta SCIM", State: "active", UpdatedAt: early}
	with := func(change func(*facts)) *facts {
		c, d := *okta, *scim
		f := &facts{
			id: "org_1", connection: &c, directory: &d, recent: recent{Events: 3, LastWebhook: &early},
			domains: []shared.OrganizationDomain{{Domain: "northwind.example", State: "verified"}},
		}
		change(f)
		return f
	}
	for name, c := range map[string]struct {
		facts *facts
		key   string
		state shared.Health
		says  string
		word  shared.Health
	}{
		"all is well":          {with(func(*facts) {}), "trouble", shared.HealthOK, "applied", shared.HealthOK},
		"nothing is connected": {&facts{id: "org_1"}, "sso", shared.HealthOff, "No connection", shared.HealthOff},
		"disabled here":        {with(func(f *facts) { f.connection.Enabled = false }), "sso", shared.HealthWarning, "disabled here", shared.HealthWarning},
		"inactive in WorkOS":   {with(func(f *facts) { f.connection.State = "inactive" }), "sso", shared.HealthBad, "inactive in WorkOS", shared.HealthBad},
		"token refused":        {with(func(f *facts) { f.directory.State = "invalid_credentials" }), "directory", shared.HealthBad, "refuses the credentials", shared.HealthBad},
		"first sync": {with(func(f *facts) {
			f.runs, f.counts.Users, f.counts.Groups = []shared.SyncRun{{State: "running", StartedAt: now}}, 7, 1
		}), "directory", shared.HealthSyncing, "7 people in 1 group", shared.HealthSyncing},
		"one dead, two parked": {with(func(f *facts) { f.counts.Dead, f.counts.Parked = 1, 2 }), "trouble", shared.HealthBad, "1 event was given up, 2 wait", shared.HealthBad},
		"only the Events API":  {with(func(f *facts) { f.recent.LastWebhook, f.recent.Healed = nil, 3 }), "webhooks", shared.HealthWarning, "no webhook has arrived", shared.HealthWarning},
		"no domain verified":   {with(func(f *facts) { f.domains[0].State = "pending" }), "domains", shared.HealthWarning, "No domain is verified", shared.HealthWarning},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			checks := c.facts.checks(poll{begun: true, polledAt: &now}, now)
			if got := c.facts.word(checks); got != c.word {
				t.Errorf("the word is %s, want %s", got, c.word)
			}
			for _, check := range checks {
				if check.State != shared.HealthOK && check.Action == "" {
					t.Errorf("%s says not who acts: %+v", check.Key, check)
				}
				if check.Key == c.key && (check.State != c.state || !strings.Contains(check.Detail, c.says)) {
					t.Errorf("got %+v, want %s with %q", check, c.state, c.says)
				}
			}
		})
	}
}

func TestPollOfTheEventsAPIIsWatched(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	late := now.Add(-6 * time.Minute)
	for want, p := range map[shared.Health]poll{
		shared.HealthOff:     {},
		shared.HealthOK:      {begun: true, polledAt: &now},
		shared.HealthWarning: {begun: true, polledAt: &now, failed: true},
		shared.HealthBad:     {begun: true, polledAt: &late},
	} {
		if got := p.check(now); got.State != want {
			t.Errorf("%+v: %s, want %s", p, got.State, want)
		}
	}
}
