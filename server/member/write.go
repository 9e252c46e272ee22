package member

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"memberpulse/server/pg"
)

// columns gathers rows as one array per column, for unnest.
type columns struct {
	ids, emails, firsts, lasts, departments, titles, states, reasons []string
	created                                                          []time.Time
	events                                                           []*string
}

func (c *columns) add(m row) {
	c.ids = append(c.ids, m.ID)
	c.emails = append(c.emails, m.Email)
	c.firsts = append(c.firsts, m.FirstName)
	c.lasts = append(c.lasts, m.LastName)
	c.departments = append(c.departments, m.Department)
	c.titles = append(c.titles, m.JobTitle)
	c.states = append(c.states, m.State)
	c.reasons = append(c.reasons, m.StateReason)
	c.created = append(c.created, m.CreatedAt)
	c.events = append(c.events, m.LastEventID)
}

// writeMembers stores newcomers, and members who are other than they were, in one statement. An event that only tells
// again what is known is their last one all the same, whichever of them came first; but nothing of theirs changed by it.
func (w *Work) writeMembers(ctx context.Context, members map[string]*held) error {
	var c columns
	for _, id := range slices.Sorted(maps.Keys(members)) {
		if h := members[id]; h.isNew || h.differs(h.before) || h.lastEvent() != h.before.lastEvent() {
			c.add(h.row)
		}
	}
	if len(c.ids) == 0 {
		return nil
	}
	_, err := pg.Exec(ctx, `INSERT INTO members AS m (organization_id, id, email, first_name, last_name, department, job_title,
			state, state_reason, created_at, updated_at, last_event_id)
		SELECT $1, u.id, u.email, u.first, u.last, u.department, u.title, u.state, u.reason, u.created, $2, u.event
		FROM unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::timestamptz[], $12::text[])
			AS u (id, email, first, last, department, title, state, reason, created, event)
		ON CONFLICT (organization_id, id) DO UPDATE SET email = EXCLUDED.email, first_name = EXCLUDED.first_name,
			last_name = EXCLUDED.last_name, department = EXCLUDED.department, job_title = EXCLUDED.job_title,
			state = EXCLUDED.state, state_reason = EXCLUDED.state_reason, last_event_id = EXCLUDED.last_event_id,
			updated_at = CASE WHEN (m.email, m.first_name, m.last_name, m.department, m.job_title, m.state, m.state_reason)
				= (EXCLUDED.email, EXCLUDED.first_name, EXCLUDED.last_name, EXCLUDED.department, EXCLUDED.job_title, EXCLUDED.state, EXCLUDED.state_reason)
				THEN m.updated_at ELSE EXCLUDED.updated_at END`,
		w.organization, w.now, c.ids, c.emails, c.firsts, c.lasts, c.departments, c.titles, c.states, c.reasons, c.created, c.events)
	if err != nil {
		return fmt.Errorf("write %d members: %w", len(c.ids), err)
	}
	return nil
}

// writeIdentities stores the identities that changed, in one statement.
func (w *Work) writeIdentities(ctx context.Context, members map[string]*held) error {
	var kinds, ids, owners, idps, emails, connections, states, told []string
	var created, updated []time.Time
	for _, id := range slices.Sorted(maps.Keys(members)) {
		h := members[id]
		for _, n := range slices.Sorted(maps.Keys(h.changed)) {
			i := h.identities[n]
			attributes, err := json.Marshal(i.attributes)
			if err != nil {
				return fmt.Errorf("encode an identity: %w", err)
			}
			kinds, ids, owners = append(kinds, i.kind), append(ids, i.id), append(owners, id)
			idps, emails, connections = append(idps, i.idpID), append(emails, i.email), append(connections, i.connection)
			states, told = append(states, i.state), append(told, string(attributes))
			created, updated = append(created, i.createdAt), append(updated, i.updatedAt)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	_, err := pg.Exec(ctx, `INSERT INTO member_identities (organization_id, kind, external_id, member_id, idp_id, email, connection_id,
			state, attributes, created_at, updated_at)
		SELECT $1, u.kind, u.id, u.owner, u.idp, u.email, NULLIF(u.connection, ''), u.state, u.told::jsonb, u.created, u.updated
		FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::timestamptz[], $11::timestamptz[])
			AS u (kind, id, owner, idp, email, connection, state, told, created, updated)
		ON CONFLICT (organization_id, kind, external_id) DO UPDATE SET member_id = EXCLUDED.member_id, idp_id = EXCLUDED.idp_id, email = EXCLUDED.email,
			connection_id = EXCLUDED.connection_id, state = EXCLUDED.state, attributes = EXCLUDED.attributes, updated_at = EXCLUDED.updated_at`,
		w.organization, kinds, ids, owners, idps, emails, connections, states, told, created, updated)
	if err != nil {
		return fmt.Errorf("write %d identities: %w", len(ids), err)
	}
	return nil
}
