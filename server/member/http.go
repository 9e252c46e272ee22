package member

import (
	"context"
	"maps"
	"slices"

	"github.com/uptrace/bun"

	"memberpulse/server/access"
	"memberpulse/server/httpx"
	"memberpulse/server/pg"
	"memberpulse/shared"
)

// Service answers what is asked about members.
type Service struct{ db *pg.DB }

// New makes a service over a database.
func New(db *pg.DB) *Service { return &Service{db: db} }

// Routes are the reads of members.
func (s *Service) Routes() []httpx.Route {
	return []httpx.Route{
		httpx.Endpoint("GET", "/api/members", shared.CapabilityRead, s.list).
			Described("Members; order=name or order=changed sorts by that, a minus before it turns it round").
			Takes(access.OfOrganization, httpx.Param{Name: "q", About: "In names and addresses; or a whole id, theirs or one of their identities'."},
				httpx.Param{Name: "state", OneOf: states, About: "Without it: all but the tombstones; deleted is another word for tombstoned."},
				httpx.Param{Name: "role", OneOf: httpx.Words(shared.Roles), About: "Those who hold the role."},
				httpx.Param{Name: "group", About: "The id of a directory group: those who are in it."}).
			Pages(slices.Sorted(maps.Keys(orders))...),
		httpx.Endpoint("GET", "/api/members/{id}", shared.CapabilityRead, s.get).
			Described("One member, with identities, groups, roles and where each came from").Takes(access.OfOrganization),
	}
}

func (s *Service) list(ctx context.Context, c *httpx.Call, _ httpx.None) (out shared.List[shared.Member], err error) {
	page, err := c.PageBy(ascending(), "member_")
	if err != nil {
		return out, err
	}
	q := Query{
		Search: pg.Text(c.Query("q")), State: c.Query("state"), Role: pg.Text(c.Query("role")), Group: pg.Text(c.Query("group")),
		By: orders[page.Own].by, Climbs: page.Climbs(), Cursor: page.Cursor(), Limit: page.Fetch(),
	}
	if q.State == "deleted" { // as directories call it
		q.State = StateTombstoned
	}
	err = access.InScope(ctx, s.db, c.Request, pg.People, func(ctx context.Context, _ bun.Tx, organizationID string) error {
		q.OrganizationID = organizationID
		members, err := List(ctx, q)
		if err != nil {
			return err
		}
		out = httpx.Cut(page, members, func(m shared.Member) string { return m.ID })
		if organizationID == "" { // of all there are, nobody needs the number at every page
			return nil
		}
		n, err := Total(ctx, q)
		out.ListMetadata.Total = &n
		return err
	})
	return out, err
}

// states are the words that a list of members can be narrowed by.
var states = []string{StateActive, StateInactive, StateTombstoned, "deleted"}

type direction struct {
	by      Key
	ascends bool
}

// orders are a list's own: names from A, changes from the newest; the other way round after a minus.
var orders = map[string]direction{
	"name": {ByName, true}, "-name": {ByName, false}, "changed": {ByChange, false}, "-changed": {ByChange, true},
}

func ascending() map[string]bool {
	out := map[string]bool{}
	for word, d := range orders {
		out[word] = d.ascends
	}
	return out
}

func (s *Service) get(ctx context.Context, c *httpx.Call, _ httpx.None) (out *shared.Member, err error) {
	err = access.InScope(ctx, s.db, c.Request, pg.People, func(ctx context.Context, _ bun.Tx, organizationID string) error {
		out, err = Get(ctx, organizationID, pg.Text(c.Path("id")))
		return err
	})
	return out, err
}
