package localpg

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// stopLeftover ends a server that outlived the process that ran it. We hold the
// folder's lock, so nobody uses it any more.
func (s *Server) stopLeftover(ctx context.Context) error {
	raw, err := os.ReadFile(filepath.Join(s.data, "postmaster.pid"))
	if err != nil {
		return nil // no file, no leftover; any other trouble PostgreSQL itself reports
	}
	first, _, _ := strings.Cut(string(raw), "\n")
	pid, err := strconv.Atoi(first)
	if err != nil || pid <= 1 {
		return nil // a torn file; PostgreSQL replaces it
	}
	limit := time.NewTimer(politeStop + leftoverGrace)
	defer limit.Stop()
	grace := time.NewTimer(leftoverGrace) // on Linux it is ending by itself
	defer grace.Stop()
	tick := time.NewTicker(pollPause)
	defer tick.Stop()
	for isPostgres(pid) {
		select {
		case <-ctx.Done():
			return fmt.Errorf("wait for the former PostgreSQL (process %d) to end: %w", pid, ctx.Err())
		case <-limit.C:
			return fmt.Errorf("the former PostgreSQL (process %d) does not end: stop it (kill -INT %d) and start again", pid, pid)
		case <-grace.C:
			if err := syscall.Kill(pid, syscall.SIGINT); err != nil && !errors.Is(err, syscall.ESRCH) {
				return fmt.Errorf("stop the former PostgreSQL (process %d): %w", pid, err)
			}
		case <-tick.C:
		}
	}
	return nil
}
