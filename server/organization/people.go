package organization

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"memberpulse/server/pg"
	"memberpulse/shared"
)

// Person is an AuthKit user in one organization, as their user and their memberships there tell together.
type Person struct {
	UserID    string
	Email     string // "" where WorkOS has not told of the user yet
	FirstName string
	LastName  string
	State     string // active inactive deleted
	Invited   bool   // and never more than that
	RoleSlugs []string
	Version   time.Time
	EventID   string // the newest that tells of them, by WorkOS's times
	Because   string // the event that is being applied
}

// SyncMembers brings the members of an organization in line with what AuthKit tells of people, and names each one's
// member. It ends the sessions of whoever loses access. A newcomer who is only invited, or has no address, is nobody yet.
type SyncMembers func(ctx context.Context, tx bun.Tx, organizationID string, people []Person, now time.Time) (memberOf map[string]string, err error)

// People applies what AuthKit tells of users and their memberships.
type People struct {
	syncMembers SyncMembers
}

// NewPeople takes the way to the members, which are another room's.
func NewPeople(sync SyncMembers) *People { return &People{syncMembers: sync} }

type who struct{ memberID, name string }

type personRow struct {
	UserID, Email, FirstName, LastName string
	UserDeleted                        bool
	Active, Here, Joined               bool
	RoleSlugs                          []string
	Version                            time.Time
	EventID                            string
}

// One row per user: a membership that is active counts before all others. Who left stays as they were known when their
// last membership here ended: what they became after is none of the organization's business, and must not hang on
// whether it was told before or after the end was.
const selectPeople = `SELECT m.user_id, COALESCE(v.email, ''), COALESCE(v.first_name, ''), COALESCE(v.last_name, ''), u.deleted_at IS NOT NULL,
  m.active, m.here, m.joined, m.slugs, GREATEST(m.version, v.version_at),
  CASE WHEN m.here AND u.deleted_at IS NOT NULL THEN u.last_event_id WHEN v.version_at > m.version THEN v.version_event ELSE m.told END
FROM (SELECT user_id, bool_or(deleted_at IS NULL AND status = 'active') AS active, bool_or(deleted_at IS NULL) AS here, bool_or(joined) AS joined,
    (array_agg(array_to_string(role_slugs, E'\x1f') ORDER BY (deleted_at IS NULL AND status = 'active') DESC, version_at DESC, id))[1:1] AS slugs,
    (array_agg(last_event_id ORDER BY GREATEST(version_at, deleted_at) DESC, last_event_id DESC))[1] AS told,
    max(GREATEST(version_at, deleted_at)) AS version, max(deleted_at) AS ended
  FROM organization_memberships WHERE organization_id = $1 AND user_id = ANY($2) GROUP BY user_id) m
LEFT JOIN workos_users u ON u.id = m.user_id
LEFT JOIN LATERAL (SELECT * FROM workos_user_versions WHERE user_id = m.user_id AND (m.here OR version_at <= m.ended)
  ORDER BY version_at DESC, version_rank DESC, version_event DESC LIMIT 1) v ON true ORDER BY m.user_id`

// sync hands the users whom events changed to the members of one organization.
func (p *People) sync(ctx context.Context, tx bun.Tx, organizationID string, because map[string]string, now time.Time) (map[string]who, error) {
	rows, err := pg.Query[personRow](ctx, selectPeople, organizationID, slices.Sorted(maps.Keys(because)))
	if err != nil {
		return nil, fmt.Errorf("read %d people of %s: %w", len(because), organizationID, err)
	}
	people := make([]Person, 0, len(rows))
	out := make(map[string]who, len(rows))
	for _, r := range rows {
		people = append(people, r.person(because[r.UserID]))
		out[r.UserID] = who{name: cmp.Or(strings.TrimSpace(r.FirstName+" "+r.LastName), r.Email)}
	}
	memberOf, err := p.syncMembers(ctx, tx, organizationID, people, now)
	if err != nil {
		return nil, fmt.Errorf("sync %d members of %s: %w", len(people), organizationID, err)
	}
	for user, w := range out {
		w.memberID = memberOf[user]
		out[user] = w
	}
	return out, nil
}

func (r personRow) person(because string) Person {
	state := "deleted"
	switch {
	case r.UserDeleted:
	case r.Active:
		state = "active"
	case r.Here:
		state = "inactive"
	}
	slugs := []string{}
	if len(r.RoleSlugs) > 0 && r.RoleSlugs[0] != "" {
		slugs = strings.Split(r.RoleSlugs[0], "\x1f")
	}
	return Person{
		UserID: r.UserID, Email: r.Email, FirstName: r.FirstName, LastName: r.LastName, State: state,
		Invited: !r.Joined, RoleSlugs: slugs, Version: r.Version.UTC(), EventID: r.EventID, Because: because,
	}
}

type waitingRow struct{ UserID, Email string }

// Provisioned tells that a directory told of people with these addresses, each by an event. AuthKit may have told of them
// before, when nobody was to come but by the directory: they are told to the members once more. No lock of users is
// needed, as that of the members is held: who tells of a user or a membership meanwhile waits for it, and sees the newcomer.
func (p *People) Provisioned(ctx context.Context, tx bun.Tx, organizationID string, because map[string]string, now time.Time) error {
	events := make(map[string]string, len(because))
	looked := make([]string, 0, len(because))
	for address, event := range because {
		folded := shared.FoldEmail(address)
		events[folded] = max(events[folded], event)
		looked = append(looked, folded, strings.ToLower(address)) // as PostgreSQL's lower may have it
	}
	rows, err := pg.Query[waitingRow](ctx, `SELECT u.id, u.email FROM (SELECT DISTINCT user_id FROM organization_memberships
			WHERE organization_id = $1 AND deleted_at IS NULL) m JOIN workos_users u ON u.id = m.user_id
		WHERE lower(u.email) = ANY($2) AND NOT EXISTS (SELECT FROM member_identities i
			WHERE i.organization_id = $1 AND i.kind = 'authkit_user' AND i.external_id = u.id)`, organizationID, looked)
	if err != nil {
		return fmt.Errorf("find whom AuthKit told of before their directory in %s: %w", organizationID, err)
	}
	waiting := map[string]string{}
	for _, r := range rows {
		waiting[r.UserID] = events[shared.FoldEmail(r.Email)]
	}
	if len(waiting) == 0 {
		return nil
	}
	_, err = p.sync(ctx, tx, organizationID, waiting, now)
	return err
}

// lockUsers makes the events of a user and those of their memberships, which come in different lanes, see each other:
// whoever is second waits. Users share few locks, so that a large batch does not fill PostgreSQL's table of them.
func lockUsers(ctx context.Context, users map[string]string) error {
	_, err := pg.Exec(ctx, `SELECT pg_advisory_xact_lock(4711, bucket) FROM (
		SELECT DISTINCT abs(hashtext(id) % 64) AS bucket FROM unnest($1::text[]) AS id ORDER BY 1) buckets`, slices.Sorted(maps.Keys(users)))
	if err != nil {
		return fmt.Errorf("lock %d users: %w", len(users), err)
	}
	return nil
}
