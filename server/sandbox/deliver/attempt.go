package deliver

import (
	"bytes"
	"container/heap"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"memberpulse/server/sandbox/world"
)

// Sign is the WorkOS-Signature of a body at a time: milliseconds, a comma and a space, and the HMAC in lower-case hex.
func Sign(secret string, body []byte, at time.Time) string {
	t := strconv.FormatInt(at.UnixMilli(), 10)
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(t))
	mac.Write([]byte("."))
	mac.Write(body)
	return "t=" + t + ", v1=" + hex.EncodeToString(mac.Sum(nil))
}

var errOutage = errors.New("the outage fault is on")

// attempt makes one try and books what came of it.
func (d *Deliverer) attempt(ctx context.Context, v *Delivery) {
	begin := d.world.BaseNow()
	to, err := d.world.Endpoint(v.EndpointID)
	status := 0
	canceled := err != nil || to.Status != "enabled"
	if !canceled {
		status, err = d.send(ctx, to, v.Event)
	}
	end := d.world.BaseNow()
	now := d.world.Now()
	d.mu.Lock()
	defer d.signal()
	defer d.mu.Unlock()
	d.inFlight--
	if ctx.Err() != nil {
		return // stopping: the next process sends it again
	}
	a := Attempt{At: now, Status: status, LatencyMS: float64(end.Sub(begin).Microseconds()) / 1000}
	if err != nil {
		a.Error = err.Error()
	}
	if canceled {
		d.end(v, Canceled)
		return
	}
	v.Attempts = append(v.Attempts, a)
	d.counters.Attempts++
	switch {
	case err == nil && status >= 200 && status < 300:
		d.end(v, Delivered)
	case len(v.Attempts) > len(Gaps):
		d.end(v, Failed)
	default:
		v.NextAt = now.Add(Gaps[len(v.Attempts)-1])
		heap.Push(&d.waiting, v)
	}
}

func (d *Deliverer) end(v *Delivery, state string) {
	v.State, v.NextAt = state, time.Time{}
	d.counters.Pending--
	switch state {
	case Delivered:
		d.counters.Delivered++
	case Failed:
		d.counters.Failed++
	default:
		d.counters.Canceled++
	}
	if d.unsettled[v.Event.Seq]--; d.unsettled[v.Event.Seq] == 0 {
		delete(d.unsettled, v.Event.Seq)
	}
}

func (d *Deliverer) send(ctx context.Context, to world.WebhookEndpoint, e *world.Event) (int, error) {
	if d.world.Faults().Outage {
		return 0, errOutage
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, to.URL, bytes.NewReader(e.Body))
	if err != nil {
		return 0, fmt.Errorf("make the request: %w", err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "MemberPulse-Sandbox")
	req.Header.Set("WorkOS-Signature", Sign(to.Secret, e.Body, d.world.BaseNow()))
	// An empty value is not sent: it lets the client try again on a fresh connection when a kept one turns out to be closed.
	req.Header["Idempotency-Key"] = []string{}
	res, err := d.client.Do(req)
	if err != nil {
		return 0, fmt.Errorf("call the endpoint: %w", err)
	}
	defer func() { _ = res.Body.Close() }() // the answer is known; closing tells nothing more
	if _, err := io.Copy(io.Discard, io.LimitReader(res.Body, 64<<10)); err != nil {
		return res.StatusCode, fmt.Errorf("read the endpoint's answer: %w", err)
	}
	return res.StatusCode, nil
}
