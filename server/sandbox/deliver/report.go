package deliver

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"memberpulse/server/sandbox/world"
)

// Counters are the deliveries so far, of this process.
type Counters struct {
	Planned   int `json:"planned"`
	Pending   int `json:"pending"`
	Delivered int `json:"delivered"`
	Failed    int `json:"failed"`
	Dropped   int `json:"dropped"`
	Canceled  int `json:"canceled"`
	Attempts  int `json:"attempts"`
}

// View is a delivery as the control API shows it.
type View struct {
	ID         string        `json:"id"`
	EventID    string        `json:"event_id"`
	Event      string        `json:"event"`
	EndpointID string        `json:"webhook_endpoint_id"`
	State      string        `json:"state"`
	Attempts   []AttemptView `json:"attempts"`
	NextAt     *world.Time   `json:"next_attempt_at"`
	Bytes      int           `json:"bytes"`
}

// AttemptView is an attempt as the control API shows it.
type AttemptView struct {
	At        world.Time `json:"at"`
	Status    int        `json:"status"`
	Error     string     `json:"error,omitempty"`
	LatencyMS float64    `json:"latency_ms"`
}

func (v *Delivery) view() View {
	out := View{
		ID: "delivery_" + strconv.Itoa(v.Number), EventID: v.Event.ID, Event: v.Event.Name, EndpointID: v.EndpointID, State: v.State,
		Attempts: make([]AttemptView, 0, len(v.Attempts)), Bytes: len(v.Event.Body),
	}
	for _, a := range v.Attempts {
		out.Attempts = append(out.Attempts, AttemptView{world.Time{Time: a.At}, a.Status, a.Error, a.LatencyMS})
	}
	if !v.NextAt.IsZero() {
		out.NextAt = &world.Time{Time: v.NextAt}
	}
	return out
}

// Filter asks for a part of the deliveries, the newest first.
type Filter struct {
	State, EventID, EndpointID, After string
	Limit                             int
}

// List is a page of the deliveries, the cursor to what follows, and the counters. A limit of zero asks for the counters
// alone.
func (d *Deliverer) List(f Filter) (page []View, after string, c Counters, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	at := len(d.all)
	if f.After != "" {
		n, err := strconv.Atoi(strings.TrimPrefix(f.After, "delivery_"))
		if err != nil || n < 1 {
			return nil, "", c, fmt.Errorf("the cursor %q is not a delivery's id", f.After)
		}
		at = min(n-1, at)
	}
	page = []View{}
	if f.Limit <= 0 {
		return page, "", d.counters, nil
	}
	for at--; at >= 0; at-- {
		v := d.all[at]
		if f.State != "" && v.State != f.State || f.EventID != "" && v.Event.ID != f.EventID || f.EndpointID != "" && v.EndpointID != f.EndpointID {
			continue
		}
		if len(page) == f.Limit {
			return page, page[len(page)-1].ID, d.counters, nil
		}
		page = append(page, v.view())
	}
	return page, "", d.counters, nil
}

// Idle says whether there is anything to do at this moment.
type Idle struct {
	Idle     bool        `json:"idle"`
	InFlight int         `json:"in_flight"`
	Due      int         `json:"due"`
	Retries  int         `json:"waiting_retries"`
	NextAt   *world.Time `json:"next_attempt_at"`
}

// Idle is true when every event has had its first attempts, and no attempt is due or under way. Retries that wait for their
// time don't count.
func (d *Deliverer) Idle() Idle {
	now := d.world.Now()
	d.mu.Lock()
	defer d.mu.Unlock()
	out := Idle{InFlight: d.inFlight, Due: d.ready.len() + d.firsts, Retries: len(d.waiting) - d.firsts}
	if len(d.waiting) > 0 {
		next := d.waiting[0]
		out.NextAt = &world.Time{Time: next.NextAt}
		if len(next.Attempts) > 0 && !next.NextAt.After(now) {
			out.Due++
		}
	}
	out.Idle = out.Due == 0 && d.inFlight == 0 && len(d.world.EventLog(d.planned)) == 0
	return out
}

// WaitIdle waits until there is nothing to do, or the time is over, and says how it is then.
func (d *Deliverer) WaitIdle(ctx context.Context, wait time.Duration) Idle {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	for {
		d.mu.Lock()
		changed := d.changed
		d.mu.Unlock()
		if now := d.Idle(); now.Idle {
			return now
		}
		select {
		case <-changed:
		case <-timer.C:
			return d.Idle()
		case <-ctx.Done():
			return d.Idle()
		}
	}
}
