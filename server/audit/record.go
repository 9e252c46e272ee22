package audit

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"memberpulse/server/pg"
)

// rowsPerStatement keeps one INSERT well below PostgreSQL's limits.
const rowsPerStatement = 500

type row struct {
	bun.BaseModel `bun:"table:audit_events"`

	OrganizationID string    `bun:"organization_id"`
	ID             string    `bun:"id"`
	Action         string    `bun:"action"`
	ActorKind      ActorKind `bun:"actor_kind"`
	ActorID        string    `bun:"actor_id"`
	ActorName      string    `bun:"actor_name"`
	TargetKind     string    `bun:"target_kind"`
	TargetID       string    `bun:"target_id"`
	TargetName     string    `bun:"target_name"`
	Before         string    `bun:"before,nullzero"` // JSON as text: Bun rewrites escapes in what it knows to be JSON
	After          string    `bun:"after,nullzero"`
	EventID        string    `bun:"event_id,nullzero"`
	IP             string    `bun:"ip"`
	RequestID      string    `bun:"request_id"`
	OccurredAt     time.Time `bun:"occurred_at"`
}

// Record writes one entry with the change it tells of.
func Record(ctx context.Context, tx bun.IDB, entry Entry) error {
	return RecordAll(ctx, tx, []Entry{entry})
}

// RecordAll writes entries with the change they tell of. The transaction's scope must cover their organizations.
func RecordAll(ctx context.Context, tx bun.IDB, entries []Entry) error {
	for len(entries) > 0 {
		n := min(len(entries), rowsPerStatement)
		rows := make([]row, n)
		for i, e := range entries[:n] {
			r, err := newRow(e)
			if err != nil {
				return fmt.Errorf("write the audit entry %s: %w", e.Action, err)
			}
			rows[i] = r
		}
		if _, err := tx.NewInsert().Model(&rows).Returning("NULL").Exec(ctx); err != nil {
			return fmt.Errorf("write %d audit entries: %w", n, err)
		}
		entries = entries[n:]
	}
	return nil
}

func newRow(e Entry) (row, error) {
	before, err := encode(e.Before)
	if err != nil {
		return row{}, err
	}
	after, err := encode(e.After)
	if err != nil {
		return row{}, err
	}
	return row{
		OrganizationID: e.OrganizationID, ID: "audit_" + rand.Text(), Action: e.Action,
		ActorKind: e.Actor.Kind, ActorID: pg.Text(e.Actor.ID), ActorName: pg.Text(e.Actor.Name),
		TargetKind: e.Target.Kind, TargetID: pg.Text(e.Target.ID), TargetName: pg.Text(e.Target.Name),
		Before: before, After: after, EventID: pg.Text(e.EventID), IP: pg.Text(e.IP), RequestID: pg.Text(e.RequestID),
		OccurredAt: e.OccurredAt,
	}, nil
}

// encode makes JSON that jsonb takes: it refuses \u0000 and lone surrogates, which JSON itself allows.
func encode(v any) (string, error) {
	if v == nil {
		return "", nil
	}
	out, err := json.Marshal(v)
	if err != nil {
		return "", err
	}
	if !bytes.Contains(out, []byte(`\u0000`)) && !bytes.Contains(bytes.ToLower(out), []byte(`\ud`)) {
		return string(out), nil
	}
	var tree any
	if err := json.Unmarshal(out, &tree); err != nil { // lone surrogates become U+FFFD here
		return "", err
	}
	out, err = json.Marshal(clean(tree))
	return string(out), err
}

func clean(v any) any {
	switch v := v.(type) {
	case string:
		return pg.Text(v)
	case []any:
		for i := range v {
			v[i] = clean(v[i])
		}
		return v
	case map[string]any:
		out := make(map[string]any, len(v))
		for k, item := range v {
			out[pg.Text(k)] = clean(item)
		}
		return out
	default:
		return v
	}
}
