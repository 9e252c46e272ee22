// Package sandboxtest is what the tests of the stand-in's rooms stand on: a world whose clock a test holds, and a client that
// asks one room as a browser at this machine would.
//
// It promises: nothing is shared between two houses, and what a house opens is closed at the end of its test; every page that a
// room answers with is held to be without script and inline style, under a policy that forbids both.
package sandboxtest

import (
	"log/slog"
	"net/http"
	"testing"
	"time"

	"memberpulse/server/sandbox/world"
)

// Origin is where a room believes that it is served.
const Origin = "http://127.0.0.1:4100"

// House is a world, and a room of the stand-in that has put its routes before it.
type House struct {
	T     *testing.T
	World *world.World
	Mux   *http.ServeMux
	Now   time.Time    // what the clock shows; it stands until the test moves it
	Log   *slog.Logger // keeps nothing
}

// New is an empty world, on the morning of a day in November.
func New(t *testing.T) *House {
	t.Helper()
	h := &House{T: t, Mux: http.NewServeMux(), Now: time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC), Log: slog.New(slog.DiscardHandler)}
	w, err := world.Open("", func() time.Time { return h.Now })
	h.Must(err)
	t.Cleanup(func() { h.Must(w.Close()) })
	h.World = w
	return h
}

// Must fails the test on an error.
func (h *House) Must(err error) {
	h.T.Helper()
	if err != nil {
		h.T.Fatal(err)
	}
}

// Here is the place in the event log that the next event takes.
func (h *House) Here() int { return len(h.World.EventLog(0)) }

// Told are the names of the events since a place in the log.
func (h *House) Told(from int) []string {
	var out []string
	for _, e := range h.World.EventLog(from) {
		out = append(out, e.Name)
	}
	return out
}
