package main

import (
	"fmt"
	"os"
	"slices"
	"time"

	"memberpulse/e2e/bench/load"
	"memberpulse/e2e/bench/peer"
	"memberpulse/e2e/bench/proc"
)

// apply works off a first sync that is stored already: ours from the moment that the lane is let go until every event has
// its outcome; the peer writes the same tables row by row through Bun, in order.
func apply(b *bench) {
	p := b.startProduct()
	var ours, theirs sample
	groups := max(b.people/50, 1)
	total := 0
	for round := range b.rounds {
		d := b.newDirectory(p, 10+round)
		events := d.FirstSync(b.people, groups)
		total = len(events)
		ours.add(b.applyOurs(p, d, events))

		e := b.newDirectory(p, 50+round)
		part := sampleOf(e.FirstSync(b.people, groups), b.peerPart)
		theirs.add(b.applyPeer(p, e, part))
	}
	work := fmt.Sprintf("apply a first sync of %d events", total)
	b.add(work, "rate", median(ours.rate), median(theirs.rate), median(ours.rate)/median(theirs.rate), " events/s", "8x")
	b.add(work, "CPU a thousand, server and PostgreSQL", median(ours.cpu), median(theirs.cpu), median(theirs.cpu)/median(ours.cpu), " s", "7x less")
}

func (b *bench) applyOurs(p *product, d load.Directory, events []load.Event) figures {
	b.Helper()
	release := b.holdLane(p, d.ID)
	if f, err := load.Send(b.Context(), p.addr, "/webhooks/workos", p.secret, events, senders); err != nil || f.Refused > 0 {
		b.Fatalf("store the first sync: %d refused, %v", f.Refused, err)
	}
	cpu, start := proc.CPU(p.Server.PID())+proc.Tree(p.postgres), time.Now()
	release()
	last := idsOf(events[len(events)-2*senders:]) // a lane goes in order; to look at these alone costs the measured little
	b.until("the first sync is applied", func() bool {
		return b.count(p, `SELECT count(*) FROM events WHERE id = ANY($1) AND outcome = 'applied'`, last) == len(last)
	})
	took := time.Since(start)
	cpu = proc.CPU(p.Server.PID()) + proc.Tree(p.postgres) - cpu
	if left := b.count(p, `SELECT count(*) FROM events WHERE lane = $1 AND outcome IN ('pending', 'failed', 'parked', 'dead')`, d.ID); left != 0 {
		b.Fatalf("%d events of the first sync are not applied", left)
	}
	memberships := b.count(p, `SELECT count(*) FROM directory_group_memberships WHERE organization_id = $1`, d.OrganizationID)
	if want := len(events) - b.people - max(b.people/50, 1); memberships != want {
		b.Fatalf("%d memberships stand, want %d", memberships, want)
	}
	f := figures{rate: float64(len(events)) / took.Seconds(), cpu: cpu / float64(len(events)) * 1000}
	b.Logf("  ours: %d events in %s, %.0f/s, %.3f CPU-s a thousand", len(events), took.Round(time.Millisecond), f.rate, f.cpu)
	return f
}

func (b *bench) applyPeer(p *product, d load.Directory, events []load.Event) figures {
	b.Helper()
	release := b.holdLane(p, d.ID) // the product leaves these to the peer
	defer release()
	if f, err := load.Send(b.Context(), p.addr, "/webhooks/workos", p.secret, events, senders); err != nil || f.Refused > 0 {
		b.Fatalf("store the first sync: %d refused, %v", f.Refused, err)
	}
	rows, err := peer.Open(p.DatabaseURL)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = rows.Close() }() // every statement's error is told already
	cpu, start := proc.CPU(os.Getpid())+proc.Tree(p.postgres), time.Now()
	n, err := rows.Apply(b.Context(), d.OrganizationID, d.ID)
	if err != nil {
		b.Fatal(err)
	}
	took := time.Since(start)
	cpu = proc.CPU(os.Getpid()) + proc.Tree(p.postgres) - cpu
	if n < len(events) { // the directory's own arrival may be among them
		b.Fatalf("the peer applied %d of %d events", n, len(events))
	}
	f := figures{rate: float64(n) / took.Seconds(), cpu: cpu / float64(n) * 1000}
	b.Logf("  row by row: %d events in %s, %.0f/s, %.3f CPU-s a thousand", n, took.Round(time.Millisecond), f.rate, f.cpu)
	return f
}

// sampleOf keeps the first of every so many people, all groups, and the memberships of those people.
func sampleOf(events []load.Event, part int) []load.Event {
	if part <= 1 {
		return events
	}
	people := map[string]int{}
	for _, e := range events {
		people[e.Name]++
	}
	seen := map[string]int{}
	groups := people["dsync.group.created"]
	return slices.DeleteFunc(slices.Clone(events), func(e load.Event) bool {
		i := seen[e.Name]
		seen[e.Name]++
		switch e.Name {
		case "dsync.user.created":
			return i >= people[e.Name]/part
		case "dsync.group.created":
			return i >= groups
		}
		return i%people["dsync.user.created"] >= people["dsync.user.created"]/part
	})
}
