//go:build !linux

package localpg

import (
	"context"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
)

// childAttr makes a child of its own process group. No signal comes with our
// death here; the next start stops a server left over (see stopLeftover).
func (a account) childAttr() *syscall.SysProcAttr {
	attr := &syscall.SysProcAttr{Setpgid: true}
	if a.dropped {
		attr.Credential = &syscall.Credential{Uid: uint32(a.uid), Gid: uint32(a.gid)} //nolint:gosec // G115: read from the user database
	}
	return attr
}

// isPostgres says whether a pid is a PostgreSQL server.
func isPostgres(pid int) bool {
	out, err := exec.CommandContext(context.Background(), "ps", "-o", "command=", "-p", strconv.Itoa(pid)).Output() //nolint:gosec // G204: a number
	return err == nil && strings.Contains(string(out), "postgres")
}
