package event

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/tidwall/gjson"
	"github.com/uptrace/bun"

	"memberpulse/server/errs"
	"memberpulse/server/httpx"
	"memberpulse/server/pg"
	"memberpulse/server/workos"
	"memberpulse/shared"
)

// eventRow is an event with its newest decision.
type eventRow struct {
	Seq                                    int64
	ID, Event, OrganizationID, DirectoryID string
	Outcome, Source                        string
	Attempts                               int16
	NextAttemptAt                          *time.Time
	Duplicates                             int32
	OccurredAt, ReceivedAt                 time.Time
	AppliedAt                              *time.Time
	Reason, Action, SubjectID, SubjectName string
	RelatedID, MemberID                    string
	ChangedFields                          []string
	TookMS                                 int32
}

// listed are the columns of an eventRow after its number.
const listed = `, e.id, e.event, COALESCE(e.organization_id, ''), COALESCE(e.directory_id, ''), e.outcome, e.source, e.attempts,
	e.next_attempt_at, e.duplicates, e.occurred_at, e.received_at, e.applied_at, COALESCE(l.reason, ''), COALESCE(l.action, ''),
	COALESCE(l.subject_id, ''), COALESCE(l.subject_name, ''), COALESCE(l.related_id, ''), COALESCE(l.member_id, ''),
	COALESCE(l.changed_fields, '{}'), COALESCE(l.took_ms, 0) `

const fromEvents = `FROM events e LEFT JOIN sync_logs l
	ON l.received_on = e.received_on AND l.organization_id = COALESCE(e.organization_id, '') AND l.event_id = e.id `

const pendingReason = "Stored, and waiting for its turn"

func (r eventRow) event() shared.Event {
	e := shared.Event{
		ID: r.ID, Event: r.Event, OrganizationID: r.OrganizationID, DirectoryID: r.DirectoryID, Outcome: shared.Outcome(r.Outcome),
		Reason: r.Reason, Action: r.Action, ChangedFields: r.ChangedFields, Attempts: int(r.Attempts), NextAttemptAt: r.NextAttemptAt,
		Duplicates: int(r.Duplicates), Source: r.Source, SubjectID: r.SubjectID, SubjectName: r.SubjectName,
		CreatedAt: r.OccurredAt, ReceivedAt: r.ReceivedAt, AppliedAt: r.AppliedAt, TookMS: int(r.TookMS),
	}
	if e.Outcome == shared.OutcomePending {
		e.Reason, e.Action, e.AppliedAt, e.NextAttemptAt, e.ChangedFields = pendingReason, "", nil, nil, []string{}
	}
	return e
}

func (r eventRow) log() shared.SyncLog {
	l := shared.SyncLog{
		EventID: r.ID, Event: r.Event, DirectoryID: r.DirectoryID, Outcome: shared.Outcome(r.Outcome), Reason: r.Reason, Action: r.Action,
		SubjectID: r.SubjectID, SubjectName: r.SubjectName, RelatedID: r.RelatedID, MemberID: r.MemberID, ChangedFields: r.ChangedFields,
		CreatedAt: r.OccurredAt, ReceivedAt: r.ReceivedAt, TookMS: int(r.TookMS),
	}
	if r.AppliedAt != nil {
		l.AppliedAt = *r.AppliedAt
	}
	return l
}

// read opens a transaction that sees what the filter is about.
func (e *Engine) read(ctx context.Context, organizationID string, fn func(ctx context.Context, tx bun.Tx) error) error {
	if organizationID != "" {
		return e.db.InOrganization(ctx, organizationID, fn)
	}
	return e.db.InPlatform(ctx, pg.Events, fn)
}

// order is how a list runs: from which tables, along which sequence, and where an item stands in it.
type order struct{ from, seq, find string }

var (
	// As they came: the whole inbox, pending ones too.
	byReceipt = order{from: fromEvents, seq: "e.seq", find: `SELECT seq FROM events WHERE id = $1`}
	// As they were decided: an organization's log, the way its open screens saw it.
	byDecision = order{
		from: `FROM sync_logs l JOIN events e ON e.id = l.event_id `, seq: "l.seq",
		find: `SELECT l.seq FROM events e JOIN sync_logs l ON l.received_on = e.received_on AND l.organization_id = e.organization_id
			AND l.event_id = e.id WHERE e.id = $1`,
	}
)

// ListEvents gives a page of events, newest first. A payload that is long for a list stays out: the event alone has it.
func (e *Engine) ListEvents(ctx context.Context, f Filter, p httpx.Page) (shared.List[shared.Event], error) {
	rows, err := e.list(ctx, f, p, f.where(), byReceipt, f.halves()...)
	if err != nil {
		return shared.List[shared.Event]{}, fmt.Errorf("list events: %w", err)
	}
	events, ids := make([]shared.Event, len(rows)), make([]string, len(rows))
	for i, r := range rows {
		events[i], ids[i] = r.event(), r.ID
	}
	data, err := e.payloads(ctx, f.OrganizationID, ids)
	if err != nil {
		return shared.List[shared.Event]{}, fmt.Errorf("list events: %w", err)
	}
	for i := range events {
		events[i].Data = data[events[i].ID]
	}
	if err := e.nameOrganizations(ctx, f.OrganizationID, events); err != nil {
		return shared.List[shared.Event]{}, fmt.Errorf("list events: %w", err)
	}
	return httpx.Cut(p, events, func(e shared.Event) string { return e.ID }), nil
}

// nameOrganizations tells whose each event is, to who looks at all organizations.
func (e *Engine) nameOrganizations(ctx context.Context, organizationID string, events []shared.Event) error {
	if organizationID != "" || len(events) == 0 {
		return nil
	}
	ids := make([]string, len(events))
	for i, event := range events {
		ids[i] = event.OrganizationID
	}
	return e.read(ctx, organizationID, func(ctx context.Context, _ bun.Tx) error {
		rows, err := pg.Query[struct{ ID, Name string }](ctx, `SELECT id, name FROM organizations WHERE id = ANY($1)`, ids)
		if err != nil {
			return fmt.Errorf("name %d organizations: %w", len(ids), err)
		}
		names := make(map[string]string, len(rows))
		for _, r := range rows {
			names[r.ID] = r.Name
		}
		for i := range events {
			events[i].OrganizationName = names[events[i].OrganizationID]
		}
		return nil
	})
}

// longestListed is the size up to which a list carries a payload.
const longestListed = 16 << 10

// payloads reads what events carry, but for long ones.
func (e *Engine) payloads(ctx context.Context, organizationID string, ids []string) (map[string]json.RawMessage, error) {
	data := map[string]json.RawMessage{}
	err := e.read(ctx, organizationID, func(ctx context.Context, _ bun.Tx) error {
		bodies, err := pg.Query[struct {
			ID   string
			Body []byte
		}](ctx, `SELECT e.id, p.body FROM events e JOIN event_payloads p ON p.received_on = e.received_on AND p.seq = e.seq
			WHERE e.id = ANY($1) AND octet_length(p.body) <= $2`, ids, longestListed)
		for _, b := range bodies {
			data[b.ID] = payloadOf(b.Body)
		}
		return err
	})
	return data, err
}

// payloadOf is the data of an event; null where the bytes cannot be read.
func payloadOf(body []byte) json.RawMessage {
	if workos.TooDeep(body) || !gjson.ValidBytes(body) {
		return nil
	}
	return []byte(JSON(gjson.ParseBytes(body).Get("data"), "null"))
}

// ListSyncLogs gives a page of decided events in words: the newest decision first; over all organizations, in the
// order in which the events came.
func (e *Engine) ListSyncLogs(ctx context.Context, f Filter, p httpx.Page) (shared.List[shared.SyncLog], error) {
	w, along := f.where(), byReceipt
	if f.OrganizationID != "" {
		along = byDecision
		w.and("l.organization_id = ?", f.OrganizationID)
	}
	rows, err := e.list(ctx, f, p, w, along, decided)
	if err != nil {
		return shared.List[shared.SyncLog]{}, fmt.Errorf("list sync logs: %w", err)
	}
	logs := make([]shared.SyncLog, len(rows))
	for i, r := range rows {
		logs[i] = r.log()
	}
	return httpx.Cut(p, logs, func(l shared.SyncLog) string { return l.EventID }), nil
}

func (e *Engine) list(ctx context.Context, f Filter, p httpx.Page, w *where, along order, halves ...string) (rows []eventRow, err error) {
	err = e.read(ctx, f.OrganizationID, func(ctx context.Context, _ bun.Tx) error {
		direction, beyond := "DESC", along.seq+" < ?"
		if p.Climbs() {
			direction, beyond = "ASC", along.seq+" > ?"
		}
		w := &where{parts: slices.Clone(w.parts), args: slices.Clone(w.args)}
		if cursor := p.Cursor(); cursor != "" {
			at, err := pg.Query[struct{ Seq int64 }](ctx, along.find, cursor)
			if err != nil {
				return fmt.Errorf("find the cursor: %w", err)
			}
			if len(at) == 0 {
				return httpx.BadCursor()
			}
			w.and(beyond, at[0].Seq)
		}
		page := fmt.Sprintf("ORDER BY 1 %s LIMIT %d", direction, p.Fetch())
		rows, err = pg.Query[eventRow](ctx, w.union("SELECT "+along.seq+listed+along.from, page, halves)+page, w.args...)
		return err
	})
	return rows, err
}

// OutcomeCounts counts the decided events that a filter finds, per outcome; the filter's own outcome does not narrow.
func (e *Engine) OutcomeCounts(ctx context.Context, f Filter) ([]shared.OutcomeCount, error) {
	f.Outcome = ""
	w := f.where()
	from := "FROM events e "
	if f.SubjectID+f.MemberID+f.Query != "" {
		from = fromEvents
	}
	type row struct {
		Outcome string
		Count   int
	}
	var rows []row
	err := e.read(ctx, f.OrganizationID, func(ctx context.Context, _ bun.Tx) (err error) {
		rows, err = pg.Query[row](ctx, w.union("SELECT e.outcome, count(*)::int "+from, "GROUP BY 1", f.halves()), w.args...)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("count events by outcome: %w", err)
	}
	counts := map[shared.Outcome]int{}
	for _, r := range rows {
		counts[shared.Outcome(r.Outcome)] = r.Count
	}
	out := make([]shared.OutcomeCount, 0, len(shared.Outcomes))
	for _, o := range shared.Outcomes {
		out = append(out, shared.OutcomeCount{Outcome: o, Count: counts[o]})
	}
	return out, nil
}

// GetEvent gives one event with the data of its payload; of another organization's it knows nothing.
func (e *Engine) GetEvent(ctx context.Context, organizationID, id string) (out shared.Event, err error) {
	err = e.read(ctx, organizationID, func(ctx context.Context, _ bun.Tx) error {
		w := Filter{OrganizationID: organizationID}.where()
		w.and("e.id = ?", id)
		rows, err := pg.Query[eventRow](ctx, "SELECT e.seq"+listed+fromEvents+w.String(), w.args...)
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			return errs.NotFound()
		}
		out = rows[0].event()
		bodies, err := pg.Query[struct{ Body []byte }](ctx, `SELECT p.body FROM events e
			JOIN event_payloads p ON p.received_on = e.received_on AND p.seq = e.seq WHERE e.id = $1`, id)
		if err == nil && len(bodies) == 1 {
			out.Data = payloadOf(bodies[0].Body)
		}
		return err
	})
	if err != nil {
		return out, fmt.Errorf("read event: %w", err)
	}
	one := []shared.Event{out}
	if err := e.nameOrganizations(ctx, organizationID, one); err != nil {
		return out, fmt.Errorf("read event: %w", err)
	}
	return one[0], nil
}
