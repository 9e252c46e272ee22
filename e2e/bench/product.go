package main

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"memberpulse/e2e/bench/load"
	"memberpulse/e2e/program"
)

// product is the built program with its own PostgreSQL and sandbox, an organization and a directory in it.
type product struct {
	*program.Parts
	db        *pgx.Conn // as the owner, past row-level security
	secret    string
	addr      string
	postgres  int // the postmaster's number
	directory load.Directory
}

func (b *bench) startProduct() *product {
	b.Helper()
	p := &product{Parts: program.StartParts(b, "MEMBERPULSE_OPS_ADDR="+b.ops)}
	for _, kv := range p.Env() {
		if secret, ok := strings.CutPrefix(kv, "WORKOS_WEBHOOK_SECRET="); ok {
			p.secret = secret
		}
	}
	u, err := url.Parse(p.URL)
	if err != nil {
		b.Fatal(err)
	}
	p.addr = u.Host
	p.postgres = b.postmaster(filepath.Join(p.Dir, "pg"))
	if p.db, err = pgx.Connect(b.Context(), p.DatabaseURL); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = p.db.Close(context.WithoutCancel(b.Context())) }) // only read from
	p.directory = b.newDirectory(p, 1)
	return p
}

// newDirectory makes an organization with a linked directory at the sandbox, and waits until the product knows both.
func (b *bench) newDirectory(p *product, salt int) load.Directory {
	b.Helper()
	var org, dir struct {
		ID string `json:"id"`
	}
	p.Sandbox.Call(b, "POST", "/_sandbox/organizations", map[string]any{"name": fmt.Sprintf("Bench %d", salt), "domains": []string{fmt.Sprintf("bench%d.example", salt)}}, &org)
	p.Sandbox.Call(b, "POST", "/_sandbox/directories", map[string]any{"organization_id": org.ID, "name": "Bench"}, &dir)
	b.until("the directory is known", func() bool {
		return b.count(p, `SELECT count(*) FROM directories WHERE workos_directory_id = $1`, dir.ID) == 1 &&
			b.count(p, `SELECT count(*) FROM events WHERE lane = $1`, dir.ID) > 0 &&
			b.count(p, `SELECT count(*) FROM events WHERE outcome IN ('pending', 'failed')`) == 0
	})
	return load.Directory{ID: dir.ID, OrganizationID: org.ID, Start: time.Now().Add(-time.Hour), Salt: salt * 1_000_000}
}

func (b *bench) count(p *product, query string, args ...any) int {
	b.Helper()
	var n int
	if err := p.db.QueryRow(b.Context(), query, args...).Scan(&n); err != nil {
		b.Fatalf("%s: %v", query, err)
	}
	return n
}

// until waits for something that has no signal of its own here.
func (b *bench) until(what string, done func() bool) {
	b.Helper()
	deadline := time.NewTimer(5 * time.Minute)
	defer deadline.Stop()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for !done() {
		select {
		case <-b.Context().Done():
			b.Fatal(b.Context().Err())
		case <-deadline.C:
			b.Fatalf("waited 5 minutes until %s", what)
		case <-tick.C:
		}
	}
}

// holdLane keeps workers from a lane, by its own lock; the function it returns lets go.
func (b *bench) holdLane(p *product, lane string) (release func()) {
	b.Helper()
	conn, err := pgx.Connect(b.Context(), p.DatabaseURL)
	if err != nil {
		b.Fatal(err)
	}
	tx, err := conn.Begin(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	if _, err := tx.Exec(b.Context(), `SELECT FROM lanes WHERE id = $1 FOR UPDATE`, lane); err != nil {
		b.Fatal(err)
	}
	return func() {
		if err := tx.Rollback(b.Context()); err != nil {
			b.Fatal(err)
		}
		_ = conn.Close(b.Context()) // its lock is gone with the transaction
	}
}

// postmaster reads the number of a PostgreSQL's first process.
func (b *bench) postmaster(dir string) int {
	b.Helper()
	found, err := filepath.Glob(filepath.Join(dir, "*", "postmaster.pid"))
	if err != nil || len(found) == 0 {
		b.Fatalf("no postmaster.pid below %s", dir)
	}
	raw, err := os.ReadFile(found[0])
	if err != nil {
		b.Fatal(err)
	}
	first, _, _ := strings.Cut(string(raw), "\n")
	pid, err := strconv.Atoi(first)
	if err != nil {
		b.Fatal(err)
	}
	return pid
}
