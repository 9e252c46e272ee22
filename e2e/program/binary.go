package program

import (
	"os"
	"path/filepath"
	"runtime"
)

// Root is the project's folder.
func Root() string {
	_, file, _, _ := runtime.Caller(0)
	return filepath.Join(filepath.Dir(file), "..", "..")
}

// Binary is the built program; `make build` makes it.
func Binary(t T) string {
	t.Helper()
	path := os.Getenv("MEMBERPULSE_BIN")
	if path == "" {
		path = filepath.Join(Root(), "bin", "memberpulse")
	}
	if _, err := os.Stat(path); err != nil { //nolint:gosec // the developer names the program
		t.Fatalf("the program is not built: run `make build` first (%v)", err)
	}
	return path
}
