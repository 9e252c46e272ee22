package directory

import (
	"cmp"
	"context"
	"fmt"

	"memberpulse/server/member"
	"memberpulse/server/pg"
)

// moved tells whose memberships in groups that decide roles came or went, and what did it; and where a directory came or
// went, of those whose groups SSO tells.
func (w *world) moved(ctx context.Context, org string, names []string) ([]member.Move, error) {
	decides := make(map[string]bool, len(names))
	for _, n := range names {
		decides[n] = true
	}
	var out []member.Move
	for _, l := range w.links {
		if (l.dirty || w.force(l) != l.wasForce) && decides[l.groupOf.name] && l.userOf.memberID != "" {
			out = append(out, member.Move{MemberID: l.userOf.memberID, GroupID: l.group, EventID: w.cause(l)})
		}
	}
	renamed := map[int64]*being{}
	for _, g := range w.groups {
		if g.stored && g.dirty && g.name != g.wasName && (decides[g.name] || decides[g.wasName]) {
			renamed[g.pk] = g
		}
	}
	in, err := inGroups(ctx, org, renamed)
	if err != nil {
		return nil, err
	}
	out = append(out, in...)
	for _, p := range w.directories {
		if p.linked() != p.wasLinked {
			through, err := throughSSO(ctx, org, cmp.Or(p.died.event, p.lastEvent))
			return append(out, through...), err
		}
	}
	return out, nil
}

// cause is the event that brought a membership into force or out of it: its own newest word, or where that stands as it
// stood, the last event of the end that died or came back.
func (w *world) cause(l *link) string {
	gone := l.wasForce && !w.force(l)
	if l.dirty && (!gone || !l.added) {
		return l.event
	}
	for _, end := range []*being{l.userOf, l.groupOf} {
		switch {
		case w.live(end) != end.wasLive:
			return end.lastEvent(w)
		case gone && !l.at.After(end.cut): // died, and came back in the same batch
			return end.died.event
		}
	}
	return l.event
}

type inGroupRow struct {
	GroupPK  int64
	MemberID string
}

// inGroups tells of all who are in groups that were renamed.
func inGroups(ctx context.Context, org string, groups map[int64]*being) ([]member.Move, error) {
	if len(groups) == 0 {
		return nil, nil
	}
	rows, err := pg.Query[inGroupRow](ctx, `SELECT m.group_id, u.member_id FROM directory_group_memberships m
		JOIN directory_users u ON u.organization_id = m.organization_id AND u.id = m.user_id
		WHERE m.organization_id = $1 AND m.group_id = ANY($2) AND u.member_id IS NOT NULL`, org, keys(groups))
	if err != nil {
		return nil, fmt.Errorf("read who is in %d renamed groups: %w", len(groups), err)
	}
	out := make([]member.Move, len(rows))
	for i, r := range rows {
		g := groups[r.GroupPK]
		out[i] = member.Move{MemberID: r.MemberID, GroupID: g.id, EventID: g.version.Event}
	}
	return out, nil
}

// throughSSO tells of all whose groups SSO tells: these count where no directory is linked.
func throughSSO(ctx context.Context, org, event string) ([]member.Move, error) {
	ids, err := pg.Strings(ctx, `SELECT DISTINCT member_id FROM member_identities
		WHERE organization_id = $1 AND kind = 'sso_profile' AND attributes ? 'groups'`, org)
	if err != nil {
		return nil, fmt.Errorf("read whose groups SSO tells: %w", err)
	}
	out := make([]member.Move, len(ids))
	for i, id := range ids {
		out[i] = member.Move{MemberID: id, EventID: event}
	}
	return out, nil
}
