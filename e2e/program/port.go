package program

import (
	"math/rand/v2"
	"net"
	"strconv"
)

// FreeAddr is an address at which nobody listens. It lies below the ports that the system hands out by itself: nobody gets
// it by chance until the program that is told it listens there, nor while that is started anew.
func FreeAddr(t T) string {
	t.Helper()
	const first, many, tries = 15_000, 15_000, 100
	for range tries {
		addr := net.JoinHostPort("127.0.0.1", strconv.Itoa(first+rand.IntN(many))) //nolint:gosec // G404: which one does not matter
		l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", addr)
		if err != nil {
			continue
		}
		if err := l.Close(); err != nil {
			t.Fatalf("free a port: %v", err)
		}
		return addr
	}
	t.Fatalf("no port of %d to %d is free", first, first+many)
	return ""
}
