package telemetry_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"memberpulse/server/telemetry"
)

// Attack: a web page in the operator's browser, whose name was made to lead to the loopback address.
func TestAttack_ANameThatLeadsToLoopbackReadsNothing(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(telemetry.OpsHandler(telemetry.NewMetrics()))
	defer server.Close()
	port := server.URL[strings.LastIndex(server.URL, ":"):]
	for host, want := range map[string]int{
		"127.0.0.1" + port: 200, "localhost" + port: 200, "LOCALHOST": 200, "[::1]" + port: 200,
		"evil.test" + port: 421, "127.0.0.1.evil.test": 421, "localhost.evil.test" + port: 421, "10.0.0.1" + port: 421,
	} {
		for _, path := range []string{"/metrics", "/debug/pprof/", "/debug/pprof/cmdline"} {
			r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+path, nil)
			if err != nil {
				t.Fatal(err)
			}
			r.Host = host
			res, err := http.DefaultClient.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			_ = res.Body.Close() // its text does not matter
			if res.StatusCode != want {
				t.Errorf("GET %s as %s: %d, want %d", path, host, res.StatusCode, want)
			}
		}
	}
}
