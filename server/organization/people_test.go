package organization_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/tidwall/gjson"
	"github.com/uptrace/bun"

	"memberpulse/server/event"
	"memberpulse/server/organization"
	"memberpulse/server/pg"
	"memberpulse/server/pg/pgtest"
)

// crowd applies events of people, and notes what organizations are told of them.
type crowd struct {
	t      *testing.T
	db     *pg.DB
	people *organization.People
	told   []string
}

func newCrowd(t *testing.T) *crowd {
	t.Helper()
	c := &crowd{t: t, db: pgtest.New(t)}
	c.people = organization.NewPeople(func(_ context.Context, _ bun.Tx, organizationID string, people []organization.Person, _ time.Time) (map[string]string, error) {
		for _, p := range people {
			c.told = append(c.told, organizationID+": "+p.State+" "+p.FirstName+" "+p.Email)
		}
		return nil, nil
	})
	c.in(func(ctx context.Context, _ bun.Tx) error {
		_, err := pg.Exec(ctx, `INSERT INTO organizations (id, name, version_at, version_rank, version_event, created_at, updated_at)
			SELECT id, id, now(), 0, '', now(), now() FROM unnest(ARRAY['org_a', 'org_b']) id`)
		return err
	})
	return c
}

func (c *crowd) in(fn func(ctx context.Context, tx bun.Tx) error) {
	c.t.Helper()
	if err := c.db.InPlatform(c.t.Context(), pg.LaneWork, fn); err != nil {
		c.t.Fatal(err)
	}
}

// tell applies one event that came so many seconds after ten, and returns what was told of it.
func (c *crowd) tell(organizationID, name, data string, second int) []string {
	c.t.Helper()
	c.told = nil
	at := time.Date(2026, 11, 20, 10, 0, second, 0, time.UTC)
	e := &event.Event{ID: "event_" + name + at.Format("05"), Name: name, Data: gjson.Parse(data), OccurredAt: at}
	b := &event.Batch{OrganizationID: organizationID, Events: []*event.Event{e}, Now: at}
	apply := c.people.ApplyMemberships
	if organizationID == "" {
		apply = c.people.ApplyUsers
	}
	c.in(func(ctx context.Context, tx bun.Tx) error { return apply(ctx, tx, b) })
	return c.told
}

// Whoever left an organization is none of its business any more: not by what comes after, nor by a deletion told twice.
// There they stay who they were, also where that is heard only then.
func TestAnOrganizationIsToldNoMoreOfWhoLeftIt(t *testing.T) {
	t.Parallel()
	c := newCrowd(t)
	const (
		before  = `{"id":"user_1","email":"sam@a.example","first_name":"Sam","created_at":"2026-11-20T10:00:01Z","updated_at":"2026-11-20T10:00:01Z"}`
		late    = `{"id":"user_1","email":"sam@a.example","first_name":"Sami","created_at":"2026-11-20T10:00:01Z","updated_at":"2026-11-20T10:00:02Z"}`
		renamed = `{"id":"user_1","email":"sam@b.example","first_name":"Samuel","created_at":"2026-11-20T10:00:01Z","updated_at":"2026-11-20T10:00:05Z"}`
		inA     = `{"id":"om_a","user_id":"user_1","status":"active","created_at":"2026-11-20T10:00:01Z","updated_at":"2026-11-20T10:00:01Z"}`
		inB     = `{"id":"om_b","user_id":"user_1","status":"active","created_at":"2026-11-20T10:00:04Z","updated_at":"2026-11-20T10:00:04Z"}`
	)
	for _, step := range []struct {
		organization, name, data string
		second                   int
		want                     []string
	}{
		{"", "user.created", before, 1, nil},
		{"org_a", "organization_membership.created", inA, 1, []string{"org_a: active Sam sam@a.example"}},
		{"org_a", "organization_membership.deleted", inA, 3, []string{"org_a: deleted Sam sam@a.example"}},
		{"org_b", "organization_membership.created", inB, 4, []string{"org_b: active Sam sam@a.example"}},
		{"", "user.updated", renamed, 5, []string{"org_b: active Samuel sam@b.example"}},
		{"org_a", "organization_membership.deleted", inA, 3, []string{"org_a: deleted Sam sam@a.example"}},
		{"", "user.updated", late, 7, []string{"org_a: deleted Sami sam@a.example", "org_b: active Samuel sam@b.example"}},
		{"", "user.deleted", renamed, 6, []string{"org_b: deleted Samuel sam@b.example"}},
	} {
		if diff := cmp.Diff(step.want, c.tell(step.organization, step.name, step.data, step.second)); diff != "" {
			t.Errorf("%s in %q (-want +told):\n%s", step.name, step.organization, diff)
		}
	}
}
