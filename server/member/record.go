package member

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"memberpulse/server/audit"
	"memberpulse/server/session"
	"memberpulse/shared"
)

// lockOut ends the sessions of members who were active and are no more.
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
	return nil
}

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
			OrganizationID: w.organization, Action: action, Actor: w.actor,
			Target: audit.Target{Kind: "member", ID: h.ID, Name: h.name()},
			Before: before, After: after, EventID: event, OccurredAt: w.now,
		}
	}
	event := h.because
	if event == "" && h.LastEventID != nil {
		event = *h.LastEventID
	}
	var out []audit.Entry
	switch {
	case h.isNew:
		out = append(out, entry("member.created", event, nil, stateChange{State: h.State, Email: h.Email}))
	case o.State != o.StateBefore:
		out = append(out, entry("member.state_changed", event, stateChange{State: o.StateBefore}, stateChange{State: o.State}))
	}
	if o.SessionsEnded > 0 {
		out = append(out, entry("member.sessions_ended", event, nil, map[string]int{"sessions": o.SessionsEnded}))
	}
	for _, r := range o.Gained {
		out = append(out, entry("member.role_added", orElse(r.EventID, event), nil, roleChange{r.Role, r.Source, r.GroupName}))
	}
	for _, r := range o.Lost {
		out = append(out, entry("member.role_removed", event, roleChange{r.Role, r.Source, r.GroupName}, nil))
	}
	return out
}

func orElse(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
