package localpg

import (
	"os"
	"strconv"
	"strings"
	"syscall"
)

// childAttr makes a child of its own process group (Ctrl-C is ours to pass on)
// that the kernel stops when the thread that started it ends: supervise holds
// that thread for as long as the child may live.
func (a account) childAttr() *syscall.SysProcAttr {
	attr := &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGINT}
	if a.dropped {
		attr.Credential = &syscall.Credential{Uid: uint32(a.uid), Gid: uint32(a.gid)} //nolint:gosec // G115: read from the user database
	}
	return attr
}

// isPostgres says whether a pid is a PostgreSQL server, and not a stranger that
// got the number of one that died.
func isPostgres(pid int) bool {
	raw, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/cmdline")
	return err == nil && strings.Contains(string(raw), "postgres")
}
