package event

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/tidwall/gjson"

	"memberpulse/shared"
)

// pick says which events of a lane a transaction takes: those that are due, up to a limit; named ones; or those that
// were parked too long.
type pick struct {
	limit   int
	ids     []string
	expired bool
	culprit error // the reason why the one named event fails
}

// stored is an event with what the engine alone needs of it.
type stored struct {
	Event
	claims     string // the organization that the payload names
	receivedOn time.Time
	was        shared.Outcome
	waitsFor   string
	parkedAt   *time.Time
	rowOf      string // the organization that its row names; "" where nobody knew yet
	decided    bool   // it has been decided before, and has left a log
	readable   bool
	rank       int // its place in the batch
}

const selectEvents = `SELECT e.id, e.event, e.seq, e.lane, COALESCE(e.organization_id, ''), COALESCE(e.directory_id, ''),
  e.occurred_at, e.received_at, e.received_on, e.outcome, COALESCE(e.waits_for, ''), e.parked_at, e.attempts, e.applied_at IS NOT NULL, p.body
FROM events e LEFT JOIN event_payloads p ON p.received_on = e.received_on AND p.seq = e.seq
WHERE e.lane = $1 AND `

const (
	dueEvents     = selectEvents + `e.outcome IN ('pending', 'failed') AND (e.next_attempt_at IS NULL OR e.next_attempt_at <= $2) ORDER BY e.lock_out DESC, e.seq LIMIT $3`
	namedEvents   = selectEvents + `e.id = ANY($2) AND e.outcome IN ('pending', 'failed') ORDER BY e.lock_out DESC, e.seq`
	expiredEvents = selectEvents + `e.outcome = 'parked' AND e.parked_at <= $2 ORDER BY e.seq LIMIT $3`
)

// keepToKeys keeps a transaction's reads on their indexes: before PostgreSQL has looked at a table that grows by
// thousands a second, it takes it for small; and parallel workers cost more than a batch.
const keepToKeys = `SELECT set_config('enable_bitmapscan', 'off', true), set_config('max_parallel_workers_per_gather', '0', true)`

// lockLane takes the lane for this transaction, or reports that another worker has it.
func lockLane(ctx context.Context, conn *pgx.Conn, lane string) (bool, error) {
	if _, err := conn.Exec(ctx, keepToKeys); err != nil {
		return false, fmt.Errorf("keep to the indexes: %w", err)
	}
	tag, err := conn.Exec(ctx, `SELECT 1 FROM lanes WHERE id = $1 FOR UPDATE SKIP LOCKED`, lane)
	if err != nil {
		return false, fmt.Errorf("take lane %s: %w", lane, err)
	}
	return tag.RowsAffected() == 1, nil
}

func load(ctx context.Context, conn *pgx.Conn, lane string, p pick, now time.Time) ([]*stored, error) {
	var rows pgx.Rows
	var err error
	switch {
	case p.ids != nil:
		rows, err = conn.Query(ctx, namedEvents, lane, p.ids)
	case p.expired:
		rows, err = conn.Query(ctx, expiredEvents, lane, now.Add(-longestParked), p.limit)
	default:
		rows, err = conn.Query(ctx, dueEvents, lane, now, p.limit)
	}
	if err != nil {
		return nil, fmt.Errorf("read the events of lane %s: %w", lane, err)
	}
	events, err := pgx.CollectRows(rows, scanStored)
	if err != nil {
		return nil, fmt.Errorf("read the events of lane %s: %w", lane, err)
	}
	for i, s := range events {
		s.rank = i
	}
	return events, nil
}

func scanStored(row pgx.CollectableRow) (*stored, error) {
	var s stored
	var body pgtype.DriverBytes // lent until the next row
	err := row.Scan(&s.ID, &s.Name, &s.Seq, &s.Lane, &s.OrganizationID, &s.DirectoryID, &s.OccurredAt, &s.ReceivedAt,
		&s.receivedOn, &s.was, &s.waitsFor, &s.parkedAt, &s.Attempts, &s.decided, &body)
	if err != nil {
		return nil, err
	}
	s.OccurredAt, s.ReceivedAt = s.OccurredAt.UTC(), s.ReceivedAt.UTC()
	s.rowOf = s.OrganizationID
	if s.Name == unreadable {
		s.readable = gjson.ValidBytes(body) && !tooDeep(body)
		return &s, nil
	}
	if s.readable = body != nil; s.readable {
		s.Data = gjson.Parse(string(body)).Get("data")
		s.claims = claimed(s.Name, s.Data)
	}
	return &s, nil
}

// claimed is the organization that a payload names, wherever it stands.
func claimed(name string, data gjson.Result) string {
	e := envelope{name: name}
	e.place(data)
	return e.claims
}
