package event_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"github.com/rogpeppe/go-internal/txtar"
	"github.com/uptrace/bun"

	"memberpulse/server/connection"
	"memberpulse/server/directory"
	"memberpulse/server/event"
	"memberpulse/server/member"
	"memberpulse/server/organization"
	"memberpulse/server/pg/pgtest"
)

// TestSequences tells stories: events in, outcomes and rows out. Each is told in its order, one after the other; then
// shuffled and doubled, all at once, where the outcomes may differ and the rows may not.
func TestSequences(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/sequences/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no sequences: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			events, outcomes, rows := readSequence(t, file)
			t.Run("in order", func(t *testing.T) {
				t.Parallel()
				s := newStory(t)
				for _, e := range events {
					s.mustDeliver(t, e)
					s.idle(t)
				}
				if diff := cmp.Diff(outcomes, s.outcomes(t)); diff != "" {
					t.Errorf("outcomes (-want +got):\n%s", diff)
				}
				if diff := cmp.Diff(rows, s.rows(t)); diff != "" {
					t.Errorf("rows (-want +got):\n%s", diff)
				}
			})
			for seed := range uint64(4) {
				t.Run(fmt.Sprintf("shuffled %d", seed), func(t *testing.T) {
					t.Parallel()
					r := rand.New(rand.NewPCG(seed, 7)) //nolint:gosec // G404: a shuffle that can be told again
					doubled := slices.Concat(events, events)
					r.Shuffle(len(doubled), func(i, j int) { doubled[i], doubled[j] = doubled[j], doubled[i] })
					s := newStory(t)
					for _, e := range doubled {
						s.mustDeliver(t, e)
						if r.IntN(2) == 0 {
							s.idle(t)
						}
					}
					s.idle(t)
					if diff := cmp.Diff(rows, s.rows(t)); diff != "" {
						t.Errorf("rows (-want +got):\n%s", diff)
					}
					for _, o := range s.outcomes(t) {
						if !strings.Contains(o, " applied: ") && !strings.Contains(o, " stale: ") {
							t.Errorf("an event ended otherwise: %s", o)
						}
					}
				})
			}
		})
	}
}

func readSequence(t *testing.T, file string) (events, outcomes, rows []string) {
	t.Helper()
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range archive.Files {
		lines := strings.Split(strings.TrimSpace(string(f.Data)), "\n")
		switch f.Name {
		case "events":
			events = lines
		case "outcomes":
			outcomes = lines
		case "rows":
			rows = lines
			slices.Sort(rows)
		default:
			t.Fatalf("%s: what is %q?", file, f.Name)
		}
	}
	return events, outcomes, rows
}

// story is a bundle with the appliers of organizations and connections, and the members behind them. WorkOS knows
// nothing: all that there is comes by events.
type story struct{ *bundle }

func newStory(t *testing.T) *story {
	t.Helper()
	b := &bundle{dsn: pgtest.DSN(t), clock: noon, knows: map[string]string{}}
	b.db = pgtest.Open(t, b.dsn)
	s := &story{bundle: b}
	b.engine = event.New(event.Options{
		DB: b.db, Now: b.now, Parents: event.Parents{Organization: b.askOrganization, Directory: b.askDirectory},
		Secrets: func(context.Context) ([]string, error) { return []string{secret}, nil },
	})
	people := organization.NewPeople(syncMembers)
	for _, f := range []event.Family{
		{Names: organization.Names, Apply: organization.Apply, Creates: organization.Names},
		{Names: organization.DomainNames, Apply: organization.ApplyDomains},
		{Names: connection.Names, Apply: connection.Applier(member.Closed)},
		{Names: organization.MembershipNames, Apply: people.ApplyMemberships},
		{Names: organization.UserNames, Apply: people.ApplyUsers},
		directory.Family(people.Provisioned),
	} {
		if err := b.engine.Register(f); err != nil {
			t.Fatal(err)
		}
	}
	b.reach = true
	b.start(t)
	return s
}

func syncMembers(ctx context.Context, tx bun.Tx, organizationID string, people []organization.Person, now time.Time) (map[string]string, error) {
	users := make([]member.AuthKitUser, len(people))
	for i, p := range people {
		users[i] = member.AuthKitUser(p)
	}
	return member.SyncAuthKit(ctx, tx, organizationID, users, now)
}

func (s *story) outcomes(t *testing.T) []string {
	t.Helper()
	return s.lines(t, `SELECT format('%s %s: %s%s', event_id, outcome, reason, CASE WHEN changed_fields = '{}' THEN '' ELSE ' [' || array_to_string(changed_fields, ' ') || ']' END)
		FROM sync_logs ORDER BY event_id`)
}

func (s *story) rows(t *testing.T) []string {
	t.Helper()
	out := s.lines(t, `
		SELECT format('organization %s "%s" %s %s %s, last %s', id, name, COALESCE(external_id, '-'), metadata, CASE WHEN deleted_at IS NULL THEN 'alive' ELSE 'deleted' END, last_event_id) FROM organizations
		UNION ALL SELECT format('domain %s %s %s %s, last %s', id, domain, state, CASE WHEN deleted_at IS NULL THEN 'alive' ELSE 'deleted' END, last_event_id) FROM organization_domains
		UNION ALL SELECT format('connection %s "%s" %s %s %s %s, certificate %s, last %s', id, name, connection_type, state, CASE WHEN deleted_at IS NULL THEN 'alive' ELSE 'deleted' END,
			CASE WHEN enabled THEN 'enabled' ELSE 'disabled' END, COALESCE(certificate_expires_at::date::text, '-'), last_event_id) FROM connections
		UNION ALL SELECT format('membership %s %s in %s %s %s %s, last %s', id, user_id, organization_id, status, role_slugs, CASE WHEN deleted_at IS NULL THEN 'alive' ELSE 'deleted' END, last_event_id) FROM organization_memberships
		UNION ALL SELECT format('user %s %s "%s %s" %s, last %s', id, email, first_name, last_name, CASE WHEN deleted_at IS NULL THEN 'alive' ELSE 'deleted' END, last_event_id) FROM workos_users
		UNION ALL SELECT format('member %s in %s "%s %s" %s: %s', m.email, m.organization_id, m.first_name, m.last_name, m.state,
			(SELECT string_agg(DISTINCT role, ' ') FROM member_roles r WHERE r.organization_id = m.organization_id AND r.member_id = m.id)) FROM members m WHERE m.state = 'active'
		UNION ALL SELECT format('mapping %s "%s" %s', kind, match, role) FROM role_mappings`)
	slices.Sort(out)
	return out
}

func (s *story) lines(t *testing.T, query string) []string {
	t.Helper()
	rows, err := pgtest.Owner(t, s.dsn).Query(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	out, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return out
}
