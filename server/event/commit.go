package event

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"memberpulse/server/errs"
	"memberpulse/server/pg"
)

const (
	mostRows    = 512     // in one commit
	mostBytes   = 4 << 20 // of bodies in one commit
	commitLimit = 4 * time.Second
	storeLimit  = 4500 * time.Millisecond // an answer goes out within five seconds, whatever the database does
)

// Sources of events.
const (
	sourceWebhook   = "webhook"
	sourceEventsAPI = "events_api"
)

// delivery is one arrival of an event on its way into the inbox.
type delivery struct {
	envelope
	body       []byte
	source     string
	receivedAt time.Time
	done       chan error
	fresh      bool // after the commit: it was not stored before
}

// committer stores deliveries. There is no timer: whatever waits while one commit is under way is the next one. One
// committer gathers more than several would.
type committer struct {
	engine *Engine
	queue  chan *delivery
	known  map[string]bool // lanes that have their row
	ended  chan struct{}
	limits sync.Pool // of timers, between requests: a context with a deadline of its own would cost each request more
}

func newCommitter(e *Engine) *committer {
	c := &committer{engine: e, queue: make(chan *delivery, 2*mostRows), known: map[string]bool{}, ended: make(chan struct{})}
	c.limits.New = func() any { return time.NewTimer(storeLimit) }
	return c
}

// store waits until the deliveries are durable, or one has failed, or it takes too long.
func (c *committer) store(ctx context.Context, batch ...*delivery) error {
	limit := c.limits.Get().(*time.Timer) //nolint:forcetypeassert // the pool makes nothing else
	limit.Reset(storeLimit)
	defer func() {
		limit.Stop()
		c.limits.Put(limit)
	}()
	for _, d := range batch {
		d.done = make(chan error, 1)
		select {
		case c.queue <- d:
		case <-c.ended:
			return stopped()
		case <-ctx.Done():
			return tooSlow(ctx.Err())
		case <-limit.C:
			return tooSlow(context.DeadlineExceeded)
		}
	}
	for _, d := range batch {
		select {
		case err := <-d.done:
			if err != nil {
				return err
			}
		case <-c.ended: // it may have been stored; a second delivery is counted, and changes nothing
			return stopped()
		case <-ctx.Done():
			return tooSlow(ctx.Err())
		case <-limit.C:
			return tooSlow(context.DeadlineExceeded)
		}
	}
	return nil
}

func stopped() error {
	return errs.Unavailable("inbox_stopped", "This MemberPulse is stopping, so the event was not acknowledged.",
		"WorkOS delivers it again by itself.", 5*time.Second)
}

func tooSlow(cause error) error {
	return errs.Unavailable("inbox_slow", "The event could not be stored in time, so it was not acknowledged.",
		"WorkOS delivers it again by itself.", 5*time.Second).Because(cause)
}

// run commits until ctx ends; who waits then is told so.
func (c *committer) run(ctx context.Context) {
	defer close(c.ended)
	for {
		select {
		case d := <-c.queue:
			c.commit(ctx, c.gather(d))
		case <-ctx.Done():
			return
		}
	}
}

func (c *committer) gather(first *delivery) []*delivery {
	batch, size := []*delivery{first}, len(first.body)
	for len(batch) < mostRows && size < mostBytes {
		select {
		case d := <-c.queue:
			batch, size = append(batch, d), size+len(d.body)
		default:
			return batch
		}
	}
	return batch
}

// commit stores a batch and answers everyone in it. If it fails for a reason of its content, each is tried alone, so
// that one cannot fail its neighbors.
func (c *committer) commit(ctx context.Context, batch []*delivery) {
	err := c.write(ctx, batch)
	if errs.HasCode(err, "database_unavailable") { // one connection broke, perhaps: another may stand
		err = c.write(ctx, batch)
	}
	if err == nil || len(batch) == 1 || passing(err) {
		for _, d := range batch {
			d.done <- err
		}
		return
	}
	c.engine.logger.WarnContext(ctx, "a batch of events could not be stored; storing each alone", "events", len(batch), "error", err)
	for _, d := range batch {
		d.done <- c.write(ctx, []*delivery{d})
	}
}

func (c *committer) write(ctx context.Context, batch []*delivery) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), commitLimit) // a stop lets the last commit end
	defer cancel()
	in := c.columns(batch)
	err := c.engine.db.BatchInPlatform(ctx, pg.InboxReceive, in.insert)
	if err != nil {
		var connect *pgconn.ConnectError
		if errors.Is(err, context.DeadlineExceeded) || errors.As(err, &connect) {
			return tooSlow(err)
		}
		return fmt.Errorf("store %d events: %w", len(batch), err)
	}
	for _, d := range batch {
		d.fresh = in.fresh[d.id]
	}
	c.engine.figures.Stored(len(in.fresh), len(batch)-len(in.fresh))
	c.wake(in)
	return nil
}

// wake sets the lanes of what was stored to work.
func (c *committer) wake(in *columns) {
	for i, id := range in.ids {
		if in.fresh[id] {
			c.known[in.lanes[i]] = true
			c.engine.queue.push(in.lanes[i], in.lockOuts[i])
		}
	}
}

// columns are a batch as PostgreSQL takes it: an array per column, one row per event id.
type columns struct {
	instance      string
	ids           []string
	names         []string
	lanes         []string
	organizations []string // "" where nobody knows yet
	occurredAt    []time.Time
	receivedAt    []time.Time
	sources       []string
	lockOuts      []bool
	folded        []int32 // duplicates within this batch
	bodies        [][]byte

	newLanes []string
	news     []string // lanes that other instances should hear of
	fresh    map[string]bool
}

// columns folds a batch and sorts it by id: every transaction locks events in that order.
func (c *committer) columns(batch []*delivery) *columns {
	sorted := slices.Clone(batch)
	slices.SortStableFunc(sorted, func(a, b *delivery) int { return strings.Compare(a.id, b.id) })
	in := &columns{instance: c.engine.instance, fresh: make(map[string]bool, len(batch))}
	for _, d := range sorted {
		delivered := int32(0)
		if d.source == sourceWebhook {
			delivered = 1
		}
		if n := len(in.ids); n > 0 && in.ids[n-1] == d.id {
			in.folded[n-1] += delivered
			continue
		}
		in.add(d, c.ownerOf(d))
		if !c.known[d.lane] && !slices.Contains(in.newLanes, d.lane) {
			in.newLanes = append(in.newLanes, d.lane)
		}
		if (c.engine.options.Workers < 0 || c.engine.queue.idle(d.lane)) && !slices.Contains(in.news, d.lane) {
			in.news = append(in.news, d.lane)
		}
	}
	slices.Sort(in.newLanes)
	return in
}

// ownerOf is the organization that may see an event while it waits: the lane's, unless the event names another.
func (c *committer) ownerOf(d *delivery) string {
	owner := c.engine.owners.get(d.lane)
	if d.claims != "" && d.claims != owner {
		return ""
	}
	return owner
}

func (in *columns) add(d *delivery, organization string) {
	in.ids = append(in.ids, d.id)
	in.names = append(in.names, d.name)
	in.lanes = append(in.lanes, d.lane)
	in.organizations = append(in.organizations, organization)
	in.occurredAt = append(in.occurredAt, d.occurredAt)
	in.receivedAt = append(in.receivedAt, d.receivedAt)
	in.sources = append(in.sources, d.source)
	in.lockOuts = append(in.lockOuts, d.lockOut)
	in.folded = append(in.folded, 0)
	in.bodies = append(in.bodies, d.body)
}

// One statement stores keys and payloads: a payload only where its key is new. xmax is 0 on a row that was inserted. An
// event of a directory runs in the directory's lane, so its lane tells the directory.
const insertEvents = `
WITH arrived AS MATERIALIZED (
  SELECT *, (received_at AT TIME ZONE 'UTC')::date AS received_on
  FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::timestamptz[], $7::text[], $8::bool[], $9::int[], $10::bytea[])
    AS a(id, event, lane, organization_id, occurred_at, received_at, source, lock_out, folded, body)
), keys AS (
  INSERT INTO events AS e (id, event, lane, organization_id, directory_id, occurred_at, received_at, received_on, source, lock_out, duplicates)
  SELECT id, event, lane, nullif(organization_id, ''), CASE WHEN starts_with(lane, 'directory_') THEN lane END,
    occurred_at, received_at, received_on, source, lock_out, folded FROM arrived
  ON CONFLICT (id) DO UPDATE SET duplicates = e.duplicates + EXCLUDED.duplicates + (EXCLUDED.source = 'webhook')::int
  RETURNING e.id, e.seq, e.xmax = 0 AS fresh
), payloads AS (
  INSERT INTO event_payloads (received_on, seq, event_id, body)
  SELECT a.received_on, k.seq, a.id, a.body FROM arrived a JOIN keys k ON k.id = a.id WHERE k.fresh
)
SELECT id FROM keys WHERE fresh`

// insert is all that a commit does. The other instances hear of it with the commit; that nothing of it was new to them
// costs them a look.
func (in *columns) insert(b *pgx.Batch) {
	clear(in.fresh)
	if len(in.newLanes) > 0 {
		b.Queue(`INSERT INTO lanes (id) SELECT unnest($1::text[]) ON CONFLICT DO NOTHING`, in.newLanes)
	}
	b.Queue(insertEvents, in.ids, in.names, in.lanes, in.organizations, in.occurredAt, in.receivedAt, in.sources, in.lockOuts,
		in.folded, in.bodies).Query(in.readFresh)
	if len(in.news) > 0 {
		b.Queue(`SELECT pg_notify($1, $2)`, Channel, message(in.instance, in.news))
	}
}

func (in *columns) readFresh(rows pgx.Rows) error {
	var id string
	_, err := pgx.ForEachRow(rows, []any{&id}, func() error {
		in.fresh[id] = true
		return nil
	})
	if err != nil {
		return fmt.Errorf("insert events: %w", err)
	}
	return nil
}
