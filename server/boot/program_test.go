package boot_test

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"memberpulse/server/apikey"
	"memberpulse/server/audit"
	"memberpulse/server/boot"
	"memberpulse/server/config"
	"memberpulse/server/pg/pgtest"
	"memberpulse/shared"
)

// running is a program as serve runs it, in set-up mode.
type running struct {
	t    *testing.T
	url  string
	dsn  string
	stop context.CancelFunc
	done chan error
}

func start(t *testing.T, change func(*boot.Config)) *running {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r := &running{t: t, url: "http://" + listener.Addr().String(), dsn: pgtest.DSN(t), done: make(chan error, 1)}
	cfg := boot.Config{Config: config.Config{DatabaseURL: r.dsn, PublicURL: r.url, SecretKeys: [][]byte{make([]byte, 32)}}, Version: "test", Listener: listener}
	if change != nil {
		change(&cfg)
	}
	program, err := boot.New(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	var ctx context.Context
	ctx, r.stop = context.WithCancel(t.Context())
	go func() { r.done <- program.Run(ctx) }()
	t.Cleanup(func() {
		r.end()
		if err := program.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	r.until(func() bool { return r.status("/readyz") == http.StatusOK })
	return r
}

// end stops the program as a signal would; it may be called twice.
func (r *running) end() {
	r.stop()
	select {
	case err, open := <-r.done:
		if err != nil {
			r.t.Errorf("stopped with: %v", err)
		}
		if open {
			close(r.done)
		}
	case <-time.After(time.Minute):
		r.t.Error("the program does not stop")
	}
}

func (r *running) until(holds func() bool) {
	r.t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.After(time.Minute); !holds(); {
		select {
		case <-tick.C:
		case <-deadline:
			r.t.Fatal("not within a minute")
		}
	}
}

func (r *running) get(path, key string) *http.Response {
	r.t.Helper()
	req, err := http.NewRequestWithContext(r.t.Context(), http.MethodGet, r.url+path, nil)
	if err != nil {
		r.t.Fatal(err)
	}
	if key != "" {
		req.Header.Set("Authorization", "Bearer "+key)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil
	}
	return res
}

func (r *running) status(path string) int {
	r.t.Helper()
	res := r.get(path, "")
	if res == nil {
		return 0
	}
	defer res.Body.Close()
	return res.StatusCode
}

func (r *running) platformKey() string {
	r.t.Helper()
	_, key, err := apikey.New(pgtest.Open(r.t, r.dsn), time.Now).
		Create(r.t.Context(), apikey.Wanted{Name: "test", Role: shared.RolePlatformAdmin}, audit.System())
	if err != nil {
		r.t.Fatal(err)
	}
	return key
}

func TestNothingOfTheDemoIsThereInServe(t *testing.T) {
	t.Parallel()
	r := start(t, nil)
	for _, path := range []string{"/gallery", "/_sandbox/", "/_sandbox/state", "/_sandbox/organizations", "/sso/authorize", "/user_management/authorize", "/directories/directory_1/scim/v2/Users"} {
		if got := r.status(path); got != http.StatusNotFound {
			t.Errorf("%s answers %d", path, got)
		}
	}
	demo := start(t, func(c *boot.Config) { c.Demo = true })
	if got := demo.status("/gallery"); got != http.StatusOK {
		t.Errorf("in the demo /gallery answers %d", got)
	}
}

func TestSetUpModeServesAndSaysSo(t *testing.T) {
	t.Parallel()
	r := start(t, nil)
	for path, want := range map[string]int{"/healthz": 200, "/sign-in": 200, "/api/me": 401, "/api/live": 401, "/api/nothing": 404, "/api/openapi.json": 200} {
		if got := r.status(path); got != want {
			t.Errorf("%s answers %d, want %d", path, got, want)
		}
	}
	page := r.get("/sign-in", "")
	defer page.Body.Close()
	if cookie := page.Header.Get("Set-Cookie"); !strings.HasPrefix(cookie, "mp_browser=") {
		t.Errorf("the sign-in page tells browsers of one address apart by %q", cookie)
	}
	res := r.get("/api/health-checks", r.platformKey())
	defer res.Body.Close()
	var list shared.List[shared.HealthCheck]
	if err := json.NewDecoder(res.Body).Decode(&list); err != nil {
		t.Fatal(err)
	}
	if list.Data[0].Key != "workos" || list.Data[0].State != shared.HealthBad || list.Data[0].Action == "" {
		t.Errorf("the missing credentials are told as %+v", list.Data[0])
	}
}

func TestStopEndsStreamsFirstAndLeavesNothing(t *testing.T) {
	t.Parallel()
	r := start(t, nil)
	res := r.get("/api/live?topics=overview", r.platformKey())
	defer res.Body.Close()
	in := bufio.NewReader(res.Body)
	if line, err := in.ReadString('\n'); err != nil || !strings.HasPrefix(line, ":") {
		t.Fatalf("the stream began with %q, %v", line, err)
	}
	r.stop()
	rest, err := io.ReadAll(in)
	if err != nil || !strings.Contains(string(rest), "event: bye") || !strings.Contains(string(rest), "retry: ") {
		t.Errorf("the stream ended with %q, %v", rest, err)
	}
	r.end() // within its guard, or the test fails
}

// A name that is no topic would open a stream that never says anything.
func TestAStreamOfNoTopicIsRefusedInWords(t *testing.T) {
	t.Parallel()
	r := start(t, nil)
	for topics, want := range map[string]int{"overview": 200, "overview,log": 200, "session_ended": 200, "": 200, "nothing": 422, "overview,nothing": 422} {
		res := r.get("/api/live?topics="+topics, r.platformKey())
		if res.StatusCode != want {
			t.Errorf("topics=%s: %d, want %d", topics, res.StatusCode, want)
		}
		if want == http.StatusUnprocessableEntity {
			var problem shared.Problem
			if err := json.NewDecoder(res.Body).Decode(&problem); err != nil || len(problem.Errors) != 1 || problem.Errors[0].Field != "topics" || !strings.Contains(problem.Errors[0].Message, "progress, counts") {
				t.Errorf("topics=%s: %v %+v", topics, err, problem)
			}
		}
		_ = res.Body.Close() // the stream goes on otherwise
	}
}
