package program

import (
	"encoding/json"
	"os"
	"path/filepath"
	"time"
)

// Demo is a running `memberpulse demo`, as its demo.json tells.
type Demo struct {
	*Child `json:"-"`
	Dir    string `json:"-"`

	URL           string          `json:"url"`
	SandboxURL    string          `json:"sandbox_url"`
	SandboxAPIKey string          `json:"sandbox_api_key"`
	DatabaseURL   string          `json:"database_url"`
	WebhookSecret string          `json:"webhook_secret"`
	Directories   []DemoDirectory `json:"directories"`
	SignIns       []DemoSignIn    `json:"sign_ins"`
}

// DemoDirectory is where an identity provider pushes.
type DemoDirectory struct {
	DirectoryID    string `json:"directory_id"`
	OrganizationID string `json:"organization_id"`
	SCIMEndpoint   string `json:"scim_endpoint"`
	SCIMToken      string `json:"scim_token"`
}

// DemoSignIn is somebody who can sign in.
type DemoSignIn struct {
	Email          string   `json:"email"`
	OrganizationID string   `json:"organization_id"`
	Roles          []string `json:"roles"`
	How            string   `json:"how"`
}

// StartDemo runs `memberpulse demo` in a folder of its own on free ports, and waits until it serves.
func StartDemo(t T, env ...string) *Demo {
	t.Helper()
	dir, err := os.MkdirTemp("", "memberpulse-demo-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { removeAll(t, dir) }) // runs after the process was stopped
	return StartDemoIn(t, dir, env...)
}

func removeAll(t T, dir string) {
	if err := os.RemoveAll(dir); err != nil {
		t.Logf("remove the folder of a run: %v", err)
	}
}

// StartDemoIn runs it in dir, which may hold a former demo.
func StartDemoIn(t T, dir string, env ...string) *Demo {
	t.Helper()
	if err := os.Chmod(dir, 0o755); err != nil { //nolint:gosec // PostgreSQL's user must pass through
		t.Fatal(err)
	}
	d := &Demo{Dir: dir}
	started := time.Now()
	env = append([]string{
		"MEMBERPULSE_DATA_DIR=" + dir, "MEMBERPULSE_ADDR=127.0.0.1:0",
		"MEMBERPULSE_SANDBOX_ADDR=127.0.0.1:0", "MEMBERPULSE_OPS_ADDR=off",
	}, env...)
	d.Child = start(t, env, nil, "demo")
	d.awaitFile(t, filepath.Join(dir, "demo.json"), started)
	d.AwaitReady(t, d.URL+"/readyz", patience)
	return d
}

// awaitFile waits for a demo.json that this start wrote.
func (d *Demo) awaitFile(t T, path string, since time.Time) {
	t.Helper()
	deadline := time.NewTimer(5 * time.Minute)
	defer deadline.Stop()
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for {
		if info, err := os.Stat(path); err == nil && !info.ModTime().Before(since.Truncate(time.Second)) {
			raw, err := os.ReadFile(path) //nolint:gosec // a folder of the test's own
			if err == nil && json.Unmarshal(raw, d) == nil && d.URL != "" {
				return
			}
		}
		select {
		case <-d.Done():
			t.Fatalf("the demo ended:\n%s", d.Log())
		case <-deadline.C:
			t.Fatalf("the demo is not up after 5 minutes:\n%s", d.Log())
		case <-tick.C:
		}
	}
}

// SignIn is somebody of the demo who holds role, in the organization if one is named.
func (d *Demo) SignIn(t T, role, organizationID string) DemoSignIn {
	t.Helper()
	for _, s := range d.SignIns {
		if organizationID != "" && s.OrganizationID != organizationID {
			continue
		}
		if len(s.Roles) > 0 && s.Roles[0] == role {
			return s
		}
	}
	t.Fatalf("nobody in demo.json signs in as %s (of %q)", role, organizationID)
	return DemoSignIn{}
}
