package sandbox_test

import (
	"context"
	"net"
	"net/http"
	"testing"
	"time"

	"memberpulse/server/sandbox"
)

func TestServeEndsWithItsContextEvenWhileSomebodyWaits(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	box, err := sandbox.New(ctx, sandbox.Config{Seed: true})
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
		if res, err := http.DefaultClient.Do(req); err == nil {
			_ = res.Body.Close()
		}
	}()
	<-asked
	begin := time.Now()
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	<-waited
	if took := time.Since(begin); took > 4*time.Second {
		t.Errorf("it took %s to end", took)
	}
	if err := box.Close(); err != nil {
		t.Error(err)
	}
}
