package live

import (
	"context"
	"math/rand/v2"
	"time"

	"memberpulse/server/errs"

	"github.com/r3labs/sse/v2"
)

// pump writes to one stream what its conn holds. It alone knows how far the
// stream has come.
type pump struct {
	hub     *Hub
	room    *room
	conn    *conn
	out     publisher
	reached int64 // the last sequence written, or passed since it is not shown here
}

// run writes until ctx ends or the stream is to end; then it lets r3labs/sse
// leave once all is written.
func (p *pump) run(ctx context.Context, from resumePoint) {
	p.reached = max(from.seq, 0)
	if !p.admitted(ctx) || !p.begin(ctx, from) {
		p.out.end()
		return
	}
	p.out.send() // only now: a page that reads its lists when its stream opens misses nothing
	p.room.show(p.conn)
	defer p.room.hide(p.conn)
	beat := time.NewTimer(rand.N(p.hub.cfg.Heartbeat)) //nolint:gosec // G404: spreads load, guards nothing
	defer beat.Stop()
	for on := true; on; {
		select {
		case <-ctx.Done():
			return
		case <-p.conn.wake:
			on = p.write(ctx, p.conn.take())
		case <-beat.C:
			beat.Reset(p.hub.cfg.Heartbeat)
			p.out.send(comment("beat"))
			on = p.valid(ctx)
		}
	}
	p.out.end()
}

// write sends one load and tells whether the stream goes on.
func (p *pump) write(ctx context.Context, l load) bool {
	if l.final.at {
		return p.finish(l.final)
	}
	events := p.rows(l.rows)
	if l.lagged {
		p.out.send(events...)
		events = nil
		p.hub.lags.Add(1)
		if !p.catchUp(ctx, p.room.restart(p.conn)) {
			return false
		}
	}
	for _, f := range l.states {
		events = append(events, f.event(p.reached))
	}
	p.out.send(events...)
	return true
}

// rows are the events of frames that are shown here; the stream has come to the
// last.
func (p *pump) rows(frames []*frame) (events []*sse.Event) {
	for _, f := range frames {
		p.reached = f.seq
		if p.conn.topics[f.topic] {
			events = append(events, f.event(f.seq))
		}
	}
	return events
}

func (p *pump) finish(f finish) bool {
	switch {
	case f.silent:
	case f.ended:
		p.out.send(endedFrame(f.reason).event(p.reached))
	default:
		p.out.send(byeEvent(p.reached, time.Second+rand.N(4*time.Second))) //nolint:gosec // G404: spreads load, guards nothing
	}
	return false
}

// admitted asks once more, where the hub knows the stream: a session that ended
// on the way in was told to nobody.
func (p *pump) admitted(ctx context.Context) bool {
	viewer := p.conn.viewer
	if viewer.Session.ID == "" || p.hub.desk.grants == nil {
		return p.valid(ctx)
	}
	grants, err := p.hub.desk.ask(ctx, viewer.Session)
	if err != nil {
		return true // asked again soon, with all others
	}
	if f := verdict(viewer, grants); f.at {
		return p.finish(f)
	}
	return true
}

// valid asks whether a key is still good, and says so if it is not. While the
// question has no answer the stream goes on.
func (p *pump) valid(ctx context.Context) bool {
	if p.conn.viewer.Valid == nil {
		return true
	}
	ctx, cancel := context.WithTimeout(ctx, readLimit)
	defer cancel()
	switch err := p.conn.viewer.Valid(ctx); {
	case errs.Is(err, errs.KindUnauthenticated):
		return p.finish(finish{ended: true, reason: "signed_out"})
	case errs.Is(err, errs.KindForbidden):
		return p.finish(finish{silent: true})
	default:
		return true
	}
}
