package directory

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/uptrace/bun"

	"memberpulse/server/pg"
	"memberpulse/server/pg/pgtest"
)

// What is left of the deleted is the same in any order too, in every column that somebody sees: who they were, whose
// member, since when they are gone and by which event. A directory that is deleted before its people were heard of leaves
// what it leaves when they were.
func TestWhatIsLeftOfTheDeletedIsTheSameInAnyOrder(t *testing.T) {
	t.Parallel()
	cases := 30
	if proving() {
		cases = 300
	}
	db := pgtest.New(t)
	for seed := range cases {
		s := scenarios().Example(1000 + seed).endingOnce()
		var ends [2][]string
		for n := range ends {
			org := fmt.Sprintf("org_%d%d", seed, n)
			told := s.within(org)
			newOrganization(t, db, org)
			learnAll(t, db, org, told.directories())
			if n == 1 {
				told.deliveries = slices.Clone(told.deliveries)
				slices.Reverse(told.deliveries)
				told.sizes = []int{3, 1}
			}
			deliver(told, onPostgres(t, db, org))
			ends[n] = remains(t, db, org)
		}
		if diff := cmp.Diff(ends[0], ends[1]); diff != "" {
			t.Fatalf("case %d (-one order +another):\n%s", seed, diff)
		}
	}
}

// endingOnce has every directory end once at most, as WorkOS tells it, however often that is delivered; some end that did
// not.
func (s scenario) endingOnce() scenario {
	s.tales = slices.Clone(s.tales)
	first := map[string]int{}
	for i, e := range s.tales {
		if e.name != nameDeleted && i%17 != 5 {
			continue
		}
		if _, ok := first[e.directory]; !ok {
			first[e.directory] = i
			s.tales[i] = tale{id: e.id, name: nameDeleted, directory: e.directory, object: e.object, occurred: e.occurred}
		}
	}
	for i, e := range s.tales {
		if e.name == nameDeleted {
			s.tales[i] = s.tales[first[e.directory]]
		}
	}
	return s
}

// remains are the directories, people, groups and members of an organization, the deleted among them, under ids that are
// the same in all of them.
func remains(tb testing.TB, db *pg.DB, org string) (out []string) {
	tb.Helper()
	inOrg(tb, db, org, func(ctx context.Context, _ bun.Tx) (err error) {
		out, err = pg.Strings(ctx, `
			SELECT format('directory %s "%s" %s %s ended %s, last %s', workos_directory_id, name, directory_type, state, deleted_at, last_event_id) FROM directories
			UNION ALL SELECT format('user %s %s "%s" %s ended %s, last %s', workos_user_id, email, first_name, state, deleted_at, last_event_id) FROM directory_users
			UNION ALL SELECT format('group %s "%s" %s ended %s, last %s', workos_group_id, name, state, deleted_at, last_event_id) FROM directory_groups
			UNION ALL SELECT format('member %s "%s" %s (%s) by %s, last %s', m.email, m.first_name, m.state, m.state_reason,
				(SELECT string_agg(concat_ws(' ', external_id, state, attributes, updated_at), '; ' ORDER BY external_id) FROM member_identities i WHERE i.member_id = m.id), m.last_event_id)
				FROM members m
			UNION ALL SELECT format('membership register %s %s %s', user_id IS NULL, added, version_event) FROM directory_group_membership_registers
			UNION ALL SELECT format('membership %s', version_event) FROM directory_group_memberships`)
		return err
	})
	for i := range out {
		out[i] = strings.ReplaceAll(out[i], "_"+org, "")
	}
	slices.Sort(out)
	return out
}
