package localpg_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"memberpulse/server/localpg"

	"github.com/jackc/pgx/v5"
)

// TestMain turns this program into one that only runs a server, for the tests
// that kill it.
func TestMain(m *testing.M) {
	if dir := os.Getenv("LOCALPG_TEST_RUN"); dir != "" {
		s, err := localpg.Start(context.Background(), options(dir))
		if err != nil {
			fmt.Fprintln(os.Stdout, "failed", err)
			os.Exit(1)
		}
		fmt.Fprintln(os.Stdout, s.DSN("app"))
		<-s.Done()
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// options leave durability on: these tests are about rows that stay.
func options(dir string) localpg.Options {
	return localpg.Options{Dir: dir, Database: "app", Settings: map[string]string{"shared_buffers": "16MB"}}
}

// folder is a place that the user who runs PostgreSQL can reach, which t.TempDir
// below a private TMPDIR may not be.
func folder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/tmp", "localpg-test-") //nolint:usetesting // see above
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o711); err != nil { //nolint:gosec // G302: the user that runs PostgreSQL passes through
		t.Fatal(err)
	}
	return filepath.Join(dir, "pg")
}

func start(t *testing.T, dir string) *localpg.Server {
	t.Helper()
	s, err := localpg.Start(t.Context(), options(dir))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Stop() })
	return s
}

func query[T any](t *testing.T, dsn, statement string) T {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	var got T
	if err := conn.QueryRow(t.Context(), statement).Scan(&got); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
	return got
}

const countAll = "SELECT count(*)::int FROM kept"

func keepRow(t *testing.T, dsn string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	if _, err := conn.Exec(t.Context(), "CREATE TABLE IF NOT EXISTS kept (); INSERT INTO kept DEFAULT VALUES"); err != nil {
		t.Fatal(err)
	}
}

func TestStartsStopsAndStartsAgainWithItsRows(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	s := start(t, dir)
	keepRow(t, s.DSN("app"))
	if got := query[string](t, s.DSN("app"), "SHOW synchronous_commit"); got != "on" {
		t.Errorf("synchronous_commit is %s", got)
	}
	if err := s.Stop(); err != nil {
		t.Fatalf("stop: %v", err)
	}
	if got := query[int](t, start(t, dir).DSN("app"), countAll); got != 1 {
		t.Errorf("%d rows after a restart, want 1", got)
	}
}

func TestNobodyGetsInWithoutThePassword(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	s := start(t, dir)
	u, err := url.Parse(s.DSN("app"))
	if err != nil {
		t.Fatal(err)
	}
	u.User = url.UserPassword("memberpulse", "guess")
	if conn, err := pgx.Connect(t.Context(), u.String()); err == nil {
		_ = conn.Close(t.Context()) // told below
		t.Error("a wrong password opens the database")
	}
	info, err := os.Stat(filepath.Join(dir, "password"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the password file has mode %v, error %v", info.Mode(), err)
	}
}

func TestSecondStartNamesTheFirst(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	start(t, dir)
	_, err := localpg.Start(t.Context(), options(dir))
	var running *localpg.RunningError
	if !errors.As(err, &running) || running.PID != os.Getpid() {
		t.Errorf("got %v, want a refusal that names pid %d", err, os.Getpid())
	}
}

func TestUnfinishedClusterIsNotTaken(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	s := start(t, dir)
	if err := s.Stop(); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(filepath.Join(dir, "cluster"), filepath.Join(dir, "cluster.init")); err != nil {
		t.Fatal(err)
	}
	start(t, dir)
}

func TestOtherVersionsClusterIsNamed(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	if err := start(t, dir).Stop(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "cluster", "PG_VERSION"), []byte("9\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := localpg.Start(t.Context(), options(dir))
	if err == nil || !strings.Contains(err.Error(), "made by PostgreSQL 9") {
		t.Errorf("got %v", err)
	}
}

func TestKilledServerComesBackOnTheSamePort(t *testing.T) {
	t.Parallel()
	s := start(t, folder(t))
	dsn := s.DSN("app")
	keepRow(t, dsn)
	kill(t, postmaster(t, dsn))
	until(t, func() bool {
		conn, err := pgx.Connect(t.Context(), dsn)
		if err != nil {
			return false
		}
		return conn.Close(t.Context()) == nil
	})
	if got := query[int](t, dsn, countAll); got != 1 {
		t.Errorf("%d rows after the kill, want 1", got)
	}
}

func TestServerEndsWithTheProcessThatRanIt(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	cmd := exec.CommandContext(t.Context(), os.Args[0]) //nolint:gosec // G204: ourselves
	cmd.Env = append(os.Environ(), "LOCALPG_TEST_RUN="+dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	dsn, err := bufio.NewReader(out).ReadString('\n')
	if err != nil || !strings.HasPrefix(dsn, "postgres://") {
		t.Fatalf("the program said %q, error %v", dsn, err)
	}
	dsn = strings.TrimSpace(dsn)
	keepRow(t, dsn)
	server := postmaster(t, dsn)
	kill(t, cmd.Process.Pid)
	_ = cmd.Wait() // it says that it was killed
	s := start(t, dir)
	if alive(server) {
		t.Errorf("the former server (process %d) still runs", server)
	}
	if got := query[int](t, s.DSN("app"), countAll); got != 1 {
		t.Errorf("%d rows after the kill, want 1", got)
	}
}

// alive says whether a process runs; one that ended and waits to be buried, where
// the first process of a container does not see to that, does not.
func alive(pid int) bool {
	if syscall.Kill(pid, 0) != nil {
		return false
	}
	line, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
	return err != nil || len(line) > 0
}

// postmaster asks the server who it is.
func postmaster(t *testing.T, dsn string) int {
	t.Helper()
	text := query[string](t, dsn, "SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)")
	pid, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return pid
}

func kill(t *testing.T, pid int) {
	t.Helper()
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
}

func until(t *testing.T, holds func() bool) {
	t.Helper()
	limit, tick := time.After(time.Minute), time.NewTicker(50*time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-limit:
			t.Fatal("waited a minute for nothing")
		case <-tick.C:
		}
	}
}
