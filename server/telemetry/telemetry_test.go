package telemetry_test

import (
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"memberpulse/server/telemetry"
)

func TestSecretsDoNotReachTheLog(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	logger := telemetry.NewLogger(&out, slog.LevelInfo)
	logger.With("cookie", "canary").Info("call with Bearer canary",
		"authorization", "canary", "workos_api_key", "canary", "session_token", "canary", "body", []byte("canary"), "raw", []byte("canary"),
		slog.Group("database", "url", "postgres://owner:canary@db/x", "password", "canary"),
		"error", errors.New(`dial postgres://u:canary@db: key sk_live_canary refused`),
		"query", "/auth/callback?code=canary&state=canary", "api", "mp_canarycanarycanary",
		"pem", "-----BEGIN PRIVATE KEY-----\ncanary")
	if strings.Contains(out.String(), "canary") {
		t.Errorf("a secret is in the log: %s", out.String())
	}
	for _, want := range []string{`"url":"postgres://[redacted]@db/x"`, `sk_live_[redacted] refused`, `"raw":"[6 bytes]"`} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%s is missing: %s", want, out.String())
		}
	}
}

func TestLineIsOneJSONObject(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	logger := telemetry.NewLogger(&out, slog.LevelInfo)
	logger.Debug("not said")
	logger.Info("said\n{\"level\":\"ERROR\"}", "event_id", "event_1", "took", time.Second, "route", "GET /api/members")
	if lines := strings.Count(out.String(), "\n"); lines != 1 {
		t.Fatalf("%d lines: %s", lines, out.String())
	}
	var line map[string]any
	if err := json.Unmarshal([]byte(out.String()), &line); err != nil {
		t.Fatal(err)
	}
	if line["event_id"] != "event_1" || line["level"] != "INFO" || line["route"] != "GET /api/members" {
		t.Errorf("the line is %v", line)
	}
	if at, _ := line["time"].(string); !strings.HasSuffix(at, "Z") {
		t.Errorf("time is not in UTC: %v", line["time"])
	}
}

func TestOperatorSeesFiguresAndProfiles(t *testing.T) {
	t.Parallel()
	m := telemetry.NewMetrics()
	m.ObserveRequest("GET /api/members", http.StatusOK, time.Millisecond)
	m.ObserveRequest("", http.StatusNotFound, time.Millisecond)
	m.CountPanic()
	m.WatchPool(func() time.Duration { return 1500 * time.Millisecond })
	m.WebhookReceived.WithLabelValues("stored").Inc()
	h := telemetry.OpsHandler(m)
	body := get(t, h, "/metrics")
	for _, want := range []string{
		`http_requests_total{route="GET /api/members",status="200"} 1`, `http_requests_total{route="none",status="404"} 1`,
		"panics_total 1", "db_pool_wait_seconds 1.5", `webhook_received_total{result="stored"} 1`, "go_goroutines",
	} {
		if !strings.Contains(body, want) {
			t.Errorf("%s is missing", want)
		}
	}
	if !strings.Contains(get(t, h, "/debug/pprof/goroutine?debug=1"), "goroutine profile") {
		t.Error("no goroutine profile")
	}
}

func get(t *testing.T, h http.Handler, path string) string {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
	if w.Code != http.StatusOK {
		t.Errorf("%s: %d", path, w.Code)
	}
	return w.Body.String()
}
