package live

import "sync/atomic"

type counter = atomic.Int64

// signal wakes one goroutine, however often it is given before that looks.
type signal chan struct{}

func newSignal() signal { return make(signal, 1) }

func (s signal) signal() {
	select {
	case s <- struct{}{}:
	default:
	}
}
