package organization

import (
	"context"
	"fmt"
	"time"

	"memberpulse/server/pg"
)

// keepVersions is for how long an event may come late: as long as WorkOS remembers, and a little more. A version that was
// followed by another before that is asked for by nobody.
const keepVersions = 92 * 24 * time.Hour

// storeVersions keeps what users were told to be, in any order, and gives the earliest version of each.
func storeVersions(ctx context.Context, all map[string]*user, now time.Time) (map[string]time.Time, error) {
	earliest := map[string]time.Time{}
	var users, events, emails []string
	var firsts, lasts []*string
	var ats []time.Time
	var ranks []int16
	for id, u := range all {
		for _, t := range u.told {
			users, ats, ranks, events = append(users, id), append(ats, t.At), append(ranks, t.Rank), append(events, t.Event)
			emails, firsts, lasts = append(emails, t.Email), append(firsts, t.FirstName), append(lasts, t.LastName)
			if at, ok := earliest[id]; !ok || t.At.Before(at) {
				earliest[id] = t.At
			}
		}
	}
	if len(users) == 0 {
		return earliest, nil
	}
	_, err := pg.Exec(ctx, `INSERT INTO workos_user_versions (user_id, version_at, version_rank, version_event, email, first_name, last_name)
		SELECT * FROM unnest($1::text[], $2::timestamptz[], $3::smallint[], $4::text[], $5::text[], $6::text[], $7::text[])
		ON CONFLICT DO NOTHING`, users, ats, ranks, events, emails, firsts, lasts)
	if err != nil {
		return nil, fmt.Errorf("keep %d versions of users: %w", len(users), err)
	}
	_, err = pg.Exec(ctx, `DELETE FROM workos_user_versions v WHERE user_id = ANY($1) AND version_at < $2 AND EXISTS (
		SELECT FROM workos_user_versions n WHERE n.user_id = v.user_id AND n.version_at > v.version_at AND n.version_at < $2)`,
		users, now.Add(-keepVersions))
	if err != nil {
		return nil, fmt.Errorf("forget old versions of %d users: %w", len(users), err)
	}
	return earliest, nil
}
