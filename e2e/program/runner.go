package program

import (
	"context"
	"fmt"
	"os"
	"slices"
	"sync"
)

// Runner is a T where no single test is one: what several tests share, or a command, runs by it. Fatal ends the goroutine's
// work by a panic, which Do turns into an error; Close undoes what was set up.
type Runner struct {
	ctx  context.Context //nolint:containedctx // as testing.T has it
	name string

	mu       sync.Mutex
	cleanups []func()
	failed   bool
}

// NewRunner is a runner under a name, which the logs of a failure carry.
func NewRunner(ctx context.Context, name string) *Runner { return &Runner{ctx: ctx, name: name} }

// stopped is what Fatal panics with.
type stopped struct{ why string }

func (s stopped) Error() string { return s.why }

// Do runs fn to its end, or to the first Fatal, whose words are the error.
func (r *Runner) Do(fn func()) (err error) {
	defer func() {
		switch why := recover().(type) {
		case nil:
		case stopped:
			err = why
		default:
			panic(why) // no Fatal of ours
		}
	}()
	fn()
	return nil
}

// Close undoes what was set up, last first.
func (r *Runner) Close() {
	r.mu.Lock()
	undo := r.cleanups
	r.cleanups = nil
	r.mu.Unlock()
	for _, f := range slices.Backward(undo) {
		f()
	}
}

// Fail says that something failed, so that what is undone keeps its logs.
func (r *Runner) Fail() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.failed = true
}

// Failed says whether anything did.
func (r *Runner) Failed() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.failed
}

// Cleanup keeps what is to be undone.
func (r *Runner) Cleanup(f func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.cleanups = append(r.cleanups, f)
}

// Fatal stops the work.
func (r *Runner) Fatal(args ...any) { r.stop(fmt.Sprint(args...)) }

// Fatalf stops the work.
func (r *Runner) Fatalf(format string, args ...any) { r.stop(fmt.Sprintf(format, args...)) }

func (r *Runner) stop(why string) {
	r.Fail()
	panic(stopped{why})
}

// Logf says something on standard error.
func (r *Runner) Logf(format string, args ...any) { fmt.Fprintf(os.Stderr, format+"\n", args...) }

// Helper is part of T.
func (r *Runner) Helper() {}

// Name is part of T.
func (r *Runner) Name() string { return r.name }

// Context is part of T.
func (r *Runner) Context() context.Context { return r.ctx }
