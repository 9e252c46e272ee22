package event

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"memberpulse/server/audit"
	"memberpulse/server/pg"
	"memberpulse/server/workos"
	"memberpulse/shared"
)

// passed is an event that could not be read, in the memory of this instance alone: reading up to it again and again costs
// what reading it costs.
type passed struct {
	id        string
	createdAt time.Time
	since     time.Time
}

// stepOver goes past the one event that a query begins with, since it cannot be read: its head goes into the inbox as
// dead, so that the operator sees it, and the reading goes on behind it.
func (p *Poller) stepOver(ctx context.Context, q workos.EventQuery, c *cursor, out *Polled, why error) (after string, err error) {
	if p.skim == nil {
		return "", fmt.Errorf("read an event: %w", why)
	}
	head, err := p.skim(ctx, q)
	if err != nil {
		return "", fmt.Errorf("read as much as the head of an event that cannot be read (%w): %w", why, err)
	}
	if head.ID == "" || head.ID == q.After || head.ID != clean(head.ID, longestName) {
		return "", fmt.Errorf("step over an event that cannot be read: its id tells nothing new: %w", why)
	}
	fresh, err := p.engine.bury(ctx, head)
	if err != nil {
		return "", err
	}
	if fresh {
		out.Fresh++
		p.engine.figures.Broke("unreadable")
		p.engine.logger.WarnContext(ctx, "an event of the Events API cannot be read; it was stepped over", "event_id", head.ID, "event", head.Event, "error", why)
	}
	if err := p.engine.moveCursor(ctx, c, head.ID, p.readTo(head.CreatedAt), 0); err != nil {
		return "", err
	}
	p.pass(head, q)
	return head.ID, nil
}

// pass remembers the last event that was stepped over.
func (p *Poller) pass(head workos.Head, q workos.EventQuery) {
	at := head.CreatedAt
	if at.IsZero() {
		at = q.RangeStart
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.past.id == "" || at.After(p.past.createdAt) {
		p.past = passed{id: head.ID, createdAt: at, since: p.engine.now()}
	}
}

// behind is the event behind which a reading may begin that would else begin before it: what might still have become
// visible before that event has had its time.
func (p *Poller) behind(from, now time.Time) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.past.id == "" || from.After(p.past.createdAt) || now.Sub(p.past.since) <= pollOverlap {
		return ""
	}
	return p.past.id
}

// bury stores the head of an event that cannot be read, as dead. Nobody knows whose it is, so the operator alone sees it.
func (e *Engine) bury(ctx context.Context, head workos.Head) (fresh bool, err error) {
	now := e.now()
	s := &stored{Event: Event{
		ID: filedUnder(head.ID), Name: cmp.Or(clean(head.Event, longestName), unreadable), Lane: environmentLane, ReceivedAt: now, OccurredAt: now,
	}}
	if plausible(head.CreatedAt) {
		s.OccurredAt = head.CreatedAt
	}
	s.Decision = Decision{
		Outcome: shared.OutcomeDead,
		Reason:  "This event is larger than MemberPulse can read, or no readable JSON, so what it tells is not known here. The events after it were read.",
		Action:  "The operator of this MemberPulse asks WorkOS what this event holds, and reports it.",
	}
	err = e.db.InPlatform(ctx, pg.LaneWork, func(ctx context.Context, tx bun.Tx) error {
		if _, err := tx.ExecContext(ctx, `INSERT INTO lanes (id) VALUES (?) ON CONFLICT DO NOTHING`, environmentLane); err != nil {
			return err
		}
		err := tx.QueryRowContext(ctx, `INSERT INTO events (id, event, lane, occurred_at, received_at, received_on, source, lock_out)
			VALUES (?, ?, ?, ?, ?, (?::timestamptz AT TIME ZONE 'UTC')::date, ?, false) ON CONFLICT DO NOTHING RETURNING seq, received_on`,
			s.ID, s.Name, s.Lane, s.OccurredAt, now, now, sourceEventsAPI).Scan(&s.Seq, &s.receivedOn)
		if fresh = err == nil; errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		t := &turn{engine: e, tx: tx, lane: s.Lane, events: []*stored{s}, now: now}
		if _, err := t.record(ctx); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{
			Action: "event.unreadable", Actor: audit.WorkOS(), Target: audit.Target{Kind: "event", ID: s.ID, Name: s.Name},
			EventID: s.ID, OccurredAt: now,
		})
	})
	if err != nil {
		return false, fmt.Errorf("store the head of event %s: %w", s.ID, err)
	}
	return fresh, nil
}
