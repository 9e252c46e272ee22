// Package peer applies a directory's stored events the plain way: one event after the other, each row by a statement of
// its own through Bun, into the very tables that the product writes. It runs as the owner, so row-level security costs it
// nothing.
package peer

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"
)

// Rows is the plain way over a database.
type Rows struct{ db *bun.DB }

// Open connects as dsn says.
func Open(dsn string) (*Rows, error) {
	config, err := pgx.ParseConfig(dsn)
	if err != nil {
		return nil, fmt.Errorf("read the database's address: %w", err)
	}
	return &Rows{db: bun.NewDB(stdlib.OpenDB(*config), pgdialect.New(), bun.WithDiscardUnknownColumns())}, nil
}

// Close lets go of the database.
func (r *Rows) Close() error { return r.db.Close() }

type stored struct {
	ID         string    `bun:"id"`
	Event      string    `bun:"event"`
	ReceivedOn time.Time `bun:"received_on"`
	ReceivedAt time.Time `bun:"received_at"`
	OccurredAt time.Time `bun:"occurred_at"`
	Body       []byte    `bun:"body"`
}

type user struct {
	ID               string          `json:"id"`
	IdpID            string          `json:"idp_id"`
	Email            string          `json:"email"`
	FirstName        string          `json:"first_name"`
	LastName         string          `json:"last_name"`
	State            string          `json:"state"`
	CustomAttributes json.RawMessage `json:"custom_attributes"`
	CreatedAt        time.Time       `json:"created_at"`
	UpdatedAt        time.Time       `json:"updated_at"`
}

type group struct {
	ID        string    `json:"id"`
	IdpID     string    `json:"idp_id"`
	Name      string    `json:"name"`
	CreatedAt time.Time `json:"created_at"`
	UpdatedAt time.Time `json:"updated_at"`
}

// Apply works off a lane, and tells how many events it applied.
func (r *Rows) Apply(ctx context.Context, org, lane string) (int, error) {
	var directory int64
	if err := r.db.NewRaw(`SELECT id FROM directories WHERE workos_directory_id = ?`, lane).Scan(ctx, &directory); err != nil {
		return 0, fmt.Errorf("find the directory: %w", err)
	}
	n := 0
	for {
		var batch []stored
		err := r.db.NewRaw(`SELECT e.id, e.event, e.received_on, e.received_at, e.occurred_at, p.body FROM events e
			JOIN event_payloads p ON p.received_on = e.received_on AND p.seq = e.seq
			WHERE e.lane = ? AND e.outcome = 'pending' ORDER BY e.seq LIMIT 1000`, lane).Scan(ctx, &batch)
		if err != nil {
			return n, fmt.Errorf("read events: %w", err)
		}
		if len(batch) == 0 {
			return n, nil
		}
		for _, e := range batch {
			if err := r.one(ctx, org, directory, e); err != nil {
				return n, fmt.Errorf("%s %s: %w", e.Event, e.ID, err)
			}
			n++
		}
	}
}

func (r *Rows) one(ctx context.Context, org string, directory int64, e stored) error {
	var payload struct {
		Data json.RawMessage `json:"data"`
	}
	if err := json.Unmarshal(e.Body, &payload); err != nil {
		return err
	}
	var subject, said string
	switch e.Event {
	case "dsync.user.created":
		var u user
		if err := json.Unmarshal(payload.Data, &u); err != nil {
			return err
		}
		subject, said = u.ID, u.FirstName+" "+u.LastName+" came with the directory"
		if err := r.user(ctx, org, directory, e, u, payload.Data); err != nil {
			return err
		}
	case "dsync.group.created":
		var g group
		if err := json.Unmarshal(payload.Data, &g); err != nil {
			return err
		}
		subject, said = g.ID, g.Name+" came with the directory"
		if err := r.group(ctx, org, directory, e, g, payload.Data); err != nil {
			return err
		}
	default:
		var m struct {
			User  user  `json:"user"`
			Group group `json:"group"`
		}
		if err := json.Unmarshal(payload.Data, &m); err != nil {
			return err
		}
		subject, said = m.User.ID, m.User.FirstName+" "+m.User.LastName+" joined "+m.Group.Name
		if err := r.exec(ctx, `INSERT INTO directory_group_memberships (organization_id, user_id, group_id, version_at, version_event)
			SELECT ?, u.id, g.id, ?, ? FROM directory_users u, directory_groups g WHERE u.workos_user_id = ? AND g.workos_group_id = ?
			ON CONFLICT (organization_id, user_id, group_id) DO UPDATE SET version_at = EXCLUDED.version_at, version_event = EXCLUDED.version_event
			WHERE directory_group_memberships.version_at <= EXCLUDED.version_at`, org, e.OccurredAt, e.ID, m.User.ID, m.Group.ID); err != nil {
			return err
		}
	}
	return r.decided(ctx, org, e, subject, said)
}

func (r *Rows) user(ctx context.Context, org string, directory int64, e stored, u user, raw json.RawMessage) error {
	member := "member_" + u.ID[len("directory_user_"):]
	for _, s := range []struct {
		query string
		args  []any
	}{
		{
			`INSERT INTO members (organization_id, id, email, first_name, last_name, state, created_at, updated_at, last_event_id)
			VALUES (?, ?, ?, ?, ?, 'active', ?, ?, ?) ON CONFLICT (organization_id, id) DO UPDATE SET email = EXCLUDED.email,
			first_name = EXCLUDED.first_name, last_name = EXCLUDED.last_name, updated_at = EXCLUDED.updated_at`,
			[]any{org, member, u.Email, u.FirstName, u.LastName, u.CreatedAt, u.UpdatedAt, e.ID},
		},
		{
			`INSERT INTO member_identities (organization_id, kind, external_id, member_id, idp_id, email, created_at, updated_at)
			VALUES (?, 'directory_user', ?, ?, ?, ?, ?, ?) ON CONFLICT (organization_id, kind, external_id) DO UPDATE SET email = EXCLUDED.email`,
			[]any{org, u.ID, member, u.IdpID, u.Email, u.CreatedAt, u.UpdatedAt},
		},
		{`INSERT INTO member_roles (organization_id, member_id, role, source, reason_key, event_id, created_at)
			VALUES (?, ?, 'ROLE_MEMBER', 'default', '', ?, ?) ON CONFLICT DO NOTHING`, []any{org, member, e.ID, e.ReceivedAt}},
		{
			`INSERT INTO directory_users AS du (organization_id, directory_id, workos_user_id, member_id, idp_id, email, first_name, last_name, state,
			custom_attributes, raw_attributes, version_at, version_rank, version_event, born_at, born_event, created_at, updated_at, last_event_id)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?) ON CONFLICT (workos_user_id) DO UPDATE SET email = EXCLUDED.email,
			first_name = EXCLUDED.first_name, last_name = EXCLUDED.last_name, state = EXCLUDED.state, version_at = EXCLUDED.version_at
			WHERE du.version_at <= EXCLUDED.version_at`,
			[]any{
				org, directory, u.ID, member, u.IdpID, u.Email, u.FirstName, u.LastName, u.State, string(u.CustomAttributes), string(raw),
				u.UpdatedAt, e.ID, u.UpdatedAt, e.ID, u.CreatedAt, u.UpdatedAt, e.ID,
			},
		},
		{
			`INSERT INTO audit_events (organization_id, id, action, actor_kind, actor_id, target_kind, target_id, target_name, after, event_id, occurred_at)
			VALUES (?, ?, 'member.role_added', 'workos', 'workos', 'member', ?, ?, ?, ?, ?)`,
			[]any{org, "audit_" + e.ID, member, u.FirstName + " " + u.LastName, `{"role":"ROLE_MEMBER"}`, e.ID, e.ReceivedAt},
		},
	} {
		if err := r.exec(ctx, s.query, s.args...); err != nil {
			return err
		}
	}
	return nil
}

func (r *Rows) group(ctx context.Context, org string, directory int64, e stored, g group, raw json.RawMessage) error {
	return r.exec(ctx, `INSERT INTO directory_groups AS dg (organization_id, directory_id, workos_group_id, idp_id, name, raw_attributes,
		version_at, version_rank, version_event, born_at, born_event, created_at, updated_at, last_event_id)
		VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?) ON CONFLICT (workos_group_id) DO UPDATE SET name = EXCLUDED.name
		WHERE dg.version_at <= EXCLUDED.version_at`,
		org, directory, g.ID, g.IdpID, g.Name, string(raw), g.UpdatedAt, e.ID, g.UpdatedAt, e.ID, g.CreatedAt, g.UpdatedAt, e.ID)
}

func (r *Rows) decided(ctx context.Context, org string, e stored, subject, said string) error {
	if err := r.exec(ctx, `INSERT INTO sync_logs (received_on, organization_id, event_id, event, outcome, reason, subject_id, changed_fields,
		occurred_at, received_at, applied_at) VALUES (?, ?, ?, ?, 'applied', ?, ?, '{created}', ?, ?, now())`,
		e.ReceivedOn, org, e.ID, e.Event, said, subject, e.OccurredAt, e.ReceivedAt); err != nil {
		return err
	}
	return r.exec(ctx, `UPDATE events SET outcome = 'applied', applied_at = now() WHERE id = ?`, e.ID)
}

func (r *Rows) exec(ctx context.Context, query string, args ...any) error {
	_, err := r.db.ExecContext(ctx, query, args...)
	return err
}
