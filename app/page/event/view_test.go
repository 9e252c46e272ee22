package event

import (
	"net/url"
	"testing"

	"github.com/google/go-cmp/cmp"

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
