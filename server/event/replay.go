package event

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/uptrace/bun"

	"memberpulse/server/access"
	"memberpulse/server/audit"
	"memberpulse/server/errs"
	"memberpulse/server/httpx"
	"memberpulse/server/pg"
	"memberpulse/shared"
)

// mostReplayed bounds one request: who has more sends another.
const mostReplayed = 10_000

func (e *Engine) replayRoutes() []httpx.Route {
	return []httpx.Route{
		httpx.Endpoint(http.MethodPost, "/api/events/{id}/replay", shared.CapabilityReplay, e.serveReplay).Described("Apply a troubled event again, or tell what would become of it").Takes(access.OfOrganization).Answering(http.StatusAccepted),
		httpx.Endpoint(http.MethodPost, "/api/events/replay", shared.CapabilityReplay, e.serveReplayMany).Described("Apply all troubled events again that a filter finds").Takes(access.OfOrganization).Answering(http.StatusAccepted),
	}
}

func (e *Engine) serveReplay(ctx context.Context, c *httpx.Call, in shared.ReplayRequest) (shared.Event, error) {
	caller := access.From(ctx)
	organization, _, err := caller.Scope(c.Request)
	if err != nil {
		return shared.Event{}, err
	}
	found, err := e.GetEvent(ctx, organization, c.Path("id"))
	if err != nil {
		return shared.Event{}, err
	}
	if !shared.Replayable(found.Outcome) {
		return shared.Event{}, errs.Conflict("not_replayable", fmt.Sprintf("This event is %s: there is nothing to try again.", found.Outcome),
			"Replay events that failed, are dead or parked.")
	}
	if in.DryRun {
		return e.rehearse(ctx, found)
	}
	if _, err := e.Replay(ctx, Filter{OrganizationID: organization}, []string{found.ID}, caller.Actor()); err != nil {
		return shared.Event{}, err
	}
	c.Status(http.StatusAccepted)
	return again(found), nil
}

// again is an event as it was put into its lane once more, whatever has become of it since: that is told by the stream.
func again(e shared.Event) shared.Event {
	e.Outcome, e.Reason, e.Action, e.ChangedFields = shared.OutcomePending, pendingReason, "", []string{}
	e.Attempts, e.TookMS, e.NextAttemptAt, e.AppliedAt = 0, 0, nil, nil
	return e
}

func (e *Engine) serveReplayMany(ctx context.Context, c *httpx.Call, in shared.ReplayManyRequest) (shared.ReplayManyAnswer, error) {
	caller := access.From(ctx)
	organization, _, err := caller.Scope(c.Request)
	if err != nil {
		return shared.ReplayManyAnswer{}, err
	}
	f := Filter{
		OrganizationID: organization, Outcome: string(in.Filter.Outcome), Event: in.Filter.Event,
		DirectoryID: in.Filter.DirectoryID, SubjectID: in.Filter.SubjectID,
	}
	ids, err := e.replayable(ctx, f)
	if err != nil || in.DryRun {
		return shared.ReplayManyAnswer{Events: len(ids), Most: mostReplayed}, err
	}
	n, err := e.Replay(ctx, f, ids, caller.Actor())
	c.Status(http.StatusAccepted)
	return shared.ReplayManyAnswer{Events: n, Most: mostReplayed}, err
}

// replayable are the ids of troubled events that a filter finds, the oldest first.
func (e *Engine) replayable(ctx context.Context, f Filter) (ids []string, err error) {
	w := f.where()
	w.parts = append(w.parts, "e.outcome IN ('failed', 'dead', 'parked')")
	err = e.read(ctx, f.OrganizationID, func(ctx context.Context, _ bun.Tx) (err error) {
		ids, err = pg.Strings(ctx, `SELECT e.id `+fromEvents+w.String()+fmt.Sprintf("ORDER BY e.seq LIMIT %d", mostReplayed), w.args...)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("find events to replay: %w", err)
	}
	return ids, nil
}

type replayedRow struct{ ID, Lane, OrganizationID string }

// Replay makes troubled events pending again, as if they had just come, and says in the audit log who did it. It
// reports how many.
func (e *Engine) Replay(ctx context.Context, f Filter, ids []string, actor audit.Actor) (int, error) {
	slices.Sort(ids)
	var rows []replayedRow
	now := e.now()
	err := e.read(ctx, f.OrganizationID, func(ctx context.Context, tx bun.Tx) (err error) {
		if _, err := pg.Exec(ctx, `SELECT 1 FROM events WHERE id = ANY($1) ORDER BY id FOR UPDATE`, ids); err != nil {
			return err
		}
		rows, err = pg.Query[replayedRow](ctx, `UPDATE events SET outcome = 'pending', attempts = 0, next_attempt_at = $2, waits_for = NULL, parked_at = NULL
			WHERE id = ANY($1) AND outcome IN ('failed', 'dead', 'parked') RETURNING id, lane, COALESCE(organization_id, '')`, ids, now)
		if err != nil {
			return err
		}
		entries := make([]audit.Entry, len(rows))
		for i, r := range rows {
			entries[i] = audit.Entry{
				OrganizationID: r.OrganizationID, Action: "event.replayed", Actor: actor,
				Target: audit.Target{Kind: "event", ID: r.ID}, EventID: r.ID, OccurredAt: now,
			}
		}
		if err := audit.RecordAll(ctx, tx, entries); err != nil {
			return err
		}
		_, err = pg.Exec(ctx, `SELECT pg_notify($1, $2)`, Channel, message(e.instance, lanesOf(rows)))
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("replay %d events: %w", len(ids), err)
	}
	for _, lane := range lanesOf(rows) {
		e.queue.push(lane, false)
	}
	return len(rows), nil
}

func lanesOf(rows []replayedRow) []string {
	var lanes []string
	for _, r := range rows {
		lanes = append(lanes, r.Lane)
	}
	slices.Sort(lanes)
	return slices.Compact(lanes)
}

// errRehearsed undoes the transaction of a dry run.
var errRehearsed = errors.New("a rehearsal: nothing is kept")

// rehearse applies an event and takes all of it back: what it tells is what would become of the event now.
func (e *Engine) rehearse(ctx context.Context, found shared.Event) (shared.Event, error) {
	var suspects owner
	for {
		out, err := e.rehearseOnce(ctx, found, suspects.suspects)
		if !suspects.suspect(err) {
			return out, err
		}
	}
}

func (e *Engine) rehearseOnce(ctx context.Context, found shared.Event, suspects []string) (shared.Event, error) {
	var decision *Decision
	err := e.db.InPlatform(ctx, pg.LaneWork, func(ctx context.Context, tx bun.Tx) error {
		var batch []*stored
		err := pg.Native(ctx, func(conn *pgx.Conn) (err error) {
			batch, err = rehearsed(ctx, conn, found.ID)
			return err
		})
		if err != nil || len(batch) == 0 {
			return err
		}
		own, err := e.ownerNow(ctx, tx, batch[0].Lane)
		if err != nil {
			return err
		}
		own.suspects = suspects
		t := &turn{engine: e, tx: tx, lane: batch[0].Lane, own: own, events: batch, now: e.now()}
		err = t.decide(ctx)
		if err == nil {
			err = t.settleParked(ctx)
		}
		if (&owner{suspects: suspects}).suspect(err) {
			return err
		}
		if err != nil {
			batch[0].Decision = t.failed(batch[0], causeOf(err))
		}
		decision = &batch[0].Decision
		return errRehearsed
	})
	switch {
	case errors.Is(err, errRehearsed):
		d := tidy(*decision)
		found.Outcome, found.Reason, found.Action, found.ChangedFields = d.Outcome, d.Reason, d.Action, d.ChangedFields
		found.NextAttemptAt, found.AppliedAt = nil, nil
		return found, nil
	case err != nil:
		return shared.Event{}, fmt.Errorf("rehearse event %s: %w", found.ID, err)
	}
	return shared.Event{}, errs.Unavailable("lane_busy", "Events of this directory are being applied right now.", "Try again in a moment.", time.Second)
}

// rehearsed takes the event and its lane; none, where a worker has the lane.
func rehearsed(ctx context.Context, conn *pgx.Conn, id string) ([]*stored, error) {
	var lane string
	if err := conn.QueryRow(ctx, `SELECT lane FROM events WHERE id = $1`, id).Scan(&lane); err != nil {
		return nil, fmt.Errorf("find the lane of event %s: %w", id, err)
	}
	free, err := lockLane(ctx, conn, lane)
	if err != nil || !free {
		return nil, err
	}
	events, _, err := collect(ctx, conn, selectEvents+`e.id = $2`, lane, id)
	if err != nil {
		return nil, fmt.Errorf("read event %s: %w", id, err)
	}
	if _, err := conn.Exec(ctx, atEase); err != nil {
		return nil, fmt.Errorf("let PostgreSQL choose again: %w", err)
	}
	return events, nil
}

// ownerNow is the lane's owner as far as it is stored: a rehearsal asks nobody.
func (e *Engine) ownerNow(ctx context.Context, tx bun.Tx, lane string) (owner, error) {
	if lane == environmentLane {
		return owner{}, nil
	}
	organization, err := storedOwner(ctx, tx, lane)
	if err != nil || organization != "" {
		return owner{organizationID: organization}, err
	}
	return owner{missing: lane}, nil
}
