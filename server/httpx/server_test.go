package httpx_test

import (
	"bufio"
	"context"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"memberpulse/server/httpx"
	"memberpulse/shared"
)

func listen(t *testing.T) net.Listener {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestStopLetsRequestsFinish(t *testing.T) {
	t.Parallel()
	inside, leave := make(chan struct{}), make(chan struct{})
	server := httpx.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		close(inside)
		<-leave
		_, _ = w.Write([]byte("done")) // a broken connection fails the test elsewhere
	}), slog.New(slog.DiscardHandler))
	ending := make(chan struct{})
	server.RegisterOnShutdown(func() { close(ending) })
	l := listen(t)
	ctx, stop := context.WithCancel(t.Context())
	served, answered := make(chan error, 1), make(chan string, 1)
	go func() { served <- httpx.Serve(ctx, server, l, 10*time.Second) }()
	go func() { answered <- get(t, l.Addr().String()) }()
	<-inside
	stop()
	<-ending
	close(leave)
	if got := <-answered; !strings.Contains(got, "200") {
		t.Errorf("the request under way got %q", got)
	}
	if err := <-served; err != nil {
		t.Errorf("stop: %v", err)
	}
}

func TestStopCutsOffWhatDoesNotFinish(t *testing.T) {
	t.Parallel()
	inside := make(chan struct{})
	server := httpx.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		close(inside)
		<-r.Context().Done()
	}), slog.New(slog.DiscardHandler))
	l := listen(t)
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- httpx.Serve(ctx, server, l, 50*time.Millisecond) }()
	go get(t, l.Addr().String())
	<-inside
	stop()
	if err := <-served; err != nil {
		t.Errorf("stop: %v", err)
	}
}

// get sends a plain request and returns the status line; "" when cut off.
func get(t *testing.T, addr string) string {
	t.Helper()
	conn, err := (&net.Dialer{}).DialContext(context.WithoutCancel(t.Context()), "tcp", addr)
	if err != nil {
		t.Error(err)
		return ""
	}
	defer conn.Close()
	if _, err := conn.Write([]byte("GET / HTTP/1.1\r\nHost: x\r\n\r\n")); err != nil {
		t.Error(err)
	}
	line, err := bufio.NewReader(conn).ReadString('\n')
	if err != nil {
		return ""
	}
	return line
}

func TestHeadersAreBounded(t *testing.T) {
	t.Parallel()
	server := httpx.NewServer(http.NotFoundHandler(), slog.New(slog.DiscardHandler))
	if server.ReadHeaderTimeout != 5*time.Second || server.ReadTimeout != 15*time.Second ||
		server.IdleTimeout != 60*time.Second || server.MaxHeaderBytes != 16<<10 || server.WriteTimeout != 0 {
		t.Errorf("limits changed: %+v", server)
	}
}

func TestStreamFlowsWhileItsHandlerRuns(t *testing.T) {
	t.Parallel()
	seen := make(chan struct{})
	m := httpx.New(httpx.Config{}, []httpx.Route{{
		Method: http.MethodGet, Pattern: "/api/live", Capability: shared.AccessAnyone, Stream: true,
		Handler: func(w http.ResponseWriter, r *http.Request) error {
			flusher, ok := w.(http.Flusher)
			if !ok {
				t.Error("the writer cannot flush")
				return nil
			}
			_, _ = w.Write([]byte("data: 1\n\n")) // as above
			flusher.Flush()
			if err := http.NewResponseController(w).SetWriteDeadline(time.Now().Add(time.Minute)); err != nil {
				t.Errorf("no deadline for a write: %v", err)
			}
			select {
			case <-seen:
			case <-r.Context().Done():
				select {
				case <-seen: // and then left
				default:
					t.Error("the reader left without having seen a thing")
				}
			}
			return nil
		},
	}})
	server := httptest.NewServer(m)
	t.Cleanup(server.Close)
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+"/api/live", nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := server.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	line, err := bufio.NewReader(res.Body).ReadString('\n')
	if err != nil || line != "data: 1\n" {
		t.Errorf("read %q, error %v", line, err)
	}
	close(seen)
}

func BenchmarkMux(b *testing.B) {
	m := httpx.New(httpx.Config{PublicURL: "http://mp.test"}, []httpx.Route{
		httpx.Endpoint(http.MethodGet, "/api/members/{id}", shared.AccessAnyone, func(context.Context, *httpx.Call, httpx.None) (httpx.None, error) {
			return httpx.None{}, nil
		}),
	})
	r := httptest.NewRequestWithContext(b.Context(), http.MethodGet, "http://mp.test/api/members/member_1", nil)
	for b.Loop() {
		m.ServeHTTP(httptest.NewRecorder(), r)
	}
}
