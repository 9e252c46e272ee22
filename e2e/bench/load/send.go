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
	requests := make([][]byte, len(events))
	now := time.Now()
	for i, e := range events {
		requests[i] = fmt.Appendf(nil, "POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nWorkOS-Signature: %s\r\nContent-Length: %d\r\n\r\n%s",
			path, addr, Sign(secret, now, e.Body), len(e.Body), e.Body)
	}
	took := make([]time.Duration, len(requests))
	var next, refused atomic.Int64
	errs := make(chan error, senders)
	var wg sync.WaitGroup
	start := time.Now()
	for range senders {
		wg.Go(func() {
			if err := sender(ctx, addr, requests, took, &next, &refused); err != nil {
				errs <- err
			}
		})
	}
	wg.Wait()
	f := Figures{Sent: len(requests), Refused: int(refused.Load()), Took: time.Since(start)}
	close(errs)
	if err := <-errs; err != nil {
		return f, err
	}
	slices.Sort(took)
	f.P50, f.P99 = took[len(took)/2], took[len(took)*99/100]
	return f, nil
}

func sender(ctx context.Context, addr string, requests [][]byte, took []time.Duration, next, refused *atomic.Int64) error {
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", addr)
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	defer func() { _ = conn.Close() }()
	r := bufio.NewReaderSize(conn, 4096)
	for {
		i := int(next.Add(1)) - 1
		if i >= len(requests) || ctx.Err() != nil {
			return ctx.Err()
		}
		start := time.Now()
		if _, err := conn.Write(requests[i]); err != nil {
			return fmt.Errorf("send: %w", err)
		}
		status, err := answer(r)
		took[i] = time.Since(start)
		if err != nil {
			return fmt.Errorf("read the answer: %w", err)
		}
		if status != 200 {
			refused.Add(1)
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
