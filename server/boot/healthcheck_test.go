package boot

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"
)

func TestHealthFollowsReadiness(t *testing.T) {
	t.Parallel()
	status := http.StatusOK
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/readyz" {
			t.Errorf("asked %s", r.URL.Path)
		}
		w.WriteHeader(status)
	}))
	t.Cleanup(server.Close)
	_, port, err := net.SplitHostPort(server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	ask := func() error {
		env := Env{ReadFile: os.ReadFile, Getenv: func(name string) string {
			return map[string]string{"MEMBERPULSE_ADDR": "0.0.0.0:" + port}[name]
		}}
		return Command(context.WithoutCancel(t.Context()), env, []string{"health"})
	}
	if err := ask(); err != nil {
		t.Errorf("ready: %v", err)
	}
	status = http.StatusServiceUnavailable
	if ask() == nil {
		t.Error("not ready, and health says it is")
	}
	server.Close()
	if ask() == nil {
		t.Error("nobody answers, and health says all is well")
	}
}
