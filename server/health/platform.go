package health

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"memberpulse/server/errs"
	"memberpulse/server/httpx"
	"memberpulse/server/pg"
	"memberpulse/shared"

	"github.com/uptrace/bun"
)

// overviewOrganizations is how many organizations the operator's first screen shows; the list shows all.
const overviewOrganizations = 100

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

// Organizations is a page of those that are not deleted, the newest first; query finds a part of a name, a domain or
// an id.
func (s *Service) Organizations(ctx context.Context, page httpx.Page, query string) (shared.List[shared.Organization], error) {
	ids, err := s.pageOfIDs(ctx, page, query)
	if err != nil {
		return shared.List[shared.Organization]{}, err
	}
	organizations, err := s.organizations(ctx, ids)
	return httpx.Cut(page, organizations, func(o shared.Organization) string { return o.ID }), err
}

func (s *Service) pageOfIDs(ctx context.Context, page httpx.Page, query string) (ids []string, err error) {
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
			q.Where("(o.created_at, o.id) ? (SELECT c.created_at, c.id FROM organizations c WHERE c.id = ?)", bun.Safe(sign), cursor)
		}
		if query != "" {
			like := "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(query) + "%"
			q.Where(`(o.name ILIKE ? OR o.id = ? OR EXISTS (SELECT FROM organization_domains d
				WHERE d.organization_id = o.id AND d.deleted_at IS NULL AND d.domain ILIKE ?))`, like, query, like)
		}
		direction := "o.created_at DESC, o.id DESC"
		if page.Climbs() {
			direction = "o.created_at, o.id"
		}
		return q.OrderExpr(direction).Scan(ctx, &ids)
	})
	if err != nil && errs.KindOf(err) == errs.KindInternal {
		err = fmt.Errorf("list organizations: %w", err)
	}
	return ids, err
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

// Platform is what the operator's first screen shows, at most a second old: those in trouble first.
func (s *Service) Platform(ctx context.Context) (shared.PlatformOverview, error) {
	return s.platform.get(ctx, "", s.readPlatform)
}

func (s *Service) readPlatform(ctx context.Context) (shared.PlatformOverview, error) {
	var none shared.PlatformOverview
	ids, err := s.pageOfIDs(ctx, httpx.Page{Limit: overviewOrganizations}, "")
	if err != nil {
		return none, err
	}
	organizations, err := s.organizations(ctx, ids[:min(len(ids), overviewOrganizations)])
	if err != nil {
		return none, err
	}
	slices.SortStableFunc(organizations, func(a, b shared.Organization) int {
		return cmp.Or(cmp.Compare(rank(a.Health), rank(b.Health)), cmp.Compare(a.Name, b.Name))
	})
	day, err := s.day(ctx, "")
	if err != nil {
		return none, err
	}
	out := shared.PlatformOverview{Organizations: organizations, Today: day.figures, Ticks: day.ticks}
	if out.Organizations == nil {
		out.Organizations = []shared.Organization{}
	}
	out.Checks, out.Backlog, err = s.PlatformChecks(ctx)
	return out, err
}

func rank(h shared.Health) int {
	return slices.Index([]shared.Health{shared.HealthBad, shared.HealthWarning, shared.HealthSyncing, shared.HealthOK, shared.HealthOff}, h)
}
