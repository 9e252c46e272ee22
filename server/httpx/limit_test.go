package httpx_test

import (
	"net/http/httptest"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"memberpulse/server/errs"
	"memberpulse/server/httpx"
)

func TestLimitHoldsUnderARace(t *testing.T) {
	t.Parallel()
	at := time.Unix(0, 0)
	l := httpx.NewLimiter("slow_down", "Too fast.", httpx.Limit{Count: 20, Per: time.Minute}, func() time.Time { return at })
	var passed atomic.Int64
	var wg sync.WaitGroup
	for range 200 {
		wg.Go(func() {
			if l.Take("browser") == nil {
				passed.Add(1)
			}
		})
	}
	wg.Wait()
	if got := passed.Load(); got != 20 {
		t.Errorf("of 200 at once %d passed, want exactly 20", got)
	}
}

// A burst, and whatever trickles in behind it, never passes the limit within any one span.
func TestNoSpanSeesMoreThanTheLimit(t *testing.T) {
	t.Parallel()
	at := time.Unix(0, 0)
	l := httpx.NewLimiter("slow_down", "Too fast.", httpx.Limit{Count: 100, Per: time.Second}, func() time.Time { return at })
	var passed []time.Time
	for range 3_000 {
		if l.Take("key") == nil {
			passed = append(passed, at)
		}
		at = at.Add(time.Millisecond)
	}
	for i := range passed[:len(passed)-100] {
		if span := passed[i+100].Sub(passed[i]); span < time.Second {
			t.Fatalf("101 requests passed within %v", span)
		}
	}
	if len(passed) != 300 {
		t.Errorf("%d passed in 3 seconds, want 300", len(passed))
	}
}

func TestLimitGrowsBackAndSaysWhen(t *testing.T) {
	t.Parallel()
	at := time.Unix(0, 0)
	l := httpx.NewLimiter("slow_down", "Too fast.", httpx.Limit{Count: 1, Per: time.Minute}, func() time.Time { return at })
	if err := l.Take("a"); err != nil {
		t.Fatal(err)
	}
	at = at.Add(15 * time.Second)
	err := l.Take("a")
	if !errs.Is(err, errs.KindTooMany) || errs.Of(err).RetryAfter.Round(time.Second) != 45*time.Second {
		t.Fatalf("after 15 s: %v, retry after %v", err, errs.Of(err).RetryAfter)
	}
	w := httptest.NewRecorder()
	httpx.WriteProblem(w, httptest.NewRequestWithContext(t.Context(), "GET", "/", nil), err)
	if after, _ := strconv.Atoi(w.Header().Get("Retry-After")); w.Code != 429 || after < 45 || after > 46 {
		t.Errorf("%d with Retry-After %d", w.Code, after)
	}
	if err := l.Take("b"); err != nil {
		t.Errorf("another key waits too: %v", err)
	}
	at = at.Add(46 * time.Second)
	if err := l.Take("a"); err != nil {
		t.Errorf("after its time: %v", err)
	}
}

func TestFloodOfKeysIsBounded(t *testing.T) {
	t.Parallel()
	at := time.Unix(0, 0)
	l := httpx.NewLimiter("slow_down", "Too fast.", httpx.Limit{Count: 5, Per: time.Minute}, func() time.Time { return at })
	passed := 0
	for i := range 100_100 {
		if l.Take(strconv.Itoa(i)) == nil {
			passed++
		}
	}
	if passed != 100_005 {
		t.Errorf("%d passed, want each of the first 100,000 keys and 5 for all that follow", passed)
	}
	at = at.Add(2 * time.Minute)
	if err := l.Take("new"); err != nil {
		t.Errorf("after the flood a newcomer is refused: %v", err)
	}
}
