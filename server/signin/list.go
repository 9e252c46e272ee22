package signin

import (
	"context"
	"fmt"
	"strings"

	"github.com/uptrace/bun"

	"memberpulse/server/access"
	"memberpulse/server/errs"
	"memberpulse/server/httpx"
	"memberpulse/server/pg"
	"memberpulse/shared"
)

// listAttempts is GET /api/sign-in-attempts, newest first; filters: status, q (a part of the
// address, or an id), email (a part of it), member_id, connection_id.
func (s *Service) listAttempts(ctx context.Context, c *httpx.Call, _ httpx.None) (shared.List[shared.SignInAttempt], error) {
	none := shared.List[shared.SignInAttempt]{}
	page, err := c.Page("attempt_")
	if err != nil {
		return none, err
	}
	status := c.Query("status")
	var rows []attempt
	err = s.read(ctx, c, func(ctx context.Context, tx bun.Tx, organizationID string) error {
		rows = rows[:0]
		sel := tx.NewSelect().Model(&rows).ModelTableExpr("sign_in_attempts AS attempt").
			ColumnExpr("attempt.*").ColumnExpr(memberName).Limit(int64(page.Fetch()))
		if organizationID != "" {
			sel.Where("organization_id = ?", organizationID)
		}
		if status != "" {
			sel.Where("status = ?", status)
		}
		if part := c.Query("email"); part != "" {
			sel.Where("email ILIKE ?", "%"+likeText(plain(part))+"%")
		}
		if text := plain(c.Query("q")); text != "" {
			sel.Where("(email ILIKE ? OR id = ?)", "%"+likeText(text)+"%", text)
		}
		if id := c.Query("member_id"); id != "" {
			sel.Where("member_id = ?", plain(id))
		}
		if id := c.Query("connection_id"); id != "" {
			sel.Where("connection_id = ?", plain(id))
		}
		if err := from(ctx, tx, sel, page, organizationID); err != nil {
			return err
		}
		return sel.Scan(ctx)
	})
	if err != nil {
		return none, err
	}
	wires := make([]shared.SignInAttempt, len(rows))
	for i := range rows {
		wires[i] = rows[i].wire()
	}
	return httpx.Cut(page, wires, func(a shared.SignInAttempt) string { return a.ID }), nil
}

// from goes on from the cursor, which must be a row that the caller sees.
func from(ctx context.Context, tx bun.IDB, sel *bun.SelectQuery, page httpx.Page, organizationID string) error {
	order, sign := "started_at DESC, id DESC", "<"
	if page.Climbs() {
		order, sign = "started_at, id", ">"
	}
	sel.OrderExpr(order)
	cursor := page.Cursor()
	if cursor == "" {
		return nil
	}
	at := tx.NewSelect().Table("sign_in_attempts").Column("started_at", "id").Where("id = ?", cursor)
	if organizationID != "" {
		at.Where("organization_id = ?", organizationID)
	}
	known, err := at.Exists(ctx)
	if err != nil {
		return fmt.Errorf("look for a cursor: %w", err)
	}
	if !known {
		return httpx.BadCursor()
	}
	sel.Where("(started_at, id) ? (SELECT started_at, id FROM sign_in_attempts WHERE id = ?)", bun.Safe(sign), cursor)
	return nil
}

// getAttempt is GET /api/sign-in-attempts/{id}.
func (s *Service) getAttempt(ctx context.Context, c *httpx.Call, _ httpx.None) (shared.SignInAttempt, error) {
	var rows []attempt
	err := s.read(ctx, c, func(ctx context.Context, tx bun.Tx, organizationID string) error {
		rows = rows[:0]
		sel := tx.NewSelect().Model(&rows).ModelTableExpr("sign_in_attempts AS attempt").
			ColumnExpr("attempt.*").ColumnExpr(memberName).Where("id = ?", plain(c.Path("id")))
		if organizationID != "" {
			sel.Where("organization_id = ?", organizationID)
		}
		return sel.Scan(ctx)
	})
	if err != nil {
		return shared.SignInAttempt{}, err
	}
	if len(rows) == 0 {
		return shared.SignInAttempt{}, errs.NotFound()
	}
	return rows[0].wire(), nil
}

// read runs in the scope that the caller has: one organization, or, for the operator, all of them ("").
func (s *Service) read(ctx context.Context, c *httpx.Call, fn func(ctx context.Context, tx bun.Tx, organizationID string) error) error {
	organization, all, err := access.From(ctx).Scope(c.Request)
	if err != nil {
		return err
	}
	if all {
		return s.cfg.DB.InPlatform(ctx, pg.SignIn, func(ctx context.Context, tx bun.Tx) error { return fn(ctx, tx, "") })
	}
	return s.cfg.DB.InOrganization(ctx, organization, func(ctx context.Context, tx bun.Tx) error { return fn(ctx, tx, organization) })
}

// likeText takes the meaning from the characters that LIKE reads.
func likeText(s string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(s)
}
