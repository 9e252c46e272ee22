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
	Recent                              int // the last ones that were decided, of which
	Oldest, LastWebhook                 *time.Time
}

// inboxQuery looks at what waits, at what is in trouble, and at the last events, by the index that each of them stands in.
const inboxQuery = `
SELECT pending, oldest, failed, dead, parked, held, recent, GREATEST(waiting.last_webhook, last.last_webhook) AS last_webhook
FROM (SELECT count(*) AS pending, min(received_at) AS oldest, max(received_at) FILTER (WHERE source = 'webhook' OR duplicates > 0) AS last_webhook
    FROM events WHERE outcome IN ('pending', 'failed') AND outcome = 'pending') AS waiting,
  (SELECT count(*) FILTER (WHERE outcome = 'failed') AS failed, count(*) FILTER (WHERE outcome = 'dead') AS dead,
    count(*) FILTER (WHERE outcome = 'parked') AS parked, count(*) FILTER (WHERE outcome = 'held') AS held
    FROM events WHERE outcome IN ('failed', 'dead', 'parked', 'held')) AS trouble,
  (SELECT count(*) AS recent, max(received_at) FILTER (WHERE source = 'webhook' OR duplicates > 0) AS last_webhook
    FROM (SELECT source, duplicates, received_at FROM events WHERE outcome <> 'pending' ORDER BY seq DESC LIMIT ?) AS e) AS last`

// PlatformChecks look at what all organizations share, and count the events that wait.
func (s *Service) PlatformChecks(ctx context.Context) (checks []shared.HealthCheck, backlog int, err error) {
	var in inbox
	err = s.db.InPlatform(ctx, pg.Overview, func(ctx context.Context, tx bun.Tx) error {
		if err := keepToIndexes(ctx, tx); err != nil {
			return err
		}
		err := tx.NewRaw(inboxQuery, recentEvents).Scan(ctx, &in)
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
		c.State, c.Detail = shared.HealthBad, "No credentials of WorkOS are set, so nobody can sign in."
		c.Action = byOperator + "sets WORKOS_API_KEY, WORKOS_CLIENT_ID and WORKOS_WEBHOOK_SECRET in its environment and starts it again."
	}
	return c
}

func (in inbox) checkWebhooks(secret bool, now time.Time) shared.HealthCheck {
	c := shared.HealthCheck{Key: "webhooks", Title: "Webhooks", State: shared.HealthOK, Since: in.LastWebhook, Link: shared.PathEvents}
	switch {
	case !secret:
		c.State, c.Link = shared.HealthBad, shared.PathWorkOSSettings
		c.Detail = "No webhook secret is set, so every webhook is refused."
		c.Action = byOperator + "sets WORKOS_WEBHOOK_SECRET to the endpoint's secret in its environment and starts it again."
	case in.LastWebhook == nil && in.Recent > 0:
		c.State, c.Link = shared.HealthWarning, shared.PathWorkOSSettings
		c.Detail = fmt.Sprintf("All of the last %s came by the Events API: no webhook has arrived.", plural(in.Recent, "event", "events"))
		c.Action = byOperator + checkEndpoint
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
	case in.Held > 0:
		c.Link = shared.PathEvents + "?outcome=held"
	case in.Failed > 0:
		c.Link = shared.PathEvents + "?outcome=failed"
	case in.Parked > 0:
		c.Link = shared.PathEvents + "?outcome=parked"
	}
	return c
}
