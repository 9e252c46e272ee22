package directory

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/uptrace/bun"

	"memberpulse/server/event"
	"memberpulse/server/pg"
	"memberpulse/server/pg/pgtest"
	"memberpulse/server/workos"
	"memberpulse/shared"
)

// What WorkOS's API tells of a directory counts like an event of its time, and less than one of the same time.
func TestLearningADirectoryKeepsWhatEventsTold(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	newOrganization(t, db, testOrg)
	learn := func(name, state string, at int) string {
		var told []string
		inOrg(t, db, testOrg, func(ctx context.Context, tx bun.Tx) error {
			err := Learn(ctx, tx, workos.Directory{
				ID: "directory_1", OrganizationID: testOrg, Name: name, Type: "okta scim v2.0", State: state, CreatedAt: epoch, UpdatedAt: clockAt(at),
			}, clockAt(100))
			if err != nil {
				return err
			}
			told, err = pg.Strings(ctx, `SELECT name || ' ' || state FROM directories`)
			return err
		})
		return told[0]
	}
	told := func(name string, at int) {
		data := tale{name: name, directory: "directory_1", object: at}
		ev := data.event()
		ev.ID, ev.OccurredAt = name, clockAt(at).Add(time.Second)
		onPostgres(t, db, testOrg)([]*event.Event{ev})
	}
	for _, step := range []struct {
		do   func()
		name string
		at   int
		want string
	}{
		{func() {}, "First", 1, "First active"},
		{func() {}, "Second", 2, "Second active"},
		{func() {}, "Older", 1, "Second active"},
		{func() { told(nameDeactivated, 3) }, "Same time", 3, "Example inactive"},
		{func() {}, "Newer", 4, "Newer active"},
		{func() { told(nameDeleted, 4) }, "Too late", 9, "Newer deleted"},
	} {
		step.do()
		if got := learn(step.name, stateActive, step.at); got != step.want {
			t.Errorf("after %s at %d: %q, want %q", step.name, step.at, got, step.want)
		}
	}
}

// Groups that SSO tells grant nothing from the moment in which a directory is linked: whether an event brings it, or
// WorkOS is asked for it because somebody of it came first, and whatever comes after.
func TestADirectoryTakesOverFromSSOHoweverItComes(t *testing.T) {
	t.Parallel()
	created := tale{id: "event_1", name: nameUserCreated, directory: "directory_0", user: "u", idp: "i", state: "active", label: "Ana", object: 1, occurred: 1}
	activated := tale{id: "event_2", name: nameActivated, directory: "directory_0", object: 2, occurred: 2}
	deactivated := tale{id: "event_3", name: nameDeactivated, directory: "directory_0", object: 3, occurred: 3}
	deleted := tale{id: "event_4", name: nameDeleted, directory: "directory_0", object: 4, occurred: 4}
	learn := tale{name: "learn", directory: "directory_0", state: stateActive}
	admin := []shared.Role{shared.RoleClientAdmin, shared.RoleMember}
	for name, tc := range map[string]struct {
		told []tale
		want []shared.Role
	}{
		"before any directory":               {nil, admin},
		"its activation first":               {[]tale{activated, created}, admin[1:]},
		"somebody of it first":               {[]tale{learn, created, activated}, admin[1:]},
		"nothing but somebody of it":         {[]tale{learn, created}, admin[1:]},
		"asked for alone":                    {[]tale{learn}, admin[1:]},
		"disconnected":                       {[]tale{activated, created, deactivated}, admin},
		"disconnected, and asked for before": {[]tale{learn, deactivated, created, activated}, admin},
		"deleted":                            {[]tale{learn, created, deleted, activated}, admin},
		"deleted at once":                    {[]tale{deleted, learn, created}, admin},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := pgtest.New(t)
			newOrganization(t, db, testOrg)
			sam := comesBySSO(t, db, testOrg)
			apply := onPostgres(t, db, testOrg)
			for _, e := range tc.told {
				if e.name != learn.name {
					apply([]*event.Event{e.event()})
					continue
				}
				inOrg(t, db, testOrg, func(ctx context.Context, tx bun.Tx) error {
					return Learn(ctx, tx, workos.Directory{ID: e.directory, OrganizationID: testOrg, State: e.state, CreatedAt: epoch, UpdatedAt: epoch}, clockAt(100))
				})
			}
			if diff := cmp.Diff(tc.want, rolesOf(t, db, testOrg, sam)); diff != "" {
				t.Errorf("Sam holds (-want +got):\n%s", diff)
			}
			auditAgrees(t, db, testOrg)
		})
	}
}
