package burst

import (
	"cmp"
	"context"
	"encoding/json"
	"os"
	"slices"
	"testing"
	"time"

	diff "github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"memberpulse/e2e/program"
)

// people of the burst: the long proof has ten times as many.
func people() int {
	if os.Getenv("MEMBERPULSE_PROVE") != "" {
		return 10_000
	}
	return 1_000
}

type user struct {
	ID, Email, First, Last, State string
	Custom                        string // its JSON, keys in order
}

type group struct{ ID, Name string }

// state is what stands in the end, on either side.
type state struct {
	Users       []user
	Groups      []group
	Memberships [][2]string
}

func TestABurstWithFaultsAndKilledServersEndsAsTheLedgerTells(t *testing.T) {
	p := program.StartParts(t)
	db, err := pgx.Connect(t.Context(), p.DatabaseURL)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close(context.WithoutCancel(t.Context())) })
	var org, dir struct {
		ID string `json:"id"`
	}
	p.Sandbox.Call(t, "POST", "/_sandbox/organizations", map[string]any{"name": "Burst", "domains": []string{"burst.example"}}, &org)
	p.Sandbox.Call(t, "POST", "/_sandbox/directories", map[string]any{"organization_id": org.ID, "name": "Burst directory"}, &dir)
	seed := time.Now().UnixNano() % 1_000_000
	t.Logf("seed %d, %d people", seed, people())
	p.Sandbox.Call(t, "PUT", "/_sandbox/faults", map[string]any{"double": true, "reorder": true, "drop_percent": 5, "seed": seed}, nil)
	p.Sandbox.Call(t, "POST", "/_sandbox/bursts", map[string]any{"directory_id": dir.ID, "count": people()}, nil)
	events := eventsOf(t, p)

	started := time.Now()
	for _, part := range []int{4, 2} { // killed at a quarter, and at half
		program.Until(t, "a part of the burst is decided", 5*time.Minute, func() bool { return count(t, db, decided) >= events/part })
		p.Server.Kill()
		p.StartServer(t)
	}
	program.Until(t, "every event is decided", 10*time.Minute, func() bool {
		return count(t, db, decided) >= events && count(t, db, undecided) == 0
	})
	t.Logf("%d events decided in %s; %d deliveries were duplicates, %d events came by the poll alone", events, time.Since(started).Round(time.Second),
		count(t, db, `SELECT coalesce(sum(duplicates), 0) FROM events`), count(t, db, `SELECT count(*) FROM events WHERE source = 'events_api'`))

	if lost := eventsOf(t, p) - count(t, db, `SELECT count(*) FROM events`); lost != 0 {
		t.Errorf("%d events are lost", lost)
	}
	if double := count(t, db, `SELECT count(*) FROM (SELECT FROM audit_events WHERE event_id IS NOT NULL
		GROUP BY event_id, action, target_id, after, before HAVING count(*) > 1) twice`); double != 0 {
		t.Errorf("%d effects were done twice", double)
	}
	if dead := count(t, db, `SELECT count(*) FROM events WHERE outcome = 'dead'`); dead != 0 {
		t.Errorf("%d events were given up", dead)
	}
	want, got := ledgerOf(t, p, dir.ID), stored(t, db, dir.ID)
	if d := diff.Diff(want, got); d != "" {
		t.Errorf("the end state differs (-ledger +stored):\n%.4000s", d)
	}
	if len(got.Users) < people() || len(got.Memberships) < 4*people() {
		t.Errorf("only %d people and %d memberships stand", len(got.Users), len(got.Memberships))
	}
}

const (
	decided   = `SELECT count(*) FROM events WHERE outcome NOT IN ('pending', 'failed', 'parked')`
	undecided = `SELECT count(*) FROM events WHERE outcome IN ('pending', 'failed', 'parked')`
)

func count(t *testing.T, db *pgx.Conn, query string) int {
	t.Helper()
	var n int
	if err := db.QueryRow(t.Context(), query).Scan(&n); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return n
}

type ledger struct {
	Directories []struct {
		ID    string `json:"id"`
		Users []struct {
			ID        string         `json:"id"`
			Email     string         `json:"email"`
			FirstName string         `json:"first_name"`
			LastName  string         `json:"last_name"`
			State     string         `json:"state"`
			Custom    map[string]any `json:"custom_attributes"`
		} `json:"users"`
		Groups []struct {
			ID   string `json:"id"`
			Name string `json:"name"`
		} `json:"groups"`
		Memberships [][2]string `json:"memberships"`
	} `json:"directories"`
	Events int `json:"events"`
}

func eventsOf(t *testing.T, p *program.Parts) int {
	t.Helper()
	var l ledger
	p.Sandbox.Call(t, "GET", "/_sandbox/ledger", nil, &l)
	return l.Events
}

func ledgerOf(t *testing.T, p *program.Parts, directory string) state {
	t.Helper()
	var l ledger
	p.Sandbox.Call(t, "GET", "/_sandbox/ledger?directory_id="+directory, nil, &l)
	var s state
	for _, d := range l.Directories {
		if d.ID != directory {
			continue
		}
		for _, u := range d.Users {
			s.Users = append(s.Users, user{u.ID, u.Email, u.FirstName, u.LastName, u.State, program.JSON(u.Custom)})
		}
		for _, g := range d.Groups {
			s.Groups = append(s.Groups, group{g.ID, g.Name})
		}
		s.Memberships = d.Memberships
	}
	return s.sorted()
}

func stored(t *testing.T, db *pgx.Conn, directory string) state {
	t.Helper()
	var s state
	rows, err := db.Query(t.Context(), `SELECT u.workos_user_id, coalesce(u.email, ''), coalesce(u.first_name, ''), coalesce(u.last_name, ''), u.state, u.custom_attributes
		FROM directory_users u JOIN directories d ON d.id = u.directory_id WHERE d.workos_directory_id = $1 AND u.deleted_at IS NULL`, directory)
	if err != nil {
		t.Fatal(err)
	}
	var u user
	var custom map[string]any
	if _, err := pgx.ForEachRow(rows, []any{&u.ID, &u.Email, &u.First, &u.Last, &u.State, &custom}, func() error {
		raw, err := json.Marshal(custom)
		u.Custom = string(raw)
		s.Users = append(s.Users, u)
		custom = nil
		return err
	}); err != nil {
		t.Fatal(err)
	}
	rows, err = db.Query(t.Context(), `SELECT g.workos_group_id, g.name FROM directory_groups g JOIN directories d ON d.id = g.directory_id
		WHERE d.workos_directory_id = $1 AND g.deleted_at IS NULL`, directory)
	if err != nil {
		t.Fatal(err)
	}
	var g group
	if _, err := pgx.ForEachRow(rows, []any{&g.ID, &g.Name}, func() error { s.Groups = append(s.Groups, g); return nil }); err != nil {
		t.Fatal(err)
	}
	rows, err = db.Query(t.Context(), `SELECT u.workos_user_id, g.workos_group_id FROM directory_group_memberships m
		JOIN directory_users u ON u.id = m.user_id JOIN directory_groups g ON g.id = m.group_id JOIN directories d ON d.id = u.directory_id
		WHERE d.workos_directory_id = $1`, directory)
	if err != nil {
		t.Fatal(err)
	}
	var m [2]string
	if _, err := pgx.ForEachRow(rows, []any{&m[0], &m[1]}, func() error { s.Memberships = append(s.Memberships, m); return nil }); err != nil {
		t.Fatal(err)
	}
	return s.sorted()
}

func (s state) sorted() state {
	slices.SortFunc(s.Users, func(a, b user) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(s.Groups, func(a, b group) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(s.Memberships, func(a, b [2]string) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1])) })
	return s
}
