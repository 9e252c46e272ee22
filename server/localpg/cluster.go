package localpg

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// owner is the role that migrates; it is the cluster's superuser.
const owner = "memberpulse"

// clusterVersion reads which version made the cluster; 0 when there is none.
func clusterVersion(data string) (int, error) {
	raw, err := os.ReadFile(filepath.Join(data, "PG_VERSION")) //nolint:gosec // G304: below the data folder
	if errors.Is(err, os.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("read the database's version: %w", err)
	}
	major, err := strconv.Atoi(strings.TrimSpace(string(raw)))
	if err != nil {
		return 0, fmt.Errorf("%s/PG_VERSION holds %q, not a version: remove the data folder to begin afresh", data, raw)
	}
	return major, nil
}

// initCluster makes a cluster beside its place and renames it, so that a killed
// initdb leaves nothing that looks like one.
func (s *Server) initCluster(ctx context.Context) error {
	fresh := s.data + ".init"
	if err := os.RemoveAll(fresh); err != nil {
		return fmt.Errorf("clear an unfinished database: %w", err)
	}
	args := []string{
		"-D", fresh, "-U", owner, "--auth=scram-sha-256", "--pwfile=" + s.passwordFile(),
		"-E", "UTF8", "--no-locale",
	}
	if s.opts.Settings["fsync"] == "off" {
		args = append(args, "--no-sync")
	}
	cmd := exec.CommandContext(ctx, s.bin.path("initdb"), args...) //nolint:gosec // G204: the folder is the operator's choice
	s.dress(cmd)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("make the database with initdb: %w: %s", err, lastLines(string(out), 5))
	}
	if err := os.Rename(fresh, s.data); err != nil {
		return fmt.Errorf("move the new database to its place: %w", err)
	}
	return nil
}

// dress gives a child its account, folder and an environment without our secrets.
func (s *Server) dress(cmd *exec.Cmd) {
	cmd.Dir = s.opts.Dir
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C", "TZ=UTC"}
	cmd.SysProcAttr = s.acc.childAttr()
}

func (s *Server) passwordFile() string { return filepath.Join(s.opts.Dir, "password") }

// loadPassword reads the owner's password, or makes one before there is a
// cluster to know it.
func (s *Server) loadPassword(haveCluster bool) error {
	path := s.passwordFile()
	raw, err := os.ReadFile(path) //nolint:gosec // G304: below the data folder
	if err == nil && len(raw) > 0 {
		s.password = strings.TrimSpace(string(raw))
		return nil
	}
	if haveCluster {
		return fmt.Errorf("the database in %s has lost its password file: put %s back, or remove the data folder to begin afresh", s.opts.Dir, path)
	}
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("read the database's password: %w", err)
	}
	s.password = rand.Text()
	f, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY|syscall.O_NOFOLLOW, 0o600) //nolint:gosec // G304: below the data folder
	if err != nil {
		return fmt.Errorf("keep the database's password: %w", err)
	}
	_, err = f.WriteString(s.password + "\n")
	if err := errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("keep the database's password: %w", err)
	}
	return s.acc.give(path)
}

// lastLines is the end of a log, on one line, for an error message.
func lastLines(log string, n int) string {
	lines := strings.Split(strings.TrimSpace(log), "\n")
	return strings.Join(lines[max(0, len(lines)-n):], " | ")
}
