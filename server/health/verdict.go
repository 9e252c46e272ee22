package health

import (
	"context"
	"fmt"

	"memberpulse/server/httpx"
	"memberpulse/server/pg"
	"memberpulse/shared"

	"github.com/uptrace/bun"
)

// verdicts gives every organization its word in one statement, so that the operator's first screen ranks and counts all
// of them and not those that it shows. What it says is what facts.word says of each, which a test holds it to. What
// looks at an organization's events comes last: most verdicts need none of it.
const verdicts = `
WITH c AS (
  SELECT DISTINCT ON (organization_id) organization_id, state, enabled FROM connections WHERE deleted_at IS NULL
  ORDER BY organization_id, enabled AND state = 'active' DESC, enabled DESC, updated_at DESC, id
), d AS (
  SELECT DISTINCT ON (organization_id) organization_id, state FROM directories WHERE deleted_at IS NULL
  ORDER BY organization_id, state = 'active' DESC, updated_at DESC, id
), n AS (
  SELECT organization_id, count(*) AS named, count(*) FILTER (WHERE state IN ('verified', 'legacy_verified')) AS verified
  FROM organization_domains WHERE deleted_at IS NULL GROUP BY 1
), t AS (
  SELECT organization_id, count(*) FILTER (WHERE outcome = 'dead') AS dead, count(*) FILTER (WHERE outcome <> 'held') AS stuck
  FROM events WHERE outcome IN ('failed', 'dead', 'parked', 'held') AND organization_id IS NOT NULL GROUP BY 1
), r AS (
  SELECT DISTINCT organization_id FROM sync_runs WHERE state = 'running'
), v AS MATERIALIZED (
  SELECT o.id, o.name, COALESCE(t.stuck, 0) AS stuck, CASE
    WHEN c.state IS NULL AND d.state IS NULL THEN 'off'
    WHEN c.state NOT IN ('active', 'validating', 'draft', 'unlinked') OR d.state NOT IN ('active', 'validating') OR t.dead > 0 THEN 'bad'
    WHEN c.state = 'validating' OR d.state = 'validating' OR d.state = 'active' AND r.organization_id IS NOT NULL THEN 'syncing'
    WHEN c.state IN ('draft', 'unlinked') OR NOT c.enabled OR n.verified < n.named OR t.organization_id IS NOT NULL THEN 'warning'
    WHEN (SELECT e.source = 'webhook' OR e.duplicates > 0 FROM events e WHERE e.organization_id = o.id AND e.outcome <> 'pending'
        ORDER BY e.seq DESC LIMIT 1) IS NOT FALSE THEN 'ok'
    WHEN EXISTS (SELECT FROM (SELECT e.source, e.duplicates FROM events e WHERE e.organization_id = o.id AND e.outcome <> 'pending'
        ORDER BY e.seq DESC LIMIT ?0) AS last WHERE last.source = 'webhook' OR last.duplicates > 0) THEN 'ok'
    ELSE 'warning' END AS word
  FROM organizations o LEFT JOIN c ON c.organization_id = o.id LEFT JOIN d ON d.organization_id = o.id
    LEFT JOIN n ON n.organization_id = o.id LEFT JOIN t ON t.organization_id = o.id LEFT JOIN r ON r.organization_id = o.id
  WHERE o.deleted_at IS NULL
), p AS (
  SELECT id, name, word, array_position(?1::text[], word) AS rank FROM v
)`

// keepToHashes keeps the transaction's joins linear. Behind the policies of its rows PostgreSQL takes every table for
// one of a row or two, and would join ten thousand organizations by looking at each with each.
const keepToHashes = `SELECT set_config('enable_nestloop', 'off', true), set_config('enable_bitmapscan', 'off', true)`

// ranking is where all organizations stand: how many there are of each word, and one page of them, the worst first.
type ranking struct {
	states     map[shared.Health]int
	total      int
	notApplied int // events, of
	troubled   int // organizations
	ids        []string
}

type rankedRow struct {
	Place      int
	ID         string
	Word       shared.Health // "" is a place of the page
	N          int
	NotApplied int
	Troubled   int
}

// take sorts the answer's rows, and tells whether the cursor was among them.
func (k *ranking) take(rows []rankedRow) (cursor bool) {
	for _, r := range rows {
		switch r.Word {
		case "":
			k.ids = append(k.ids, r.ID)
		case cursorWord:
			cursor = true
		default:
			k.states[r.Word] = r.N
			k.total += r.N
			k.notApplied += r.NotApplied
			k.troubled += r.Troubled
		}
	}
	return cursor
}

const cursorWord = "cursor"

// rank ranks all organizations; health narrows the page to one word.
func (s *Service) rank(ctx context.Context, page httpx.Page, health shared.Health) (ranking, error) {
	out := ranking{states: map[shared.Health]int{}}
	for _, h := range shared.Healths {
		out.states[h] = 0
	}
	err := s.db.InPlatform(ctx, pg.Overview, func(ctx context.Context, tx bun.Tx) error {
		var rows []rankedRow
		direction, sign := "", ">"
		if page.Climbs() {
			direction, sign = " DESC", "<"
		}
		if _, err := tx.ExecContext(ctx, keepToHashes); err != nil {
			return fmt.Errorf("keep to hash joins: %w", err)
		}
		err := tx.NewRaw(verdicts+`, here AS (
				SELECT id, row_number() OVER (ORDER BY rank?5, name?5, id?5) AS place FROM p WHERE (?2 = '' OR word = ?2)
				AND (?3 = '' OR (rank, name, id) ?4 (SELECT rank, name, id FROM p WHERE id = ?3))
				ORDER BY place LIMIT ?6
			)
			SELECT place, id, '' AS word, 0 AS n, 0 AS not_applied, 0 AS troubled FROM here
			UNION ALL SELECT 0, '', word, count(*), sum(stuck), count(*) FILTER (WHERE stuck > 0) FROM v GROUP BY word
			UNION ALL SELECT 0, id, 'cursor', 0, 0, 0 FROM p WHERE id = ?3
			ORDER BY place`,
			recentEvents, bun.Safe("'{bad,warning,syncing,ok,off}'"), string(health), page.Cursor(), bun.Safe(sign), bun.Safe(direction), page.Fetch()).
			Scan(ctx, &rows)
		if err != nil {
			return fmt.Errorf("rank the organizations: %w", err)
		}
		known := out.take(rows) || page.Cursor() == ""
		if !known {
			return httpx.BadCursor()
		}
		return nil
	})
	return out, err
}
