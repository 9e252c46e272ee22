package directory

import (
	"context"
	"fmt"
	"slices"
	"time"

	"memberpulse/server/event"
	"memberpulse/server/pg"
)

// touched are the ids that a batch names, and whose memberships may come or go with it.
type touched struct {
	directories, users, groups []string
	pairs                      []pair
	doomed                     map[string]bool // has a deletion in the batch
	reborn                     map[string]bool // has a creation in the batch
}

func touch(facts []fact) touched {
	t := touched{doomed: map[string]bool{}, reborn: map[string]bool{}}
	for i := range facts {
		f := &facts[i]
		t.directories = append(t.directories, f.directory)
		switch f.ev.Name {
		case nameUserCreated, nameUserUpdated, nameUserDeleted:
			t.users = append(t.users, f.id)
		case nameGroupCreated, nameGroupUpdated, nameGroupDeleted:
			t.groups = append(t.groups, f.id)
		case nameUserAdded, nameUserRemoved:
			t.users, t.groups = append(t.users, f.user), append(t.groups, f.group)
			t.pairs = append(t.pairs, pair{f.user, f.group})
		}
		switch f.ev.Name {
		case nameUserDeleted, nameGroupDeleted:
			t.doomed[f.id] = true
		case nameUserCreated, nameGroupCreated:
			t.reborn[f.id] = true
		}
	}
	for _, list := range []*[]string{&t.directories, &t.users, &t.groups} {
		slices.Sort(*list)
		*list = slices.Compact(*list)
	}
	return t
}

// loadWorld reads what a batch touches.
func loadWorld(ctx context.Context, b *event.Batch, facts []fact) (*world, error) {
	w := newWorld(b.Now)
	w.elsewhere = b.Elsewhere
	t := touch(facts)
	if err := w.loadDirectories(ctx, b.OrganizationID, t.directories); err != nil {
		return nil, err
	}
	if len(w.directories) == 0 {
		return w, nil
	}
	if err := w.loadUsers(ctx, b.OrganizationID, t.users); err != nil {
		return nil, err
	}
	if err := w.loadGroups(ctx, b.OrganizationID, t.groups); err != nil {
		return nil, err
	}
	if err := w.loadPairs(ctx, b.OrganizationID, t.pairs); err != nil {
		return nil, err
	}
	return w, w.loadEnds(ctx, b.OrganizationID, t)
}

type directoryRow struct {
	PK                  int64
	ID, Name, Kind, Key string
	State               string
	VersionAt           time.Time
	VersionRank         int16
	VersionEvent        string
	DeletedAt           *time.Time
	CreatedAt           time.Time
	LastEvent           *string
}

func (w *world) loadDirectories(ctx context.Context, org string, ids []string) error {
	rows, err := pg.Query[directoryRow](ctx, `SELECT id, workos_directory_id, name, directory_type, external_key, state,
			version_at, version_rank, version_event, deleted_at, created_at, last_event_id
		FROM directories WHERE organization_id = $1 AND workos_directory_id = ANY($2)`, org, ids)
	if err != nil {
		return fmt.Errorf("read %d directories: %w", len(ids), err)
	}
	for _, r := range rows {
		p := &place{
			id: r.ID, pk: r.PK, org: org, name: r.Name, kind: r.Kind, key: r.Key, state: r.State, stored: true,
			version: event.Version{At: moment(r.VersionAt), Rank: r.VersionRank, Event: r.VersionEvent}, createdAt: r.CreatedAt,
			lastEvent: deref(r.LastEvent),
		}
		if r.DeletedAt != nil {
			p.died = mark{moment(*r.DeletedAt), p.lastEvent}
		}
		p.wasDead, p.wasLinked = p.dead(), p.linked()
		w.directories[p.id] = p
	}
	return nil
}

// lifeRow is what people and groups have in common.
type lifeRow struct {
	PK           int64
	ID           string
	DirectoryPK  int64
	IdpID        string
	VersionAt    time.Time
	VersionRank  int16
	VersionEvent string
	BornAt       *time.Time
	BornEvent    *string
	DiedAt       *time.Time
	DiedEvent    *string
	CutAt        *time.Time
	CreatedAt    time.Time
}

const lifeColumns = `directory_id, idp_id, version_at, version_rank, version_event, born_at, born_event, died_at, died_event, cut_at, created_at`

func (r *lifeRow) being(places map[int64]*place) *being {
	b := &being{id: r.ID, pk: r.PK, stored: true, directory: places[r.DirectoryPK]}
	b.idpID, b.createdAt = r.IdpID, r.CreatedAt
	if r.VersionEvent != "" {
		b.version = event.Version{At: moment(r.VersionAt), Rank: r.VersionRank, Event: r.VersionEvent}
	}
	if r.BornAt != nil {
		b.born = mark{moment(*r.BornAt), deref(r.BornEvent)}
	}
	if r.DiedAt != nil {
		b.died = mark{moment(*r.DiedAt), deref(r.DiedEvent)}
	}
	if r.CutAt != nil {
		b.cut = moment(*r.CutAt)
	}
	return b
}

type userRow struct {
	lifeRow
	MemberID                   *string
	Email, FirstName, LastName *string
	State                      string
	RoleSlugs                  []string
	Custom                     string
}

func (w *world) loadUsers(ctx context.Context, org string, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	places := w.places()
	rows, err := pg.Query[userRow](ctx, `SELECT id, workos_user_id, `+lifeColumns+`, member_id, email, first_name, last_name,
			CASE state WHEN 'deleted' THEN COALESCE(raw_attributes ->> 'state', '') ELSE state END, role_slugs, custom_attributes::text
		FROM directory_users WHERE organization_id = $1 AND workos_user_id = ANY($2) AND directory_id = ANY($3)`, org, ids, keys(places))
	if err != nil {
		return fmt.Errorf("read %d directory users: %w", len(ids), err)
	}
	for i := range rows {
		r := &rows[i]
		u := r.being(places)
		u.memberID = deref(r.MemberID)
		u.email, u.firstName, u.lastName, u.state = r.Email, r.FirstName, r.LastName, userState(r.State)
		u.roleSlugs, u.custom = r.RoleSlugs, r.Custom
		u.wasLive = w.live(u)
		w.users[u.id] = u
	}
	return nil
}

type storedGroup struct {
	lifeRow
	Name string
}

func (w *world) loadGroups(ctx context.Context, org string, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	places := w.places()
	rows, err := pg.Query[storedGroup](ctx, `SELECT id, workos_group_id, `+lifeColumns+`, name
		FROM directory_groups WHERE organization_id = $1 AND workos_group_id = ANY($2) AND directory_id = ANY($3)`, org, ids, keys(places))
	if err != nil {
		return fmt.Errorf("read %d directory groups: %w", len(ids), err)
	}
	for i := range rows {
		g := rows[i].being(places)
		g.name, g.state = rows[i].Name, stateActive
		g.wasLive, g.wasName = w.live(g), g.name
		w.groups[g.id] = g
	}
	return nil
}

func (w *world) places() map[int64]*place {
	out := make(map[int64]*place, len(w.directories))
	for _, p := range w.directories {
		out[p.pk] = p
	}
	return out
}

func keys[V any](m map[int64]V) []int64 {
	out := make([]int64, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	return out
}
