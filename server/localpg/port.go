package localpg

import (
	"context"
	"fmt"
	"net"
	"strconv"
)

// choosePort takes a free port until the first success; from then on clients
// know it, and a restart waits for the same one.
func (s *Server) choosePort(ctx context.Context) error {
	if s.known {
		if !portFree(ctx, s.port) {
			return fmt.Errorf("port %d is taken by another program: %w", s.port, errNotYet)
		}
		return nil
	}
	port, err := freePort(ctx)
	s.port = port
	return err
}

func freePort(ctx context.Context) (int, error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return 0, fmt.Errorf("find a free port: %w", err)
	}
	defer l.Close()
	addr, ok := l.Addr().(*net.TCPAddr)
	if !ok {
		return 0, fmt.Errorf("a TCP listener has the address %v", l.Addr())
	}
	return addr.Port, nil
}

func portFree(ctx context.Context, port int) bool {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:"+strconv.Itoa(port))
	if err != nil {
		return false
	}
	return l.Close() == nil
}
