package live

import (
	"context"
	"sync"

	"memberpulse/shared"

	"github.com/r3labs/sse/v2"
)

// queueLimit is how many frames of rows wait for a slow browser before it is
// marked as lagging. It then catches up from the database at its own pace.
const queueLimit = 64

// conn is one stream: what waits to be written to one browser. Filling it never
// blocks.
type conn struct {
	viewer Viewer
	topics map[shared.Topic]bool
	cancel context.CancelCauseFunc
	wake   signal

	mu     sync.Mutex
	rows   []*frame
	states map[shared.Topic]*frame // latest wins
	shown  map[shared.Topic]*frame // the last that was taken of each
	lagged bool
	final  finish
}

// finish says why a stream ends.
type finish struct {
	at     bool
	ended  bool // the session; otherwise the instance stops
	silent bool // no word: the browser comes back, and is shown what it may see now
	reason string
}

func newConn(v Viewer, cancel context.CancelCauseFunc) *conn {
	c := &conn{
		viewer: v, cancel: cancel, wake: newSignal(), topics: map[shared.Topic]bool{},
		states: map[shared.Topic]*frame{}, shown: map[shared.Topic]*frame{},
	}
	for _, t := range v.Topics {
		c.topics[t] = true
	}
	return c
}

// pushRows queues rows. A frame of a topic that is not shown is queued too, for
// its place in the stream.
func (c *conn) pushRows(f *frame) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.lagged {
		return
	}
	if len(c.rows) >= queueLimit {
		c.rows, c.lagged = nil, true
	} else {
		c.rows = append(c.rows, f)
	}
	c.wake.signal()
}

func (c *conn) pushStates(made ...*frame) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, f := range made {
		if !c.topics[f.topic] || c.shown[f.topic] == f {
			continue
		}
		c.states[f.topic] = f
		c.wake.signal()
	}
}

// end closes the stream with a frame that says why the session is over.
func (c *conn) end(reason string) {
	c.finish(finish{at: true, ended: true, reason: reason})
}

// bye closes the stream because the instance stops.
func (c *conn) bye() { c.finish(finish{at: true}) }

func (c *conn) finish(f finish) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !f.at || c.final.at {
		return
	}
	c.final = f
	c.wake.signal()
}

// load is what one turn of the pump writes.
type load struct {
	rows   []*frame
	states []*frame
	lagged bool
	final  finish
}

func (c *conn) take() load {
	c.mu.Lock()
	defer c.mu.Unlock()
	l := load{rows: c.rows, lagged: c.lagged, final: c.final}
	c.rows = nil
	for topic, f := range c.states {
		l.states = append(l.states, f)
		c.shown[topic] = f
		delete(c.states, topic)
	}
	return l
}

// restart begins the queue of c anew and tells up to where c reads the database
// itself: every frame that is queued from now on lies behind.
func (r *room) restart(c *conn) (tail int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.rows, c.lagged = nil, false
	return r.tail
}

// publisher is what the pump writes to: one stream of r3labs/sse, ours alone.
type publisher struct {
	server *sse.Server
	id     string
	to     *deadlineWriter
	opened bool
}

// send writes events, and sends them to the browser together; with the first of
// them, even if there is none, the headers that tell it that its stream is open.
func (p *publisher) send(events ...*sse.Event) {
	if !p.opened {
		p.opened = true
		p.to.gather(-1) // the headers waited for this
		events = append([]*sse.Event{comment("connected")}, events...)
	}
	p.to.gather(len(events))
	for _, e := range events {
		p.server.Publish(p.id, e)
	}
}

// end makes r3labs/sse leave its loop once all that was sent is written.
func (p *publisher) end() { p.server.Publish(p.id, &sse.Event{}) }

func onSubscriber(done chan struct{}) func(string, *sse.Subscriber) {
	return func(string, *sse.Subscriber) { close(done) }
}
