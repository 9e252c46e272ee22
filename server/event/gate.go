package event

import (
	"errors"
	"io"
	"net/http"
	"sync"
	"time"

	"memberpulse/server/errs"
)

// firstStep is what a body may weigh before any of it has come.
const firstStep = 4 << 10

// gate bounds the webhook requests in flight: by what their bodies weigh as they come, and, once they are whole, by
// number. Who only says that much will come, and sends little, holds little: nobody is known before a body is whole.
type gate struct {
	mu       sync.Mutex
	requests int
	bytes    int64
}

func newGate(requests int, bytes int64) *gate { return &gate{requests: requests, bytes: bytes} }

// take lets more be read; give must be called with what was taken.
func (g *gate) take(bytes int64) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.bytes < bytes {
		return busy()
	}
	g.bytes -= bytes
	return nil
}

func (g *gate) give(bytes int64) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.bytes += bytes
}

// enter lets a whole request in; leave must be called after.
func (g *gate) enter() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.requests < 1 {
		return busy()
	}
	g.requests--
	return nil
}

func (g *gate) leave() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.requests++
}

func busy() error {
	return errs.Unavailable("inbox_busy", "Too many events arrive at once; this one was not stored.",
		"WorkOS delivers it again by itself.", time.Second)
}

// read reads a body, taking its weight step by step; weight is to be given back, also where there is an error.
func (g *gate) read(w http.ResponseWriter, r *http.Request) (body []byte, weight int64, err error) {
	most := int64(largestBody)
	if r.ContentLength >= 0 {
		most = r.ContentLength
	}
	from := http.MaxBytesReader(w, r.Body, largestBody)
	for weight <= most {
		next := min(max(4*weight, firstStep), most+1) // one byte more than will come, to see the end
		if err := g.take(next - weight); err != nil {
			return nil, weight, err
		}
		weight = next
		body = append(make([]byte, 0, weight), body...)
		for len(body) < cap(body) {
			n, err := from.Read(body[len(body):cap(body)])
			body = body[:len(body)+n]
			switch {
			case errors.Is(err, io.EOF):
				return body, weight, nil
			case err != nil:
				return nil, weight, err
			}
		}
	}
	return nil, weight, tooLarge()
}
