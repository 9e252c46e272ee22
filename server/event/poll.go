package event

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"memberpulse/server/errs"
	"memberpulse/server/workos"
)

const (
	pollEvery    = 30 * time.Second
	pollOverlap  = 2 * time.Minute             // read again each time: events may become visible late
	pollBack     = 90*24*time.Hour - time.Hour // as far as WorkOS remembers, for sure
	pollWindow   = 30 * 24 * time.Hour         // the longest range of one request
	pollTooYoung = 5 * time.Second             // left to its webhook, and to the next poll
	pollSkew     = time.Hour                   // more than WorkOS's clock and ours may differ
	healedAfter  = time.Minute                 // no webhook brought it by then
)

// ReadPage reads a page of WorkOS's Events API.
type ReadPage func(ctx context.Context, q workos.EventQuery) (workos.Page[workos.Event], error)

// Skim finds the head of the first event that a query selects, where the event itself cannot be read.
type Skim func(ctx context.Context, q workos.EventQuery) (workos.Head, error)

// Poller reads the Events API into the inbox that the webhooks fill: what they missed comes by it. One instance polls
// at a time.
type Poller struct {
	engine *Engine
	list   ReadPage
	skim   Skim
	past   passed

	mu      sync.Mutex
	stop    context.CancelFunc
	running sync.WaitGroup
}

// NewPoller makes a poller. It does nothing until Start, or Poll.
func NewPoller(e *Engine, list ReadPage, skim Skim) *Poller {
	return &Poller{engine: e, list: list, skim: skim}
}

// Start polls every 30 seconds until Stop, or until ctx ends.
func (p *Poller) Start(ctx context.Context) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.stop != nil {
		return
	}
	ctx, p.stop = context.WithCancel(ctx)
	p.running.Go(func() { p.run(ctx) })
}

// Stop ends the polling. It may be called twice.
func (p *Poller) Stop() {
	p.mu.Lock()
	stop := p.stop
	p.mu.Unlock()
	if stop != nil {
		stop()
	}
	p.running.Wait()
}

func (p *Poller) run(ctx context.Context) {
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	for {
		if _, err := p.poll(ctx, pollEvery-pollEvery/5); err != nil && ctx.Err() == nil {
			p.engine.logger.WarnContext(ctx, "the Events API could not be read; it is asked again", "in", pollEvery, "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Polled is what a poll found.
type Polled struct {
	Busy   bool // another instance polls, or has just done so
	Pages  int
	Fresh  int // events that were not in the inbox
	Healed int // of these, those that a webhook should have brought long ago
}

// Poll reads once, from the cursor to the end.
func (p *Poller) Poll(ctx context.Context) (Polled, error) { return p.poll(ctx, 0) }

func (p *Poller) poll(ctx context.Context, notWithin time.Duration) (out Polled, err error) {
	out.Busy = true
	err = p.engine.alone(ctx, func(ctx context.Context) error {
		c, err := p.engine.readCursor(ctx)
		if err != nil {
			return err
		}
		if c.polledAt != nil && p.engine.now().Sub(*c.polledAt) < notWithin {
			return nil
		}
		out.Busy = false
		failure := p.readOn(ctx, c, &out)
		if failure != nil && ctx.Err() != nil {
			return failure // this instance stops: that says nothing about WorkOS
		}
		p.engine.figures.Polled(failure, out.Healed)
		if err := p.engine.endPoll(ctx, c, failure); err != nil {
			return err
		}
		return failure
	})
	if err != nil {
		return out, fmt.Errorf("poll the Events API: %w", err)
	}
	if out.Healed > 0 {
		p.engine.logger.WarnContext(ctx, "the Events API brought events that no webhook had", slog.Int("events", out.Healed))
	}
	return out, nil
}

// readOn reads window after window, page after page, without a pause while there is more. The cursor moves with every
// page, so that a poll that breaks off goes on where it was.
func (p *Poller) readOn(ctx context.Context, c *cursor, out *Polled) error {
	now := p.engine.now()
	from := now.Add(-pollBack)
	if start := c.rangeEnd.Add(-pollOverlap); start.After(from) {
		from = start
	}
	for {
		q := workos.EventQuery{Events: p.engine.Names(), RangeStart: from, After: p.behind(from, now)}
		last := !from.Add(pollWindow).Before(now)
		if !last {
			q.RangeEnd = from.Add(pollWindow)
		}
		if err := p.readWindow(ctx, q, c, out); err != nil {
			return err
		}
		read := now.Add(-pollSkew)
		if !last && q.RangeEnd.Before(read) {
			read = q.RangeEnd
		}
		if err := p.engine.moveCursor(ctx, c, "", read, 0); err != nil {
			return err
		}
		if last {
			return nil
		}
		from = q.RangeEnd
	}
}

func (p *Poller) readWindow(ctx context.Context, q workos.EventQuery, c *cursor, out *Polled) error {
	for {
		page, err := p.list(ctx, q)
		if workos.Unreadable(err) && q.Limit != 1 {
			q.Limit = max(1, cmp.Or(q.Limit, workos.PageSize)/2)
			continue
		}
		if workos.Unreadable(err) {
			if q.After, err = p.stepOver(ctx, q, c, out, err); err != nil {
				return err
			}
			continue
		}
		if err != nil {
			return fmt.Errorf("read a page of events: %w", err)
		}
		out.Pages++
		fresh, healed, err := p.store(ctx, page.Data, !c.first)
		if err != nil {
			return err
		}
		out.Fresh += fresh
		out.Healed += healed
		if n := len(page.Data); n > 0 {
			if err := p.engine.moveCursor(ctx, c, page.Data[n-1].ID, p.readTo(page.Data[n-1].CreatedAt), healed); err != nil {
				return err
			}
		}
		if page.After == "" || page.After == q.After || len(page.Data) == 0 {
			return nil
		}
		q.After = page.After
		q.Limit = min(2*q.Limit, workos.PageSize) // back to whole pages, once the large events are behind
	}
}

// readTo is how far the reading has come with an event. A time that no clock shows yet would have the next poll begin
// behind all that is to come.
func (p *Poller) readTo(created time.Time) time.Time {
	if now := p.engine.now(); created.After(now) {
		return now
	}
	return created
}

// store puts what is new of a page into the inbox.
func (p *Poller) store(ctx context.Context, events []workos.Event, healing bool) (fresh, healed int, err error) {
	now := p.engine.now()
	known, err := p.engine.knownEvents(ctx, events)
	if err != nil {
		return 0, 0, err
	}
	var batch []*delivery
	for _, e := range events {
		if known[e.ID] || tooYoung(now.Sub(e.CreatedAt)) {
			continue
		}
		batch = append(batch, &delivery{envelope: read(e.Raw, now), body: e.Raw, source: sourceEventsAPI, receivedAt: now})
	}
	if err := p.engine.committer.store(ctx, batch...); err != nil {
		return 0, 0, fmt.Errorf("store %d events of the Events API: %w", len(batch), err)
	}
	for _, d := range batch {
		if !d.fresh {
			continue
		}
		fresh++
		if healing && now.Sub(d.occurredAt) > healedAfter {
			healed++
		}
	}
	return fresh, healed, nil
}

// tooYoung holds for what its webhook may still bring. What comes from ahead of our clock does not wait: the clock is
// wrong then, by so much perhaps that every webhook is refused, and the cursor would pass what was left lying.
func tooYoung(age time.Duration) bool { return age >= 0 && age < pollTooYoung }

// sentence is what the health page says of a failed poll.
func sentence(err error) string {
	if err == nil {
		return ""
	}
	if e := errs.Of(err); e.Kind != errs.KindInternal {
		return e.Detail
	}
	return "The Events API could not be read; the log tells why."
}
