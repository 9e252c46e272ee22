package program

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"
)

// Child is a running process of the program.
type Child struct {
	cmd  *exec.Cmd
	done chan struct{} // closed when it has ended
	log  *syncBuffer
}

func start(t T, env []string, stdout io.Writer, args ...string) *Child {
	t.Helper()
	c := &Child{done: make(chan struct{}), log: &syncBuffer{}}
	c.cmd = exec.CommandContext(context.WithoutCancel(t.Context()), Binary(t), args...) //nolint:gosec // our own binary
	c.cmd.Env = append(cleanEnv(), env...)
	c.cmd.Stdout, c.cmd.Stderr = c.log, c.log
	if stdout != nil {
		c.cmd.Stdout = io.MultiWriter(stdout, c.log)
	}
	if err := c.cmd.Start(); err != nil {
		t.Fatalf("start %v: %v", args, err)
	}
	go func() {
		defer close(c.done)
		_ = c.cmd.Wait() // how it ended is in its state
	}()
	t.Cleanup(func() {
		c.Stop()
		if t.Failed() {
			name := filepath.Join(Root(), "e2e", "out", strings.ReplaceAll(t.Name(), "/", "_")+"-"+args[0]+".log")
			if os.MkdirAll(filepath.Dir(name), 0o750) == nil && os.WriteFile(name, c.log.Bytes(), 0o600) == nil {
				t.Logf("what the program said is in %s", name)
			}
		}
	})
	return c
}

// cleanEnv is the environment without what configures a MemberPulse of the one who runs the tests.
func cleanEnv() []string {
	var out []string
	for _, kv := range os.Environ() {
		name, _, _ := strings.Cut(kv, "=")
		if name == "DATABASE_URL" || strings.HasPrefix(name, "WORKOS_") || strings.HasPrefix(name, "MEMBERPULSE_") && name != "MEMBERPULSE_PG_BIN" {
			continue
		}
		out = append(out, kv)
	}
	return out
}

// patience is how long the program may take to be ready, or to end: a guard, which a machine that does much else does not
// reach.
const patience = 2 * time.Minute

// Stop asks it to end, and insists after a while.
func (c *Child) Stop() {
	_ = c.cmd.Process.Signal(syscall.SIGTERM) // it may have ended already
	select {
	case <-c.done:
	case <-time.After(patience):
		c.Kill()
	}
}

// Kill ends it at once, as a lost machine would.
func (c *Child) Kill() {
	_ = c.cmd.Process.Kill() // it may have ended already
	<-c.done
}

// Done is closed when the process has ended.
func (c *Child) Done() <-chan struct{} { return c.done }

// PID is the process's number.
func (c *Child) PID() int { return c.cmd.Process.Pid }

// ExitCode is how it ended; -1 while it runs or when a signal ended it.
func (c *Child) ExitCode() int {
	select {
	case <-c.done:
		return c.cmd.ProcessState.ExitCode()
	default:
		return -1
	}
}

// Log is what it said so far.
func (c *Child) Log() string { return c.log.String() }

// AwaitReady waits until url answers 200, or the process ends.
func (c *Child) AwaitReady(t T, url string, atMost time.Duration) {
	t.Helper()
	if err := c.awaitReady(t.Context(), url, atMost); err != nil {
		t.Fatalf("%s: %v\n%s", url, err, c.Log())
	}
}

func (c *Child) awaitReady(ctx context.Context, url string, atMost time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, atMost)
	defer cancel()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
		if err != nil {
			return err
		}
		resp, err := http.DefaultClient.Do(req)
		if err == nil {
			_ = resp.Body.Close() // read-only
			if resp.StatusCode == http.StatusOK {
				return nil
			}
		}
		select {
		case <-c.done:
			return errors.New("the program ended")
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
}

type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *syncBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *syncBuffer) Bytes() []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	return bytes.Clone(s.b.Bytes())
}

func (s *syncBuffer) String() string { return string(s.Bytes()) }
