package boot_test

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"memberpulse/server/boot"

	"github.com/google/go-cmp/cmp"
)

// screen is a terminal that a test can read while the program writes.
type screen struct {
	mu  sync.Mutex
	out bytes.Buffer
}

func (s *screen) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.out.Write(b)
}

func (s *screen) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.out.String()
}

type told struct {
	URL         string `json:"url"`
	SandboxURL  string `json:"sandbox_url"`
	SandboxKey  string `json:"sandbox_api_key"`
	Directories []struct {
		DirectoryID string `json:"directory_id"`
		SCIMToken   string `json:"scim_token"`
	} `json:"directories"`
	SignIns []signsIn `json:"sign_ins"`
}

type signsIn struct {
	Email string   `json:"email"`
	Roles []string `json:"roles"`
	How   string   `json:"how"`
}

// runDemo runs a demo until it has told of itself, lets look, and stops it.
func runDemo(t *testing.T, dir string, look func(told, string)) {
	t.Helper()
	var stdout, stderr screen
	vars := map[string]string{
		"MEMBERPULSE_DATA_DIR": dir, "MEMBERPULSE_ADDR": "127.0.0.1:0", "MEMBERPULSE_SANDBOX_ADDR": "127.0.0.1:0", "MEMBERPULSE_OPS_ADDR": "off",
	}
	e := boot.Env{Getenv: func(name string) string { return vars[name] }, ReadFile: os.ReadFile, Stdout: &stdout, Stderr: &stderr, Version: "test"}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	done := make(chan error, 1)
	go func() { done <- boot.Command(ctx, e, []string{"demo"}) }()
	var f told
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.After(5 * time.Minute); json.Unmarshal([]byte(stdout.String()), &f) != nil; {
		select {
		case err := <-done:
			t.Fatalf("the demo ended: %v\n%s", err, stderr.String())
		case <-deadline:
			t.Fatalf("the demo told nothing of itself\n%s", stderr.String())
		case <-tick.C:
		}
	}
	look(f, stdout.String())
	stop()
	select {
	case err := <-done:
		if err != nil {
			t.Errorf("the demo stopped with: %v\n%s", err, stderr.String())
		}
	case <-time.After(time.Minute):
		t.Fatal("the demo does not stop")
	}
}

func TestDemoTellsOfItselfAndComesBackTheSame(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	var first told
	came := 0
	runDemo(t, dir, func(f told, text string) {
		first = f
		begun := f.people(t)
		came = f.until(t, begun+2)
		wantKeys(t, text)
		wantPrivate(t, filepath.Join(dir, "demo.json"), text)
		wantSecondRefused(t, dir)
		wantToolsFind(t, dir, f)
		for _, role := range []string{"ROLE_PLATFORM_ADMIN", "ROLE_CLIENT_ADMIN", "ROLE_CLIENT_USER", "ROLE_MEMBER"} {
			if !slices.ContainsFunc(f.SignIns, func(s signsIn) bool { return s.Roles[0] == role }) {
				t.Errorf("nobody signs in as %s", role)
			}
		}
	})
	runDemo(t, dir, func(f told, _ string) {
		f.until(t, came+2) // the first sync goes on where it stopped
		if diff := cmp.Diff(first.Directories, f.Directories); diff != "" {
			t.Errorf("directories and tokens after a restart (-first +second):\n%s", diff)
		}
		if diff := cmp.Diff(first.SignIns, f.SignIns); diff != "" {
			t.Errorf("who signs in after a restart (-first +second):\n%s", diff)
		}
	})
}

// people counts who the sandbox's identity providers know.
func (f told) people(t *testing.T) int {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, f.SandboxURL+"/_sandbox/people?limit=1000", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+f.SandboxKey)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	var page struct {
		Data []json.RawMessage `json:"data"`
	}
	if err := json.NewDecoder(res.Body).Decode(&page); err != nil {
		t.Fatal(err)
	}
	return len(page.Data)
}

// until waits for people to come.
func (f told) until(t *testing.T, wanted int) int {
	t.Helper()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.After(time.Minute); ; {
		if n := f.people(t); n >= wanted {
			return n
		}
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("%d people do not come", wanted)
		}
	}
}

// folder is one that the user who runs PostgreSQL can reach, which what is below t.TempDir() is not.
func folder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "memberpulse-") //nolint:usetesting // see above
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })  // what is left is the system's to clean
	if err := os.Chmod(dir, 0o755); err != nil { //nolint:gosec // see above
		t.Fatal(err)
	}
	return dir
}

// wantToolsFind runs the commands that look at a running demo, with nothing set but where it keeps its data and that its
// port was left open.
func wantToolsFind(t *testing.T, dir string, f told) {
	t.Helper()
	vars := map[string]string{"MEMBERPULSE_DATA_DIR": dir, "MEMBERPULSE_ADDR": "127.0.0.1:0", "MEMBERPULSE_OPS_ADDR": "127.0.0.1:0"}
	e, out := env(vars)
	if err := boot.Command(t.Context(), e, []string{"doctor"}); err != nil {
		t.Errorf("doctor: %v\n%s", err, out)
	}
	for _, want := range []string{
		"platform admins 1 named", strings.TrimPrefix(f.URL, "http://") + " is taken", "sessions        end after 30 minutes without use, and after 12 hours",
		"127.0.0.1:0 takes a port that is free",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the doctor does not say %q:\n%s", want, out)
		}
	}
	e, out = env(vars)
	if err := boot.Command(t.Context(), e, []string{"health"}); err != nil {
		t.Errorf("health: %v\n%s", err, out)
	}
}

func wantKeys(t *testing.T, text string) {
	t.Helper()
	var keys map[string]json.RawMessage
	if err := json.Unmarshal([]byte(text), &keys); err != nil {
		t.Fatal(err)
	}
	var got []string
	for k := range keys {
		got = append(got, k)
	}
	slices.Sort(got)
	want := []string{"database_url", "directories", "sandbox_api_key", "sandbox_url", "sign_ins", "url", "webhook_secret"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("what the demo tells (-want +got):\n%s", diff)
	}
}

func wantPrivate(t *testing.T, path, text string) {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(path) //nolint:gosec // the test's own
	if err != nil || info.Mode().Perm() != 0o600 || string(raw) != text {
		t.Errorf("demo.json has mode %v, is what was printed: %v, %v", info.Mode(), string(raw) == text, err)
	}
}

func wantSecondRefused(t *testing.T, dir string) {
	t.Helper()
	e, _ := env(map[string]string{"MEMBERPULSE_DATA_DIR": dir, "MEMBERPULSE_ADDR": "127.0.0.1:0", "MEMBERPULSE_SANDBOX_ADDR": "127.0.0.1:0"})
	err := boot.Command(t.Context(), e, []string{"demo"})
	if err == nil || !strings.Contains(err.Error(), "process") {
		t.Errorf("a second demo on the folder: %v", err)
	}
}
