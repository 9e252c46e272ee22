package deliver

import (
	"container/heap"
	"time"

	"memberpulse/server/sandbox/world"
)

// The states of a delivery.
const (
	Pending   = "pending"
	Delivered = "delivered"
	Failed    = "failed"   // all attempts are spent
	Dropped   = "dropped"  // a fault took it
	Canceled  = "canceled" // its endpoint is gone or disabled
)

// Delivery is one event on its way to one endpoint.
type Delivery struct {
	Number     int
	Event      *world.Event
	EndpointID string
	State      string
	Attempts   []Attempt
	NextAt     time.Time
	order      int
	burst      bool      // goes by the burst's lane
	told       []subject // whom it tells of, until it begins
}

// Attempt is one try.
type Attempt struct {
	At        time.Time
	Status    int
	Error     string
	LatencyMS float64
}

// plan makes deliveries of the events that have none yet. The endpoints and the faults are read after the events: an endpoint
// that was made before one of them is among them.
func (d *Deliverer) plan(now time.Time) {
	log := d.world.EventLog(d.planned)
	if len(log) == 0 {
		return
	}
	f, endpoints := d.world.Faults(), d.world.AllEndpoints()
	for _, e := range log {
		for _, to := range endpoints {
			if !to.Wants(e) {
				continue
			}
			for range max(1, f.Double) {
				d.add(e, to.ID, f, now)
			}
		}
		d.planned = e.Seq + 1
	}
}

func (d *Deliverer) add(e *world.Event, endpointID string, f world.Faults, now time.Time) {
	v := &Delivery{Number: len(d.all) + 1, Event: e, EndpointID: endpointID, State: Pending, order: e.Seq}
	d.all = append(d.all, v)
	d.counters.Planned++
	if f.DropPercent > 0 && d.random.IntN(100) < f.DropPercent {
		v.State = Dropped
		d.counters.Dropped++
		return
	}
	d.counters.Pending++
	d.unsettled[e.Seq]++
	v.NextAt = now.Add(time.Duration(f.DelayMS) * time.Millisecond)
	if f.Reorder > 0 {
		v.order += d.random.IntN(f.Reorder + 1)
		v.NextAt = v.NextAt.Add(time.Duration(d.random.Int64N(int64(spread(f.Reorder)))))
	}
	d.ready.assign(v, f.Reorder == 0)
	d.firsts++
	heap.Push(&d.waiting, v)
}

// spread is how far apart in time a window of events may come, so that events that are made one by one are shuffled too.
func spread(window int) time.Duration {
	return min(time.Duration(window)*5*time.Millisecond, 2*time.Second)
}

// byDue is a heap of deliveries by the time of their next attempt.
type byDue []*Delivery

func (h byDue) Len() int { return len(h) }
func (h byDue) Less(i, j int) bool {
	if !h[i].NextAt.Equal(h[j].NextAt) {
		return h[i].NextAt.Before(h[j].NextAt)
	}
	return h[i].Number < h[j].Number
}
func (h byDue) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h *byDue) Push(x any)   { *h = append(*h, x.(*Delivery)) }
func (h *byDue) Pop() any     { return pop((*[]*Delivery)(h)) }

// byOrder is a heap of deliveries by their place in the log, as shuffled.
type byOrder []*Delivery

func (h byOrder) Len() int           { return len(h) }
func (h byOrder) Less(i, j int) bool { return h[i].before(h[j]) }
func (h byOrder) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *byOrder) Push(x any)        { *h = append(*h, x.(*Delivery)) }
func (h *byOrder) Pop() any          { return pop((*[]*Delivery)(h)) }

func (v *Delivery) before(o *Delivery) bool {
	if v.order != o.order {
		return v.order < o.order
	}
	return v.Number < o.Number
}

func pop(h *[]*Delivery) *Delivery {
	old := *h
	v := old[len(old)-1]
	old[len(old)-1] = nil
	*h = old[:len(old)-1]
	return v
}
