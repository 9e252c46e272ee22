package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"

	"memberpulse/e2e/bench/load"
	"memberpulse/e2e/bench/proc"
	"memberpulse/e2e/program"
)

const senders = 32

// ingest acknowledges a burst of signed webhooks, durable before each 200: ours stores and counts duplicates, the peer is
// the receiver that WorkOS's documentation leads to. Ours is measured with its lane held, so that applying comes after.
func ingest(b *bench) {
	p := b.startProduct()
	peer := b.startNode(p)
	var ours, theirs sample
	for round := range b.rounds + 1 {
		d := p.directory
		d.Salt += 100_000 * (round + 1)
		events := d.People(b.events)
		release := b.holdLane(p, d.ID)
		o := b.burst(p.addr, "/webhooks/workos", p.secret, events, p.Server.PID(), p.postgres)
		o.peak = proc.PeakMiB(p.Server.PID())
		if stored := b.count(p, `SELECT count(*) FROM events WHERE id = ANY($1)`, idsOf(events)); stored != len(events) {
			b.Fatalf("%d events were acknowledged, %d are stored", len(events), stored)
		}
		release()
		b.until("all is applied", func() bool {
			return b.count(p, `SELECT count(*) FROM events WHERE outcome IN ('pending','failed')`) == 0
		})
		var t figures
		if peer != nil {
			t = b.burst(peer.addr, "/webhook", p.secret, events, peer.pid, p.postgres)
			t.peak = proc.PeakMiB(peer.pid)
		}
		if round > 0 { // the first round warms both up
			ours.add(o)
			theirs.add(t)
		}
	}
	if peer == nil {
		b.rows = append(b.rows, row{"acknowledge " + strconv.Itoa(b.events) + " webhooks", "rate", number(median(ours.rate)) + "/s", "not run", "–", "6x"})
		return
	}
	work := fmt.Sprintf("acknowledge %d webhooks, %d senders", b.events, senders)
	b.add(work, "rate", median(ours.rate), median(theirs.rate), median(ours.rate)/median(theirs.rate), "/s", "6x")
	b.add(work, "CPU a thousand, server and PostgreSQL", median(ours.cpu), median(theirs.cpu), median(theirs.cpu)/median(ours.cpu), " s", "6x less")
	b.add(work, "p99", median(ours.p99), median(theirs.p99), median(theirs.p99)/median(ours.p99), " ms", "4x less")
	b.add(work, "peak memory", median(ours.peak), median(theirs.peak), median(theirs.peak)/median(ours.peak), " MiB", "no more; 256 MiB")
}

type figures struct{ rate, cpu, p99, peak float64 }

type sample struct{ rate, cpu, p99, peak []float64 }

func (s *sample) add(f figures) {
	s.rate, s.cpu, s.p99, s.peak = append(s.rate, f.rate), append(s.cpu, f.cpu), append(s.p99, f.p99), append(s.peak, f.peak)
}

func (b *bench) burst(addr, path, secret string, events []load.Event, pid, postgres int) figures {
	b.Helper()
	server, database := proc.CPU(pid), proc.Tree(postgres)
	f, err := load.Send(b.Context(), addr, path, secret, events, senders)
	if err != nil {
		b.Fatal(err)
	}
	if f.Refused > 0 {
		b.Fatalf("%s refused %d of %d", addr, f.Refused, f.Sent)
	}
	server, database = proc.CPU(pid)-server, proc.Tree(postgres)-database
	cpu, thousands := server+database, float64(len(events))/1000
	b.Logf("  %s: %.0f/s, p99 %s, CPU-s a thousand %.3f (PostgreSQL's %.3f)", path, f.Rate(), f.P99.Round(100*time.Microsecond), cpu/thousands, database/thousands)
	return figures{rate: f.Rate(), cpu: cpu / float64(len(events)) * 1000, p99: float64(f.P99.Microseconds()) / 1000}
}

func idsOf(events []load.Event) []string {
	ids := make([]string, len(events))
	for i, e := range events {
		ids[i] = e.ID
	}
	return ids
}

type node struct {
	addr string
	pid  int
}

// startNode runs the Node receiver on the same PostgreSQL; nil, with the reason kept, where it cannot be had.
func (b *bench) startNode(p *product) *node {
	b.Helper()
	dir := filepath.Join(program.Root(), "e2e", "bench", "node")
	for _, tool := range []string{"node", "npm"} {
		if _, err := exec.LookPath(tool); err != nil {
			b.peersNotHere = append(b.peersNotHere, "the Node receiver: "+tool+" is not installed")
			return nil
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "node_modules", "express")); err != nil {
		install := exec.CommandContext(b.Context(), "npm", "ci", "--no-audit", "--no-fund", "--silent")
		install.Dir = dir
		if out, err := install.CombinedOutput(); err != nil {
			b.peersNotHere = append(b.peersNotHere, fmt.Sprintf("the Node receiver: npm ci failed (%v) %s", err, out))
			return nil
		}
	}
	port := b.freePort()
	cmd := exec.CommandContext(context.WithoutCancel(b.Context()), "node", "server.mjs")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "NODE_ENV=production", "PORT="+strconv.Itoa(port), "SECRET="+p.secret, "PGURL="+p.DatabaseURL)
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { kill(cmd) })
	addr := net.JoinHostPort("127.0.0.1", strconv.Itoa(port))
	b.until("the Node receiver listens", func() bool {
		conn, err := (&net.Dialer{}).DialContext(b.Context(), "tcp", addr)
		if err != nil {
			return false
		}
		return conn.Close() == nil
	})
	return &node{addr: addr, pid: cmd.Process.Pid}
}

func (b *bench) freePort() int {
	b.Helper()
	l, err := (&net.ListenConfig{}).Listen(b.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = l.Close() }() // where it would fail, the peer could not listen, and says so
	return l.Addr().(*net.TCPAddr).Port
}
