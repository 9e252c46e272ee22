package member

import (
	"context"
	"fmt"
	"time"

	"memberpulse/server/pg"
)

// held is a member in hand: as stored, with identities, before and after a change.
type held struct {
	row
	before     row
	isNew      bool
	because    string            // the event that told of them
	moved      map[string]string // by directory group: the event that changed what they are in; "" stands for the groups that SSO tells
	identities []identity
	changed    map[int]bool // identities to write, by index
	shut       string       // why their AuthKit user lets them in no more; "" where it does
}

type identityRow struct {
	Kind, ExternalID, MemberID, IdpID, Email string
	ConnectionID                             *string
	State                                    string
	Attributes                               []byte
	CreatedAt, UpdatedAt                     time.Time
}

// load reads members with their identities.
func (w *Work) load(ctx context.Context, ids []string) (map[string]*held, error) {
	out := make(map[string]*held, len(ids))
	if len(ids) == 0 {
		return out, nil
	}
	rows, err := pg.Query[row](ctx, `SELECT id, email, first_name, last_name, department, job_title, state, state_reason, created_at, last_event_id
		FROM members WHERE organization_id = $1 AND id = ANY($2)`, w.organization, ids)
	if err != nil {
		return nil, fmt.Errorf("read %d members: %w", len(ids), err)
	}
	for _, r := range rows {
		out[r.ID] = &held{row: r, before: r, changed: map[int]bool{}}
	}
	identities, err := pg.Query[identityRow](ctx, `SELECT kind, external_id, member_id, idp_id, email, connection_id, state, attributes, created_at, updated_at
		FROM member_identities WHERE organization_id = $1 AND member_id = ANY($2)`, w.organization, ids)
	if err != nil {
		return nil, fmt.Errorf("read the identities of %d members: %w", len(ids), err)
	}
	for _, r := range identities {
		h := out[r.MemberID]
		if h == nil {
			continue // the schema's reference forbids it
		}
		i, err := r.identity()
		if err != nil {
			return nil, err
		}
		h.identities = append(h.identities, i)
	}
	return out, nil
}

func (r identityRow) identity() (identity, error) {
	a, err := decodeAttributes(r.Attributes)
	i := identity{
		kind: r.Kind, id: r.ExternalID, memberID: r.MemberID, idpID: r.IdpID, email: r.Email, state: r.State,
		attributes: a, createdAt: r.CreatedAt, updatedAt: r.UpdatedAt,
	}
	if r.ConnectionID != nil {
		i.connection = *r.ConnectionID
	}
	return i, err
}

// hold takes an identity as it is told now.
func (h *held) hold(i identity) {
	for n := range h.identities {
		if h.identities[n].kind == i.kind && h.identities[n].id == i.id {
			i.createdAt = h.identities[n].createdAt
			h.identities[n] = i
			h.changed[n] = true
			return
		}
	}
	h.identities = append(h.identities, i)
	h.changed[len(h.identities)-1] = true
}

func (w *Work) newcomer(id string) *held {
	return &held{row: row{ID: id, CreatedAt: w.now}, isNew: true, changed: map[int]bool{}}
}
