package localpg_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"memberpulse/server/localpg"
)

func TestDataDirIsTheFolderAskedForWhereItCanBeReached(t *testing.T) {
	t.Parallel()
	want := folder(t)
	got, err := localpg.DataDir(want)
	if err != nil || got != want {
		t.Fatalf("got %q, error %v, want %q", got, err, want)
	}
	if info, err := os.Stat(got); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the data folder has mode %v, error %v", info.Mode(), err)
	}
}

func TestDataDirMovesWhereTheServersUserCannotReachIt(t *testing.T) {
	t.Parallel()
	if os.Getuid() != 0 {
		t.Log("an ordinary user runs PostgreSQL as itself and reaches what it can make")
		return
	}
	closed := folder(t)
	if err := os.Mkdir(closed, 0o700); err != nil {
		t.Fatal(err)
	}
	got, err := localpg.DataDir(filepath.Join(closed, ".data"))
	if err != nil || !strings.HasPrefix(got, "/var/lib/memberpulse/") {
		t.Fatalf("got %q, error %v", got, err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(got) })
	again, err := localpg.DataDir(filepath.Join(closed, ".data"))
	if err != nil || again != got {
		t.Errorf("a second process of the checkout gets %q, error %v, want %q", again, err, got)
	}
	other, err := localpg.DataDir(filepath.Join(closed, "else"))
	if err != nil || other == got {
		t.Errorf("another folder of it gets %q too, error %v", other, err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(other) })
}
