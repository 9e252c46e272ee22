package event_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"memberpulse/server/event"
	"memberpulse/server/workos"
	"memberpulse/shared"
)

// BenchmarkReceive acknowledges signed webhooks from 32 senders over loopback, durable before each 200.
func BenchmarkReceive(bench *testing.B) {
	b := setup(bench, func(o *event.Options) { o.Workers = -1; o.Now = time.Now })
	b.start(bench)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := b.engine.Receive(w, r); err != nil {
			w.WriteHeader(http.StatusServiceUnavailable)
			bench.Error(err)
		}
	}))
	defer server.Close()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}}
	filler := strings.Repeat("x", 1300)
	var next atomic.Int64
	send := func() bool {
		i := next.Add(1)
		if i > int64(bench.N) {
			return false
		}
		body := []byte(user(fmt.Sprintf("event_01K8Q2M4T6V8X0Z2B4%08d", i), "dsync.user.created", fmt.Sprintf("directory_user_%d", i), `,"name":"`, filler, `"`))
		r, err := http.NewRequestWithContext(bench.Context(), http.MethodPost, server.URL, bytes.NewReader(body))
		if err != nil {
			bench.Error(err)
			return false
		}
		r.Header.Set(workos.SignatureHeader, workos.SignatureOf(body, secret, time.Now()))
		answer, err := client.Do(r)
		if err != nil {
			bench.Error(err)
			return false
		}
		_, err = io.Copy(io.Discard, answer.Body)
		return err == nil && answer.Body.Close() == nil
	}
	bench.ResetTimer()
	var senders sync.WaitGroup
	for range 32 {
		senders.Go(func() {
			for send() {
			}
		})
	}
	senders.Wait()
	bench.ReportMetric(float64(bench.N)/bench.Elapsed().Seconds(), "acks/s")
}

// BenchmarkApply works a lane full of events with an applier that does nothing: the engine's own part of applying.
func BenchmarkApply(bench *testing.B) {
	b := setup(bench)
	filler := strings.Repeat("x", 1300)
	var bodies []string
	for i := range bench.N {
		bodies = append(bodies, user(fmt.Sprintf("event_01K8Q2M4T6V8X0Z2B4%08d", i), "dsync.user.created", fmt.Sprintf("directory_user_%d", i), `,"name":"`, filler, `"`))
	}
	engine := event.New(event.Options{DB: b.db})
	err := engine.Register(event.Family{
		Names: []string{"dsync.user.created"},
		Apply: func(_ context.Context, _ bun.Tx, batch *event.Batch) error {
			for _, e := range batch.Events {
				e.Decision = event.Decision{Outcome: shared.OutcomeApplied, Reason: "Written down.", SubjectID: e.Data.Get("id").String(), ChangedFields: []string{"name"}}
				batch.Landed(e.Decision.SubjectID)
			}
			return nil
		},
	})
	if err != nil {
		bench.Fatal(err)
	}
	b.storeMany(bench, bodies)
	bench.ResetTimer()
	if err := engine.Start(bench.Context()); err != nil {
		bench.Fatal(err)
	}
	defer engine.Stop()
	if err := engine.Idle(bench.Context()); err != nil {
		bench.Fatal(err)
	}
	bench.ReportMetric(float64(bench.N)/bench.Elapsed().Seconds(), "events/s")
}

func (b *bundle) storeMany(tb testing.TB, bodies []string) {
	tb.Helper()
	receiver := b.newEngine(tb, b.db, func(o *event.Options) { o.Workers = -1 })
	if err := receiver.Start(tb.Context()); err != nil {
		tb.Fatal(err)
	}
	defer receiver.Stop()
	var senders sync.WaitGroup
	var next atomic.Int64
	for range 64 {
		senders.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= len(bodies) {
					return
				}
				if err := receiver.Receive(httptest.NewRecorder(), b.request(tb, bodies[i])); err != nil {
					tb.Error(err)
				}
			}
		})
	}
	senders.Wait()
}
