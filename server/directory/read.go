package directory

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"memberpulse/server/errs"
	"memberpulse/server/pg"
	"memberpulse/shared"
)

type directoryView struct {
	PK                                 int64
	Org, ID, Name, Kind, State, Key    string
	CreatedAt, UpdatedAt               time.Time
	DeletedAt                          *time.Time
	Active, Users, Groups, Memberships int
	LastEventID                        string
	LastEventAt                        *time.Time
}

const directoryColumns = `d.id, d.organization_id, d.workos_directory_id, d.name, d.directory_type, d.state, d.external_key, d.created_at, d.updated_at, d.deleted_at,
	people.active, people.here,
	(SELECT count(*)::int FROM directory_groups g WHERE g.directory_id = d.id AND g.state <> 'deleted'),
	(SELECT count(*)::int FROM directory_group_memberships m JOIN directory_groups g ON g.organization_id = m.organization_id AND g.id = m.group_id
		WHERE m.organization_id = d.organization_id AND g.directory_id = d.id),
	COALESCE(e.event_id, d.last_event_id, ''), e.applied_at`

const directoryFrom = ` FROM directories d LEFT JOIN LATERAL (SELECT event_id, applied_at FROM sync_logs l
	WHERE l.organization_id = d.organization_id AND l.directory_id = d.workos_directory_id ORDER BY l.seq DESC LIMIT 1) e ON true
	CROSS JOIN LATERAL (SELECT count(*) FILTER (WHERE u.state = 'active')::int AS active, count(*)::int AS here
		FROM directory_users u WHERE u.directory_id = d.id AND u.state <> 'deleted') people `

// Query says which part of a list is wanted, as WorkOS pages lists.
type Query struct {
	OrganizationID string // "" under platform scope: of all organizations
	DirectoryID    string
	Group, User    string // people of a group; groups of a person
	State          string // "": all but tombstones
	Search, Email  string
	ByName         bool // groups alone
	Climbs         bool // oldest first, or from A
	Cursor         string
	Limit          int
}

// Directories lists directories under the scope of the transaction that ctx belongs to. Deleted ones are left out
// unless they are asked for.
func Directories(ctx context.Context, q Query) ([]shared.Directory, error) {
	l := q.list("d", "directories", "workos_directory_id")
	l.states(q.State)
	return readDirectories(ctx, l, q)
}

func readDirectories(ctx context.Context, l *list, q Query) ([]shared.Directory, error) {
	rows, err := rowsOf[directoryView](ctx, l, `SELECT `+directoryColumns+directoryFrom, q)
	if err != nil {
		return nil, fmt.Errorf("list directories: %w", err)
	}
	out := make([]shared.Directory, len(rows))
	for i, r := range rows {
		out[i] = shared.Directory{
			Object: "directory", ID: r.ID, OrganizationID: r.Org, Name: r.Name, Type: r.Kind, State: r.State, ExternalKey: r.Key,
			CreatedAt: r.CreatedAt.UTC(), UpdatedAt: r.UpdatedAt.UTC(), DeletedAt: utc(r.DeletedAt), LastEventID: r.LastEventID,
			LastEventAt: utc(r.LastEventAt), Counts: shared.DirectoryCounts{Users: r.Users, Groups: r.Groups, Memberships: r.Memberships},
			Metadata: shared.DirectoryMetadata{Users: shared.DirectoryUserCounts{Active: r.Active, Inactive: r.Users - r.Active}, Groups: r.Groups},
		}
		if out[i].SyncRun, err = latestRun(ctx, r.Org, r.PK); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// oneDirectory reads one directory, deleted or not.
func oneDirectory(ctx context.Context, organizationID, id string) (*shared.Directory, error) {
	q := Query{OrganizationID: organizationID, Limit: 1}
	l := q.list("d", "directories", "workos_directory_id")
	l.add("d.workos_directory_id = ?", id)
	return one(readDirectories(ctx, l, q))
}

// one is the only item of a list, or not found.
func one[T any](list []T, err error) (*T, error) {
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, errs.NotFound()
	}
	return &list[0], nil
}

type storedGroupView struct {
	ID, Directory, Org, IdpID, Name, State string
	Raw                                    json.RawMessage
	Users                                  int
	LastEventID                            string
	CreatedAt, UpdatedAt                   time.Time
	DeletedAt                              *time.Time
}

const groupColumns = `g.workos_group_id, d.workos_directory_id, g.organization_id, g.idp_id, g.name, g.state,
	COALESCE(NULLIF(g.raw_attributes->'raw_attributes', 'null'), '{}'),
	(SELECT count(*)::int FROM directory_group_memberships m WHERE m.organization_id = g.organization_id AND m.group_id = g.id),
	g.last_event_id, g.created_at, g.updated_at, g.deleted_at`

// listGroups lists groups; with User, those that a directory user is in.
func listGroups(ctx context.Context, q Query) ([]shared.DirectoryGroup, error) {
	l := q.list("g", "directory_groups", "workos_group_id")
	if q.ByName {
		l.when = "name"
	}
	l.states(q.State)
	l.search(q.Search, "g.name")
	if q.DirectoryID != "" {
		l.add("d.workos_directory_id = ?", q.DirectoryID)
	}
	if q.User != "" {
		l.add(`EXISTS (SELECT FROM directory_users u JOIN directory_group_memberships m ON m.organization_id = u.organization_id AND m.user_id = u.id
			WHERE u.workos_user_id = ? AND m.organization_id = g.organization_id AND m.group_id = g.id)`, q.User)
	}
	return readGroups(ctx, l, q)
}

// oneGroup reads one group of a directory, deleted or not.
func oneGroup(ctx context.Context, organizationID, directoryID, id string) (*shared.DirectoryGroup, error) {
	q := Query{OrganizationID: organizationID, Limit: 1}
	l := q.list("g", "directory_groups", "workos_group_id")
	l.add("g.workos_group_id = ?", id)
	l.add("d.workos_directory_id = ?", directoryID)
	return one(readGroups(ctx, l, q))
}

type userView struct {
	ID, Directory, Org, MemberID, IdpID string
	Email, FirstName, LastName, Name    *string
	State                               string
	Custom, Raw, Emails                 json.RawMessage
	Username, JobTitle                  *string
	RoleSlugs                           []string
	LastEventID                         string
	CreatedAt, UpdatedAt                time.Time
	DeletedAt                           *time.Time
}

const userColumns = `u.workos_user_id, d.workos_directory_id, u.organization_id, COALESCE(u.member_id, ''), u.idp_id, u.email, u.first_name, u.last_name,
	COALESCE(u.raw_attributes->>'name', NULLIF(concat_ws(' ', u.first_name, u.last_name), '')), u.state, u.custom_attributes,
	COALESCE(NULLIF(u.raw_attributes->'raw_attributes', 'null'), '{}'), COALESCE(NULLIF(u.raw_attributes->'emails', 'null'), '[]'),
	u.raw_attributes->>'username', u.raw_attributes->>'job_title', u.role_slugs, u.last_event_id, u.created_at, u.updated_at, u.deleted_at`

// listUsers lists directory users; with Group, those who are in it.
func listUsers(ctx context.Context, q Query) ([]shared.DirectoryUser, error) {
	l := q.list("u", "directory_users", "workos_user_id")
	l.states(q.State)
	l.search(q.Search, "COALESCE(u.first_name, '') || ' ' || COALESCE(u.last_name, '') || ' ' || COALESCE(u.email, '')")
	if q.Email != "" {
		l.add("lower(u.email) = lower(?)", q.Email)
	}
	if q.DirectoryID != "" {
		l.add("d.workos_directory_id = ?", q.DirectoryID)
	}
	if q.Group != "" {
		l.add(`EXISTS (SELECT FROM directory_groups g JOIN directory_group_memberships m ON m.organization_id = g.organization_id AND m.group_id = g.id
			WHERE g.workos_group_id = ? AND m.organization_id = u.organization_id AND m.user_id = u.id)`, q.Group)
	}
	return readUsers(ctx, l, q)
}

// oneUser reads one directory user, deleted or not.
func oneUser(ctx context.Context, organizationID, directoryID, id string) (*shared.DirectoryUser, error) {
	q := Query{OrganizationID: organizationID, Limit: 1}
	l := q.list("u", "directory_users", "workos_user_id")
	l.add("u.workos_user_id = ?", id)
	l.add("d.workos_directory_id = ?", directoryID)
	return one(readUsers(ctx, l, q))
}

func utc(t *time.Time) *time.Time {
	if t == nil {
		return nil
	}
	u := t.UTC()
	return &u
}

// known finds out whether a directory is there, so that a list of nothing differs from a list of no one's.
func known(ctx context.Context, id string) error {
	ids, err := pg.Strings(ctx, `SELECT workos_directory_id FROM directories WHERE workos_directory_id = $1`, id)
	if err != nil {
		return fmt.Errorf("look for directory %s: %w", id, err)
	}
	if len(ids) == 0 {
		return errs.NotFound()
	}
	return nil
}
