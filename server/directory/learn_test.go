package directory

import (
	"context"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"memberpulse/server/event"
	"memberpulse/server/pg"
	"memberpulse/server/pg/pgtest"
	"memberpulse/server/workos"
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
			})
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
