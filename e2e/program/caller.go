package program

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os/exec"
	"strings"
	"time"

	"memberpulse/shared/api"
)

// Keyed is a client of the product's API with an API key.
func Keyed(base, key string) *api.Client {
	return api.New(func(ctx context.Context, r api.Request) (api.Response, error) {
		var body io.Reader
		if r.Body != nil {
			body = bytes.NewReader(r.Body)
		}
		req, err := http.NewRequestWithContext(ctx, r.Method, base+r.Path, body)
		if err != nil {
			return api.Response{}, err
		}
		req.Header.Set("Authorization", "Bearer "+key)
		if r.Body != nil {
			req.Header.Set("Content-Type", "application/json")
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			return api.Response{}, err
		}
		defer func() { _ = resp.Body.Close() }() // all of it is read
		raw, err := io.ReadAll(resp.Body)
		return api.Response{Status: resp.StatusCode, Body: raw}, err
	})
}

// Run runs a command of the program to its end, and gives its standard output.
func Run(t T, env []string, args ...string) (string, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, Binary(t), args...) //nolint:gosec // our own binary
	cmd.Env = append(cleanEnv(), env...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		return out.String(), fmt.Errorf("%s: %w\n%s", strings.Join(args, " "), err, errs.String())
	}
	return out.String(), nil
}

// APIKey makes an API key of the product that uses this database.
func APIKey(t T, env []string, role, organizationID string) string {
	t.Helper()
	args := []string{"api-key", "create", "--role", role, "--name", "e2e"}
	if organizationID != "" {
		args = append(args, "--organization", organizationID)
	}
	out, err := Run(t, env, args...)
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(out)
}

// Env lets other commands find this demo.
func (d *Demo) Env() []string { return []string{"MEMBERPULSE_DATA_DIR=" + d.Dir} }

// Platform is a client with a platform key.
func (d *Demo) Platform(t T) *api.Client {
	t.Helper()
	return Keyed(d.URL, APIKey(t, d.Env(), "ROLE_PLATFORM_ADMIN", ""))
}

// Until waits until done is true; there is no signal to wait for across processes but what they answer.
func Until(t T, what string, atMost time.Duration, done func() bool) {
	t.Helper()
	deadline := time.NewTimer(atMost)
	defer deadline.Stop()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for !done() {
		select {
		case <-t.Context().Done():
			t.Fatal(t.Context().Err())
		case <-deadline.C:
			t.Fatalf("waited %s until %s", atMost, what)
		case <-tick.C:
		}
	}
}

// JSON writes a value for a test's message.
func JSON(v any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(raw)
}
