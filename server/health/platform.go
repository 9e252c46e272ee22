package health

import (
	"context"
	"fmt"
	"strings"

	"memberpulse/server/errs"
	"memberpulse/server/httpx"
	"memberpulse/server/pg"
	"memberpulse/shared"

	"github.com/uptrace/bun"
)

// overviewPage is what the operator's first screen shows at first.
var overviewPage = httpx.Page{Limit: httpx.MaxLimit}

// Organization is one organization, deleted ones too.
func (s *Service) Organization(ctx context.Context, id string) (shared.Organization, error) {
	f, err := s.one(ctx, id)
	if err != nil {
		return shared.Organization{}, err
	}
	poll, err := s.poll(ctx)
	if err != nil {
		return shared.Organization{}, err
	}
	return f.organization(poll, s), nil
}

// byName is the order from A; "" is by when they came.
const byName = "name"

// Organizations is a page of those that are not deleted, the newest first or by name; query finds a part of a name or
// of a domain, or the whole id of either.
func (s *Service) Organizations(ctx context.Context, page httpx.Page, by, query string) (shared.List[shared.Organization], error) {
	ids, err := s.pageOfIDs(ctx, page, by, query)
	if err != nil {
		return shared.List[shared.Organization]{}, err
	}
	organizations, err := s.organizations(ctx, ids)
	return httpx.Cut(page, organizations, func(o shared.Organization) string { return o.ID }), err
}

func (s *Service) pageOfIDs(ctx context.Context, page httpx.Page, by, query string) (ids []string, err error) {
	query = strings.ReplaceAll(strings.ToValidUTF8(query, ""), "\x00", "")
	err = s.db.InPlatform(ctx, pg.Organizations, func(ctx context.Context, tx bun.Tx) error {
		q := tx.NewSelect().TableExpr("organizations AS o").ColumnExpr("o.id").Where("o.deleted_at IS NULL").
			Limit(int64(page.Fetch()))
		if cursor := page.Cursor(); cursor != "" {
			there, err := tx.NewSelect().Table("organizations").Where("id = ?", cursor).Exists(ctx)
			if err != nil {
				return fmt.Errorf("look a cursor up: %w", err)
			}
			if !there {
				return httpx.BadCursor()
			}
			sign := "<"
			if page.Climbs() {
				sign = ">"
			}
			q.Where("(?, o.id) ? (SELECT ?, c.id FROM organizations c WHERE c.id = ?)", orderKey("o", by), bun.Safe(sign), orderKey("c", by), cursor)
		}
		if query != "" {
			like := "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(query) + "%"
			q.Where(`(o.name ILIKE ? OR o.id = ? OR EXISTS (SELECT FROM organization_domains d
				WHERE d.organization_id = o.id AND d.deleted_at IS NULL AND (d.domain ILIKE ? OR d.id = ?)))`, like, query, like, query)
		}
		direction := bun.Safe("DESC")
		if page.Climbs() {
			direction = "ASC"
		}
		return q.OrderExpr("? ?, o.id ?", orderKey("o", by), direction, direction).Scan(ctx, &ids)
	})
	if err != nil && errs.KindOf(err) == errs.KindInternal {
		err = fmt.Errorf("list organizations: %w", err)
	}
	return ids, err
}

func orderKey(alias, by string) bun.Safe {
	if by == byName {
		return bun.Safe("lower(" + alias + ".name)")
	}
	return bun.Safe(alias + ".created_at")
}

// organizations reads organizations in the order of ids.
func (s *Service) organizations(ctx context.Context, ids []string) ([]shared.Organization, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	var all map[string]*facts
	err := s.db.InPlatform(ctx, pg.Organizations, func(ctx context.Context, tx bun.Tx) (err error) {
		all, err = s.load(ctx, tx, ids)
		return err
	})
	if err != nil {
		return nil, err
	}
	poll, err := s.poll(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]shared.Organization, 0, len(ids))
	for _, id := range ids {
		if f := all[id]; f != nil {
			out = append(out, f.organization(poll, s))
		}
	}
	return out, nil
}

// Platform is what the operator's first screen shows, at most a second old: a page of organizations, those in trouble
// first, of one word or of all (""), and figures over all of them.
func (s *Service) Platform(ctx context.Context, page httpx.Page, health shared.Health) (shared.PlatformOverview, error) {
	return s.platform.get(ctx, fmt.Sprintf("%+v %s", page, health), func(ctx context.Context) (shared.PlatformOverview, error) {
		return s.readPlatform(ctx, page, health)
	})
}

func (s *Service) readPlatform(ctx context.Context, page httpx.Page, health shared.Health) (shared.PlatformOverview, error) {
	var none shared.PlatformOverview
	ranked, err := s.rank(ctx, page, health)
	if err != nil {
		return none, err
	}
	organizations, err := s.organizations(ctx, ranked.ids)
	if err != nil {
		return none, err
	}
	day, err := s.day(ctx, "")
	if err != nil {
		return none, err
	}
	list := httpx.Cut(page, organizations, func(o shared.Organization) string { return o.ID })
	out := shared.PlatformOverview{
		Organizations: list.Data, ListMetadata: list.ListMetadata, Total: ranked.total, States: ranked.states,
		NotApplied: ranked.notApplied, Troubled: ranked.troubled, Today: day.figures, Ticks: day.ticks,
	}
	out.Checks, out.Backlog, err = s.PlatformChecks(ctx)
	return out, err
}
