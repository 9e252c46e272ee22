package health

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"memberpulse/shared"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"
)

// facts is what is known of an organization; checks are made of it.
type facts struct {
	id, name             string
	externalID           *string
	metadata             json.RawMessage
	createdAt, updatedAt time.Time
	deletedAt            *time.Time
	domains              []shared.OrganizationDomain
	connection           *connection
	directory            *directory
	runs                 []shared.SyncRun
	counts               shared.Counts
	held                 int
	troubleSince         *time.Time
	lastSignIn           *time.Time
	recent               recent
}

type connection struct {
	ID, Name, State string
	Type            string
	Enabled         bool
	UpdatedAt       time.Time
}

type directory struct {
	ID, Name, State string
	Type            string
	UpdatedAt       time.Time
}

// recent sums up an organization's last events, however long ago. One that the Events API brought first has its webhook
// as a duplicate: that came too, only later.
type recent struct {
	Events, Duplicates int
	Healed             int        // brought by the Events API, by no webhook
	LastWebhook        *time.Time // when the last one came
}

const recentEvents = 500

// keepToIndexes has the transaction read the last events from the end of an index. Behind the policies of its rows
// PostgreSQL expects a handful of them, and would read and sort all.
func keepToIndexes(ctx context.Context, tx bun.Tx) error {
	if _, err := tx.ExecContext(ctx, `SELECT set_config('enable_sort', 'off', true), set_config('max_parallel_workers_per_gather', '0', true)`); err != nil {
		return fmt.Errorf("keep to the indexes: %w", err)
	}
	return nil
}

// load reads all there is of the organizations that exist among ids.
func (s *Service) load(ctx context.Context, tx bun.Tx, ids []string) (map[string]*facts, error) {
	if err := keepToIndexes(ctx, tx); err != nil {
		return nil, err
	}
	all, err := loadOrganizations(ctx, tx, ids)
	if err != nil || len(all) == 0 {
		return all, err
	}
	for _, part := range []func(context.Context, bun.Tx, []string, map[string]*facts) error{
		loadDomains, loadConnections, loadDirectories, loadCounts, loadSignIns, loadRecent,
	} {
		if err := part(ctx, tx, ids, all); err != nil {
			return nil, err
		}
	}
	runs, err := s.runs(ctx, tx, ids)
	if err != nil {
		return nil, fmt.Errorf("read sync runs: %w", err)
	}
	for id, list := range runs {
		if f := all[id]; f != nil {
			f.runs = list
		}
	}
	return all, nil
}

func loadOrganizations(ctx context.Context, tx bun.Tx, ids []string) (map[string]*facts, error) {
	var rows []struct {
		ID, Name             string
		ExternalID           *string
		Metadata             json.RawMessage `bun:"type:jsonb"`
		CreatedAt, UpdatedAt time.Time
		DeletedAt            *time.Time
	}
	err := tx.NewRaw(`SELECT id, name, external_id, metadata, created_at, updated_at, deleted_at FROM organizations WHERE id = ANY(?)`,
		pgdialect.Array(ids)).Scan(ctx, &rows)
	if err != nil {
		return nil, fmt.Errorf("read organizations: %w", err)
	}
	all := make(map[string]*facts, len(rows))
	for _, r := range rows {
		all[r.ID] = &facts{id: r.ID, name: r.Name, externalID: r.ExternalID, metadata: r.Metadata, createdAt: r.CreatedAt, updatedAt: r.UpdatedAt, deletedAt: r.DeletedAt}
	}
	return all, nil
}

func loadDomains(ctx context.Context, tx bun.Tx, ids []string, all map[string]*facts) error {
	var rows []struct {
		OrganizationID, ID, Domain, State string
		CreatedAt, UpdatedAt              time.Time
	}
	err := tx.NewRaw(`SELECT organization_id, id, domain, state, created_at, updated_at FROM organization_domains
		WHERE organization_id = ANY(?) AND deleted_at IS NULL ORDER BY domain, id`, pgdialect.Array(ids)).Scan(ctx, &rows)
	if err != nil {
		return fmt.Errorf("read domains: %w", err)
	}
	for _, r := range rows {
		if f := all[r.OrganizationID]; f != nil {
			f.domains = append(f.domains, shared.OrganizationDomain{
				Object: "organization_domain", ID: r.ID, OrganizationID: r.OrganizationID, Domain: r.Domain, State: r.State,
				CreatedAt: r.CreatedAt.UTC(), UpdatedAt: r.UpdatedAt.UTC(),
			})
		}
	}
	return nil
}

// loadConnections takes the connection that signs in: an enabled and active one before any other.
func loadConnections(ctx context.Context, tx bun.Tx, ids []string, all map[string]*facts) error {
	var rows []struct {
		OrganizationID string
		connection
	}
	err := tx.NewRaw(`SELECT DISTINCT ON (organization_id) organization_id, id, name, state, connection_type AS type, enabled, updated_at
		FROM connections WHERE organization_id = ANY(?) AND deleted_at IS NULL
		ORDER BY organization_id, enabled AND state = 'active' DESC, enabled DESC, updated_at DESC, id`, pgdialect.Array(ids)).Scan(ctx, &rows)
	if err != nil {
		return fmt.Errorf("read connections: %w", err)
	}
	for _, r := range rows {
		if f := all[r.OrganizationID]; f != nil {
			f.connection = &r.connection
		}
	}
	return nil
}

func loadDirectories(ctx context.Context, tx bun.Tx, ids []string, all map[string]*facts) error {
	var rows []struct {
		OrganizationID string
		directory
	}
	err := tx.NewRaw(`SELECT DISTINCT ON (organization_id) organization_id, workos_directory_id AS id, name, state, directory_type AS type, updated_at
		FROM directories WHERE organization_id = ANY(?) AND deleted_at IS NULL
		ORDER BY organization_id, state = 'active' DESC, updated_at DESC, id`, pgdialect.Array(ids)).Scan(ctx, &rows)
	if err != nil {
		return fmt.Errorf("read directories: %w", err)
	}
	for _, r := range rows {
		if f := all[r.OrganizationID]; f != nil {
			f.directory = &r.directory
		}
	}
	return nil
}

// loadSignIns finds when somebody last came in by SSO.
func loadSignIns(ctx context.Context, tx bun.Tx, ids []string, all map[string]*facts) error {
	var rows []struct {
		ID string
		At *time.Time
	}
	err := tx.NewRaw(`SELECT o.id, (SELECT max(at) FROM (
			SELECT CASE WHEN a.status = 'succeeded' THEN COALESCE(a.finished_at, a.started_at) END AS at FROM sign_in_attempts a
			WHERE a.organization_id = o.id AND a.method = 'sso' ORDER BY a.started_at DESC, a.id LIMIT 200) AS last) AS at
		FROM unnest(?::text[]) AS o (id)`, pgdialect.Array(ids)).Scan(ctx, &rows)
	if err != nil {
		return fmt.Errorf("read sign-ins: %w", err)
	}
	for _, r := range rows {
		if f := all[r.ID]; f != nil {
			f.lastSignIn = r.At
		}
	}
	return nil
}

func loadRecent(ctx context.Context, tx bun.Tx, ids []string, all map[string]*facts) error {
	var rows []struct {
		ID string
		recent
	}
	err := tx.NewRaw(`SELECT o.id, count(*) AS events,
			COALESCE(sum(duplicates - (source = 'events_api' AND duplicates > 0)::int), 0) AS duplicates,
			count(*) FILTER (WHERE source = 'events_api' AND duplicates = 0) AS healed,
			max(received_at) FILTER (WHERE source = 'webhook' OR duplicates > 0) AS last_webhook
		FROM unnest(?::text[]) AS o (id) CROSS JOIN LATERAL (
			SELECT e.duplicates, e.source, e.received_at FROM events e
			WHERE e.organization_id = o.id AND e.outcome <> 'pending' ORDER BY e.seq DESC LIMIT ?) AS last
		GROUP BY o.id`, pgdialect.Array(ids), recentEvents).Scan(ctx, &rows)
	if err != nil {
		return fmt.Errorf("read recent events: %w", err)
	}
	for _, r := range rows {
		if f := all[r.ID]; f != nil {
			f.recent = r.recent
		}
	}
	return nil
}
