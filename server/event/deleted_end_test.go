package event_test

import (
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"memberpulse/shared"
)

// Somebody joins a group after one of both was deleted: that waits for a return, in words that are true, ends as no trouble
// of anybody's, and is applied when the deleted is created again, however late.
func TestAMembershipOfTheDeletedWaitsForTheirReturn(t *testing.T) {
	t.Parallel()
	created := dsync("event_9", "dsync.user.created", "directory_1", "org_1", personOf("directory_user_1", "Pia"), 0)
	group := dsync("event_9", "dsync.group.created", "directory_1", "org_1", groupOf("directory_group_1", "Night Shift"), 0)
	for name, tc := range map[string]struct{ gone, parked, ended, back string }{
		"the person": {
			dsync("event_3", "dsync.user.deleted", "directory_1", "org_1", personOf("directory_user_1", "Pia"), -10),
			"A membership of the group Night Shift waits for Pia Test, who was deleted at 11:59:50 and would have to be created again",
			"Pia Test was deleted at 11:59:50 and was not created again, so joining Night Shift changes nothing", created,
		},
		"the group": {
			dsync("event_3", "dsync.group.deleted", "directory_1", "org_1", groupOf("directory_group_1", "Night Shift"), -10),
			"Pia Test waits for the group Night Shift, which was deleted at 11:59:50 and would have to be created again",
			"Night Shift was deleted at 11:59:50 and was not created again, so Pia Test joining it changes nothing", group,
		},
	} {
		for _, early := range []bool{true, false} {
			t.Run(name+map[bool]string{true: " returns in time", false: " returns late"}[early], func(t *testing.T) {
				t.Parallel()
				s := newStory(t)
				s.learn(t, "org_1", "directory_1")
				s.mustDeliver(t,
					dsync("event_1", "dsync.user.created", "directory_1", "org_1", personOf("directory_user_1", "Pia"), -60),
					dsync("event_2", "dsync.group.created", "directory_1", "org_1", groupOf("directory_group_1", "Night Shift"), -60),
					tc.gone)
				s.idle(t)
				s.mustDeliver(t, dsync("event_4", "dsync.group.user_added", "directory_1", "org_1", joining("directory_user_1", "directory_group_1"), -5))
				s.idle(t)
				if got := s.row(t, "event_4"); got.Outcome != "parked" || got.Reason != tc.parked {
					t.Errorf("while it waits: %s %s", got.Outcome, got.Reason)
				}
				if !early {
					s.advance(31 * time.Minute)
					if err := s.engine.Sweep(t.Context()); err != nil {
						t.Fatal(err)
					}
					if got := s.row(t, "event_4"); got.Outcome != "ignored" || got.Reason != tc.ended {
						t.Errorf("half an hour later: %s %s", got.Outcome, got.Reason)
					}
				}
				s.mustDeliver(t, tc.back)
				s.idle(t)
				if got := s.row(t, "event_4"); got.Outcome != "applied" || !strings.Contains(got.Reason, "joined") {
					t.Errorf("after the return: %s %s", got.Outcome, got.Reason)
				}
			})
		}
	}
}

func TestAMembershipThatWaitsInADirectoryThatIsDeletedEndsAsStale(t *testing.T) {
	t.Parallel()
	s := newStory(t)
	s.learn(t, "org_1", "directory_1")
	s.mustDeliver(t, dsync("event_1", "dsync.group.user_added", "directory_1", "org_1", joining("directory_user_1", "directory_group_1"), -5))
	s.idle(t)
	s.mustDeliver(t, `{"id":"event_2","event":"dsync.deleted","created_at":"2026-11-21T12:00:00.000Z","data":{"id":"directory_1","organization_id":"org_1","name":"Okta"}}`)
	s.idle(t)
	s.advance(31 * time.Minute)
	if err := s.engine.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	got, err := get[shared.Event](t, s.bundle, northwind, "/api/events/event_1")
	if diff := gocmp.Diff("Pia Test: the directory was deleted at 12:00:00, nothing changed", got.Reason); err != nil || got.Outcome != shared.OutcomeStale || diff != "" {
		t.Errorf("%v, %s (-want +got):\n%s", err, got.Outcome, diff)
	}
}
