package event

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/uptrace/bun"

	"memberpulse/server/audit"
	"memberpulse/server/live"
	"memberpulse/server/pg"
	"memberpulse/shared"
)

// Topic is a state of open screens.
type Topic = shared.Topic

// record writes what became of every event of the turn: its outcome, its sync log, its row on open screens; and wakes
// what waited for what landed. It reports how many woke.
func (t *turn) record(ctx context.Context) (woken int, err error) {
	for _, s := range t.events {
		s.Decision = tidy(s.Decision)
	}
	err = pg.Native(ctx, func(conn *pgx.Conn) error {
		out := t.outcomes()
		if err := out.moved.forget(ctx, conn); err != nil {
			return err
		}
		if err := out.write(ctx, conn, t.now); err != nil {
			return err
		}
		return t.logs().write(ctx, conn, t.now)
	})
	if err != nil {
		return 0, err
	}
	if woken, err = wake(ctx, t.tx, t.landed, t.now); err != nil {
		return 0, err
	}
	if err := t.raiseAlarms(ctx); err != nil {
		return 0, err
	}
	if err := t.raiseElsewhere(ctx); err != nil {
		return 0, err
	}
	return woken, t.tell(ctx)
}

// tidy makes a decision storable, and drops what does not belong to its outcome.
func tidy(d Decision) Decision {
	for _, field := range []*string{&d.Reason, &d.Action, &d.SubjectID, &d.SubjectName, &d.RelatedID, &d.WaitsFor, &d.MemberID} {
		*field = clean(*field, 1000)
	}
	if !strings.Contains(d.Reason, ". ") { // a log of sentences: one that stands alone needs no full stop
		d.Reason = strings.TrimSuffix(d.Reason, ".")
	}
	if d.Outcome != shared.OutcomeApplied {
		d.ChangedFields = nil
	}
	if !mayWait(d.Outcome) {
		d.WaitsFor = ""
	}
	d.ChangedFields = slices.Clone(d.ChangedFields)
	for i, f := range d.ChangedFields {
		d.ChangedFields[i] = clean(f, longestName)
	}
	return d
}

// mayWait holds for outcomes after which an event wakes when what it waits for comes: dead and ignored ones waited in vain
// so far.
func mayWait(o shared.Outcome) bool {
	return o == shared.OutcomeParked || o == shared.OutcomeFailed || o == shared.OutcomeDead || o == shared.OutcomeIgnored
}

type outcomes struct {
	ids, outcomes           []string
	organizations, waitsFor []*string
	parkedAt, nextAttempt   []*time.Time
	moved                   moved
}

// moved are events that change their organization, with the one under which their log stands.
type moved struct {
	ids, organizations []string
	days               []time.Time
}

// outcomes sorts the events by id: every transaction locks them in that order.
func (t *turn) outcomes() *outcomes {
	sorted := slices.Clone(t.events)
	slices.SortFunc(sorted, func(a, b *stored) int { return strings.Compare(a.ID, b.ID) })
	o := &outcomes{}
	for _, s := range sorted {
		o.ids = append(o.ids, s.ID)
		o.outcomes = append(o.outcomes, string(s.Decision.Outcome))
		o.organizations = append(o.organizations, orNull(s.OrganizationID))
		o.waitsFor = append(o.waitsFor, orNull(s.Decision.WaitsFor))
		o.parkedAt = append(o.parkedAt, t.parkedAt(s))
		o.nextAttempt = append(o.nextAttempt, t.nextAttempt(s))
		if s.decided && s.rowOf != s.OrganizationID {
			o.moved.ids = append(o.moved.ids, s.ID)
			o.moved.organizations = append(o.moved.organizations, s.rowOf)
			o.moved.days = append(o.moved.days, s.receivedOn)
		}
	}
	return o
}

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// parkedAt keeps since when an event waits for something: waking it in vain does not start the half hour anew.
func (t *turn) parkedAt(s *stored) *time.Time {
	waits := s.Decision.WaitsFor != "" && (s.Decision.Outcome == shared.OutcomeParked || s.Decision.Outcome == shared.OutcomeFailed)
	switch {
	case !waits:
		return nil
	case s.parkedAt != nil:
		return s.parkedAt
	}
	return &t.now
}

func (t *turn) nextAttempt(s *stored) *time.Time {
	if s.Decision.Outcome != shared.OutcomeFailed {
		return nil
	}
	at := t.now.Add(pauseAfter(s.Attempts + 1))
	return &at
}

// forget takes away the logs that events left under another organization, mostly under none, when nobody knew whose they
// are; they get new ones.
func (m *moved) forget(ctx context.Context, conn *pgx.Conn) error {
	if len(m.ids) == 0 {
		return nil
	}
	_, err := conn.Exec(ctx, `DELETE FROM sync_logs WHERE (received_on, organization_id, event_id) IN (SELECT * FROM unnest($1::date[], $2::text[], $3::text[]))`,
		m.days, m.organizations, m.ids)
	if err != nil {
		return fmt.Errorf("take away logs of another organization: %w", err)
	}
	return nil
}

func (o *outcomes) write(ctx context.Context, conn *pgx.Conn, now time.Time) error {
	if _, err := conn.Exec(ctx, `SELECT 1 FROM events WHERE id = ANY($1) ORDER BY id FOR UPDATE`, o.ids); err != nil {
		return fmt.Errorf("lock %d events: %w", len(o.ids), err)
	}
	_, err := conn.Exec(ctx, `UPDATE events e SET outcome = o.outcome, organization_id = o.organization_id, waits_for = o.waits_for,
		parked_at = o.parked_at, next_attempt_at = o.next_attempt_at, attempts = least(e.attempts, 32000) + 1, applied_at = $7
		FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::timestamptz[])
		  AS o(id, outcome, organization_id, waits_for, parked_at, next_attempt_at)
		WHERE e.id = o.id`, o.ids, o.outcomes, o.organizations, o.waitsFor, o.parkedAt, o.nextAttempt, now)
	if err != nil {
		return fmt.Errorf("write %d outcomes: %w", len(o.ids), err)
	}
	return nil
}

// wake makes what was parked for ids pending again; what was given up for want of them too, since they came after all.
// Where a parent lands while its absence is being written, both wait for its lock, and whoever is second sees.
func wake(ctx context.Context, tx bun.Tx, ids []string, now time.Time) (int, error) {
	if len(ids) == 0 {
		return 0, nil
	}
	if err := lockParents(ctx, tx, ids); err != nil {
		return 0, err
	}
	answer, err := tx.Tx.ExecContext(ctx, `UPDATE events SET outcome = 'pending', next_attempt_at = $2
		WHERE waits_for = ANY($1) AND waits_for IS NOT NULL AND outcome IN ('parked', 'failed', 'dead', 'ignored')`, ids, now)
	if err != nil {
		return 0, fmt.Errorf("wake what waits for %d ids: %w", len(ids), err)
	}
	woken, err := answer.RowsAffected()
	return int(woken), err
}

// lockParents takes the locks of those ids that lanes hang on, in one order: organizations, directories, connections.
func lockParents(ctx context.Context, tx bun.Tx, ids []string) error {
	parents := slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return !isParent(id) })
	slices.Sort(parents)
	for _, id := range slices.Compact(parents) {
		if _, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock(hashtextextended(?, 7))`, id); err != nil {
			return fmt.Errorf("lock the parent %s: %w", id, err)
		}
	}
	return nil
}

func isParent(id string) bool {
	return strings.HasPrefix(id, "org_") || strings.HasPrefix(id, connectionPrefix) ||
		strings.HasPrefix(id, "directory_") && !strings.HasPrefix(id, "directory_user_") && !strings.HasPrefix(id, "directory_group_")
}

// raiseAlarms tells the operator of directories that a payload gave to another organization.
func (t *turn) raiseAlarms(ctx context.Context) error {
	for _, s := range t.alarms {
		t.engine.figures.Mismatched()
		t.engine.logger.WarnContext(ctx, "an event names another organization than its directory's",
			"event_id", s.ID, "lane", t.lane, "organization", t.own.organizationID, "claimed", s.claims)
		err := audit.Record(ctx, t.tx, audit.Entry{
			Action: "event.organization_mismatch", Actor: audit.WorkOS(),
			Target: audit.Target{Kind: "event", ID: s.ID, Name: s.Name},
			Before: map[string]string{"lane": t.lane, "organization_id": t.own.organizationID},
			After:  map[string]string{"organization_id": s.claims}, EventID: s.ID, OccurredAt: t.now,
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// tell sends what became of the events to open screens. It comes last: it holds the organization's live lock.
func (t *turn) tell(ctx context.Context) error {
	if err := t.tellProblems(ctx); err != nil {
		return err
	}
	for organization, rows := range t.rows() {
		if organization == "" { // nobody watches the environment's rows: the platform reads lists, and sees their counts
			if err := live.Changed(ctx, t.tx, "", shared.TopicOverview, shared.TopicHealth); err != nil {
				return err
			}
			continue
		}
		topics := append([]Topic{shared.TopicCounts, shared.TopicHealth}, t.topics...)
		slices.Sort(topics)
		if err := live.Rows(ctx, t.tx, organization, shared.TopicLog, rows, slices.Compact(topics)...); err != nil {
			return err
		}
	}
	return nil
}

// rows are the turn's events as the activity page shows them, in the order in which they were decided.
func (t *turn) rows() map[string][]shared.SyncLog {
	out := map[string][]shared.SyncLog{}
	for _, s := range t.events {
		d := s.Decision
		fields := d.ChangedFields
		if fields == nil {
			fields = []string{}
		}
		out[s.OrganizationID] = append(out[s.OrganizationID], shared.SyncLog{
			EventID: s.ID, Event: s.Name, DirectoryID: s.DirectoryID, Outcome: d.Outcome, Reason: d.Reason, Action: d.Action,
			SubjectID: d.SubjectID, SubjectName: d.SubjectName, RelatedID: d.RelatedID, MemberID: d.MemberID, ChangedFields: fields,
			CreatedAt: s.OccurredAt, ReceivedAt: s.ReceivedAt, AppliedAt: t.now, TookMS: tookMS(s.since(), t.now),
		})
	}
	return out
}

func tookMS(from, to time.Time) int {
	return int(min(max(to.Sub(from).Milliseconds(), 0), 1<<31-1))
}

func outcomesOf(events []*stored) map[shared.Outcome]int {
	out := map[shared.Outcome]int{}
	for _, s := range events {
		out[s.Decision.Outcome]++
	}
	return out
}
