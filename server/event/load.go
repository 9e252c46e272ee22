package event

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/tidwall/gjson"

	"memberpulse/server/workos"
	"memberpulse/shared"
)

// pick says which events of a lane a transaction takes: those that are due, up to a limit; named ones; or those that
// were parked too long.
type pick struct {
	limit   int
	ids     []string
	expired bool
	plain   bool  // of those: no family is asked why they waited in vain
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
	tryAt      *time.Time // when its next try was due or asked for, or when it woke
	rowOf      string     // the organization that its row names; "" where nobody knew yet
	decided    bool       // it has been decided before, and has left a log
	readable   bool
	weight     int // bytes of its payload; below 0, where that is kept no more
	rank       int // its place in the batch
}

const selectEvents = `SELECT e.id, e.event, e.seq, e.lane, COALESCE(e.organization_id, ''), COALESCE(e.directory_id, ''),
  e.occurred_at, e.received_at, e.received_on, e.outcome, COALESCE(e.waits_for, ''), e.parked_at, e.next_attempt_at, e.attempts, e.applied_at IS NOT NULL,
  COALESCE(octet_length(p.body), -1), CASE WHEN octet_length(p.body) <= 16384 THEN p.body END
FROM events e LEFT JOIN event_payloads p ON p.received_on = e.received_on AND p.seq = e.seq
WHERE e.lane = $1 AND `

// todo is what the index of work holds; a sum in place of the bare outcome keeps the indexes of the lists out of it.
const todo = `e.outcome IN ('pending', 'failed') `

const (
	pendingEvents = selectEvents + todo + `AND e.outcome = 'pending' ORDER BY e.lock_out DESC, e.seq LIMIT $2`
	failedDue     = todo + `AND e.outcome || '' = 'failed' AND (e.next_attempt_at IS NULL OR e.next_attempt_at <= $2) `
	waitingEvents = selectEvents + failedDue + `AND e.waits_for IS NOT NULL ORDER BY e.lock_out DESC, e.seq LIMIT $3`
	failedEvent   = selectEvents + failedDue + `AND e.waits_for IS NULL ORDER BY e.lock_out DESC, e.seq LIMIT 1`
	namedEvents   = selectEvents + `e.id = ANY($2) AND e.outcome IN ('pending', 'failed') ORDER BY e.lock_out DESC, e.seq`
	expiredEvents = selectEvents + `e.outcome = 'parked' AND e.parked_at <= $2 ORDER BY e.seq LIMIT $3`
)

// keepToKeys keeps a transaction's reads on their indexes: before PostgreSQL has looked at a table that grows by
// thousands a second, it takes it for small; and parallel workers cost more than a batch.
const keepToKeys = `SELECT set_config('enable_bitmapscan', 'off', true), set_config('max_parallel_workers_per_gather', '0', true)`

// inOrder has the events of a lane read along the index of work, which has them in their order. Behind the policies of
// its rows PostgreSQL expects a handful of them, and would rather read and sort all. atEase ends that.
const (
	inOrder = `SELECT set_config('enable_seqscan', 'off', true), set_config('enable_sort', 'off', true)`
	atEase  = `SELECT set_config('enable_seqscan', 'on', true), set_config('enable_sort', 'on', true)`
)

// lockLane takes the lane for this transaction, or reports that another worker has it. It leaves reads inOrder.
func lockLane(ctx context.Context, conn *pgx.Conn, lane string) (free bool, err error) {
	b := &pgx.Batch{}
	b.Queue(keepToKeys)
	b.Queue(`SELECT 1 FROM lanes WHERE id = $1 FOR UPDATE SKIP LOCKED`, lane).Exec(func(tag pgconn.CommandTag) error {
		free = tag.RowsAffected() == 1
		return nil
	})
	b.Queue(inOrder)
	if err := conn.SendBatch(ctx, b).Close(); err != nil {
		return false, fmt.Errorf("take lane %s: %w", lane, err)
	}
	return free, nil
}

// load reads the events that a transaction takes, and tells whether there may be more of them.
func load(ctx context.Context, conn *pgx.Conn, lane string, p pick, now time.Time) (events []*stored, more bool, err error) {
	switch {
	case p.ids != nil:
		events, more, err = collect(ctx, conn, namedEvents, lane, p.ids)
	case p.expired:
		events, more, err = collect(ctx, conn, expiredEvents, lane, now.Add(-longestParked), p.limit)
		more = more || len(events) == p.limit
	default:
		events, more, err = collect(ctx, conn, pendingEvents, lane, p.limit)
		more = more || len(events) == p.limit
	}
	if err != nil {
		return nil, false, fmt.Errorf("read the events of lane %s: %w", lane, err)
	}
	return events, more, nil
}

// loadFailed reads events that failed and are due again: those together that only wait for something, of the others one.
// They would make their neighbors fail too.
func loadFailed(ctx context.Context, conn *pgx.Conn, lane string, limit int, now time.Time) (events []*stored, err error) {
	var due bool
	err = conn.QueryRow(ctx, `SELECT EXISTS (SELECT FROM events e WHERE e.lane = $1 AND `+failedDue+`)`, lane, now).Scan(&due)
	if err == nil && due {
		events, _, err = collect(ctx, conn, waitingEvents, lane, now, limit)
	}
	if err == nil && due && len(events) == 0 {
		events, _, err = collect(ctx, conn, failedEvent, lane, now)
	}
	if err != nil {
		return nil, fmt.Errorf("read the failed events of lane %s: %w", lane, err)
	}
	return events, nil
}

// How much of payloads a transaction holds. Bodies of most events come with their keys, of a whole batch no more than
// the bound; the few that are large are read one by one, as long as they fit.
const (
	mostLoaded  = 16 << 20
	largeLoaded = 16 << 10 // as selectEvents has it
)

// collect reads events up to the bound, and tells whether it left some.
func collect(ctx context.Context, conn *pgx.Conn, query string, args ...any) (events []*stored, cut bool, err error) {
	rows, err := conn.Query(ctx, query, args...)
	if err != nil {
		return nil, false, err
	}
	events, err = pgx.CollectRows(rows, scanStored)
	if err != nil {
		return nil, false, err
	}
	weight := 0
	for i, s := range events {
		if weight += s.weight; i > 0 && weight > mostLoaded {
			events, cut = events[:i], true
			break
		}
		s.rank = i
	}
	return events, cut, readLarge(ctx, conn, events)
}

func readLarge(ctx context.Context, conn *pgx.Conn, events []*stored) error {
	bodies := &pgx.Batch{}
	for _, s := range events {
		if s.weight <= largeLoaded {
			continue
		}
		bodies.Queue(`SELECT body FROM event_payloads WHERE received_on = $1 AND seq = $2`, s.receivedOn, s.Seq).QueryRow(func(row pgx.Row) error {
			var body []byte
			if err := row.Scan(&body); err != nil {
				return err
			}
			s.read(body)
			return nil
		})
	}
	if bodies.Len() == 0 {
		return nil
	}
	if err := conn.SendBatch(ctx, bodies).Close(); err != nil {
		return fmt.Errorf("read %d large payloads: %w", bodies.Len(), err)
	}
	return nil
}

func scanStored(row pgx.CollectableRow) (*stored, error) {
	var s stored
	var body pgtype.DriverBytes // lent until the next row
	err := row.Scan(&s.ID, &s.Name, &s.Seq, &s.Lane, &s.OrganizationID, &s.DirectoryID, &s.OccurredAt, &s.ReceivedAt,
		&s.receivedOn, &s.was, &s.waitsFor, &s.parkedAt, &s.tryAt, &s.Attempts, &s.decided, &s.weight, &body)
	if err != nil {
		return nil, err
	}
	s.OccurredAt, s.ReceivedAt = s.OccurredAt.UTC(), s.ReceivedAt.UTC()
	s.rowOf = s.OrganizationID
	if body != nil {
		s.read(body)
	}
	return &s, nil
}

// since is from when on this decision is measured: from receipt, or from the last try or waking, since what lies between
// is no work.
func (s *stored) since() time.Time {
	if s.tryAt != nil && s.tryAt.After(s.ReceivedAt) {
		return *s.tryAt
	}
	return s.ReceivedAt
}

// read takes from the payload what the engine and the appliers look at.
func (s *stored) read(body []byte) {
	if s.Name == unreadable {
		s.readable = gjson.ValidBytes(body) && !workos.TooDeep(body)
		return
	}
	s.readable = true
	s.Data = gjson.Parse(string(body)).Get("data")
	s.claims = claimed(s.Name, s.Data)
}

// claimed is the organization that a payload names, wherever it stands.
func claimed(name string, data gjson.Result) string {
	e := envelope{name: name}
	e.place(data)
	return e.claims
}
