package localpg_test

import (
	"path/filepath"
	"syscall"
	"testing"

	"memberpulse/server/localpg"
)

// A program that this process is starting holds a copy of every open file from
// its fork to its exec. A lock that ended with the last copy would be held for
// that long after Close, and the next start would be refused.
func TestLockEndsWithItsCloseAndNotWithACopyOfItsFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "lock")
	first, err := localpg.Lock(path)
	if err != nil {
		t.Fatal(err)
	}
	file, ok := first.(interface{ Fd() uintptr })
	if !ok {
		t.Fatalf("a lock is %T, and shows no file to copy", first)
	}
	held, err := syscall.Dup(int(file.Fd()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = syscall.Close(held) })
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	second, err := localpg.Lock(path)
	if err != nil {
		t.Fatalf("after its close the lock is still held: %v", err)
	}
	if err := second.Close(); err != nil {
		t.Error(err)
	}
}
