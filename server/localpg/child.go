package localpg

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"time"
)

// child is one run of the postgres program.
type child struct {
	cmd    *exec.Cmd
	exited chan error // one value, at its end
}

func (c *child) pid() int { return c.cmd.Process.Pid }

// end asks for a fast shutdown, insists after a while, and waits for the end.
func (c *child) end() error {
	if err := c.cmd.Process.Signal(syscall.SIGINT); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("stop PostgreSQL: %w", err)
	}
	polite := time.NewTimer(politeStop)
	defer polite.Stop()
	select {
	case err := <-c.exited:
		return err
	case <-polite.C:
	}
	if err := c.cmd.Process.Signal(syscall.SIGQUIT); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("stop PostgreSQL at once: %w", err)
	}
	return <-c.exited
}
