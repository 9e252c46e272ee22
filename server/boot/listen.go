package boot

import (
	"context"
	"errors"
	"fmt"
	"net"
	"syscall"
)

// door is an address that the program listens at, by the variable that names it.
type door struct{ variable, addr string }

// openDoors opens doors, all of them or none, and names every one that cannot be had. They are opened before anything is
// started, so that a taken one is told at once. A door without an address stays nil.
func openDoors(ctx context.Context, doors ...door) ([]net.Listener, error) {
	opened := make([]net.Listener, len(doors))
	var failed error
	for i, d := range doors {
		if d.addr == "" {
			continue
		}
		l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", d.addr)
		if err != nil {
			failed = errors.Join(failed, d.fault(err))
			continue
		}
		opened[i] = l
	}
	if failed != nil {
		return nil, errors.Join(failed, closeAll(opened...))
	}
	return opened, nil
}

// fault says why a door cannot be had, and what to do.
func (d door) fault(err error) error {
	instead := "or set " + d.variable + " to another address (port 0 takes a free one)"
	if d.variable == opsDoor {
		instead = "or set " + d.variable + " to another address or to off"
	}
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return fmt.Errorf("the address %s is taken: stop the program that has it, %s", d.addr, instead)
	case errors.Is(err, syscall.EACCES):
		return fmt.Errorf("the address %s may not be used by this user: allow it ports below 1024, %s", d.addr, instead)
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		return fmt.Errorf("the address %s is none of this machine's: set %s to host:port of this machine", d.addr, d.variable)
	}
	return fmt.Errorf("the address %s cannot be listened at (%w): set %s to host:port of this machine", d.addr, err, d.variable)
}

// closeAll closes doors; one that its server has closed already is closed.
func closeAll(opened ...net.Listener) error {
	var failed error
	for _, l := range opened {
		if l == nil {
			continue
		}
		if err := l.Close(); !errors.Is(err, net.ErrClosed) {
			failed = errors.Join(failed, err)
		}
	}
	return failed
}

// The variables that name addresses.
const (
	publicDoor  = "MEMBERPULSE_ADDR"
	opsDoor     = "MEMBERPULSE_OPS_ADDR"
	sandboxDoor = "MEMBERPULSE_SANDBOX_ADDR"
)
