package organization

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/tidwall/gjson"
	"github.com/uptrace/bun"

	"memberpulse/server/event"
	"memberpulse/server/live"
	"memberpulse/server/pg"
	"memberpulse/shared"
)

// UserNames are the events that ApplyUsers acts on. Users belong to no organization.
var UserNames = []string{"user.created", "user.updated", "user.deleted"}

// user is a row of workos_users.
type user struct {
	ID, Email           string
	EmailVerified       bool
	FirstName, LastName *string
	versioned
	fresh, dirty bool
	told         []told
}

// told is a version of a user.
type told struct {
	event.Version
	Email               string
	FirstName, LastName *string
}

// ApplyUsers is what user.* events do: names and addresses follow in every organization that the user belongs to, and
// a deletion ends the user's access in all of them. It runs under the scope of the platform.
func (p *People) ApplyUsers(ctx context.Context, tx bun.Tx, b *event.Batch) error {
	all, err := loadUsers(ctx, b)
	if err != nil {
		return err
	}
	because := map[string]string{}
	for _, e := range b.Events {
		id := event.Text(e.Data.Get("id"))
		if id == "" {
			e.Decision = nameless("user")
			continue
		}
		u := all[id]
		if u == nil {
			u = &user{ID: id, fresh: true, versioned: unheard()}
			all[id] = u
		}
		e.Decision = u.fold(e, b.Now)
		e.Decision.SubjectID, e.Decision.SubjectName = u.ID, u.name()
		if u.dirty || len(u.told) > 0 {
			because[u.ID] = e.ID
		}
	}
	if len(because) == 0 {
		return nil
	}
	if err := lockUsers(ctx, because); err != nil {
		return err
	}
	if err := storeUsers(ctx, all); err != nil {
		return err
	}
	earliest, err := storeVersions(ctx, all, b.Now)
	if err != nil {
		return err
	}
	return p.follow(ctx, tx, because, earliest, b.Now)
}

type belonging struct{ OrganizationID, UserID string }

// follow brings the users' members in line, organization by organization, always in one order of locks. An organization
// that somebody has left is told no more of them, unless it is of what they were before.
func (p *People) follow(ctx context.Context, tx bun.Tx, because map[string]string, earliest map[string]time.Time, now time.Time) error {
	ids := slices.Sorted(maps.Keys(because))
	since := make([]*time.Time, len(ids))
	for i, id := range ids {
		if at, ok := earliest[id]; ok {
			since[i] = &at
		}
	}
	rows, err := pg.Query[belonging](ctx, `SELECT DISTINCT m.organization_id, m.user_id FROM unnest($1::text[], $2::timestamptz[]) AS t (id, since)
		JOIN organization_memberships m ON m.user_id = t.id WHERE m.deleted_at IS NULL OR m.deleted_at >= t.since`, ids, since)
	if err != nil {
		return fmt.Errorf("find the organizations of %d users: %w", len(because), err)
	}
	in := map[string]map[string]string{}
	for _, r := range rows {
		if in[r.OrganizationID] == nil {
			in[r.OrganizationID] = map[string]string{}
		}
		in[r.OrganizationID][r.UserID] = because[r.UserID]
	}
	for _, organizationID := range slices.Sorted(maps.Keys(in)) {
		if _, err := p.sync(ctx, tx, organizationID, in[organizationID], now); err != nil {
			return err
		}
		if err := live.Changed(ctx, tx, organizationID, shared.TopicCounts); err != nil {
			return err
		}
	}
	return nil
}

func (u *user) fold(e *event.Event, now time.Time) event.Decision {
	if e.Name == "user.deleted" {
		if u.Email == "" {
			u.read(e.Data)
			u.CreatedAt = e.Created(e.Data)
			u.UpdatedAt = u.CreatedAt
		}
		u.dirty = true
		was := u.DeletedAt
		if !u.die(e.Time(e.Data), e.ID) {
			return gone(u.name(), *was, now)
		}
		return applied(u.name()+" deleted in WorkOS: no organization lets them in any more.", "state")
	}
	before, version := *u, e.Version(e.Data)
	news := version.After(u.version())
	if version != u.version() { // a doubling tells nothing
		email, first, last := identityOf(e.Data)
		u.told = append(u.told, told{version, email, first, last})
	}
	if news {
		u.follow(version, e.Created(e.Data))
		u.read(e.Data)
		u.dirty = true
	}
	switch {
	case u.dead():
		return gone(u.name(), *u.DeletedAt, now)
	case !news:
		return older(u.name(), u.version(), now)
	case before.fresh && before.VersionEvent == "":
		return applied(u.name()+" is known now.", "email")
	}
	fields := u.differs(before)
	if len(fields) == 0 {
		return applied(u.name() + ": nothing differs.")
	}
	return applied(fmt.Sprintf("%s: %s changed.", u.name(), strings.ReplaceAll(strings.Join(fields, ", "), "_", " ")), fields...)
}

func (u *user) read(data gjson.Result) {
	u.Email, u.FirstName, u.LastName = identityOf(data)
	u.EmailVerified = data.Get("email_verified").Bool()
}

func identityOf(data gjson.Result) (email string, first, last *string) {
	return event.Text(data.Get("email")), nullable(data.Get("first_name")), nullable(data.Get("last_name"))
}

func (u *user) name() string {
	return cmp.Or(strings.TrimSpace(value(u.FirstName)+" "+value(u.LastName)), cmp.Or(u.Email, u.ID))
}

func (u *user) differs(before user) []string {
	var fields []string
	for field, same := range map[string]bool{
		"email": before.Email == u.Email, "email_verified": before.EmailVerified == u.EmailVerified,
		"first_name": value(before.FirstName) == value(u.FirstName), "last_name": value(before.LastName) == value(u.LastName),
	} {
		if !same {
			fields = append(fields, field)
		}
	}
	slices.Sort(fields)
	return fields
}

func loadUsers(ctx context.Context, b *event.Batch) (map[string]*user, error) {
	ids := make([]string, 0, len(b.Events))
	for _, e := range b.Events {
		ids = append(ids, event.Text(e.Data.Get("id")))
	}
	rows, err := pg.Query[user](ctx, `SELECT id, email, email_verified, first_name, last_name, `+versionColumns+`
		FROM workos_users WHERE id = ANY($1) ORDER BY id FOR UPDATE`, ids)
	if err != nil {
		return nil, fmt.Errorf("read %d users: %w", len(ids), err)
	}
	all := make(map[string]*user, len(rows))
	for i := range rows {
		all[rows[i].ID] = &rows[i]
	}
	return all, nil
}

func storeUsers(ctx context.Context, all map[string]*user) error {
	for _, u := range all {
		if !u.dirty {
			continue
		}
		_, err := pg.Exec(ctx, `INSERT INTO workos_users (id, email, email_verified, first_name, last_name, version_at, version_rank, version_event,
			deleted_at, created_at, updated_at, last_event_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
			ON CONFLICT (id) DO UPDATE SET email = EXCLUDED.email, email_verified = EXCLUDED.email_verified, first_name = EXCLUDED.first_name,
			last_name = EXCLUDED.last_name, version_at = EXCLUDED.version_at, version_rank = EXCLUDED.version_rank, version_event = EXCLUDED.version_event,
			deleted_at = EXCLUDED.deleted_at, created_at = EXCLUDED.created_at, updated_at = EXCLUDED.updated_at, last_event_id = EXCLUDED.last_event_id`,
			u.ID, u.Email, u.EmailVerified, u.FirstName, u.LastName, u.VersionAt, u.VersionRank, u.VersionEvent, u.DeletedAt, u.CreatedAt, u.UpdatedAt, u.LastEventID)
		if err != nil {
			return fmt.Errorf("store user %s: %w", u.ID, err)
		}
	}
	return nil
}
