package member

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"memberpulse/server/audit"
	"memberpulse/server/session"
	"memberpulse/shared"
)

// lockOut ends the sessions of members who were active and are no more, and those that AuthKit began of who comes in
// without it.
func (w *Work) lockOut(ctx context.Context, members map[string]*held, losers []string, out map[string]*Outcome) error {
	byReason := map[string][]string{}
	for _, id := range losers {
		byReason[members[id].StateReason] = append(byReason[members[id].StateReason], id)
	}
	for _, reason := range slices.Sorted(maps.Keys(byReason)) {
		ended, err := session.EndMembers(ctx, w.tx, w.organization, byReason[reason], reason, w.now)
		if err != nil {
			return err
		}
		for id, n := range ended {
			out[id].SessionsEnded = n
		}
	}
	for _, id := range slices.Sorted(maps.Keys(members)) {
		h := members[id]
		if h.shut == "" || slices.Contains(losers, id) {
			continue
		}
		ended, err := session.EndMethod(ctx, w.tx, w.organization, id, methodAuthKit, h.shut, w.now)
		if err != nil {
			return err
		}
		out[id].SessionsEnded = ended[id]
	}
	return nil
}

// methodAuthKit is how sessions call their beginning by an AuthKit user.
const methodAuthKit = "authkit"

type stateChange struct {
	State string        `json:"state"`
	Email string        `json:"email,omitempty"`
	Roles []shared.Role `json:"roles,omitempty"`
}

type roleChange struct {
	Role   shared.Role       `json:"role"`
	Source shared.RoleSource `json:"source"`
	Group  string            `json:"group_name,omitempty"`
}

// record writes the audit rows: who came, whose access changed, who gained and lost which role.
func (w *Work) record(ctx context.Context, members map[string]*held, out map[string]*Outcome) error {
	var entries []audit.Entry
	for _, id := range slices.Sorted(maps.Keys(out)) {
		entries = append(entries, w.entries(members[id], out[id])...)
	}
	if len(entries) == 0 {
		return nil
	}
	if err := audit.RecordAll(ctx, w.tx, entries); err != nil {
		return fmt.Errorf("record the changes of %d members: %w", len(out), err)
	}
	return nil
}

func (w *Work) entries(h *held, o *Outcome) []audit.Entry {
	entry := func(action, event string, before, after any) audit.Entry {
		return audit.Entry{
			OrganizationID: w.organization, Action: action, Actor: audit.WorkOS(),
			Target: audit.Target{Kind: "member", ID: h.ID, Name: h.name()},
			Before: before, After: after, EventID: event, OccurredAt: w.now,
		}
	}
	var out []audit.Entry
	switch {
	case h.isNew:
		out = append(out, entry("member.created", h.because, nil, stateChange{State: h.State, Email: h.Email}))
	case o.State != o.StateBefore:
		out = append(out, entry("member.state_changed", h.because, stateChange{State: o.StateBefore}, stateChange{State: o.State}))
	}
	if o.SessionsEnded > 0 {
		out = append(out, entry("member.sessions_ended", h.because, nil, map[string]int{"sessions": o.SessionsEnded}))
	}
	for _, r := range o.Gained {
		out = append(out, entry("member.role_added", h.gainedBy(r), nil, roleChange{r.Role, r.Source, r.GroupName}))
	}
	for _, r := range o.Lost {
		out = append(out, entry("member.role_removed", h.lostBy(r), roleChange{r.Role, r.Source, r.GroupName}, nil))
	}
	return out
}

type owner struct {
	MemberID string `json:"member_id"`
	Profile  string `json:"profile"`
}

// recordMove tells that a profile went from a removed member to who they are now.
func (w *Work) recordMove(ctx context.Context, h *held, p Profile) error {
	if w.removed == "" {
		return nil
	}
	err := audit.Record(ctx, w.tx, audit.Entry{
		OrganizationID: w.organization, Action: "member.profile_moved", Actor: audit.WorkOS(),
		Target: audit.Target{Kind: "member", ID: h.ID, Name: h.name()},
		Before: owner{w.removed, p.ID}, After: owner{h.ID, p.ID}, OccurredAt: w.now,
	})
	if err != nil {
		return fmt.Errorf("record that profile %s is %s's now: %w", p.ID, h.ID, err)
	}
	return nil
}

// gainedBy is the event that gave a role: what let its member back in, else what changed the group, else what is known
// as the role's own reason.
func (h *held) gainedBy(r shared.RoleReason) string {
	if !h.isNew && h.before.State != StateActive {
		return h.because
	}
	return cmp.Or(h.moved[r.DirectoryGroupID], r.EventID, h.because)
}

// lostBy is the event that took a role: what took its member out, else what changed the group.
func (h *held) lostBy(r shared.RoleReason) string {
	if h.State != StateActive {
		return h.because
	}
	return cmp.Or(h.moved[r.DirectoryGroupID], h.because)
}
