// Package viewer opens many streams of server-sent events, as open pages do, and keeps when each of them saw which event.
package viewer

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"
)

// Reads tells how many events a viewer has seen once a frame is read, of how many before it.
type Reads func(seen int, topic, data []byte) int

// Crowd is viewers of one thing.
type Crowd struct {
	viewers []*viewer
	reading sync.WaitGroup
}

const openAtOnce = 32

// Open opens a stream for each header, and returns when all are answered.
func Open(ctx context.Context, addr, path string, headers []http.Header) (*Crowd, error) {
	c := &Crowd{viewers: make([]*viewer, len(headers))}
	errs := make(chan error, len(headers))
	turns := make(chan struct{}, openAtOnce)
	var opening sync.WaitGroup
	for i, header := range headers {
		opening.Go(func() {
			turns <- struct{}{}
			defer func() { <-turns }()
			v, err := open(ctx, addr, path, header)
			if err != nil {
				errs <- err
				return
			}
			c.viewers[i] = v
			c.reading.Go(v.read)
		})
	}
	opening.Wait()
	close(errs)
	if err := <-errs; err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}

// Close leaves all streams.
func (c *Crowd) Close() {
	for _, v := range c.viewers {
		if v != nil {
			_ = v.conn.Close() // only read from
		}
	}
	c.reading.Wait()
}

// Begin counts anew, up to so many events.
func (c *Crowd) Begin(events int, reads Reads) {
	for _, v := range c.viewers {
		v.begin(events, reads)
	}
}

// Await waits until all viewers have seen so many events, or until they had their time, and tells how many sights are
// missing.
func (c *Crowd) Await(ctx context.Context, events int, atMost time.Duration) (missing int, err error) {
	deadline := time.NewTimer(atMost)
	defer deadline.Stop()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		missing = 0
		for _, v := range c.viewers {
			missing += max(events-v.soFar(), 0)
		}
		if missing == 0 {
			return 0, nil
		}
		select {
		case <-ctx.Done():
			return missing, ctx.Err()
		case <-deadline.C:
			return missing, nil
		case <-tick.C:
		}
	}
}

// Sights are what the viewers saw since Begin.
type Sights struct {
	Frames, Bytes int           // of all viewers
	Most          int           // events that one viewer saw: more than were sent is one seen twice
	P50, P99      time.Duration // from an event to a viewer's first frame that shows it
}

// Sights reckons with the times at which the events were sent.
func (c *Crowd) Sights(sent []time.Time) Sights {
	var s Sights
	var took []time.Duration
	for _, v := range c.viewers {
		v.mu.Lock()
		s.Frames += v.frames
		s.Bytes += v.bytes
		s.Most = max(s.Most, v.seen)
		for i := range min(v.seen, len(sent)) {
			took = append(took, v.arrived[i].Sub(sent[i]))
		}
		v.mu.Unlock()
	}
	if len(took) > 0 {
		slices.Sort(took)
		s.P50, s.P99 = took[len(took)/2], took[len(took)*99/100]
	}
	return s
}

// Stuck opens a stream and never reads of it. It returns the connection, whose window is small.
func Stuck(ctx context.Context, addr, path string, header http.Header) (net.Conn, error) {
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("connect: %w", err)
	}
	tcp, ok := conn.(*net.TCPConn)
	if ok {
		err = tcp.SetReadBuffer(4096)
	}
	if err == nil {
		err = ask(conn, addr, path, header)
	}
	if err != nil {
		return nil, fmt.Errorf("ask for %s: %w", path, err)
	}
	return conn, nil
}
