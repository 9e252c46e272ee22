package member

import (
	"context"
	"slices"
	"strings"

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
	list := httpx.Endpoint("GET", "/api/members", shared.CapabilityRead, s.list)
	list.Summary = "Members: by q, state, role or group"
	get := httpx.Endpoint("GET", "/api/members/{id}", shared.CapabilityRead, s.get)
	get.Summary = "One member, with identities, groups, roles and where each came from"
	return []httpx.Route{list, get}
}

// within runs a read under the scope of who asks: their organization, or for the platform the one it names, or all.
func (s *Service) within(ctx context.Context, c *httpx.Call, read func(ctx context.Context, organizationID string) error) error {
	organizationID, all, err := access.From(ctx).Scope(c.Request)
	if err != nil {
		return err
	}
	if all {
		return s.db.InPlatform(ctx, pg.People, func(ctx context.Context, _ bun.Tx) error { return read(ctx, "") })
	}
	return s.db.InOrganization(ctx, organizationID, func(ctx context.Context, _ bun.Tx) error { return read(ctx, organizationID) })
}

func (s *Service) list(ctx context.Context, c *httpx.Call, _ httpx.None) (out shared.List[shared.Member], err error) {
	page, err := c.Page("member_")
	if err != nil {
		return out, err
	}
	q := Query{
		Search: plain(c.Query("q")), State: c.Query("state"), Role: plain(c.Query("role")), Group: plain(c.Query("group")),
		Climbs: page.Climbs(), Cursor: page.Cursor(), Limit: page.Fetch(),
	}
	if q.State == "deleted" { // as directories call it
		q.State = StateTombstoned
	}
	if q.State != "" && !slices.Contains([]string{StateActive, StateInactive, StateTombstoned}, q.State) {
		return out, errs.Invalid("invalid_state", "No member is ever in that state.", "Ask for active, inactive or tombstoned.")
	}
	err = s.within(ctx, c, func(ctx context.Context, organizationID string) error {
		q.OrganizationID = organizationID
		members, err := List(ctx, q)
		out = httpx.Cut(page, members, func(m shared.Member) string { return m.ID })
		return err
	})
	return out, err
}

func (s *Service) get(ctx context.Context, c *httpx.Call, _ httpx.None) (out *shared.Member, err error) {
	err = s.within(ctx, c, func(ctx context.Context, organizationID string) error {
		out, err = Get(ctx, organizationID, plain(c.Path("id")))
		return err
	})
	return out, err
}

// plain makes a text that PostgreSQL takes of what a request brought.
func plain(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\ufffd"), "\x00", "\ufffd")
}
