package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
)

// runner is what program.T asks of a test, for a benchmark: Fatal stops the run, Cleanup runs at its end.
type runner struct {
	ctx      context.Context //nolint:containedctx // as testing.T has it
	cleanups []func()
	fault    error
}

func newRunner(ctx context.Context) *runner { return &runner{ctx: ctx} }

// Helper is part of program.T.
func (*runner) Helper() {}

// Name is part of program.T.
func (*runner) Name() string { return "bench" }

// Context is part of program.T.
func (r *runner) Context() context.Context { return r.ctx }

// Cleanup keeps what is to be undone.
func (r *runner) Cleanup(f func()) { r.cleanups = append(r.cleanups, f) }

// Failed tells whether the run was stopped.
func (r *runner) Failed() bool { return r.fault != nil }

// Fatal stops the run.
func (r *runner) Fatal(args ...any) { r.stop(fmt.Sprint(args...)) }

// Fatalf stops the run.
func (r *runner) Fatalf(format string, args ...any) { r.stop(fmt.Sprintf(format, args...)) }

// Logf says something beside the table.
func (*runner) Logf(format string, args ...any) { fmt.Fprintf(os.Stderr, format+"\n", args...) }

func (r *runner) stop(why string) {
	r.fault = fmt.Errorf("%w: %s", errStopped, why)
	panic(errStopped)
}

// close undoes what was set up, last first.
func (r *runner) close() {
	for len(r.cleanups) > 0 {
		last := r.cleanups[len(r.cleanups)-1]
		r.cleanups = r.cleanups[:len(r.cleanups)-1]
		last()
	}
}

// kill ends a peer's process.
func kill(cmd *exec.Cmd) {
	_ = cmd.Process.Kill() // it may have ended already
	_ = cmd.Wait()         // killed, it ends with an error
}
