package load

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"net"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// Figures are what sending cost the sender's patience.
type Figures struct {
	Sent     int
	Refused  int
	Took     time.Duration
	P50, P99 time.Duration
}

// Rate is acknowledged events a second.
func (f Figures) Rate() float64 { return float64(f.Sent-f.Refused) / f.Took.Seconds() }

// Send posts signed events over a number of keep-alive connections, as fast as they are acknowledged.
func Send(ctx context.Context, addr, path, secret string, events []Event, senders int) (Figures, error) {
	_, f, err := Pace(ctx, addr, path, secret, events, senders, 0)
	return f, err
}

// Pace sends as Send does, but no event before its turn, and tells when each was sent.
func Pace(ctx context.Context, addr, path, secret string, events []Event, senders int, every time.Duration) ([]time.Time, Figures, error) {
	b := newBurst(addr, path, secret, events, every)
	errs := make(chan error, senders)
	var wg sync.WaitGroup
	b.start = time.Now()
	for range senders {
		wg.Go(func() {
			if err := b.sender(ctx); err != nil {
				errs <- err
			}
		})
	}
	wg.Wait()
	f := Figures{Sent: len(b.requests), Refused: int(b.refused.Load()), Took: time.Since(b.start)}
	close(errs)
	if err := <-errs; err != nil {
		return b.sent, f, err
	}
	slices.Sort(b.took)
	f.P50, f.P99 = b.took[len(b.took)/2], b.took[len(b.took)*99/100]
	return b.sent, f, nil
}

// burst is what its senders share.
type burst struct {
	addr          string
	requests      [][]byte
	every         time.Duration
	start         time.Time
	sent          []time.Time
	took          []time.Duration
	next, refused atomic.Int64
}

func newBurst(addr, path, secret string, events []Event, every time.Duration) *burst {
	b := &burst{addr: addr, every: every, requests: make([][]byte, len(events)), sent: make([]time.Time, len(events)), took: make([]time.Duration, len(events))}
	now := time.Now()
	for i, e := range events {
		b.requests[i] = fmt.Appendf(nil, "POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nWorkOS-Signature: %s\r\nContent-Length: %d\r\n\r\n%s",
			path, addr, Sign(secret, now, e.Body), len(e.Body), e.Body)
	}
	return b
}

func (b *burst) sender(ctx context.Context) error {
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", b.addr)
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	defer func() { _ = conn.Close() }() // all that was sent is answered, or the error is told
	r := bufio.NewReaderSize(conn, 4096)
	turn := time.NewTimer(0)
	defer turn.Stop()
	for {
		i := int(b.next.Add(1)) - 1
		if i >= len(b.requests) {
			return nil
		}
		if wait := time.Until(b.start.Add(time.Duration(i) * b.every)); wait > 0 {
			turn.Reset(wait)
			select {
			case <-turn.C:
			case <-ctx.Done():
			}
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		b.sent[i] = time.Now()
		if _, err := conn.Write(b.requests[i]); err != nil {
			return fmt.Errorf("send: %w", err)
		}
		status, err := answer(r)
		b.took[i] = time.Since(b.sent[i])
		if err != nil {
			return fmt.Errorf("read the answer: %w", err)
		}
		if status != 200 {
			b.refused.Add(1)
		}
	}
}

// answer reads one answer with a length, and gives its status. A full HTTP client would cost more than what is measured.
func answer(r *bufio.Reader) (int, error) {
	status, length := 0, 0
	for first := true; ; first = false {
		line, err := r.ReadSlice('\n')
		if err != nil {
			return 0, err
		}
		if first {
			if status, err = strconv.Atoi(string(line[9:12])); err != nil {
				return 0, err
			}
			continue
		}
		if len(line) <= 2 {
			break
		}
		name, value, _ := bytes.Cut(line, []byte(":"))
		if bytes.EqualFold(name, []byte("content-length")) {
			if length, err = strconv.Atoi(string(bytes.TrimSpace(value))); err != nil {
				return 0, err
			}
		}
	}
	_, err := r.Discard(length)
	return status, err
}
