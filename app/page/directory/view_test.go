package directory

import (
	"strings"
	"testing"
	"time"

	"memberpulse/app/ui"
	"memberpulse/shared"
)

func TestADirectoryStandsAsItsStateSays(t *testing.T) {
	t.Parallel()
	gone := time.Now()
	for _, c := range []struct {
		d        shared.Directory
		troubled int
		kind     ui.Kind
	}{
		{shared.Directory{State: "active"}, 0, ui.OK},
		{shared.Directory{State: "active", SyncRun: &shared.SyncRun{State: "running"}}, 0, ui.Run},
		{shared.Directory{State: "active", SyncRun: &shared.SyncRun{State: "completed"}}, 0, ui.OK},
		{shared.Directory{State: "active"}, 2, ui.Warn},
		{shared.Directory{State: "invalid_credentials"}, 0, ui.Bad},
		{shared.Directory{State: "inactive"}, 0, ui.Off},
		{shared.Directory{State: "active", DeletedAt: &gone}, 0, ui.Dead},
	} {
		if kind, said := stateOf(c.d, c.troubled); kind != c.kind || said == "" {
			t.Errorf("%s: got %s %q, want %s", c.d.State, kind, said, c.kind)
		}
	}
}

func TestAFirstSyncIsToldOnceItIsOver(t *testing.T) {
	t.Parallel()
	began := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	ended := began.Add(159 * time.Second)
	for _, c := range []struct {
		run  *shared.SyncRun
		want string
	}{
		{nil, ""},
		{&shared.SyncRun{State: "running", Done: 4}, ""},
		{&shared.SyncRun{State: "completed", Done: 1815, StartedAt: began, FinishedAt: &ended}, "1,815 changes in 2 min 39 s"},
		{&shared.SyncRun{State: "failed", Done: 12}, "stopped after 12 changes"},
	} {
		if got := firstSyncSaid(c.run); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

func TestOnlyASCIMProviderHasAnEndpointAndAToken(t *testing.T) {
	t.Parallel()
	for kind, want := range map[string]bool{"okta scim v2.0": true, "generic scim v2.0": true, "gsuite directory": false, "workday": false} {
		if got := strings.Contains(accessSaid(kind), "SCIM"); got != want {
			t.Errorf("%s: SCIM is spoken of: %v", kind, got)
		}
	}
}
