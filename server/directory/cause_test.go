package directory

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/uptrace/bun"

	"memberpulse/server/event"
	"memberpulse/server/pg"
	"memberpulse/server/pg/pgtest"
)

// The audit log names the event that did it, not the one that once brought somebody into a group.
func TestTheAuditLogNamesWhatTookOrGaveARole(t *testing.T) {
	t.Parallel()
	const admins = "MemberPulse Admins"
	person := tale{name: nameUserCreated, user: "u", idp: "i", state: "active", label: "Ana", object: 1, occurred: 1}
	group := tale{name: nameGroupCreated, group: "g", label: admins, object: 1, occurred: 1}
	joined := tale{name: nameUserAdded, user: "u", group: "g", label: "Ana", occurred: 2}
	as := func(e tale, name string, change ...func(*tale)) tale {
		e.name, e.object, e.occurred = name, 3, 3
		for _, c := range change {
			c(&e)
		}
		return e
	}
	const gone, lost = "member.state_changed", "member.role_removed ROLE_CLIENT_ADMIN"
	everything := []string{lost, "member.role_removed ROLE_MEMBER", gone}
	for name, tc := range map[string]struct {
		events []tale // each a batch
		want   []string
	}{
		"the person is deleted":   {[]tale{as(person, nameUserDeleted)}, everything},
		"the person is suspended": {[]tale{as(person, nameUserUpdated, func(e *tale) { e.state = "suspended" })}, everything},
		"the group is deleted":    {[]tale{as(group, nameGroupDeleted)}, []string{lost}},
		"the group is renamed":    {[]tale{as(group, nameGroupUpdated, func(e *tale) { e.label = "Others" })}, []string{lost}},
		"the group is renamed to another that decides": {
			[]tale{as(group, nameGroupUpdated, func(e *tale) { e.label = "MemberPulse Staff" })},
			[]string{"member.role_added ROLE_CLIENT_USER", lost},
		},
		"the person leaves the group": {[]tale{as(joined, nameUserRemoved)}, []string{lost}},
		"the directory is deleted":    {[]tale{as(tale{}, nameDeleted)}, everything},
		"the person is back": {
			[]tale{as(person, nameUserUpdated, func(e *tale) { e.state = "inactive"; e.object = 2 }), as(person, nameUserUpdated)},
			[]string{"member.role_added ROLE_CLIENT_ADMIN", "member.role_added ROLE_MEMBER", gone},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := pgtest.New(t)
			newOrganization(t, db, testOrg, "directory_0")
			apply := onPostgres(t, db, testOrg)
			for i, e := range append([]tale{person, group, joined}, tc.events...) {
				e.directory, e.id = "directory_0", "event_"+string(rune('a'+i))
				if i == len(tc.events)+2 {
					e.id = "event_last"
				}
				apply([]*event.Event{e.event()})
			}
			inOrg(t, db, testOrg, func(ctx context.Context, _ bun.Tx) error {
				got, err := pg.Strings(ctx, `SELECT concat_ws(' ', action, COALESCE(after, before) ->> 'role') FROM audit_events WHERE event_id = 'event_last' ORDER BY 1`)
				if diff := cmp.Diff(tc.want, got); diff != "" {
					t.Errorf("by the last event (-want +got):\n%s", diff)
				}
				return err
			})
		})
	}
}
