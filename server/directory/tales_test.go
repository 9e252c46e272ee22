package directory

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
	"github.com/tidwall/gjson"
	"github.com/uptrace/bun"

	"memberpulse/server/event"
	"memberpulse/server/pg"
	"memberpulse/server/pg/pgtest"
)

// A tale is a txtar file: events as WorkOS sends them, one a line; what became of each in that order; and the state at
// the end, which must be the same in any other order, and when everything comes twice. UPDATE_TALES=1 writes the last
// two anew.
func TestTales(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no tales: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			tale, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			told := section(tale, "events")
			db := taleDatabase(t)
			events := eventsOf(t, told)
			deliverAll(events, []int{1}, onPostgres(t, db, testOrg))
			log, state := logOf(events), stateOf(t, db)
			if os.Getenv("UPDATE_TALES") != "" {
				rewrite(t, file, tale, log, state)
				return
			}
			if diff := cmp.Diff(section(tale, "log"), log); diff != "" {
				t.Errorf("log (-told +got):\n%s", diff)
			}
			if diff := cmp.Diff(section(tale, "state"), state); diff != "" {
				t.Errorf("state (-told +got):\n%s", diff)
			}
			shuffles := uint64(2)
			if proving() {
				shuffles = 20
			}
			for seed := range shuffles {
				shuffled := append(eventsOf(t, told), eventsOf(t, told)...)
				rand.New(rand.NewPCG(seed, 1)).Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] }) //nolint:gosec // G404: a shuffle that can be told again
				db := taleDatabase(t)
				deliverAll(shuffled, []int{1, 3, 50}, onPostgres(t, db, testOrg))
				if diff := cmp.Diff(state, stateOf(t, db)); diff != "" {
					t.Errorf("state of shuffle %d, all of it twice (-in order +shuffled):\n%s", seed, diff)
				}
			}
		})
	}
}

func taleDatabase(t *testing.T) *pg.DB {
	t.Helper()
	db := pgtest.New(t)
	newOrganization(t, db, testOrg)
	return db
}

func section(tale *txtar.Archive, name string) string {
	for _, f := range tale.Files {
		if f.Name == name {
			return string(f.Data)
		}
	}
	return ""
}

func eventsOf(t *testing.T, lines string) []*event.Event {
	t.Helper()
	var out []*event.Event
	for line := range strings.Lines(lines) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		e := gjson.Parse(line)
		data := e.Get("data")
		ev := &event.Event{
			ID: e.Get("id").Str, Name: e.Get("event").Str, OrganizationID: testOrg, Data: data, ReceivedAt: clockAt(0),
			DirectoryID: data.Get("directory_id").Str,
		}
		if ev.DirectoryID == "" {
			ev.DirectoryID = data.Get("id").Str
		}
		ev.OccurredAt = timeOf(e.Get("created_at"))
		if ev.OccurredAt.IsZero() {
			ev.OccurredAt = time.Date(2021, 6, 26, 0, 0, 0, 0, time.UTC) // when it came, as the inbox fills in
		}
		if ev.ID == "" || ev.Name == "" {
			t.Fatalf("an event without id or name: %s", line)
		}
		out = append(out, ev)
	}
	return out
}

func logOf(events []*event.Event) string {
	var b strings.Builder
	for _, ev := range events {
		d := ev.Decision
		fmt.Fprintf(&b, "%s %s: %s", ev.ID, d.Outcome, d.Reason)
		if len(d.ChangedFields) > 0 {
			fmt.Fprintf(&b, " [%s]", strings.Join(d.ChangedFields, " "))
		}
		if d.WaitsFor != "" {
			fmt.Fprintf(&b, " (waits for %s)", d.WaitsFor)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// stateOf tells all that counts. Tombstones below a deleted directory are left out: how many of them there are depends
// on what came before the deletion, and nothing depends on them.
func stateOf(t *testing.T, db *pg.DB) string {
	t.Helper()
	var lines []string
	inOrg(t, db, testOrg, func(ctx context.Context, _ bun.Tx) error {
		for _, query := range []string{
			`SELECT 'directory ' || workos_directory_id || ' ' || state FROM directories`,
			`SELECT 'user ' || workos_user_id || ' ' || u.state || ' ' || COALESCE(first_name, '-') || ' ' || COALESCE(last_name, '-') || ' ' ||
				COALESCE(email, '-') || ' ' || custom_attributes FROM directory_users u JOIN directories d ON d.id = u.directory_id AND d.deleted_at IS NULL`,
			`SELECT 'group ' || workos_group_id || ' ' || g.state || ' ' || g.name FROM directory_groups g JOIN directories d ON d.id = g.directory_id AND d.deleted_at IS NULL`,
			`SELECT 'membership ' || workos_user_id || ' in ' || workos_group_id FROM directory_group_memberships m
				JOIN directory_users u ON u.id = m.user_id JOIN directory_groups g ON g.id = m.group_id`,
			`SELECT 'member ' || m.state || ' ' || m.email || ' is ' ||
				(SELECT string_agg(external_id, '+' ORDER BY external_id) FROM member_identities i WHERE i.member_id = m.id) || ' holds ' ||
				COALESCE((SELECT string_agg(DISTINCT role, '+' ORDER BY role) FROM member_roles r WHERE r.member_id = m.id), 'nothing')
				FROM members m WHERE EXISTS (SELECT FROM directory_users u JOIN directories d ON d.id = u.directory_id AND d.deleted_at IS NULL WHERE u.member_id = m.id)`,
		} {
			rows, err := pg.Strings(ctx, query)
			if err != nil {
				return err
			}
			slices.Sort(rows)
			lines = append(lines, rows...)
		}
		return nil
	})
	return strings.Join(lines, "\n") + "\n"
}

func rewrite(t *testing.T, file string, tale *txtar.Archive, log, state string) {
	t.Helper()
	tale.Files = []txtar.File{
		{Name: "events", Data: []byte(section(tale, "events"))}, {Name: "log", Data: []byte(log)}, {Name: "state", Data: []byte(state)},
	}
	if err := os.WriteFile(file, txtar.Format(tale), 0o600); err != nil {
		t.Fatal(err)
	}
}
