package directory

import (
	"testing"
	"time"

	"memberpulse/app/ui"
	"memberpulse/shared"
)

func TestADirectoryStandsAsItsStateSays(t *testing.T) {
	t.Parallel()
	gone := time.Now()
	for _, c := range []struct {
		d    shared.Directory
		kind ui.Kind
	}{
		{shared.Directory{State: "active"}, ui.OK},
		{shared.Directory{State: "active", SyncRun: &shared.SyncRun{State: "running"}}, ui.Run},
		{shared.Directory{State: "active", SyncRun: &shared.SyncRun{State: "completed"}}, ui.OK},
		{shared.Directory{State: "invalid_credentials"}, ui.Bad},
		{shared.Directory{State: "inactive"}, ui.Off},
		{shared.Directory{State: "active", DeletedAt: &gone}, ui.Dead},
	} {
		if kind, said := stateOf(c.d); kind != c.kind || said == "" {
			t.Errorf("%s: got %s %q, want %s", c.d.State, kind, said, c.kind)
		}
	}
}

func TestATypeIsSaidAsPeopleSayIt(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"okta scim v2.0": "Okta, SCIM 2.0", "gsuite directory": "Google Workspace", "rippling scim v2.0": "Rippling SCIM 2.0", "": "Unknown provider",
	} {
		if got := typeName(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}
