package health

import (
	"context"
	"strings"
	"testing"

	"memberpulse/server/pg"
	"memberpulse/shared"

	"github.com/uptrace/bun"
)

const inboxRow = `INSERT INTO events (id, event, lane, organization_id, occurred_at, received_at, received_on, source, lock_out, outcome, duplicates) VALUES `

func webhooks(t *testing.T, checks []shared.HealthCheck) shared.HealthCheck {
	t.Helper()
	for _, c := range checks {
		if c.Key == "webhooks" {
			return c
		}
	}
	t.Fatal("nobody looks at webhooks")
	return shared.HealthCheck{}
}

func TestTheLastWebhookIsTheOneThatCameLast(t *testing.T) {
	t.Parallel()
	s := town(t, inboxRow+`('sha256_ff', 'unreadable', 'environment', NULL, '2026-11-21 08:00Z', '2026-11-21 08:00Z', '2026-11-21', 'webhook', false, 'dead', 0),
		('event_1', 'x', 'environment', NULL, '2026-11-21 11:58Z', '2026-11-21 11:58Z', '2026-11-21', 'webhook', false, 'applied', 0)`)
	checks, _, err := s.PlatformChecks(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if c := webhooks(t, checks); !strings.Contains(c.Detail, "at 11:58 UTC") {
		t.Errorf("got %+v", c)
	}
	err = s.db.InPlatform(t.Context(), pg.Bootstrap, func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.ExecContext(ctx, inboxRow+`('event_2', 'x', 'environment', NULL, '2026-11-21 11:59Z', '2026-11-21 11:59Z', '2026-11-21', 'webhook', false, 'pending', 0)`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if checks, _, err = s.PlatformChecks(t.Context()); err != nil || !strings.Contains(webhooks(t, checks).Detail, "at 11:59 UTC") {
		t.Errorf("one that waits: %+v, %v", webhooks(t, checks), err)
	}
}

func TestAWebhookThatIsSlowerThanThePollHasArrived(t *testing.T) {
	t.Parallel()
	organization := `INSERT INTO organizations (id, name, version_at, version_rank, version_event, created_at, updated_at) VALUES ('org_a', 'Northwind', now(), 0, 'e', now(), now())`
	for name, c := range map[string]struct {
		duplicates string
		state      shared.Health
		says       string
	}{
		"no webhook came":          {"0", shared.HealthWarning, "no webhook has arrived"},
		"each came behind a poll":  {"1", shared.HealthOK, "None came twice"},
		"one came twice behind it": {"i", shared.HealthOK, "1 repeated delivery was recognized"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := town(t, organization, `INSERT INTO events (id, event, lane, organization_id, occurred_at, received_at, received_on, source, lock_out, outcome, duplicates)
				SELECT 'event_' || i, 'x', 'org_a', 'org_a', '2026-11-21 11:58Z', '2026-11-21 11:58Z', '2026-11-21', 'events_api', false, 'applied', `+c.duplicates+` FROM generate_series(1, 2) i`)
			checks, err := s.Checks(t.Context(), "org_a")
			if err != nil {
				t.Fatal(err)
			}
			if got := webhooks(t, checks); got.State != c.state || !strings.Contains(got.Detail, c.says) {
				t.Errorf("the organization's: %+v", got)
			}
			if checks, _, err = s.PlatformChecks(t.Context()); err != nil || webhooks(t, checks).State != c.state {
				t.Errorf("the platform's: %+v, %v", webhooks(t, checks), err)
			}
		})
	}
}
