package program

import "context"

// T is what running a program asks of a test: *testing.T has it, and so has a Runner.
type T interface {
	Helper()
	Name() string
	Context() context.Context
	Cleanup(f func())
	Failed() bool
	Fatal(args ...any)
	Fatalf(format string, args ...any)
	Logf(format string, args ...any)
}
