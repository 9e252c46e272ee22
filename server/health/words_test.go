package health

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"memberpulse/shared"
)

// saidPlaces are the places of the screens that checks may send people to, as the navigation and the crumbs name them.
var saidPlaces = []string{"Settings > Authentication", "Platform Settings > Integrations > WorkOS"}

// linkedScreens are the screens that checks may link to. The table of screens is made of the same names.
var linkedScreens = []string{shared.PathAttempts, shared.PathDirectory, shared.PathActivity, shared.PathEvents, shared.PathWorkOSSettings}

var (
	place   = regexp.MustCompile(`[A-Z]\w*(?: [A-Z]\w*)* >(?: [A-Z]\w+(?: [A-Z]\w+)*)(?: > [A-Z]\w+)*`)
	notHere = []string{"saves", "is saved", "approves", "starts a sync", "Directory Sync", "Settings > Domains"}
)

// everyCheck is each check in each of its forms.
func everyCheck() (out []shared.HealthCheck) {
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	late := now.Add(-time.Hour)
	add := func(f facts, p poll) { out = append(out, f.checks(p, now)...) }
	add(facts{}, poll{})
	for _, state := range []string{"active", "validating", "draft", "unlinked", "inactive", "invalid_credentials", "deleting"} {
		add(facts{connection: &connection{State: state, Enabled: true}, directory: &directory{State: state}}, poll{begun: true, polledAt: &now})
		add(facts{connection: &connection{State: state}, directory: &directory{State: state}, runs: []shared.SyncRun{{State: "running"}}}, poll{begun: true, polledAt: &late})
	}
	for _, c := range []shared.Counts{{Dead: 1}, {Failed: 1}, {Parked: 1}} {
		add(facts{counts: c}, poll{begun: true, polledAt: &now, failed: true})
		out = append(out, inbox{Dead: c.Dead, Failed: c.Failed, Parked: c.Parked}.checkTrouble())
	}
	add(facts{held: 1}, poll{})
	out = append(out, inbox{Held: 1}.checkTrouble())
	for _, r := range []recent{{Events: 1}, {Events: 1, LastWebhook: &late}, {Events: 2, Healed: 1, LastWebhook: &late}} {
		add(facts{recent: r}, poll{})
	}
	for _, domains := range [][]string{{"pending"}, {"pending", "verified"}, {"verified"}} {
		f := facts{}
		for _, state := range domains {
			f.domains = append(f.domains, shared.OrganizationDomain{State: state})
		}
		add(f, poll{})
	}
	for _, in := range []inbox{{}, {Recent: 3}, {LastWebhook: &late}, {Pending: 1, Oldest: &late}} {
		out = append(out, in.checkWebhooks(true, now), in.checkWebhooks(false, now), in.checkBacklog(now), checkWorkOS(in.Recent > 0))
	}
	return out
}

func TestChecksSendPeopleOnlyToWhatIsThere(t *testing.T) {
	t.Parallel()
	named := map[string]bool{}
	for _, c := range everyCheck() {
		said := c.Detail + " " + c.Action
		for _, p := range place.FindAllString(said, -1) {
			if named[p] = true; !slices.Contains(saidPlaces, p) {
				t.Errorf("%s names the place %q: %s", c.Key, p, said)
			}
		}
		for _, words := range notHere {
			if strings.Contains(said, words) && !strings.Contains(said, "WorkOS's Admin Portal") {
				t.Errorf("%s tells of what nobody can do here: %s", c.Key, said)
			}
		}
		path, _, _ := strings.Cut(c.Link, "?")
		if path != "" && !slices.Contains(linkedScreens, path) {
			t.Errorf("%s links to %s, which is no screen", c.Key, c.Link)
		}
		if c.State != shared.HealthOK && c.Action == "" {
			t.Errorf("%s says not who acts: %+v", c.Key, c)
		}
	}
	if len(named) != len(saidPlaces) {
		t.Errorf("named are %v of %v", named, saidPlaces)
	}
}
