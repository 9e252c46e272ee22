package main

import (
	"bytes"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"memberpulse/e2e/bench/proc"
	"memberpulse/e2e/bench/viewer"
)

const (
	liveWindow = 2 * time.Second        // of events that count
	liveWarmUp = 300 * time.Millisecond // of events before them
	liveSettle = 15 * time.Second       // in which the last event must be seen
	livePace   = 10 * time.Millisecond  // between two events
	statesPath = "/api/live?topics=counts,health,progress"
	rowsPath   = "/api/live?topics=log"
)

// live measures what viewers of one organization cost while its directory changes, beside libraries that push each event
// to each viewer. Ours stands with all that brings an event there; what the same events cost with nobody watching is
// taken off where only viewers are compared.
func live(b *bench) {
	p := b.startProduct()
	ours, pages := b.productFan(p), b.openPages(p, b.viewers)
	b.until("the directory's first sync is over", func() bool {
		return b.count(p, `SELECT count(*) FROM sync_runs WHERE state = 'running'`) == 0
	})
	example := b.exampleRow(ours, pages[0])
	plain, mercure := b.startFanout("r3labs/sse", example), b.startFanout("Mercure", example)
	var by shown
	ours.bare = proc.MiB(ours.pid)
	if err := proc.ForgetPeak(ours.pid); err != nil { // starting takes more than serving
		b.Fatal(err)
	}
	for round := range b.rounds {
		by.nobody = append(by.nobody, b.watch("nobody watches", ours, "", nil, b.noReads))
		by.states = append(by.states, b.watch("viewers of states", ours, statesPath, pages, b.peopleReads(p)))
		by.rows = append(by.rows, b.watch("viewers of rows", ours, rowsPath, pages, b.rowReads))
		b.watchPeer(plain, round, pages)
		b.watchPeer(mercure, round, pages)
	}
	b.liveRows(by, ours, plain, mercure)
	b.rows = append(b.rows, row{
		fmt.Sprintf("%d viewers of one organization, at rest", b.viewers),
		"CPU a second, server and PostgreSQL", number(b.atRest(ours, pages)) + " s", "–", "–", "–",
	})
	b.stuck(p, ours, plain, pages) // last, for its events would count in the memory
}

// shown are our windows.
type shown struct{ nobody, states, rows watches }

// liveRows sets ours beside the peers that could be had.
func (b *bench) liveRows(by shown, ours *fan, peers ...*peerFan) {
	b.Helper()
	memory := proc.PeakMiB(ours.pid)
	for _, peer := range peers {
		if peer == nil {
			continue
		}
		say := func(figure string, ours, theirs float64, unit, floor string) {
			work := fmt.Sprintf("%d viewers of one organization, %d events a second; peer: %s", b.viewers, time.Second/livePace, peer.name)
			b.add(work, figure, ours, theirs, theirs/ours, unit, floor)
		}
		theirs := peer.shown
		say("CPU a second for viewers of states, server and PostgreSQL", by.states.cpu()-by.nobody.cpu(), theirs.cpu(), " s", "4x less")
		say("CPU a second for viewers of rows, server and PostgreSQL", by.rows.cpu()-by.nobody.cpu(), theirs.cpu(), " s", "–")
		say("CPU a second with viewers of states, the events received and applied too", by.states.cpu(), theirs.cpu(), " s", "–")
		say("p99 to a viewer of rows", by.rows.p99(), theirs.p99(), " ms", "–")
		say("p99 to a viewer of states", by.states.p99(), theirs.p99(), " ms", "–")
		say("peak memory of the program", memory, proc.PeakMiB(peer.pid), " MiB", "0.57x (1.75 of it)")
		say("peak memory, over what was held before anybody watched", memory-ours.bare, proc.PeakMiB(peer.pid)-peer.bare, " MiB", "–")
	}
}

// watched is what a window of events cost and showed.
type watched struct {
	cpu     float64 // seconds a second, of the server and its PostgreSQL
	sights  viewer.Sights
	missing int
}

// watches are the windows of the rounds.
type watches []watched

func (w watches) cpu() float64 {
	var all []float64
	for _, one := range w {
		all = append(all, one.cpu)
	}
	return median(all)
}

func (w watches) p99() float64 {
	var all []float64
	for _, one := range w {
		all = append(all, milliseconds(one.sights.P99))
	}
	return median(all)
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// watch measures a window with a crowd of its own.
func (b *bench) watch(name string, f *fan, path string, pages []http.Header, reads func() viewer.Reads) watched {
	b.Helper()
	crowd := b.openCrowd(f.addr, path, pages)
	defer crowd.Close()
	b.window("", f, crowd, liveWarmUp, liveSettle, reads)
	return b.window(name, f, crowd, liveWindow, liveSettle, reads)
}

func (b *bench) watchPeer(f *peerFan, round int, pages []http.Header) {
	b.Helper()
	if f == nil {
		return
	}
	f.stream = strconv.Itoa(round)
	w := b.watch(f.name, f.fan, "/events?stream="+f.stream, pages, b.frameReads)
	f.shown = append(f.shown, w)
	if w.missing > 0 {
		b.Logf("  %s did not show %d of what was published", f.name, w.missing)
	}
}

// window sends events for a time. Ours must show all of them to everybody, and none twice.
func (b *bench) window(name string, f *fan, crowd *viewer.Crowd, d, settle time.Duration, reads func() viewer.Reads) watched {
	b.Helper()
	n := int(d / livePace)
	crowd.Begin(n, reads())
	server, database := f.cpu()
	sent := f.send(n, livePace)
	missing, err := crowd.Await(b.Context(), n, settle)
	if err != nil {
		b.Fatal(err)
	}
	serverNow, databaseNow := f.cpu()
	server, database = (serverNow-server)/d.Seconds(), (databaseNow-database)/d.Seconds()
	w := watched{cpu: server + database, sights: crowd.Sights(sent), missing: missing}
	if f.ours && (missing > 0 || w.sights.Most > n) {
		b.Fatalf("%s: of %d events %d sights are missing, and a viewer saw %d", name, n, missing, w.sights.Most)
	}
	if name != "" {
		b.Logf("  %s: CPU-s a second %.3f (PostgreSQL's %.3f), %d frames of %.0f bytes, p50 %s, p99 %s, memory %.0f MiB, load %s", name,
			w.cpu, database, w.sights.Frames, float64(w.sights.Bytes)/float64(max(w.sights.Frames, 1)),
			w.sights.P50.Round(time.Millisecond), w.sights.P99.Round(time.Millisecond), proc.PeakMiB(f.pid), proc.Load())
	}
	return w
}

// atRest is the CPU a second of viewers who are shown nothing new: heartbeats, and whether their sessions still hold.
func (b *bench) atRest(f *fan, pages []http.Header) float64 {
	b.Helper()
	crowd := b.openCrowd(f.addr, statesPath, pages)
	defer crowd.Close()
	b.pause(liveWindow / 2) // what opening brought about is over
	server, database := f.cpu()
	b.pause(liveWindow)
	serverNow, databaseNow := f.cpu()
	return (serverNow + databaseNow - server - database) / liveWindow.Seconds()
}

// exampleRow is a frame of the log that shows one event: what the peers publish.
func (b *bench) exampleRow(f *fan, page http.Header) []byte {
	b.Helper()
	crowd := b.openCrowd(f.addr, rowsPath, []http.Header{page})
	var row []byte
	crowd.Begin(1, func(seen int, topic, data []byte) int {
		row = bytes.Clone(data)
		return rowsSeen(seen, topic, data)
	})
	f.send(1, 0)
	missing, err := crowd.Await(b.Context(), 1, liveSettle)
	crowd.Close()
	if err != nil || missing > 0 {
		b.Fatalf("no row came for an event (%v)", err)
	}
	return row
}
