package directory

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"memberpulse/server/pg"
)

type pairRow struct {
	UserPK, GroupPK int64
	Added, InForce  bool
	VersionAt       time.Time
	VersionEvent    string
}

// loadPairs reads the registers of the memberships that a batch names.
func (w *world) loadPairs(ctx context.Context, org string, pairs []pair) error {
	users, groups := make([]int64, 0, len(pairs)), make([]int64, 0, len(pairs))
	for _, p := range pairs {
		if u, g := w.users[p.user], w.groups[p.group]; u != nil && g != nil {
			users, groups = append(users, u.pk), append(groups, g.pk)
		}
	}
	if len(users) == 0 {
		return nil
	}
	// LIMIT 1 keeps PostgreSQL at one look into the key for each pair, whatever it thinks of the table's size.
	rows, err := pg.Query[pairRow](ctx, `SELECT p.u, p.g, true, true, m.version_at, m.version_event
		FROM unnest($2::bigint[], $3::bigint[]) AS p (u, g)
		CROSS JOIN LATERAL (SELECT version_at, version_event FROM directory_group_memberships
			WHERE organization_id = $1 AND user_id = p.u AND group_id = p.g LIMIT 1) m
		UNION ALL
		SELECT p.u, p.g, r.added, false, r.version_at, r.version_event
		FROM unnest($2::bigint[], $3::bigint[]) AS p (u, g)
		CROSS JOIN LATERAL (SELECT added, version_at, version_event FROM directory_group_membership_registers
			WHERE organization_id = $1 AND user_id = p.u AND group_id = p.g LIMIT 1) r`, org, users, groups)
	if err != nil {
		return fmt.Errorf("read %d memberships: %w", len(users), err)
	}
	byPK := func(beings map[string]*being) map[int64]*being {
		out := make(map[int64]*being, len(beings))
		for _, b := range beings {
			out[b.pk] = b
		}
		return out
	}
	u, g := byPK(w.users), byPK(w.groups)
	for _, r := range rows {
		w.put(u[r.UserPK], g[r.GroupPK], r)
	}
	return nil
}

// put keeps a membership as it is stored.
func (w *world) put(u, g *being, r pairRow) {
	key := pair{u.id, g.id}
	if w.links[key] != nil {
		return
	}
	w.join(&link{
		pair: key, at: moment(r.VersionAt), event: r.VersionEvent, added: r.Added, stored: true, wasForce: r.InForce,
	}, u, g)
}

// endRow is a membership with enough of both its ends to tell whether it counts.
type endRow struct {
	pairRow
	UserID    string
	MemberID  *string
	UserLive  bool
	UserCut   *time.Time
	GroupID   string
	GroupName string
	GroupLive bool
	GroupCut  *time.Time
}

// loadEnds reads all memberships of those who may die or come back in the batch: they go, or return, with them.
func (w *world) loadEnds(ctx context.Context, org string, t touched) error {
	turning := func(beings map[string]*being) []int64 {
		out := []int64{}
		for id, b := range beings {
			if t.doomed[id] || t.reborn[id] && !b.died.never() {
				out = append(out, b.pk)
			}
		}
		return out
	}
	users, groups := turning(w.users), turning(w.groups)
	if len(users)+len(groups) == 0 {
		return nil
	}
	rows, err := pg.Query[endRow](ctx, `WITH l AS (
			SELECT user_id, group_id, true AS added, true AS in_force, version_at, version_event FROM directory_group_memberships
				WHERE organization_id = $1 AND user_id = ANY($2)
			UNION SELECT user_id, group_id, true, true, version_at, version_event FROM directory_group_memberships
				WHERE organization_id = $1 AND group_id = ANY($3)
			UNION SELECT user_id, group_id, added, false, version_at, version_event FROM directory_group_membership_registers
				WHERE organization_id = $1 AND user_id = ANY($2)
			UNION SELECT user_id, group_id, added, false, version_at, version_event FROM directory_group_membership_registers
				WHERE organization_id = $1 AND group_id = ANY($3))
		SELECT l.user_id, l.group_id, l.added, l.in_force, l.version_at, l.version_event,
			u.workos_user_id, u.member_id, u.state <> 'deleted', u.cut_at, g.workos_group_id, g.name, g.state <> 'deleted', g.cut_at
		FROM l JOIN directory_users u ON u.organization_id = $1 AND u.id = l.user_id
		JOIN directory_groups g ON g.organization_id = $1 AND g.id = l.group_id`, org, users, groups)
	if err != nil {
		return fmt.Errorf("read the memberships of %d people and %d groups: %w", len(users), len(groups), err)
	}
	far := map[string]*being{}
	for i := range rows {
		r := &rows[i]
		u := w.end(w.users, far, r.UserID, r.UserPK, r.UserLive, r.UserCut)
		u.memberID = deref(r.MemberID)
		g := w.end(w.groups, far, r.GroupID, r.GroupPK, r.GroupLive, r.GroupCut)
		g.name = cmp.Or(g.name, r.GroupName)
		w.put(u, g, r.pairRow)
	}
	return nil
}

// end is a person or a group that the batch names, or a far end: it stands for itself, and no event of the batch is
// about it.
func (w *world) end(near, far map[string]*being, id string, pk int64, live bool, cut *time.Time) *being {
	if b := near[id]; b != nil {
		return b
	}
	if b := far[id]; b != nil {
		return b
	}
	b := &being{id: id, pk: pk, stored: true, wasLive: live, directory: &place{state: stateActive}}
	if !live {
		b.died = mark{event: "stored"}
	}
	if cut != nil {
		b.cut = moment(*cut)
	}
	far[id] = b
	return b
}
