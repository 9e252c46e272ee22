package apikey

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"memberpulse/server/httpx"
	"memberpulse/server/pg"
	"memberpulse/shared"
)

// List reads a page of keys, without the keys: of one organization, or of all where it is "".
func (s *Store) List(ctx context.Context, organizationID string, page httpx.Page) (shared.List[shared.APIKey], error) {
	var rows []row
	err := s.db.InPlatform(ctx, pg.Settings, func(ctx context.Context, tx bun.Tx) error {
		sel := tx.NewSelect().Table("api_keys").Limit(int64(page.Fetch())).
			Column("organization_id", "id", "name", "role", "last_four", "created_at", "last_used_at", "revoked_at")
		if organizationID != "" {
			sel.Where("organization_id = ?", organizationID)
		}
		order, beyond := "created_at DESC, id DESC", "(created_at, id) < (SELECT created_at, id FROM api_keys WHERE id = ?)"
		if page.Climbs() {
			order, beyond = "created_at, id", "(created_at, id) > (SELECT created_at, id FROM api_keys WHERE id = ?)"
		}
		if cursor := page.Cursor(); cursor != "" {
			known, err := tx.NewSelect().Table("api_keys").Where("id = ?", cursor).Exists(ctx)
			if err != nil {
				return err
			}
			if !known {
				return httpx.BadCursor()
			}
			sel.Where(beyond, cursor)
		}
		return sel.OrderExpr(order).Scan(ctx, &rows)
	})
	if err != nil {
		return shared.List[shared.APIKey]{}, fmt.Errorf("list API keys: %w", err)
	}
	keys := make([]shared.APIKey, len(rows))
	for i, r := range rows {
		keys[i] = r.wire()
	}
	return httpx.Cut(page, keys, func(k shared.APIKey) string { return k.ID }), nil
}
