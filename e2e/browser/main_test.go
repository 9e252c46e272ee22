package browser

import (
	"context"
	"os"
	"sync"
	"testing"

	"memberpulse/e2e/program"
)

// one demonstration and one Chromium serve all tests of this package: each takes seconds to start.
var one struct {
	sync.Once
	runner *program.Runner
	demo   *program.Demo
	b      *Browser
	fault  error
}

func TestMain(m *testing.M) {
	one.runner = program.NewRunner(context.Background(), "browser")
	code := m.Run()
	if code != 0 {
		one.runner.Fail()
	}
	one.runner.Close()
	os.Exit(code)
}

// field is the demonstration and the browser that the tests share.
func field(t *testing.T) (*program.Demo, *Browser) {
	t.Helper()
	one.Do(func() {
		one.fault = one.runner.Do(func() {
			one.demo = program.StartDemo(one.runner)
			one.b = New(one.runner)
		})
	})
	if one.fault != nil {
		t.Fatalf("the demonstration or the browser did not start: %v", one.fault)
	}
	return one.demo, one.b
}
