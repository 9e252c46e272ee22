package event

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"memberpulse/server/audit"
	"memberpulse/shared"
)

// Holders tells in which lanes ids stand, whichever organization's they are: it is asked under the platform's scope.
type Holders func(ctx context.Context, tx bun.Tx, ids []string) (map[string]string, error)

// ElsewhereError is an applier's error: as it wrote, ids that its batch names turned out to stand in another lane. The batch
// is undone and applied once more with what stands elsewhere in Batch.Elsewhere; so only such a batch costs a look.
type ElsewhereError struct{ IDs []string }

func (e *ElsewhereError) Error() string {
	return "these ids stand elsewhere, or so it seems: " + strings.Join(e.IDs, ", ")
}

// suspect remembers the ids of an ElsewhereError for the next try. It reports false where they were looked for before:
// then another try would end like this one.
func (o *owner) suspect(err error) bool {
	var found *ElsewhereError
	if !errors.As(err, &found) {
		return false
	}
	fresh := slices.DeleteFunc(slices.Clone(found.IDs), func(id string) bool { return slices.Contains(o.suspects, id) })
	o.suspects = slices.Concat(o.suspects, fresh)
	return len(fresh) > 0
}

// lookElsewhere finds which of the suspects stand in another lane; of what was parked too long, what it waits for is one.
func (t *turn) lookElsewhere(ctx context.Context) error {
	ids := t.own.suspects
	if t.pick.expired {
		for _, s := range t.events {
			ids = append(slices.Clip(ids), s.waitsFor)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	t.elsewhere = map[string]string{}
	for _, family := range t.engine.families {
		if family.Holders == nil {
			continue
		}
		lanes, err := family.Holders(ctx, t.tx, ids)
		if err != nil {
			return fmt.Errorf("look where %d ids stand: %w", len(ids), err)
		}
		for id, lane := range lanes {
			if lane != t.lane {
				t.elsewhere[id] = lane
			}
		}
	}
	return nil
}

// settleParked undoes a batch that would park an event for what stands in another lane, and never comes to this one.
func (t *turn) settleParked(ctx context.Context) error {
	waiting := map[*Family][]string{}
	for _, s := range t.events {
		family, d := t.engine.byName[s.Name], s.Decision
		if d.Outcome == shared.OutcomeParked && family != nil && family.Holders != nil {
			waiting[family] = append(waiting[family], d.WaitsFor)
		}
	}
	found := &ElsewhereError{}
	for family, ids := range waiting {
		lanes, err := family.Holders(ctx, t.tx, ids)
		if err != nil {
			return fmt.Errorf("look where %d ids stand that events wait for: %w", len(ids), err)
		}
		for id, lane := range lanes {
			if lane != t.lane && !slices.Contains(t.own.suspects, id) {
				found.IDs = append(found.IDs, id)
			}
		}
	}
	if len(found.IDs) > 0 {
		return found
	}
	return nil
}

// raiseElsewhere tells the operator of events that name what stands in another lane: ids are unique, so it is an attack, or
// a fault of WorkOS's.
func (t *turn) raiseElsewhere(ctx context.Context) error {
	for _, s := range t.events {
		for _, id := range s.Decision.Elsewhere {
			t.engine.figures.Mismatched()
			t.engine.logger.WarnContext(ctx, "an event names what stands elsewhere", "event_id", s.ID, "lane", t.lane, "id", id, "stands_in", t.elsewhere[id])
			err := audit.Record(ctx, t.tx, audit.Entry{
				Action: "event.id_elsewhere", Actor: audit.WorkOS(),
				Target: audit.Target{Kind: "event", ID: s.ID, Name: s.Name},
				Before: map[string]string{"id": id, "lane": t.elsewhere[id]},
				After:  map[string]string{"id": id, "lane": t.lane}, EventID: s.ID, OccurredAt: t.now,
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}
