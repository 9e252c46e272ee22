package sandbox_test

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"

	"memberpulse/server/sandbox"
)

func TestServeEndsWithItsContextEvenWhileSomebodyWaits(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	var said lockedLog
	box, err := sandbox.New(ctx, sandbox.Config{Seed: true, Logger: slog.New(slog.NewTextHandler(&said, nil))})
	if err != nil {
		t.Fatal(err)
	}
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- box.Serve(ctx, l) }()
	r := &running{t, box, "http://" + l.Addr().String()}
	r.must("POST", "/_sandbox/connections", `{"organization_id":"`+box.Seeded().OrganizationID+`"}`)
	if box.URL() != r.url {
		t.Errorf("URL = %q, want %q", box.URL(), r.url)
	}
	rc := receive(t)
	r.subscribe(rc)
	r.must("PUT", "/_sandbox/faults", `{"delay_ms":3600000}`)
	r.person(box.Seeded().DirectoryID, 1)
	waited := make(chan struct{})
	asked := make(chan struct{})
	go func() {
		defer close(waited)
		req, err := http.NewRequestWithContext(context.WithoutCancel(ctx), http.MethodGet, r.url+"/_sandbox/idle?wait=300", nil)
		if err != nil {
			t.Error(err)
			return
		}
		req.Header.Set("Authorization", "Bearer "+sandbox.DefaultAPIKey)
		close(asked)
		if res, err := client.Do(req); err == nil {
			_ = res.Body.Close()
		}
	}()
	<-asked
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	<-waited
	if text := said.String(); strings.Contains(text, "cut off") {
		t.Errorf("who waited was not let go: %s", text)
	}
	if err := box.Close(); err != nil {
		t.Error(err)
	}
}

// Browsers open sockets ahead of what they ask for.
func TestServeEndsWithoutAFaultBesideASocketThatSaysNothing(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	box, err := sandbox.New(ctx, sandbox.Config{})
	if err != nil {
		t.Fatal(err)
	}
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- box.Serve(ctx, l) }()
	silent, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = silent.Close() })
	r := &running{t, box, "http://" + l.Addr().String()}
	r.must("GET", "/_sandbox/idle", "") // the silent one was accepted before this
	stop()
	if err := <-ended; err != nil {
		t.Errorf("stop: %v", err)
	}
	if err := box.Close(); err != nil {
		t.Error(err)
	}
}

// lockedLog keeps what is logged from several places.
type lockedLog struct {
	mu  sync.Mutex
	out strings.Builder
}

func (l *lockedLog) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.out.Write(b)
}

func (l *lockedLog) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.out.String()
}
