package event

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// logs are rows of sync_logs as PostgreSQL takes them: an array per column.
type logs struct {
	receivedOn, occurredAt, receivedAt                    []time.Time
	organizations, ids, names, outcomes, reasons, actions []string
	subjectIDs, subjectNames, relatedIDs, fields          []string
	directories, members                                  []*string
	tookMS                                                []int32
}

// fieldMark parts the changed fields on their way: PostgreSQL's unnest would flatten arrays of arrays.
const fieldMark = "\x1f"

func (t *turn) logs() *logs {
	l := &logs{}
	for _, s := range t.events {
		d := s.Decision
		l.receivedOn = append(l.receivedOn, s.receivedOn)
		l.organizations = append(l.organizations, s.OrganizationID)
		l.ids = append(l.ids, s.ID)
		l.names = append(l.names, s.Name)
		l.directories = append(l.directories, orNull(s.DirectoryID))
		l.outcomes = append(l.outcomes, string(d.Outcome))
		l.reasons = append(l.reasons, d.Reason)
		l.actions = append(l.actions, d.Action)
		l.subjectIDs = append(l.subjectIDs, d.SubjectID)
		l.subjectNames = append(l.subjectNames, d.SubjectName)
		l.relatedIDs = append(l.relatedIDs, d.RelatedID)
		l.members = append(l.members, orNull(d.MemberID))
		l.fields = append(l.fields, strings.Join(d.ChangedFields, fieldMark))
		l.occurredAt = append(l.occurredAt, s.OccurredAt)
		l.receivedAt = append(l.receivedAt, s.ReceivedAt)
		l.tookMS = append(l.tookMS, int32(tookMS(s.since(), t.now))) //nolint:gosec // G115: tookMS keeps below
	}
	return l
}

// One row per event: a new decision takes the old one's place, with a new sequence.
const upsertLogs = `
INSERT INTO sync_logs (received_on, organization_id, event_id, event, directory_id, outcome, reason, action, subject_id,
  subject_name, related_id, member_id, changed_fields, occurred_at, received_at, applied_at, took_ms)
SELECT l.received_on, l.organization_id, l.event_id, l.event, l.directory_id, l.outcome, l.reason, l.action, l.subject_id,
  l.subject_name, l.related_id, l.member_id, string_to_array(l.fields, E'\x1f'), l.occurred_at, l.received_at, $17, l.took_ms
FROM unnest($1::date[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
  $10::text[], $11::text[], $12::text[], $13::text[], $14::timestamptz[], $15::timestamptz[], $16::int[])
  AS l(received_on, organization_id, event_id, event, directory_id, outcome, reason, action, subject_id,
    subject_name, related_id, member_id, fields, occurred_at, received_at, took_ms)
ON CONFLICT (received_on, organization_id, event_id) DO UPDATE SET seq = EXCLUDED.seq, outcome = EXCLUDED.outcome,
  reason = EXCLUDED.reason, action = EXCLUDED.action, subject_id = EXCLUDED.subject_id, subject_name = EXCLUDED.subject_name,
  related_id = EXCLUDED.related_id, member_id = EXCLUDED.member_id, changed_fields = EXCLUDED.changed_fields,
  applied_at = EXCLUDED.applied_at, took_ms = EXCLUDED.took_ms`

func (l *logs) write(ctx context.Context, conn *pgx.Conn, now time.Time) error {
	_, err := conn.Exec(ctx, upsertLogs, l.receivedOn, l.organizations, l.ids, l.names, l.directories, l.outcomes, l.reasons,
		l.actions, l.subjectIDs, l.subjectNames, l.relatedIDs, l.members, l.fields, l.occurredAt, l.receivedAt, l.tookMS, now)
	if err != nil {
		return fmt.Errorf("write %d sync logs: %w", len(l.ids), err)
	}
	return nil
}
