package part

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"memberpulse/app/ui"
	"memberpulse/shared"
)

func TestATickTakesAHueOnlyWhereSomethingWentWrong(t *testing.T) {
	t.Parallel()
	got := Ticks([]shared.Tick{{Applied: 3}, {Applied: 1, Waiting: 2}, {Broken: 1, Waiting: 1}, {Applied: 2}})
	want := []ui.Tick{{N: 3}, {N: 3, Tone: ui.ToneWarn, Wrong: 2}, {N: 2, Tone: ui.ToneBad, Wrong: 1}, {N: 2, Tone: ui.ToneRun}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("ticks (-want +got):\n%s", diff)
	}
}

func TestEveryRoleIsShownWithEveryReason(t *testing.T) {
	t.Parallel()
	html := app.HTMLString(RolesBecause([]shared.Role{shared.RoleMember, shared.RoleClientAdmin}, []shared.RoleReason{
		{Role: shared.RoleMember, Source: shared.SourceDefault},
		{Role: shared.RoleClientAdmin, Source: shared.SourceDirectoryGroup, DirectoryGroupID: "directory_group_1", GroupName: "MemberPulse Admins"},
		{Role: shared.RoleClientAdmin, Source: shared.SourceGranted},
	}, func(id string) string { return "/people?group=" + id }))
	for _, want := range []string{"/people?group=directory_group_1", "Client admin", "MemberPulse Admins", "Granted by hand", "Default for everyone"} {
		if !strings.Contains(html, want) {
			t.Errorf("%q is missing in %s", want, html)
		}
	}
	if strings.Index(html, "Client admin") > strings.Index(html, "Default for everyone") {
		t.Error("the widest role does not come first")
	}
}

func TestTheWorstCheckIsABrokenOneBeforeAWarning(t *testing.T) {
	t.Parallel()
	checks := []shared.HealthCheck{{Key: "a", State: shared.HealthOK}, {Key: "b", State: shared.HealthWarning}, {Key: "c", State: shared.HealthBad}}
	if got, ok := Worst(checks); !ok || got.Key != "c" {
		t.Errorf("got %v, %v", got.Key, ok)
	}
	if _, ok := Worst(checks[:1]); ok {
		t.Error("all is well, yet something is worst")
	}
}

func TestACheckThatNeedsSomebodySaysWhyAndLeadsThere(t *testing.T) {
	t.Parallel()
	check := shared.HealthCheck{Key: "webhooks", Title: "Webhooks", State: shared.HealthWarning, Detail: "No webhook has arrived.", Link: "/admin/events"}
	line := func() (html string) {
		for _, kid := range HealthLine(check, func(path string) string { return path }) {
			html += app.HTMLString(kid)
		}
		return html
	}
	if html := line(); !strings.Contains(html, "  No webhook has arrived.") || !strings.Contains(html, `href="/admin/events"`) {
		t.Errorf("a warning: %s", html)
	}
	check.State = shared.HealthOK
	if html := line(); strings.Contains(html, "href") {
		t.Errorf("all is well: %s", html)
	}
}

func TestASyncTellsHowMuchOfAKnownTotalIsDone(t *testing.T) {
	t.Parallel()
	ten := 10
	run := shared.SyncRun{State: "running", Done: 4, Total: &ten, Rate: 2}
	if html := app.HTMLString(Progress(run, "All")); !strings.Contains(html, "40 %, 2 a second") {
		t.Errorf("4 of 10: %s", html)
	}
	run.Total = nil
	if html := app.HTMLString(Progress(run, "All")); strings.Contains(html, "%") {
		t.Errorf("of an unknown total: %s", html)
	}
}

func TestLiveRowsStandFirstOncePerID(t *testing.T) {
	t.Parallel()
	row := func(ids ...string) (out []shared.SyncLog) {
		for _, id := range ids {
			out = append(out, shared.SyncLog{EventID: id})
		}
		return out
	}
	if diff := cmp.Diff(row("4", "2", "3"), Newest(row("2", "4"), row("3", "2", "1"), LogID, 3)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestATotalIsSaidOnlyWhereItIsKnown(t *testing.T) {
	t.Parallel()
	ten := 10
	for _, c := range []struct {
		state string
		done  int
		total *int
		want  int
	}{
		{"running", 4, nil, 0}, {"running", 4, &ten, 10}, {"running", 10, &ten, 0}, {"completed", 10, &ten, 10},
	} {
		if got := totalOf(c.state, c.done, c.total); got != c.want {
			t.Errorf("%s, %d done: got %d, want %d", c.state, c.done, got, c.want)
		}
	}
}
