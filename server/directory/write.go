package directory

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"memberpulse/server/event"
	"memberpulse/server/pg"
)

// slugBreak parts role slugs on their way into an array of arrays, which PostgreSQL has not.
const slugBreak = "\x1f"

// rows gathers people or groups as one array per column.
type rows struct {
	ids, idps, events, states, custom, raw, slugs, names, members []string
	emails, firsts, lasts, bornEvents, diedEvents                 []*string
	places                                                        []int64
	ranks                                                         []int16
	versions, created, updated                                    []time.Time
	born, died, cuts, deleted                                     []*time.Time
	last                                                          []string
}

func (r *rows) add(w *world, b *being) {
	r.ids, r.idps, r.places = append(r.ids, b.id), append(r.idps, b.idpID), append(r.places, b.directory.pk)
	r.versions, r.ranks = append(r.versions, b.version.At), append(r.ranks, b.version.Rank)
	r.events = append(r.events, b.version.Event)
	r.born, r.bornEvents = append(r.born, pointer(b.born.at)), append(r.bornEvents, nullText(b.born.event))
	r.died, r.diedEvents = append(r.died, pointer(b.died.at)), append(r.diedEvents, nullText(b.died.event))
	r.cuts = append(r.cuts, pointer(b.cut))
	r.created = append(r.created, b.createdAt)
	r.raw = append(r.raw, cmp.Or(b.raw, "null")) // null keeps what is stored
	state, deleted, updated := b.state, (*time.Time)(nil), b.version.At
	if !w.live(b) {
		when := b.cut
		if !b.tombstone(w.rules) { // taken down with its directory
			when = b.directory.died.at
		}
		state, deleted = stateDeleted, &when
	}
	if b.version.Event == "" {
		updated = b.died.at
	}
	r.states, r.deleted, r.updated = append(r.states, state), append(r.deleted, deleted), append(r.updated, updated)
	r.last = append(r.last, b.lastEvent(w))
	r.names, r.custom, r.slugs = append(r.names, b.name), append(r.custom, b.custom), append(r.slugs, strings.Join(b.roleSlugs, slugBreak))
	r.emails, r.firsts, r.lasts = append(r.emails, b.email), append(r.firsts, b.firstName), append(r.lasts, b.lastName)
	r.members = append(r.members, b.memberID)
}

// lastEvent is the event that made somebody what they are now.
func (b *being) lastEvent(w *world) string {
	switch {
	case b.tombstone(w.rules) || b.version.Event == "":
		return b.died.event
	case b.directory.dead():
		return b.directory.died.event
	}
	return b.version.Event
}

type pkRow struct {
	PK int64
	ID string
}

func (w *world) writeUsers(ctx context.Context, org string) error {
	var r rows
	for _, u := range inOrder(w.users) {
		r.add(w, u)
	}
	if len(r.ids) == 0 {
		return nil
	}
	stored, err := pg.Query[pkRow](ctx, `INSERT INTO directory_users AS du (organization_id, directory_id, workos_user_id, member_id, idp_id,
			email, first_name, last_name, state, role_slugs, custom_attributes, raw_attributes, version_at, version_rank, version_event,
			born_at, born_event, died_at, died_event, cut_at, deleted_at, created_at, updated_at, last_event_id)
		SELECT $1, u.place, u.id, u.member, u.idp, u.email, u.first, u.last, u.state, string_to_array(u.slugs, E'\x1f'),
			u.custom::jsonb, u.raw::jsonb, u.version, u.rank, u.event, u.born, u.born_event, u.died, u.died_event, u.cut, u.deleted,
			u.created, u.updated, u.last_event
		FROM unnest($2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[],
			$12::text[], $13::timestamptz[], $14::smallint[], $15::text[], $16::timestamptz[], $17::text[], $18::timestamptz[], $19::text[],
			$20::timestamptz[], $21::timestamptz[], $22::timestamptz[], $23::timestamptz[], $24::text[])
			AS u (place, id, member, idp, email, first, last, state, slugs, custom, raw, version, rank, event, born, born_event,
				died, died_event, cut, deleted, created, updated, last_event)
		ON CONFLICT (workos_user_id) DO UPDATE SET member_id = EXCLUDED.member_id, idp_id = EXCLUDED.idp_id, email = EXCLUDED.email,
			first_name = EXCLUDED.first_name, last_name = EXCLUDED.last_name, state = EXCLUDED.state, role_slugs = EXCLUDED.role_slugs,
			custom_attributes = EXCLUDED.custom_attributes,
			raw_attributes = CASE EXCLUDED.raw_attributes WHEN 'null' THEN du.raw_attributes ELSE EXCLUDED.raw_attributes END,
			version_at = EXCLUDED.version_at, version_rank = EXCLUDED.version_rank, version_event = EXCLUDED.version_event,
			born_at = EXCLUDED.born_at, born_event = EXCLUDED.born_event, died_at = EXCLUDED.died_at, died_event = EXCLUDED.died_event,
			cut_at = EXCLUDED.cut_at, deleted_at = EXCLUDED.deleted_at, created_at = EXCLUDED.created_at, updated_at = EXCLUDED.updated_at,
			last_event_id = EXCLUDED.last_event_id
		WHERE du.directory_id = EXCLUDED.directory_id
		RETURNING id, workos_user_id`,
		org, r.places, r.ids, r.members, r.idps, r.emails, r.firsts, r.lasts, r.states, r.slugs, r.custom, r.raw, r.versions, r.ranks,
		r.events, r.born, r.bornEvents, r.died, r.diedEvents, r.cuts, r.deleted, r.created, r.updated, r.last)
	if err != nil {
		return fmt.Errorf("write %d directory users: %w", len(r.ids), err)
	}
	return number(w.users, stored, r.ids, "users")
}

func (w *world) writeGroups(ctx context.Context, org string) error {
	var r rows
	for _, g := range inOrder(w.groups) {
		r.add(w, g)
	}
	if len(r.ids) == 0 {
		return nil
	}
	stored, err := pg.Query[pkRow](ctx, `INSERT INTO directory_groups AS dg (organization_id, directory_id, workos_group_id, idp_id, name, state,
			raw_attributes, version_at, version_rank, version_event, born_at, born_event, died_at, died_event, cut_at, deleted_at,
			created_at, updated_at, last_event_id)
		SELECT $1, g.place, g.id, g.idp, g.name, g.state, g.raw::jsonb, g.version, g.rank, g.event, g.born, g.born_event,
			g.died, g.died_event, g.cut, g.deleted, g.created, g.updated, g.last_event
		FROM unnest($2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::timestamptz[], $9::smallint[], $10::text[],
			$11::timestamptz[], $12::text[], $13::timestamptz[], $14::text[], $15::timestamptz[], $16::timestamptz[], $17::timestamptz[],
			$18::timestamptz[], $19::text[])
			AS g (place, id, idp, name, state, raw, version, rank, event, born, born_event, died, died_event, cut, deleted, created, updated, last_event)
		ON CONFLICT (workos_group_id) DO UPDATE SET idp_id = EXCLUDED.idp_id, name = EXCLUDED.name, state = EXCLUDED.state,
			raw_attributes = CASE EXCLUDED.raw_attributes WHEN 'null' THEN dg.raw_attributes ELSE EXCLUDED.raw_attributes END,
			version_at = EXCLUDED.version_at, version_rank = EXCLUDED.version_rank, version_event = EXCLUDED.version_event,
			born_at = EXCLUDED.born_at, born_event = EXCLUDED.born_event, died_at = EXCLUDED.died_at, died_event = EXCLUDED.died_event,
			cut_at = EXCLUDED.cut_at, deleted_at = EXCLUDED.deleted_at, created_at = EXCLUDED.created_at, updated_at = EXCLUDED.updated_at,
			last_event_id = EXCLUDED.last_event_id
		WHERE dg.directory_id = EXCLUDED.directory_id
		RETURNING id, workos_group_id`,
		org, r.places, r.ids, r.idps, r.names, r.states, r.raw, r.versions, r.ranks, r.events, r.born, r.bornEvents, r.died,
		r.diedEvents, r.cuts, r.deleted, r.created, r.updated, r.last)
	if err != nil {
		return fmt.Errorf("write %d directory groups: %w", len(r.ids), err)
	}
	return number(w.groups, stored, r.ids, "groups")
}

// number takes over the keys that PostgreSQL gave. It gave none to those that stand in another directory, whosever it is:
// their rows are left alone.
func number(beings map[string]*being, stored []pkRow, asked []string, what string) error {
	for _, r := range stored {
		beings[r.ID].pk = r.PK
	}
	if len(stored) == len(asked) {
		return nil
	}
	left := slices.DeleteFunc(slices.Clone(asked), func(id string) bool {
		return slices.ContainsFunc(stored, func(r pkRow) bool { return r.ID == id })
	})
	return fmt.Errorf("write %d directory %s: %w", len(asked), what, &event.ElsewhereError{IDs: left})
}

// inOrder are those that changed, by id: a steady order of locks and rows.
func inOrder(beings map[string]*being) []*being {
	out := make([]*being, 0, len(beings))
	for _, b := range beings {
		if b.dirty {
			out = append(out, b)
		}
	}
	slices.SortFunc(out, func(a, b *being) int { return strings.Compare(a.id, b.id) })
	return out
}

func pointer(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

func nullText(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
