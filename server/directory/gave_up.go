package directory

import (
	"context"

	"github.com/uptrace/bun"

	"memberpulse/server/event"
	"memberpulse/shared"
)

// gaveUp decides on memberships that waited half an hour, where more is known than that their ends did not come. It only
// reads.
func gaveUp(ctx context.Context, _ bun.Tx, b *event.Batch) error {
	facts := readAll(b.Events)
	w, err := loadWorld(ctx, b, facts)
	if err != nil {
		return err
	}
	for i := range facts {
		w.giveUp(&facts[i])
	}
	return nil
}

// giveUp leaves an event undecided whose end never came. One whose end was deleted, and not created again since, loses
// nobody anything: there is nobody to be in a group, or no group to be in. It is no trouble, and should the end be created
// again after all, it wakes by what it waits for.
func (w *world) giveUp(f *fact) {
	if ids := w.strays(f); len(ids) > 0 {
		w.decide(f, w.stray(f, ids))
		return
	}
	if p := w.directories[f.directory]; p != nil && p.dead() && f.group != "" {
		w.foldGone(f, p)
		return
	}
	u, g := w.users[f.user], w.groups[f.group]
	if u == nil || g == nil {
		return
	}
	for _, end := range []*being{u, g} {
		if w.live(end) {
			continue
		}
		who, left := u.person(), "joining "+groupName(g.name)
		if end == g {
			who, left = groupName(g.name), u.person()+" joining it"
		}
		w.decide(f, event.Decision{
			Outcome: shared.OutcomeIgnored, WaitsFor: end.id,
			Reason: who + " was deleted at " + w.clock(end.cut) + " and was not created again, so " + left + " changes nothing",
		})
		return
	}
}
