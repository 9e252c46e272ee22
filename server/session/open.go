package session

import (
	"context"
	"fmt"

	"memberpulse/server/pg"
)

// Open are those of many sessions that are open, each named by its organization ("" for the platform's) and, at the same
// place, its id. It reads in the transaction that ctx belongs to and does not count as use: a page that nobody touches does not keep its
// session from growing idle.
func (st *Store) Open(ctx context.Context, organizationIDs, ids []string) ([]Session, error) {
	now := st.options.Now().UTC()
	// OFFSET 0 keeps each look-up to the primary key: without statistics of a young table PostgreSQL would go through
	// all open sessions of the organization for each that is asked.
	open, err := pg.Query[Session](ctx, `SELECT `+columns+` FROM unnest($1::text[], $2::text[]) AS asked (of, session)
		CROSS JOIN LATERAL (SELECT * FROM sessions WHERE organization_id = asked.of AND id = asked.session OFFSET 0) AS found
		WHERE ended_at IS NULL AND expires_at > $3 AND seen_at > $4`,
		organizationIDs, ids, now, now.Add(-st.options.Idle))
	if err != nil {
		return nil, fmt.Errorf("look whether %d sessions are open: %w", len(ids), err)
	}
	return open, nil
}
