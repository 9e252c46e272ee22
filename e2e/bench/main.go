// Command bench measures MemberPulse beside what people would use in its place, in one run on one machine, and prints
// ratios. The program under test is the built one (`make build`), with tenancy, row-level security, audit and outcomes
// on. A peer whose tools are missing is named, never guessed.
//
//	go run .                      all of it
//	go run . -only ingest,apply   some of it
package main

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"slices"
	"strings"

	"memberpulse/e2e/program"
)

var measurements = []struct {
	name string
	run  func(*bench)
}{
	{"ingest", ingest},
	{"apply", apply},
	{"screen", screen},
	{"visit", visit},
	{"live", live},
}

// bench is one run of the benchmarks: its sizes, and the rows of its table.
type bench struct {
	*program.Runner
	rounds       int
	events       int // of the webhook burst
	people       int // of the first sync
	peerPart     int // the peer applies one event in this many
	viewers      int // of one organization
	ops          string
	rows         []row
	peersNotHere []string
}

// row is a line of the table: ours, the peer's, and how many times better ours is.
type row struct{ work, figure, ours, peer, ratio, floor string }

func main() {
	b := &bench{}
	only := flag.String("only", "", "comma-separated measurements; all when empty")
	flag.IntVar(&b.rounds, "rounds", 3, "rounds, ours and the peer's in turn")
	flag.IntVar(&b.events, "events", 10_000, "webhooks in a burst")
	flag.IntVar(&b.people, "people", 10_000, "people of the first sync")
	flag.IntVar(&b.peerPart, "peer-part", 10, "the row-by-row peer applies one event in this many")
	flag.IntVar(&b.viewers, "viewers", 1000, "streams of one organization")
	flag.StringVar(&b.ops, "ops", "off", "where the product serves metrics and profiles during the run")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	b.Runner = program.NewRunner(ctx, "bench")
	if err := b.Do(func() { b.all(strings.Split(*only, ",")) }); err != nil {
		b.Close()
		slog.Error("benchmark stopped", "error", err)
		os.Exit(1)
	}
	b.print()
}

func (b *bench) all(only []string) {
	for _, m := range measurements {
		if only[0] != "" && !slices.Contains(only, m.name) {
			continue
		}
		fmt.Fprintln(os.Stderr, "measuring", m.name)
		m.run(b)
		b.Close()
	}
}

func (b *bench) add(work, figure string, ours, peer, ratio float64, unit, floor string) {
	b.rows = append(b.rows, row{work, figure, number(ours) + unit, number(peer) + unit, number(ratio) + "x", floor})
}

func number(v float64) string {
	switch {
	case v >= 100:
		return fmt.Sprintf("%.0f", v)
	case v >= 10:
		return fmt.Sprintf("%.1f", v)
	}
	return fmt.Sprintf("%.2f", v)
}

func (b *bench) print() {
	w := os.Stdout
	fmt.Fprintln(w, "| work | figure | MemberPulse | peer | ratio | floor |\n| --- | --- | --- | --- | --- | --- |")
	for _, r := range b.rows {
		fmt.Fprintf(w, "| %s | %s | %s | %s | %s | %s |\n", r.work, r.figure, r.ours, r.peer, r.ratio, r.floor)
	}
	for _, p := range b.peersNotHere {
		fmt.Fprintln(w, "peer not run:", p)
	}
}

// median is the middle of what the rounds gave.
func median(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	v := slices.Clone(values)
	slices.Sort(v)
	return v[len(v)/2]
}
