package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"memberpulse/e2e/bench/load"
	"memberpulse/e2e/bench/proc"
	"memberpulse/e2e/program"
)

// fan is what brings events to viewers: the product, or a peer.
type fan struct {
	addr string
	pid  int
	ours bool
	bare float64                                      // MiB, before anybody watched
	send func(n int, every time.Duration) []time.Time // sends events, and tells when each was sent
	cpu  func() (server, database float64)            // seconds so far
}

const liveSenders = 4 // at an even pace they hardly ever meet, so that events arrive in their order

// productFan sends new people through the webhook, and waits until they are applied.
func (b *bench) productFan(p *product) *fan {
	b.Helper()
	d := p.directory
	return &fan{
		addr: p.addr, pid: p.Server.PID(), ours: true,
		cpu: func() (float64, float64) { return proc.CPU(p.Server.PID()), proc.Tree(p.postgres) },
		send: func(n int, every time.Duration) []time.Time {
			b.Helper()
			d.Salt += 10_000 // no two calls share people
			at := liveSenders
			if every == 0 {
				at = senders
			}
			sent, f, err := load.Pace(b.Context(), p.addr, "/webhooks/workos", p.secret, d.People(n), at, every)
			if err != nil || f.Refused > 0 {
				b.Fatalf("%d of %d events were refused, %v", f.Refused, n, err)
			}
			b.until("the events are applied", func() bool {
				return b.count(p, `SELECT count(*) FROM events WHERE outcome IN ('pending', 'failed')`) == 0
			})
			return sent
		},
	}
}

// startFanout runs a peer's server, which publishes row to stream at each event; nil, with the reason kept, where it
// cannot be had.
func (b *bench) startFanout(library string, row []byte) *peerFan {
	b.Helper()
	built := filepath.Join(b.tempDir(), "fanout")
	build := exec.CommandContext(b.Context(), "go", "build", "-o", built, "./peer/fanout") //nolint:gosec // a program of this folder
	build.Dir = filepath.Join(program.Root(), "e2e", "bench")
	if out, err := build.CombinedOutput(); err != nil {
		b.peersNotHere = append(b.peersNotHere, fmt.Sprintf("%s: its server is not built (%v) %s", library, err, out))
		return nil
	}
	cmd := exec.CommandContext(context.WithoutCancel(b.Context()), built, "-library", library) //nolint:gosec // built above
	cmd.Stderr = os.Stderr
	_, err := cmd.StdinPipe() // it ends with us, however we end
	if err != nil {
		b.Fatal(err)
	}
	said, err := cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { kill(cmd) })
	addr, err := bufio.NewReader(said).ReadString('\n')
	if err != nil {
		b.Fatalf("%s does not say where it listens: %v", library, err)
	}
	p := &peerFan{name: library, row: row}
	p.fan = &fan{
		addr: strings.TrimSpace(addr), pid: cmd.Process.Pid, bare: proc.MiB(cmd.Process.Pid),
		cpu:  func() (float64, float64) { return proc.CPU(cmd.Process.Pid), 0 },
		send: func(n int, every time.Duration) []time.Time { return b.publish(p, n, every) },
	}
	return p
}

// peerFan publishes the same row again and again, to one stream at a time.
type peerFan struct {
	*fan
	shown        watches
	name, stream string
	row          []byte
}

func (b *bench) publish(p *peerFan, n int, every time.Duration) []time.Time {
	b.Helper()
	query := url.Values{"stream": {p.stream}, "n": {strconv.Itoa(n)}, "every": {every.String()}}
	req, err := http.NewRequestWithContext(b.Context(), http.MethodPost, "http://"+p.addr+"/publish?"+query.Encode(), bytes.NewReader(p.row))
	if err != nil {
		b.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }() // only read from
	var at []int64
	if err := json.NewDecoder(resp.Body).Decode(&at); err != nil {
		b.Fatalf("%s answers %s: %v", p.name, resp.Status, err)
	}
	sent := make([]time.Time, len(at))
	for i, ns := range at {
		sent[i] = time.Unix(0, ns)
	}
	return sent
}

func (b *bench) tempDir() string {
	b.Helper()
	dir, err := os.MkdirTemp("", "memberpulse-bench-")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			b.Logf("  %s is left behind: %v", dir, err)
		}
	})
	return dir
}
