package localpg

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"

	"github.com/jackc/pgx/v5"
)

// Options say where and how to run PostgreSQL.
type Options struct {
	Dir      string            // holds the cluster, its password, lock and log; made when missing
	BinDir   string            // the server's programs; empty searches PATH and the usual places
	Database string            // made when missing; empty makes none
	Settings map[string]string // server settings on top of ours; tests turn fsync off
	Logger   *slog.Logger      // nil is silent
}

// Server is a running PostgreSQL, restarted when it dies before Stop.
type Server struct {
	opts     Options
	bin      binaries
	acc      account
	data     string
	password string
	port     int
	known    bool // the port: clients may have it
	lock     io.Closer
	logger   *slog.Logger

	stopOnce sync.Once
	stop     chan struct{} // closed by Stop
	done     chan struct{} // closed when PostgreSQL is gone for good
	err      error         // why, read after done
}

// Start runs PostgreSQL and returns when it takes connections. The context
// bounds the start alone; the server runs until Stop or the end of the process.
func Start(ctx context.Context, opts Options) (*Server, error) {
	s := &Server{opts: opts, logger: opts.Logger, stop: make(chan struct{}), done: make(chan struct{})}
	if s.logger == nil {
		s.logger = slog.New(slog.DiscardHandler)
	}
	if err := s.prepare(ctx); err != nil {
		return nil, err
	}
	ready := make(chan error, 1)
	go s.supervise(context.WithoutCancel(ctx), ready)
	select {
	case err := <-ready:
		if err != nil {
			return nil, errors.Join(err, s.lock.Close())
		}
	case <-ctx.Done():
		return nil, errors.Join(fmt.Errorf("start PostgreSQL: %w", ctx.Err()), s.Stop())
	}
	if err := s.ensureDatabase(ctx); err != nil {
		return nil, errors.Join(err, s.Stop())
	}
	return s, nil
}

// prepare brings folder, lock, programs and cluster in place.
func (s *Server) prepare(ctx context.Context) (err error) {
	if s.acc, err = runAccount(); err != nil {
		return err
	}
	if s.opts.Dir, err = filepath.Abs(s.opts.Dir); err != nil {
		return fmt.Errorf("find the database's folder: %w", err)
	}
	if !s.acc.canReach(s.opts.Dir) {
		return fmt.Errorf("user %s, who must run PostgreSQL, cannot reach %s: choose a folder that it can reach", s.acc.name, s.opts.Dir)
	}
	if err = s.acc.makeDir(s.opts.Dir); err != nil {
		return err
	}
	if s.lock, err = Lock(filepath.Join(s.opts.Dir, "lock")); err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.lock.Close())
		}
	}()
	s.data = filepath.Join(s.opts.Dir, "cluster")
	version, err := clusterVersion(s.data)
	if err != nil {
		return err
	}
	if s.bin, err = findBinaries(ctx, s.opts.BinDir, version); err != nil {
		return err
	}
	if err = s.loadPassword(version != 0); err != nil {
		return err
	}
	if version == 0 {
		return s.initCluster(ctx)
	}
	return s.stopLeftover(ctx)
}

// DSN is the address of one database, for the owner role. It holds the
// password: it goes to no log.
func (s *Server) DSN(database string) string {
	u := url.URL{
		Scheme: "postgres", User: url.UserPassword(owner, s.password),
		Host: "127.0.0.1:" + strconv.Itoa(s.port), Path: database, RawQuery: "sslmode=disable",
	}
	return u.String()
}

// Done is closed when PostgreSQL has ended for good: after Stop, or after it
// died and could not be started again; Err then says why.
func (s *Server) Done() <-chan struct{} { return s.done }

// Err is why the server ended; nil while it runs and after a clean Stop.
func (s *Server) Err() error {
	select {
	case <-s.done:
		return s.err
	default:
		return nil
	}
}

// Stop shuts PostgreSQL down, waits for its end and lets go of the folder.
func (s *Server) Stop() error {
	var err error
	s.stopOnce.Do(func() {
		close(s.stop)
		<-s.done
		err = errors.Join(s.err, s.lock.Close())
	})
	return err
}

func (s *Server) ensureDatabase(ctx context.Context) error {
	if s.opts.Database == "" {
		return nil
	}
	conn, err := pgx.Connect(ctx, s.DSN("postgres"))
	if err != nil {
		return fmt.Errorf("connect to the new PostgreSQL: %w", err)
	}
	defer conn.Close(context.WithoutCancel(ctx))
	var there bool
	if err := conn.QueryRow(ctx, "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", s.opts.Database).Scan(&there); err != nil {
		return fmt.Errorf("look for the database: %w", err)
	}
	if there {
		return nil
	}
	if _, err := conn.Exec(ctx, "CREATE DATABASE "+pgx.Identifier{s.opts.Database}.Sanitize()); err != nil {
		return fmt.Errorf("make the database: %w", err)
	}
	return nil
}

// logFile is opened for each start: PostgreSQL's own words, kept short.
func (s *Server) logFile() (*os.File, error) {
	const keep = 16 << 20
	path := filepath.Join(s.opts.Dir, "postgres.log")
	flags := os.O_CREATE | os.O_APPEND | os.O_WRONLY | syscall.O_NOFOLLOW
	if info, err := os.Lstat(path); err == nil && info.Size() > keep {
		flags |= os.O_TRUNC
	}
	f, err := os.OpenFile(path, flags, 0o600) //nolint:gosec // G304: below the data folder
	if err != nil {
		return nil, fmt.Errorf("open PostgreSQL's log: %w", err)
	}
	return f, nil
}
