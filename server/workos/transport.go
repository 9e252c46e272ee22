package workos

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"
)

// How reads are repeated.
const (
	attempts      = 3
	firstPause    = 150 * time.Millisecond
	longestPause  = 2 * time.Second
	drainedAnswer = 64 << 10
)

// exchange is what the transport saw of a call: the SDK's errors keep no headers.
type exchange struct {
	operation  string
	status     int
	requestID  string
	retryAfter time.Duration
}

type exchangeKey struct{}

func withExchange(ctx context.Context, operation string) (context.Context, *exchange) {
	x := &exchange{operation: operation}
	return context.WithValue(ctx, exchangeKey{}, x), x
}

// transport records status, request id and Retry-After of every call, and repeats reads that met a full or a failing
// server. It logs neither bodies nor addresses: codes and tokens stand in them.
type transport struct {
	base    http.RoundTripper
	logger  *slog.Logger
	observe func(operation string, status int, took time.Duration)
	now     func() time.Time
	wait    func(context.Context, time.Duration) error
}

// RoundTrip sends the request, a read up to three times.
func (t *transport) RoundTrip(r *http.Request) (*http.Response, error) {
	x, _ := r.Context().Value(exchangeKey{}).(*exchange)
	if x == nil {
		x = &exchange{operation: "call"}
	}
	for attempt := 1; ; attempt++ {
		began := t.now()
		answer, err := t.base.RoundTrip(r)
		t.record(x, answer, t.now().Sub(began))
		if attempt == attempts || !repeatable(r, answer, err) {
			return answer, err
		}
		t.logger.LogAttrs(r.Context(), slog.LevelWarn, "WorkOS is asked again",
			slog.String("operation", x.operation), slog.Int("status", x.status), slog.Int("attempt", attempt), slog.String("workos_request_id", x.requestID))
		drain(answer)
		if err := t.wait(r.Context(), pause(attempt, x.retryAfter)); err != nil {
			return nil, err
		}
	}
}

func (t *transport) record(x *exchange, answer *http.Response, took time.Duration) {
	x.status, x.requestID, x.retryAfter = 0, "", 0
	if answer != nil {
		x.status, x.requestID = answer.StatusCode, answer.Header.Get("X-Request-ID")
		if s, err := strconv.Atoi(answer.Header.Get("Retry-After")); err == nil && s >= 0 {
			x.retryAfter = time.Duration(s) * time.Second
		}
	}
	t.observe(x.operation, x.status, took)
}

func repeatable(r *http.Request, answer *http.Response, err error) bool {
	if r.Method != http.MethodGet || r.Context().Err() != nil {
		return false
	}
	if err != nil {
		return !errors.Is(err, context.Canceled)
	}
	return answer.StatusCode == http.StatusTooManyRequests || answer.StatusCode >= http.StatusInternalServerError
}

// pause grows with the attempt and is spread, so that many who failed together do not come back together.
func pause(attempt int, asked time.Duration) time.Duration {
	most := min(firstPause<<(attempt-1), longestPause)
	d := most/2 + rand.N(most/2) //nolint:gosec // G404: spreads load, guards nothing
	return min(max(d, asked), longestPause)
}

func drain(answer *http.Response) {
	if answer != nil {
		_, _ = io.CopyN(io.Discard, answer.Body, drainedAnswer) // so that its connection can be used again; else another is opened
		_ = answer.Body.Close()                                 // it is not looked at
	}
}

func wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
