package main

import (
	"fmt"
	"net"
	"net/http"
	"strconv"

	"memberpulse/e2e/bench/proc"
	"memberpulse/e2e/bench/viewer"
)

const (
	history    = 8000      // events that a stuck reader asks for: more than the kernel holds for it
	stuckBytes = 256 << 10 // wait for it when it is stuck
)

// stuck measures what everybody else gets while one page asks for all that went by, and then does not read.
func (b *bench) stuck(p *product, ours *fan, plain *peerFan, pages []http.Header) {
	b.Helper()
	ours.send(history, 0)
	crowd := b.openCrowd(ours.addr, statesPath, pages[1:])
	defer crowd.Close()
	b.window("", ours, crowd, liveWindow, liveSettle, b.peopleReads(p))
	var without, with watches
	for range b.rounds {
		without = append(without, b.window("viewers of states, none stuck", ours, crowd, liveWindow, liveSettle, b.peopleReads(p)))
		leave := b.stick(ours.addr, rowsPath+"&last_event_id=0", pages[0])
		with = append(with, b.window("viewers of states, one more is stuck", ours, crowd, liveWindow, liveSettle, b.peopleReads(p)))
		leave()
	}
	work := fmt.Sprintf("%d viewers, and one that asks for %d events and does not read", b.viewers-1, history)
	b.rows = append(b.rows, row{
		work, "p99 to a viewer of states, without and with it", number(without.p99()) + " ms, " + number(with.p99()) + " ms", "–",
		number(without.p99()/with.p99()) + "x", "the same",
	})
	shown := "not run"
	if plain != nil {
		shown = fmt.Sprintf("%.0f %%", 100*b.stuckPeer(plain, pages))
	}
	b.rows = append(b.rows, row{work, "what it leaves the others of the next events; peer: r3labs/sse", "100 %", shown, "–", "100 %"})
}

// stuckPeer tells which part of the next events reaches the peer's other viewers.
func (b *bench) stuckPeer(f *peerFan, pages []http.Header) float64 {
	b.Helper()
	f.stream = "stuck"
	path := "/events?stream=" + f.stream
	f.send(history, 0)
	upToDate := make([]http.Header, len(pages)-1)
	for i := range upToDate {
		upToDate[i] = http.Header{"Last-Event-ID": {strconv.Itoa(history)}}
	}
	crowd := b.openCrowd(f.addr, path, upToDate)
	defer crowd.Close()
	defer b.stick(f.addr, path, nil)()
	w := b.window(f.name+", one more is stuck", f.fan, crowd, liveWindow, liveWindow, b.frameReads)
	return 1 - float64(w.missing)/float64(len(upToDate)*int(liveWindow/livePace))
}

// stick opens a stream that nobody reads, and waits until more was written to it than it takes.
func (b *bench) stick(addr, path string, page http.Header) (leave func()) {
	b.Helper()
	conn, err := viewer.Stuck(b.Context(), addr, path, page)
	if err != nil {
		b.Fatal(err)
	}
	b.until("a reader is stuck", func() bool { return unsent(conn) >= stuckBytes })
	return func() {
		b.Logf("  the reader left with %d KiB unread", unsent(conn)>>10)
		_ = conn.Close() // nothing was read, nothing is lost
	}
}

// unsent is what the far side's kernel holds for a connection.
func unsent(conn net.Conn) int {
	near, isTCP := conn.LocalAddr().(*net.TCPAddr)
	far, isTCPToo := conn.RemoteAddr().(*net.TCPAddr)
	if !isTCP || !isTCPToo {
		return 0
	}
	return proc.Unsent(far.Port, near.Port)
}

func (b *bench) openCrowd(addr, path string, pages []http.Header) *viewer.Crowd {
	b.Helper()
	crowd, err := viewer.Open(b.Context(), addr, path, pages)
	if err != nil {
		b.Fatal(err)
	}
	return crowd
}
