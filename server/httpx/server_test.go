package httpx_test

import (
	"bufio"
	"context"
	"log/slog"
	"memberpulse/server/httpx"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
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
		_, _ = w.Write([]byte("done"))
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
