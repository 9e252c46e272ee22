package member

import (
	"context"
	"net/url"
	"slices"

	"github.com/uptrace/bun"

	"memberpulse/server/access"
	"memberpulse/server/errs"
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
			Described("Members: by q, state, role or group; order=name or order=changed sorts by that, a minus before it turns it round"),
		httpx.Endpoint("GET", "/api/members/{id}", shared.CapabilityRead, s.get).
			Described("One member, with identities, groups, roles and where each came from"),
	}
}

func (s *Service) list(ctx context.Context, c *httpx.Call, _ httpx.None) (out shared.List[shared.Member], err error) {
	query := c.Request.URL.Query()
	by := ordered(query)
	page, err := httpx.ParsePage(query, "member_")
	if err != nil {
		return out, err
	}
	q := Query{
		Search: pg.Text(c.Query("q")), State: c.Query("state"), Role: pg.Text(c.Query("role")), Group: pg.Text(c.Query("group")),
		By: by, Climbs: page.Climbs(), Cursor: page.Cursor(), Limit: page.Fetch(),
	}
	if q.State == "deleted" { // as directories call it
		q.State = StateTombstoned
	}
	if q.State != "" && !slices.Contains([]string{StateActive, StateInactive, StateTombstoned}, q.State) {
		return out, errs.Invalid("invalid_state", "No member is ever in that state.", "Ask for active, inactive or tombstoned.")
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

// ordered takes the key of an order by name or by change out of a query, and leaves its direction: names from A, changes
// from the newest; the other way round after a minus.
func ordered(query url.Values) Key {
	directions := map[string]struct {
		by  Key
		way string
	}{
		"name": {ByName, "asc"}, "-name": {ByName, "desc"}, "changed": {ByChange, "desc"}, "-changed": {ByChange, "asc"},
	}
	found, ok := directions[query.Get("order")]
	if ok {
		query.Set("order", found.way)
	}
	return found.by
}

func (s *Service) get(ctx context.Context, c *httpx.Call, _ httpx.None) (out *shared.Member, err error) {
	err = access.InScope(ctx, s.db, c.Request, pg.People, func(ctx context.Context, _ bun.Tx, organizationID string) error {
		out, err = Get(ctx, organizationID, pg.Text(c.Path("id")))
		return err
	})
	return out, err
}
