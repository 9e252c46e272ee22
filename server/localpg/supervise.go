package localpg

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

const (
	startLimit    = 60 * time.Second // recovery after a crash included
	retryLimit    = 20 * time.Second // for what a dead server leaves behind to clear
	retryPause    = 250 * time.Millisecond
	pollPause     = 25 * time.Millisecond
	politeStop    = 10 * time.Second
	leftoverGrace = 3 * time.Second
)

// errNotYet marks a start that failed for a reason that passes.
var errNotYet = errors.New("not yet")

// supervise runs PostgreSQL as a direct child until Stop, and starts it again
// when it dies. It holds its OS thread for life: the kernel stops the child when
// the thread that forked it ends, and Go ends threads as it sees fit.
func (s *Server) supervise(ctx context.Context, ready chan<- error) {
	runtime.LockOSThread() // never unlocked: the thread ends with this goroutine
	defer close(s.done)
	up := func(err error) {
		if ready != nil {
			ready <- err
			ready = nil
		}
	}
	for {
		child, err := s.launch(ctx)
		if err != nil {
			s.err = err
			up(err)
			return
		}
		if child == nil { // stopped while starting
			up(errors.New("PostgreSQL was stopped while it started"))
			return
		}
		s.known = true
		up(nil)
		select {
		case <-s.stop:
			s.err = child.end()
			return
		case err := <-child.exited:
			s.logger.Error("PostgreSQL died and is started again", "pid", child.pid(), "error", err)
		}
	}
}

// launch starts PostgreSQL and waits until it answers. What a dead one left
// behind (its port, its children that still hold shared memory) clears within
// seconds, so those failures are tried again. No child and no error: stopped.
func (s *Server) launch(ctx context.Context) (*child, error) {
	deadline := time.NewTimer(retryLimit)
	defer deadline.Stop()
	for {
		c, err := s.launchOnce(ctx)
		if err == nil || !errors.Is(err, errNotYet) {
			return c, err
		}
		pause := time.NewTimer(retryPause)
		select {
		case <-pause.C:
		case <-s.stop:
			pause.Stop()
			return nil, nil
		case <-deadline.C:
			pause.Stop()
			return nil, err
		}
	}
}

func (s *Server) launchOnce(ctx context.Context) (*child, error) {
	if err := s.choosePort(ctx); err != nil {
		return nil, err
	}
	said, err := s.logFile()
	if err != nil {
		return nil, err
	}
	defer said.Close() // the child has its own
	if err := s.acc.give(said.Name()); err != nil {
		return nil, err
	}
	before, err := said.Seek(0, io.SeekEnd)
	if err != nil {
		return nil, fmt.Errorf("find the end of PostgreSQL's log: %w", err)
	}
	cmd := exec.CommandContext(ctx, s.bin.path("postgres"), s.arguments()...) //nolint:gosec // G204: the folder is the operator's choice
	s.dress(cmd)
	cmd.Stdout, cmd.Stderr = said, said
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start %s: %w", cmd.Path, err)
	}
	c := &child{cmd: cmd, exited: make(chan error, 1)}
	go func() { c.exited <- cmd.Wait() }()
	return s.awaitReady(ctx, c, before)
}

func (s *Server) arguments() []string {
	set := map[string]string{
		"listen_addresses":        "127.0.0.1",
		"unix_socket_directories": "",
		"timezone":                "UTC",
		"log_timezone":            "UTC",
		"max_connections":         "200",
	}
	for k, v := range s.opts.Settings {
		set[k] = v
	}
	args := []string{"-D", s.data, "-p", strconv.Itoa(s.port)}
	names := make([]string, 0, len(set))
	for k := range set {
		names = append(names, k)
	}
	slices.Sort(names)
	for _, k := range names {
		args = append(args, "-c", k+"="+set[k])
	}
	return args
}

// awaitReady polls until PostgreSQL answers, ends, is stopped or takes too long.
func (s *Server) awaitReady(ctx context.Context, c *child, logFrom int64) (*child, error) {
	limit := time.NewTimer(startLimit)
	defer limit.Stop()
	tick := time.NewTicker(pollPause)
	defer tick.Stop()
	for {
		err := s.ping(ctx)
		if err == nil {
			return c, nil
		}
		var refused *pgconn.PgError
		if errors.As(err, &refused) && refused.Code == "28P01" && s.postmasterReady() {
			return nil, errors.Join(fmt.Errorf("the password in %s does not open the database: put the right file back, "+
				"or remove the data folder to begin afresh", s.passwordFile()), c.end())
		}
		select {
		case end := <-c.exited:
			return nil, s.explain(end, logFrom)
		case <-s.stop:
			return nil, c.end()
		case <-limit.C:
			return nil, errors.Join(fmt.Errorf("PostgreSQL did not answer within %s: %w", startLimit, err), c.end())
		case <-tick.C:
		}
	}
}

// postmasterReady says whether our own server takes connections. Until it does,
// who answers at the port is another, which got there first.
func (s *Server) postmasterReady() bool {
	raw, err := os.ReadFile(filepath.Join(s.data, "postmaster.pid"))
	return err == nil && strings.HasSuffix(strings.TrimSpace(string(raw)), "ready")
}

func (s *Server) ping(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	conn, err := pgx.Connect(ctx, s.DSN("postgres"))
	if err != nil {
		return err
	}
	return conn.Close(ctx)
}

// explain turns an early end into an error with PostgreSQL's own last words.
func (s *Server) explain(end error, logFrom int64) error {
	said, whole := "it left no message", ""
	if f, err := os.Open(filepath.Join(s.opts.Dir, "postgres.log")); err == nil {
		raw, _ := io.ReadAll(io.NewSectionReader(f, logFrom, 64<<10)) // a partial message is still one
		_ = f.Close()                                                 // it was only read
		whole = string(raw)
		said = lastLines(whole, 4)
	}
	for _, passing := range []string{"pre-existing shared memory", "lock file \"postmaster.pid\"", "Address already in use"} {
		if strings.Contains(whole, passing) { // the cause stands above the last lines, which tell what followed from it
			return fmt.Errorf("PostgreSQL ended while starting (%w): %s: %w", end, said, errNotYet)
		}
	}
	return fmt.Errorf("PostgreSQL ended while starting: %w: %s", end, said)
}
