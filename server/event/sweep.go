package event

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"memberpulse/server/pg"
)

const (
	sweepEvery = time.Second
	keepDays   = 92 // as long as WorkOS can be asked for an event again, and a little more
)

// sweepEverySecond finds by time what no signal told: retries that are due, work of instances that died, days ahead.
func (e *Engine) sweepEverySecond(ctx context.Context) {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		if err := e.Sweep(ctx); err != nil && ctx.Err() == nil {
			e.logger.WarnContext(ctx, "the sweep over the lanes failed; it comes again in a second", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Sweep looks once: lanes with work that is due are queued, events that were parked too long are given up, and the
// partitions of the coming days are made.
func (e *Engine) Sweep(ctx context.Context) error {
	if err := e.makeDays(ctx); err != nil {
		return err
	}
	due, expired, err := e.lanesToSweep(ctx)
	if err != nil {
		return err
	}
	for _, l := range due {
		e.queue.push(l.Lane, l.Urgent)
	}
	var failed error // one lane keeps none of the others
	for _, l := range expired {
		if err := e.expire(ctx, l); err != nil {
			failed = errors.Join(failed, err)
		}
	}
	return failed
}

// errUntold marks what broke while a family told why its events waited in vain.
var errUntold = errors.New("tell why events waited in vain")

type dueLane struct {
	Lane   string
	Urgent bool
}

type expiredLane struct {
	Lane           string
	OrganizationID string
}

// A loose index scan: it steps from lane to lane, however many events each has.
const dueLanes = `
WITH RECURSIVE l(lane) AS (
  (SELECT lane FROM events WHERE outcome IN ('pending', 'failed') ORDER BY lane LIMIT 1)
  UNION ALL
  SELECT (SELECT e.lane FROM events e WHERE e.outcome IN ('pending', 'failed') AND e.lane > l.lane ORDER BY e.lane LIMIT 1)
  FROM l WHERE l.lane IS NOT NULL
)
SELECT l.lane, due.lock_out AS urgent FROM l, LATERAL (SELECT e.lock_out FROM events e WHERE e.lane = l.lane AND e.outcome IN ('pending', 'failed')
    AND (e.next_attempt_at IS NULL OR e.next_attempt_at <= ?0) ORDER BY e.lock_out DESC, e.seq LIMIT 1) due
WHERE l.lane IS NOT NULL`

func (e *Engine) lanesToSweep(ctx context.Context) (due []dueLane, expired []expiredLane, err error) {
	now := e.now()
	err = e.db.InPlatform(ctx, pg.LaneWork, func(ctx context.Context, tx bun.Tx) error {
		due, expired = nil, nil
		if _, err := tx.ExecContext(ctx, keepToKeys+`, set_config('enable_sort', 'off', true)`); err != nil {
			return fmt.Errorf("keep to the indexes: %w", err)
		}
		if err := tx.NewRaw(dueLanes, now).Scan(ctx, &due); err != nil {
			return fmt.Errorf("find lanes with work: %w", err)
		}
		err := tx.NewRaw(`SELECT DISTINCT lane, COALESCE(organization_id, '') AS organization_id FROM events
			WHERE outcome = 'parked' AND parked_at <= ? LIMIT 1000`, now.Add(-longestParked)).Scan(ctx, &expired)
		if err != nil {
			return fmt.Errorf("find events that were parked too long: %w", err)
		}
		return nil
	})
	return due, expired, err
}

// expire gives up what was parked too long in a lane. If a worker has the lane, the next sweep does it. Where a family
// breaks on telling why, they are given up all the same, in plain words: nothing is tried for ever.
func (e *Engine) expire(ctx context.Context, l expiredLane) error {
	for {
		own, p := owner{organizationID: l.OrganizationID}, pick{expired: true, limit: e.options.BatchSize}
		res, err := e.apply(ctx, l.Lane, own, p)
		if errors.Is(err, errUntold) && !passing(err) && ctx.Err() == nil {
			e.logger.WarnContext(ctx, "events that were parked too long are given up without their cause, which could not be told", "lane", l.Lane, "error", err)
			p.plain = true
			res, err = e.apply(ctx, l.Lane, own, p)
		}
		if err != nil || !res.more {
			return err
		}
	}
}

// Making and dropping a day takes a table for itself. Who waits for that holds up all who come after, so nobody waits for
// long: while a dump of the database reads the table, it is tried again later. The days are made well ahead.
const (
	waitForTable = `SELECT set_config('lock_timeout', '200ms', true)`
	tryDaysAgain = time.Minute
)

// makeDays makes the partitions of today and the two days that follow, and drops those that are old: once a day.
func (e *Engine) makeDays(ctx context.Context) error {
	now := e.now()
	today := now.UTC().Truncate(24 * time.Hour)
	e.days.Lock()
	defer e.days.Unlock()
	if e.day.Equal(today) || now.Before(e.daysAgain) {
		return nil
	}
	for ahead := range 3 {
		for _, table := range []string{"event_payloads", "sync_logs", "live_rows"} {
			err := e.makeDay(ctx, table, today.AddDate(0, 0, ahead).Format(time.DateOnly))
			if sqlState(err) == "55P03" {
				e.daysAgain = now.Add(tryDaysAgain)
				e.logger.WarnContext(ctx, "the partition of a day could not be made while others read the table; it is tried again", "table", table, "in", tryDaysAgain)
				return nil
			}
			if err != nil {
				return err
			}
		}
	}
	if !e.dropDays(ctx, today.AddDate(0, 0, -keepDays)) {
		e.daysAgain = now.Add(tryDaysAgain)
		return nil
	}
	e.day, e.daysAgain = today, time.Time{}
	return nil
}

// dropDays retires payloads, logs and live rows by the day. The keys of events stay: a doubling of any age is known. It
// answers no, where others read the tables, so that it is to be tried again soon; any other failure waits a day.
func (e *Engine) dropDays(ctx context.Context, before time.Time) (settled bool) {
	var dropped int
	err := e.db.InPlatform(ctx, pg.LaneWork, func(ctx context.Context, tx bun.Tx) error {
		if _, err := tx.ExecContext(ctx, waitForTable); err != nil {
			return err
		}
		return tx.QueryRowContext(ctx, `SELECT drop_days_before(?::date)`, before.Format(time.DateOnly)).Scan(&dropped)
	})
	if sqlState(err) == "55P03" {
		e.logger.WarnContext(ctx, "old days could not be dropped while others read the table; it is tried again", "before", before.Format(time.DateOnly), "in", tryDaysAgain)
		return false
	}
	if err != nil {
		e.logger.WarnContext(ctx, "old days could not be dropped; tomorrow they are tried again", "before", before.Format(time.DateOnly), "error", err)
		return true
	}
	if dropped > 0 {
		e.logger.InfoContext(ctx, "old days were dropped", "before", before.Format(time.DateOnly), "partitions", dropped)
	}
	return true
}

// makeDay makes one partition. The day may be here by another instance, or its rows in the default partition: neither
// stops the work.
func (e *Engine) makeDay(ctx context.Context, table, day string) error {
	err := e.db.InPlatform(ctx, pg.LaneWork, func(ctx context.Context, tx bun.Tx) error {
		if _, err := tx.ExecContext(ctx, waitForTable); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `SELECT make_day(?, ?::date)`, table, day)
		return err
	})
	if err != nil && passing(err) {
		return fmt.Errorf("make the partition of %s for %s: %w", table, day, err)
	}
	if err != nil {
		e.logger.WarnContext(ctx, "the partition of a day could not be made; its rows go to the default partition", "table", table, "day", day, "error", err)
	}
	return nil
}
