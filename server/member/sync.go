package member

import (
	"context"
	"fmt"
	"maps"
	"slices"
)

// Move is that a member came into a directory group, left it, or is in one that changed.
type Move struct {
	MemberID string
	GroupID  string // directory_group_…; "": whether the groups that SSO tells count has changed
	EventID  string // what did it; "" where no event was it
}

// Sync brings members in line with what directories tell: people are those who changed, matched before (Match), moves
// what changed of groups. It returns what became of each.
func (w *Work) Sync(ctx context.Context, people []Person, moves []Move) (map[string]*Outcome, error) {
	ids := make([]string, 0, len(people)+len(moves))
	for i := range people {
		ids = append(ids, people[i].MemberID)
	}
	for _, m := range moves {
		ids = append(ids, m.MemberID)
	}
	members, err := w.take(ctx, ids)
	if err != nil {
		return nil, err
	}
	for _, m := range moves {
		if h := members[m.MemberID]; h != nil {
			h.move(m)
		}
	}
	for i := range people {
		p := &people[i]
		h := members[p.MemberID]
		if h == nil {
			return nil, fmt.Errorf("directory user %s belongs to %s, who is not there", p.ID, p.MemberID)
		}
		h.hold(p.identity(w.now))
		h.because = p.EventID
	}
	return w.finish(ctx, members)
}

func (h *held) move(m Move) {
	if h.moved == nil {
		h.moved = map[string]string{}
	}
	h.moved[m.GroupID] = max(h.moved[m.GroupID], m.EventID) // ids grow with time: the newest
}

// Gone tells that a whole directory is deleted: its people are dead in it, all at once. What was last told of each stays
// their version.
func (w *Work) Gone(ctx context.Context, people map[string]string, event string) (map[string]*Outcome, error) {
	members, err := w.take(ctx, slices.Collect(maps.Values(people)))
	if err != nil {
		return nil, err
	}
	for _, h := range members {
		for n := range h.identities {
			i := &h.identities[n]
			if i.kind == KindDirectoryUser && people[i.id] != "" && i.state != stateDeleted {
				i.state, i.State, i.EventID = stateDeleted, stateDeleted, event
				h.changed[n] = true
			}
		}
		h.because = event
	}
	return w.finish(ctx, members)
}

// take reads members, and makes those that Match minted.
func (w *Work) take(ctx context.Context, ids []string) (map[string]*held, error) {
	slices.Sort(ids)
	ids = slices.Compact(ids)
	stored := slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return w.minted[id] })
	members, err := w.load(ctx, stored)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		if w.minted[id] {
			members[id] = w.newcomer(id)
			delete(w.minted, id)
		}
	}
	return members, nil
}

// finish settles members, writes what changed, recomputes their roles, ends the sessions of who lost access, and
// records all of it.
func (w *Work) finish(ctx context.Context, members map[string]*held) (map[string]*Outcome, error) {
	out := make(map[string]*Outcome, len(members))
	var losers []string
	for id, h := range members {
		h.row = settle(h.row, h.identities)
		out[id] = &Outcome{MemberID: id, State: h.State, StateBefore: h.before.State}
		if h.State != StateActive && h.before.State == StateActive {
			losers = append(losers, id)
		}
	}
	if err := w.writeMembers(ctx, members); err != nil {
		return nil, err
	}
	if err := w.writeIdentities(ctx, members); err != nil {
		return nil, err
	}
	if err := w.assign(ctx, members, out); err != nil {
		return nil, err
	}
	if err := w.lockOut(ctx, members, losers, out); err != nil {
		return nil, err
	}
	return out, w.record(ctx, members, out)
}
