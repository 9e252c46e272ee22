package pgtest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"

	"memberpulse/server/localpg"
)

const (
	keeperEnv = "MEMBERPULSE_PGTEST_KEEPER"
	linger    = 20 * time.Second // the next test run within this time finds the server warm
)

// init turns the test program into the keeper when it was started as one.
func init() {
	home := os.Getenv(keeperEnv)
	if home == "" {
		return
	}
	word := os.NewFile(3, "word")
	if err := keep(home, word); err != nil {
		fmt.Fprintln(word, "failed", strings.ReplaceAll(err.Error(), "\n", "; "))
		os.Exit(1)
	}
	os.Exit(0)
}

// keep runs the server until nobody has held the lease for a while. Should the
// keeper be killed, the kernel stops its server with it.
func keep(home string, word *os.File) error {
	if err := clearOld(home); err != nil {
		return err
	}
	dir := filepath.Join(home, fmt.Sprintf("run-%d", os.Getpid()))
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	server, err := localpg.Start(ctx, localpg.Options{
		Dir: dir, BinDir: os.Getenv("MEMBERPULSE_PG_BIN"),
		// Nothing here outlives the run, so nothing waits for a disk. synchronous_commit
		// stays on: the product refuses a server that has it off.
		Settings: map[string]string{
			"fsync": "off", "full_page_writes": "off", "wal_level": "minimal", "max_wal_senders": "0",
			"max_connections": "600", "shared_buffers": "64MB", "autovacuum": "off", "jit": "off",
			"max_wal_size": "1GB", "checkpoint_timeout": "30min",
		},
	})
	if err != nil {
		return err
	}
	dsn := server.DSN("postgres")
	if err := os.WriteFile(stateFile(home), []byte(dsn), 0o600); err != nil {
		return errors.Join(fmt.Errorf("write where the server is: %w", err), server.Stop())
	}
	fmt.Fprintln(word, "ready", dsn)
	if err := word.Close(); err != nil {
		return errors.Join(err, server.Stop())
	}
	lease := awaitIdle(home, server.Done())
	defer runtime.KeepAlive(lease)                                                   // closed, it would let somebody in before the server is gone
	return errors.Join(os.Remove(stateFile(home)), server.Stop(), os.RemoveAll(dir)) //nolint:gosec // G703: our own folder, named by the program that started us
}

// awaitIdle returns the lease when no test program holds it, held alone: who comes
// now waits until this process is gone, and starts anew.
func awaitIdle(home string, gone <-chan struct{}) *os.File {
	path := filepath.Join(home, "lease")
	for {
		idle := make(chan *os.File, 1)
		go func() {
			f, err := locked(path, syscall.LOCK_EX)
			if err != nil {
				f = nil
			}
			idle <- f
		}()
		var lease *os.File
		select {
		case <-gone:
			return nil
		case lease = <-idle:
		}
		if lease == nil || lease.Close() != nil {
			return nil
		}
		timer := time.NewTimer(linger)
		select {
		case <-gone:
			timer.Stop()
			return nil
		case <-timer.C:
		}
		f, err := os.OpenFile(path, os.O_RDWR, 0) //nolint:gosec // G304: our own folder
		if err != nil {
			return nil // the folder was removed: so is everything in it
		}
		if syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil {
			return f // locked until this process ends
		}
		_ = f.Close() // somebody came
	}
}

// clearOld removes what a killed keeper left behind.
func clearOld(home string) error {
	old, err := filepath.Glob(filepath.Join(home, "run-*"))
	if err != nil {
		return err
	}
	for _, dir := range old {
		if err := os.RemoveAll(dir); err != nil { //nolint:gosec // G703: our own folder, named by the program that started us
			return fmt.Errorf("clear a former test server: %w", err)
		}
	}
	return nil
}
