package localpg

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// What PostgreSQL says where another program has taken the port that was free a moment before. The next one is tried then.
const portTaken = `2026-11-22 06:41:08.160 UTC [28903] LOG:  starting PostgreSQL 15.18 on x86_64-pc-linux-gnu, compiled by gcc, 64-bit
2026-11-22 06:41:08.163 UTC [28903] LOG:  could not bind IPv4 address "127.0.0.1": Address already in use
2026-11-22 06:41:08.163 UTC [28903] HINT:  Is another postmaster already running on port 48203? If not, wait a few seconds and retry.
2026-11-22 06:41:08.163 UTC [28903] WARNING:  could not create listen socket for "127.0.0.1"
2026-11-22 06:41:08.163 UTC [28903] FATAL:  could not create any TCP/IP sockets
2026-11-22 06:41:08.169 UTC [28903] LOG:  database system is shut down
`

func TestAPortThatWasTakenMeanwhileIsNoEnd(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "postgres.log"), []byte(portTaken), 0o600); err != nil {
		t.Fatal(err)
	}
	s := &Server{opts: Options{Dir: dir}}
	if err := s.explain(errors.New("exit status 1"), 0); !errors.Is(err, errNotYet) {
		t.Errorf("it is not tried again: %v", err)
	}
}
