package directory

import (
	"context"
	"fmt"
	"strings"

	"github.com/uptrace/bun"

	"memberpulse/server/event"
	"memberpulse/server/pg"
	"memberpulse/shared"
)

// An id is one directory's. WorkOS's ids are unique, so that two directories use the same one by a fault alone, or by an
// attack; and nothing that an event carries tells which of them is right. So the directory whose event is stored first has
// the id for good, and what any other says of it changes nothing. Which one that is hangs on the order of arrival, as
// nothing else here does: where ids are unique, no order can show it.

// holders tells which directories have people and groups, whichever organization's they are.
func holders(ctx context.Context, _ bun.Tx, ids []string) (map[string]string, error) {
	rows, err := pg.Query[struct{ ID, Directory string }](ctx, `SELECT u.workos_user_id, d.workos_directory_id
		FROM directory_users u JOIN directories d ON d.organization_id = u.organization_id AND d.id = u.directory_id
		WHERE u.workos_user_id = ANY($1)
		UNION ALL SELECT g.workos_group_id, d.workos_directory_id
		FROM directory_groups g JOIN directories d ON d.organization_id = g.organization_id AND d.id = g.directory_id
		WHERE g.workos_group_id = ANY($1)`, ids)
	if err != nil {
		return nil, fmt.Errorf("read whose %d people and groups are: %w", len(ids), err)
	}
	out := make(map[string]string, len(rows))
	for _, r := range rows {
		out[r.ID] = r.Directory
	}
	return out, nil
}

// strays are the ids of an event's subjects that stand in another directory; nearly always there is none.
func (w *world) strays(f *fact) (ids []string) {
	if len(w.elsewhere) == 0 {
		return nil
	}
	named := []string{f.id}
	if f.user != "" {
		named = []string{f.user, f.group}
	}
	for _, id := range named {
		if w.elsewhere[id] != "" {
			ids = append(ids, id)
		}
	}
	return ids
}

// stray refuses an event. It says the same wherever the id stands: another organization's directory is nobody's business.
func (w *world) stray(f *fact, ids []string) event.Decision {
	who := f.label(w)
	if f.user != "" && ids[0] == f.group {
		who = groupName(f.groupName)
	}
	has := "the id " + ids[0]
	if len(ids) > 1 {
		has = "the ids " + strings.Join(ids, " and ")
	}
	return event.Decision{
		Outcome: shared.OutcomeDead, Elsewhere: ids,
		Reason: who + ": another directory has " + has + " already, and an id is one directory's alone, so nothing changed",
		Action: "The operator of this MemberPulse was alerted and asks WorkOS why two directories use one id.",
	}
}
