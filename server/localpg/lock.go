package localpg

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// RunningError says that another process has the folder.
type RunningError struct {
	Dir string
	PID int
}

// Error names the process, and what to do about it.
func (e *RunningError) Error() string {
	return fmt.Sprintf("the folder %s is in use by process %d: stop that process first (kill %d), "+
		"or set MEMBERPULSE_DATA_DIR to another folder", e.Dir, e.PID, e.PID)
}

// Lock takes a file for this process and writes its pid there. The lock ends
// with the process, however that ends; who comes second gets a RunningError.
func Lock(path string) (io.Closer, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR|syscall.O_NOFOLLOW, 0o600) //nolint:gosec // G304: a path of ours, below the data folder
	if err != nil {
		return nil, fmt.Errorf("open the lock file: %w", err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		defer f.Close()
		if !errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, fmt.Errorf("lock %s: %w", path, err)
		}
		raw, _ := io.ReadAll(f)                                // an unreadable pid shows as 0
		pid, _ := strconv.Atoi(strings.TrimSpace(string(raw))) // as does an empty one
		return nil, &RunningError{Dir: filepath.Dir(path), PID: pid}
	}
	if err := errors.Join(f.Truncate(0), writePID(f)); err != nil {
		return nil, errors.Join(fmt.Errorf("write our pid to %s: %w", path, err), f.Close())
	}
	return &fileLock{f}, nil
}

type fileLock struct{ *os.File }

// Close lets go of the lock by name. Closing the file is not enough: a program
// that another goroutine is starting holds a copy of it from fork to exec, and
// the lock lasts as long as any copy.
func (l *fileLock) Close() error {
	return errors.Join(syscall.Flock(int(l.Fd()), syscall.LOCK_UN), l.File.Close())
}

func writePID(f *os.File) error {
	_, err := f.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0)
	return err
}
