package health

import (
	"context"
	"fmt"
	"time"

	"memberpulse/server/pg"
	"memberpulse/shared"

	"github.com/uptrace/bun"
)

// backlogLate is how long an event may wait before that is a problem.
const backlogLate = time.Minute

type inbox struct {
	Pending, Failed, Dead, Parked, Held int
	Oldest, LastWebhook                 *time.Time
}

// PlatformChecks look at what all organizations share, and count the events that wait.
func (s *Service) PlatformChecks(ctx context.Context) (checks []shared.HealthCheck, backlog int, err error) {
	var in inbox
	err = s.db.InPlatform(ctx, pg.Overview, func(ctx context.Context, tx bun.Tx) error {
		err := tx.NewRaw(`SELECT
			(SELECT count(*) FROM events WHERE outcome IN ('pending', 'failed') AND outcome = 'pending') AS pending,
			(SELECT min(received_at) FROM events WHERE outcome IN ('pending', 'failed') AND outcome = 'pending') AS oldest,
			count(*) FILTER (WHERE outcome = 'failed') AS failed, count(*) FILTER (WHERE outcome = 'dead') AS dead,
			count(*) FILTER (WHERE outcome = 'parked') AS parked, count(*) FILTER (WHERE outcome = 'held') AS held,
			(SELECT received_at FROM events WHERE source = 'webhook' ORDER BY id DESC LIMIT 1) AS last_webhook
			FROM events WHERE outcome IN ('failed', 'dead', 'parked', 'held')`).Scan(ctx, &in)
		if err != nil {
			return fmt.Errorf("look at the inbox: %w", err)
		}
		return nil
	})
	if err != nil {
		return nil, 0, err
	}
	poll, err := s.poll(ctx)
	if err != nil {
		return nil, 0, err
	}
	credentials, secret := s.configured(ctx)
	return []shared.HealthCheck{
		checkWorkOS(credentials), in.checkWebhooks(secret, s.now()), poll.check(s.now()), in.checkBacklog(s.now()), in.checkTrouble(),
	}, in.Pending, nil
}

func checkWorkOS(credentials bool) shared.HealthCheck {
	c := shared.HealthCheck{Key: "workos", Title: "WorkOS", State: shared.HealthOK, Detail: "Its credentials are in force.", Link: shared.PathWorkOSSettings}
	if !credentials {
		c.State, c.Detail = shared.HealthBad, "No credentials of WorkOS are saved, so nobody can sign in."
		c.Action = byOperator + "saves them in Platform Settings > Integrations > WorkOS."
	}
	return c
}

func (in inbox) checkWebhooks(secret bool, now time.Time) shared.HealthCheck {
	c := shared.HealthCheck{Key: "webhooks", Title: "Webhooks", State: shared.HealthOK, Since: in.LastWebhook, Link: shared.PathEvents}
	switch {
	case !secret:
		c.State, c.Link = shared.HealthBad, shared.PathWorkOSSettings
		c.Detail = "No webhook secret is saved, so every webhook is refused."
		c.Action = byOperator + "saves the endpoint's secret in Platform Settings > Integrations > WorkOS."
	case in.LastWebhook == nil:
		c.State = shared.HealthOff
		c.Detail = "No webhook has come yet."
		c.Action = "Nothing to do until WorkOS has something to tell. If it should have, the operator checks the endpoint in WorkOS."
	default:
		c.Detail = "The last one came " + when(*in.LastWebhook, now) + "."
	}
	return c
}

func (in inbox) checkBacklog(now time.Time) shared.HealthCheck {
	c := shared.HealthCheck{Key: "backlog", Title: "Backlog", State: shared.HealthOK, Detail: "No event waits.", Since: in.Oldest, Link: shared.PathEvents + "?outcome=pending"}
	if in.Pending == 0 {
		return c
	}
	c.Detail = plural(in.Pending, "event waits", "events wait") + " to be applied."
	if in.Oldest != nil && now.Sub(*in.Oldest) > backlogLate {
		c.State = shared.HealthWarning
		c.Detail += " The oldest came " + when(*in.Oldest, now) + "."
		c.Action = byOperator + "looks at the server's load, or adds an instance."
	}
	return c
}

func (in inbox) checkTrouble() shared.HealthCheck {
	f := facts{counts: shared.Counts{Failed: in.Failed, Dead: in.Dead, Parked: in.Parked}, held: in.Held}
	c := f.checkTrouble()
	switch {
	case in.Dead > 0:
		c.Link = shared.PathEvents + "?outcome=dead"
		c.Action = byOperator + "opens the events, reads the cause and replays them once it is mended."
	case in.Failed > 0:
		c.Link = shared.PathEvents + "?outcome=failed"
	case in.Parked > 0:
		c.Link = shared.PathEvents + "?outcome=parked"
	}
	return c
}
