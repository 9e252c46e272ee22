package browser

import (
	"context"
	"fmt"
	"os"
	"slices"
	"sync"
	"testing"

	"memberpulse/e2e/program"
)

// one demonstration and one Chromium serve all tests of this package: each takes seconds to start.
var one struct {
	sync.Once
	runner runner
	demo   *program.Demo
	b      *Browser
}

func TestMain(m *testing.M) {
	code := m.Run()
	one.runner.failed = code != 0
	one.runner.end()
	os.Exit(code)
}

// field is the demonstration and the browser that the tests share.
func field(t *testing.T) (*program.Demo, *Browser) {
	t.Helper()
	one.Do(func() {
		one.demo = program.StartDemo(&one.runner)
		one.b = New(&one.runner)
	})
	if one.b == nil {
		t.Fatal("the demonstration or the browser did not start: see the first test")
	}
	return one.demo, one.b
}

// runner is the T of what outlives a single test.
type runner struct {
	mu       sync.Mutex
	cleanups []func()
	failed   bool
}

func (r *runner) Helper()                        {}
func (r *runner) Name() string                   { return "browser" }
func (r *runner) Context() context.Context       { return context.Background() }
func (r *runner) Failed() bool                   { return r.failed }
func (r *runner) Fatal(args ...any)              { panic(fmt.Sprint(args...)) }
func (r *runner) Fatalf(format string, a ...any) { panic(fmt.Sprintf(format, a...)) }
func (r *runner) Logf(format string, a ...any)   { fmt.Fprintf(os.Stderr, format+"\n", a...) }

func (r *runner) Cleanup(f func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.cleanups = append(r.cleanups, f)
}

func (r *runner) end() {
	for _, f := range slices.Backward(r.cleanups) {
		f()
	}
}
