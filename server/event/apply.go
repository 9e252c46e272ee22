package event

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/uptrace/bun"

	"memberpulse/server/pg"
)

// result is what a transaction over a lane did.
type result struct {
	ids  []string // the events that it held, also when it failed
	more bool     // there may be work left
	held bool     // another worker, of another instance, has the lane
	done []*stored
}

// apply is the transaction: it takes the lane, reads a batch, hands it to the appliers, and writes what became of
// every event. Either all of that is so afterwards, or none.
func (e *Engine) apply(ctx context.Context, lane string, own owner, p pick) (res result, err error) {
	began := e.now()
	err = e.db.InPlatform(ctx, pg.LaneWork, func(ctx context.Context, tx bun.Tx) error {
		res = result{}
		batch, err := e.takeBatch(ctx, lane, p, &res)
		if err != nil || len(batch) == 0 {
			return err
		}
		if own.missing == lane && e.carries(batch) {
			res.more = true // it came while WorkOS was asked: find the owner anew
			return nil
		}
		if came, err := parentCame(ctx, tx, own.missing); err != nil || came {
			res.more = came
			return err
		}
		t := &turn{engine: e, tx: tx, lane: lane, own: own, pick: p, events: batch, now: e.now()}
		if err := t.decide(ctx); err != nil {
			return err
		}
		if err := t.settleConnections(ctx); err != nil {
			return err
		}
		if err := t.settleParked(ctx); err != nil {
			return err
		}
		woken, err := t.record(ctx)
		res.more = res.more || woken > 0
		res.done = batch
		return err
	})
	if errors.Is(err, errCameMeanwhile) {
		res.more = true
		return res, nil
	}
	if err != nil {
		return res, fmt.Errorf("apply %d events of lane %s: %w", len(res.ids), lane, err)
	}
	if len(res.done) > 0 {
		now := e.now()
		e.figures.Applied(outcomesOf(res.done), now.Sub(began))
		for _, s := range res.done {
			if s.Decision.SessionsEnded > 0 {
				e.figures.LockedOut(now.Sub(s.ReceivedAt))
			}
		}
	}
	return res, nil
}

func (e *Engine) takeBatch(ctx context.Context, lane string, p pick, res *result) (batch []*stored, err error) {
	err = pg.Native(ctx, func(conn *pgx.Conn) error {
		free, err := lockLane(ctx, conn, lane)
		if res.held = !free; err != nil || res.held {
			return err
		}
		if batch, res.more, err = load(ctx, conn, lane, p, e.now()); err != nil {
			return err
		}
		if len(batch) == 0 && p.ids == nil && !p.expired { // failed events come when nothing else is due
			if batch, err = loadFailed(ctx, conn, lane, p.limit, e.now()); err != nil {
				return err
			}
			res.more = len(batch) > 0
		}
		if _, err := conn.Exec(ctx, atEase); err != nil {
			return fmt.Errorf("let PostgreSQL choose again: %w", err)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, s := range batch {
		res.ids = append(res.ids, s.ID)
	}
	return batch, nil
}

// turn is one batch in the hands of its transaction.
type turn struct {
	engine *Engine
	tx     bun.Tx
	lane   string
	own    owner
	pick   pick
	events []*stored
	now    time.Time
	landed []string
	topics []Topic
	alarms []*stored

	elsewhere map[string]string // suspects that stand in another lane, with that lane
}

// decide leaves a decision on every event: the engine's own where there is one, else the applier's.
func (t *turn) decide(ctx context.Context) error {
	if err := t.lookElsewhere(ctx); err != nil {
		return err
	}
	work := map[*Family][]*Event{}
	for _, s := range t.events {
		if s.OrganizationID == "" {
			s.OrganizationID = t.own.organizationID
		}
		family := t.engine.byName[s.Name]
		if s.Decision = t.verdict(s, family); s.Decision.Outcome == "" {
			work[family] = append(work[family], &s.Event)
		}
	}
	if len(work) == 0 {
		return nil
	}
	if err := scopeTo(ctx, t.tx, t.own.organizationID); err != nil {
		return err
	}
	for _, family := range t.engine.families {
		if err := t.run(ctx, family, work[family]); err != nil {
			return err
		}
	}
	for _, s := range t.events {
		if s.Decision.Outcome == "" { // its family has nothing to say of why it waited in vain
			s.Decision = parkedTooLong(s)
		}
	}
	return scopeTo(ctx, t.tx, "")
}

func (t *turn) run(ctx context.Context, family *Family, events []*Event) error {
	if len(events) == 0 {
		return nil
	}
	b := &Batch{OrganizationID: t.own.organizationID, Lane: t.lane, Events: events, Now: t.now, Elsewhere: t.elsewhere}
	act := family.Apply
	if t.pick.expired {
		act = family.GaveUp
	}
	err := guarded(func() error { return act(ctx, t.tx, b) })
	if err != nil && t.pick.expired {
		return fmt.Errorf("%w: %d events from %s on: %w", errUntold, len(events), events[0].Name, err)
	}
	if err != nil {
		return fmt.Errorf("apply %d events from %s on: %w", len(events), events[0].Name, err)
	}
	for _, ev := range events {
		if !ended(ev.Decision.Outcome) && !t.pick.expired {
			return fmt.Errorf("the applier of %s left event %s as %q", ev.Name, ev.ID, ev.Decision.Outcome)
		}
	}
	t.landed = append(t.landed, b.landed...)
	t.topics = append(t.topics, family.Topics...)
	return nil
}

// scopeTo narrows the transaction to one organization's rows, or widens it again to the platform's.
func scopeTo(ctx context.Context, tx bun.Tx, organizationID string) error {
	platform := ""
	if organizationID == "" {
		platform = "on"
	}
	_, err := tx.ExecContext(ctx, `SELECT set_config('app.organization', ?, true), set_config('app.platform', ?, true)`, organizationID, platform)
	if err != nil {
		return fmt.Errorf("scope the transaction to %q: %w", organizationID, err)
	}
	return nil
}
