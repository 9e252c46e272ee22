package program

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
)

// Sandbox speaks to the stand-in for WorkOS: its control verbs, its API, and SCIM as an identity provider would.
type Sandbox struct {
	URL, Key string
}

// Sandbox is the demo's stand-in for WorkOS.
func (d *Demo) Sandbox() *Sandbox { return &Sandbox{URL: d.SandboxURL, Key: d.SandboxAPIKey} }

// Call sends JSON to path and reads the answer into out; any other status than 2xx fails the test.
func (s *Sandbox) Call(t T, method, path string, in, out any) {
	t.Helper()
	status, body, err := s.Do(t.Context(), method, s.URL+path, s.Key, "application/json", in)
	if err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
	if status/100 != 2 {
		t.Fatalf("%s %s: %d %s", method, path, status, body)
	}
	if out != nil {
		if err := json.Unmarshal(body, out); err != nil {
			t.Fatalf("%s %s: %v in %s", method, path, err, body)
		}
	}
}

// SCIM sends a SCIM request to a directory and returns status and body.
func (s *Sandbox) SCIM(t T, dir DemoDirectory, method, path string, in any) (int, map[string]any) {
	t.Helper()
	status, body, err := s.Do(t.Context(), method, dir.SCIMEndpoint+path, dir.SCIMToken, "application/scim+json", in)
	if err != nil {
		t.Fatalf("SCIM %s %s: %v", method, path, err)
	}
	var out map[string]any
	if len(body) > 0 {
		if err := json.Unmarshal(body, &out); err != nil {
			t.Fatalf("SCIM %s %s: %v in %s", method, path, err, body)
		}
	}
	return status, out
}

// Do sends one request with a bearer.
func (s *Sandbox) Do(ctx context.Context, method, url, bearer, contentType string, in any) (int, []byte, error) {
	var body io.Reader
	if in != nil {
		raw, err := json.Marshal(in)
		if err != nil {
			return 0, nil, fmt.Errorf("encode: %w", err)
		}
		body = bytes.NewReader(raw)
	}
	req, err := http.NewRequestWithContext(ctx, method, url, body)
	if err != nil {
		return 0, nil, err
	}
	req.Header.Set("Authorization", "Bearer "+bearer)
	if in != nil {
		req.Header.Set("Content-Type", contentType)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, nil, err
	}
	defer func() { _ = resp.Body.Close() }() // all of it is read
	raw, err := io.ReadAll(resp.Body)
	return resp.StatusCode, raw, err
}
