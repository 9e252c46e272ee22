package event

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"memberpulse/app/shell"
	"memberpulse/app/state"
	"memberpulse/app/ui"
	"memberpulse/shared"
)

func TestBeforeAndAfterComeFromThePayload(t *testing.T) {
	t.Parallel()
	e := shared.Event{
		ChangedFields: []string{"state", "custom_attributes.job_title", "roles"},
		Data:          []byte(`{"state":"inactive","custom_attributes":{"job_title":"Charge Nurse"},"previous_attributes":{"state":"active","custom_attributes":{"job_title":null}}}`),
	}
	want := []ui.FieldChange{
		{Field: "state", Was: "active", Is: "inactive"},
		{Field: "custom_attributes.job_title", Is: "Charge Nurse"},
		{Field: "roles", Is: "changed"},
	}
	if diff := cmp.Diff(want, changesOf(e)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := changesOf(shared.Event{Data: []byte(`{"broken`), ChangedFields: []string{"state"}}); got != nil {
		t.Errorf("a payload that cannot be read: %v", got)
	}
}

func TestEveryOutcomeSaysWhatItMeans(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, o := range shared.Outcomes {
		said := outcomeSaid(shared.Event{Outcome: o})
		if said == "" || seen[said] {
			t.Errorf("%s: %q", o, said)
		}
		seen[said] = true
		if decidedStage(shared.Event{Outcome: o}).State == "" {
			t.Errorf("%s has no stage", o)
		}
	}
}

func TestStagesCountFromWhatCameFirst(t *testing.T) {
	t.Parallel()
	written := time.Date(2026, 11, 22, 5, 35, 59, 382e6, time.UTC)
	applied := written.Add(40 * time.Millisecond)
	said := drawn(ui.Timeline(stagesOf(shared.Event{Outcome: shared.OutcomeApplied, CreatedAt: written, ReceivedAt: written.Add(3 * time.Millisecond), AppliedAt: &applied})...))
	for _, want := range []string{"05:35:59.382", "+3 ms", "+40 ms"} {
		if !strings.Contains(said, want) {
			t.Errorf("without %q: %s", want, said)
		}
	}
	applied = written.Add(-193 * time.Millisecond)
	said = drawn(ui.Timeline(stagesOf(shared.Event{Outcome: shared.OutcomeApplied, CreatedAt: written, ReceivedAt: written.Add(-230 * time.Millisecond), AppliedAt: &applied})...))
	for _, want := range []string{"clock is 230 ms ahead", "05:35:59.152", "+37 ms"} {
		if !strings.Contains(said, want) {
			t.Errorf("without %q: %s", want, said)
		}
	}
}

// drawn is what a part of the page draws.
func drawn(v app.UI) string { return app.HTMLString(v) }

func TestAnEventThatWasTriedAgainTellsHowLongThatTook(t *testing.T) {
	t.Parallel()
	came := time.Date(2026, 11, 22, 5, 35, 59, 0, time.UTC)
	applied := came.Add(22 * time.Minute)
	if said := tookSaid(shared.Event{ReceivedAt: came, AppliedAt: &applied, TookMS: 41}); said != "41 ms after it was tried again" {
		t.Errorf("replayed: %q", said)
	}
	if said := tookSaid(shared.Event{ReceivedAt: came, AppliedAt: &applied, TookMS: 22 * 60_000}); said != "22 min after it came" {
		t.Errorf("parked until its group came: %q", said)
	}
}

func TestFieldsAreCalledMarkedOnlyWhereSomeAre(t *testing.T) {
	t.Parallel()
	p := &Page{}
	e := shared.Event{Data: []byte(`{"state":"active"}`)}
	if said := drawn(p.payload(e)); strings.Contains(said, "marked") {
		t.Errorf("nothing changed: %s", said)
	}
	e.ChangedFields = []string{"state"}
	if said := drawn(p.payload(e)); !strings.Contains(said, "marked") {
		t.Errorf("the state changed: %s", said)
	}
}

func TestTheCrumbLeadsToAListThatTheReaderCanSee(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		address  string
		platform bool
		want     shell.Crumb
	}{
		{"/events/event_1", false, shell.Crumb{Label: "Activity", Href: "/activity"}},
		{"/events/event_1", true, shell.Crumb{Label: "Events", Href: "/admin/events"}},
		{"/events/event_1?organization_id=org_1", true, shell.Crumb{Label: "Activity", Href: "/activity?organization_id=org_1"}},
	} {
		u, err := url.Parse(c.address)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(c.want, listOf(state.ParseQuery(u), c.platform)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.address, diff)
		}
	}
}
