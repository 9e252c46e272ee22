package event

import (
	"context"
	"fmt"
	"slices"

	"memberpulse/server/live"
	"memberpulse/server/pg"
	"memberpulse/shared"
)

// tellProblems sends what stands or ends as trouble to the open screens of its organization, as the list of events has it
// but for what it carries; and what was trouble and is so no more, once again with its new outcome. Only what was trouble
// is ever decided twice. A batch in which all goes well costs nothing here.
func (t *turn) tellProblems(ctx context.Context) error {
	var ids []string
	for _, s := range t.events {
		if s.OrganizationID != "" && (s.decided || shared.Troubled(s.Decision.Outcome)) {
			ids = append(ids, s.ID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	rows, err := pg.Query[eventRow](ctx, "SELECT e.seq"+listed+fromEvents+"WHERE e.id = ANY($1)", ids)
	if err != nil {
		return fmt.Errorf("read %d events in trouble: %w", len(ids), err)
	}
	slices.SortFunc(rows, func(a, b eventRow) int { return slices.Index(ids, a.ID) - slices.Index(ids, b.ID) })
	problems := map[string][]shared.Event{}
	for _, r := range rows {
		problems[r.OrganizationID] = append(problems[r.OrganizationID], r.event())
	}
	for organization, events := range problems {
		if err := live.Rows(ctx, t.tx, organization, shared.TopicProblems, events); err != nil {
			return err
		}
	}
	return nil
}
