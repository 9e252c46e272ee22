package deliver

import (
	"container/heap"
	"context"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"sync"
	"time"

	"memberpulse/server/sandbox/world"
)

// Concurrency is how many attempts are made at once, over all endpoints.
const Concurrency = 16

// AttemptTimeout is how long an endpoint may take to answer.
const AttemptTimeout = 5 * time.Second

// Gaps are the waits after the first to the fifth attempt; after the sixth a delivery is given up.
var Gaps = []time.Duration{5 * time.Second, 15 * time.Second, 45 * time.Second, 135 * time.Second, 405 * time.Second}

// Deliverer plans and makes the deliveries.
type Deliverer struct {
	world  *world.World
	client *http.Client
	logger *slog.Logger
	wake   chan struct{}

	mu        sync.Mutex
	planned   int // the place in the log up to which deliveries are planned
	all       []*Delivery
	waiting   byDue
	ready     lanes
	firsts    int // in waiting, for their first attempt
	inFlight  int
	unsettled map[int]int // place in the log: deliveries that are not over
	low       int         // before this place everything is over
	settled   int         // and this much of it is remembered in the journal
	counters  Counters
	random    *rand.Rand
	seed      uint64
	changed   chan struct{} // closed and replaced at each step
	workers   sync.WaitGroup
}

// New makes a deliverer that goes on where the last one on this journal stopped.
func New(w *world.World, logger *slog.Logger) *Deliverer {
	transport := &http.Transport{
		DialContext:         (&net.Dialer{Timeout: AttemptTimeout}).DialContext,
		MaxIdleConnsPerHost: Concurrency, IdleConnTimeout: 30 * time.Second, ResponseHeaderTimeout: AttemptTimeout,
	}
	d := &Deliverer{
		world: w, logger: logger, wake: make(chan struct{}, 1), unsettled: map[int]int{}, changed: make(chan struct{}),
		ready: lanes{untold: map[subject]*tail{}},
		client: &http.Client{
			Timeout: AttemptTimeout, Transport: transport,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}
	d.planned = w.Settled()
	d.low, d.settled = d.planned, d.planned
	d.Reseed()
	return d
}

// Reseed starts the random choices of the faults over, from the seed in force.
func (d *Deliverer) Reseed() {
	seed := d.world.Faults().Seed
	d.mu.Lock()
	defer d.mu.Unlock()
	d.seed = seed
	d.random = rand.New(rand.NewPCG(seed, seed)) // #nosec G404 -- faults must come back the same from the same seed
}

// Run delivers until the context ends, and waits for the attempts under way.
func (d *Deliverer) Run(ctx context.Context) {
	changed, stop := d.world.Watch()
	defer stop()
	defer d.client.CloseIdleConnections()
	defer d.workers.Wait()
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	for {
		timer.Reset(d.turn(ctx))
		select {
		case <-ctx.Done():
			return
		case <-changed:
		case <-d.wake:
		case <-timer.C:
		}
	}
}

// turn plans what is new, starts what is due and says how long nothing more will be.
func (d *Deliverer) turn(ctx context.Context) time.Duration {
	d.mu.Lock()
	now := d.world.Now()
	d.plan(now)
	for len(d.waiting) > 0 && !d.waiting[0].NextAt.After(now) {
		v := heap.Pop(&d.waiting).(*Delivery)
		if len(v.Attempts) == 0 {
			d.firsts--
		}
		d.ready.push(v)
	}
	for d.inFlight < Concurrency && d.ready.len() > 0 && ctx.Err() == nil {
		v := d.ready.pop()
		d.inFlight++
		d.workers.Go(func() { d.attempt(ctx, v) })
	}
	mark := d.mark()
	next := time.Hour
	if len(d.waiting) > 0 {
		next = max(d.waiting[0].NextAt.Sub(now), time.Millisecond)
	}
	close(d.changed)
	d.changed = make(chan struct{})
	d.mu.Unlock()
	if mark > 0 {
		if err := d.world.Settle(mark); err != nil {
			d.logger.Error("remember what was delivered", "error", err)
		}
	}
	return next
}

// mark is the place to remember as settled, or 0 when it is not worth a line in the journal yet.
func (d *Deliverer) mark() int {
	for d.low < d.planned && d.unsettled[d.low] == 0 {
		d.low++
	}
	quiet := d.inFlight == 0 && d.ready.len() == 0
	if d.low == d.settled || !quiet && d.low-d.settled < 1000 {
		return 0
	}
	d.settled = d.low
	return d.low
}

func (d *Deliverer) signal() {
	select {
	case d.wake <- struct{}{}:
	default:
	}
}
