package live

import (
	"context"
	"encoding/json"
	"log/slog"
	"sync"
	"time"

	"memberpulse/server/errs"
	"memberpulse/server/pg"
	"memberpulse/shared"

	"github.com/r3labs/sse/v2"
)

// State tells what a topic of an organization shows now. It is asked once for
// all who watch, and its answer becomes one line of JSON.
type State func(ctx context.Context, organizationID string) (any, error)

// Config is what a hub is made of.
type Config struct {
	DB       *pg.DB
	Rows     []shared.Topic         // topics that carry rows
	States   map[shared.Topic]State // topics of an organization's stream that carry a state
	Platform map[shared.Topic]State // topics of the platform's stream: states only
	Grants   Grants                 // nil: sessions are not asked about; their end is told by messages alone
	Now      func() time.Time
	Logger   *slog.Logger // nil is silent

	Heartbeat       time.Duration // 0: 15 s
	WriteTimeout    time.Duration // 0: 10 s; a browser that takes nothing for so long is let go
	StateGap        time.Duration // 0: 250 ms between two frames of one state
	PlatformGap     time.Duration // 0: 1 s: the platform's states span all organizations
	RowsGap         time.Duration // 0: 150 ms between two reads of rows in a burst
	PerOrganization int           // 0: 5,000 streams
	PerOwner        int           // 0: 1,500 streams of one session or key: a key may watch for many people, and leaves room for others
}

func (c Config) filled() Config {
	set := func(d *time.Duration, to time.Duration) {
		if *d == 0 {
			*d = to
		}
	}
	set(&c.Heartbeat, 15*time.Second)
	set(&c.WriteTimeout, 10*time.Second)
	set(&c.StateGap, 250*time.Millisecond)
	set(&c.PlatformGap, time.Second)
	set(&c.RowsGap, 150*time.Millisecond)
	if c.PerOrganization == 0 {
		c.PerOrganization = 5000
	}
	if c.PerOwner == 0 {
		c.PerOwner = 1500
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	return c
}

// Hub serves the streams of one instance.
type Hub struct {
	cfg     Config
	streams *sse.Server
	desk    desk
	recheck signal // ask about all sessions now
	resyncs counter
	lags    counter

	mu      sync.Mutex
	closed  bool
	rooms   map[string]*room
	owners  map[string]int                // open streams per session or key
	session map[string]map[*conn]struct{} // session id → its streams
	count   int
	open    sync.WaitGroup // streams
	working sync.WaitGroup // goroutines of rooms
}

// New makes a hub. It hears of commits while Run runs.
func New(cfg Config) *Hub {
	streams := sse.New()
	streams.AutoReplay, streams.AutoStream, streams.BufferSize = false, false, 1
	streams.Headers = map[string]string{"X-Accel-Buffering": "no", "Cache-Control": "no-store"}
	h := &Hub{
		cfg: cfg.filled(), streams: streams, recheck: newSignal(),
		rooms: map[string]*room{}, owners: map[string]int{}, session: map[string]map[*conn]struct{}{},
	}
	h.desk.grants, h.desk.working = cfg.Grants, &h.working
	return h
}

// Run listens for what instances tell each other, and looks after the sessions of
// streams, until ctx ends.
func (h *Hub) Run(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	var following sync.WaitGroup
	defer following.Wait()
	defer stop()
	following.Go(func() { h.followSessions(ctx) })
	return h.cfg.DB.Listen(ctx, []string{Channel}, pg.Listener{
		Notify:    func(_, payload string) { h.hear(payload) },
		Connected: func(bool) { h.rereadAll() }, // the first time too: streams may have come before
	})
}

// hear acts on one message. It never waits.
func (h *Hub) hear(payload string) {
	var n note
	if err := json.Unmarshal([]byte(payload), &n); err != nil {
		h.cfg.Logger.Error("a live message cannot be read", "error", err)
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, id := range n.Ended {
		for c := range h.session[id] {
			c.end(n.Reason)
		}
	}
	if n.Everywhere {
		for _, r := range h.rooms {
			r.stale(n.Topics...)
		}
		return
	}
	if r := h.rooms[n.Organization]; r != nil {
		if n.Rows {
			r.rows.signal()
		}
		r.stale(n.Topics...)
	}
	if n.Organization != "" && len(n.Topics) > 0 {
		if r := h.rooms[""]; r != nil {
			r.staleAll()
		}
	}
}

// rereadAll reads everything again, after messages may have been missed.
func (h *Hub) rereadAll() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, r := range h.rooms {
		r.rows.signal()
		r.staleAll()
	}
	h.recheck.signal()
}

// Close ends every stream with a word and a time to come back, and waits for
// them until ctx ends.
func (h *Hub) Close(ctx context.Context) error {
	h.mu.Lock()
	h.closed = true
	for _, r := range h.rooms {
		r.each(func(c *conn) { c.bye() })
	}
	h.mu.Unlock()
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		h.open.Wait()
		h.working.Wait()
	}()
	select {
	case <-gone:
		return nil
	case <-ctx.Done():
		h.mu.Lock()
		for _, r := range h.rooms {
			r.each(func(c *conn) { c.cancel(errs.Internal(ctx.Err())) })
		}
		h.mu.Unlock()
		h.desk.hurry()
		<-gone
		return nil
	}
}

// Figures are counts for metrics.
type Figures struct {
	Streams int   // open now
	Resyncs int64 // told to read again
	Lagged  int64 // fell behind and caught up from the database
}

// Figures counts what is open and what went by.
func (h *Hub) Figures() Figures {
	h.mu.Lock()
	defer h.mu.Unlock()
	return Figures{Streams: h.count, Resyncs: h.resyncs.Load(), Lagged: h.lags.Load()}
}
