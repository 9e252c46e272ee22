package organization

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/tidwall/gjson"
	"github.com/uptrace/bun"

	"memberpulse/server/event"
	"memberpulse/server/pg"
)

// MembershipNames are the events that ApplyMemberships acts on.
var MembershipNames = []string{"organization_membership.created", "organization_membership.updated", "organization_membership.deleted"}

// membership is a row of organization_memberships.
type membership struct {
	ID, UserID, Status string
	RoleSlugs          []string
	Joined             bool // was ever told to be more than invited, whichever event came first
	versioned
	fresh, dirty bool
}

// ApplyMemberships is what organization_membership.* events do: who belongs to an organization by AuthKit.
func (p *People) ApplyMemberships(ctx context.Context, tx bun.Tx, b *event.Batch) error {
	all, err := loadMemberships(ctx, b)
	if err != nil {
		return err
	}
	because := map[string]string{} // user → the event that changed something of theirs
	for _, e := range b.Events {
		id, user := event.Text(e.Data.Get("id")), event.Text(e.Data.Get("user_id"))
		if id == "" || user == "" {
			e.Decision = nameless("membership or user")
			continue
		}
		m := all[id]
		if m == nil {
			m = &membership{ID: id, UserID: user, fresh: true, versioned: unheard()}
			all[id] = m
		}
		e.Decision = m.fold(e, b.Now)
		e.Decision.SubjectID, e.Decision.SubjectName, e.Decision.RelatedID = m.ID, m.UserID, m.UserID
		if m.dirty {
			because[m.UserID] = e.ID
		}
	}
	if len(because) == 0 {
		return nil
	}
	if err := lockUsers(ctx, because); err != nil {
		return err
	}
	if err := storeMemberships(ctx, b.OrganizationID, all); err != nil {
		return err
	}
	members, err := p.sync(ctx, tx, b.OrganizationID, because, b.Now)
	if err != nil {
		return err
	}
	for _, e := range b.Events {
		who := members[e.Decision.RelatedID]
		e.Decision.MemberID, e.Decision.SubjectName = who.memberID, cmp.Or(who.name, e.Decision.SubjectName)
	}
	return nil
}

func (m *membership) fold(e *event.Event, now time.Time) event.Decision {
	name := "The membership of " + m.UserID
	if !m.Joined && statusOf(e.Data) != statusPending {
		m.Joined, m.dirty = true, true
	}
	if e.Name == "organization_membership.deleted" {
		if m.fresh && m.VersionAt.Equal(never) {
			m.read(e.Data)
			m.CreatedAt = e.Created(e.Data)
			m.UpdatedAt = m.CreatedAt
		}
		m.dirty = true
		was := m.DeletedAt
		if !m.die(e.OccurredAt.UTC().Truncate(time.Microsecond), e.ID) { // final, so that the membership's own time decides nothing
			return gone(name, *was, now)
		}
		return applied("Removed from the organization in WorkOS.", "status")
	}
	before, version := *m, e.Version(e.Data)
	news := version.After(m.version())
	if news {
		m.follow(version, e.Created(e.Data))
		m.read(e.Data)
		m.dirty = true
	}
	switch {
	case m.dead():
		return gone(name, *m.DeletedAt, now)
	case !news:
		return older(name, m.version(), now)
	case before.Status != m.Status:
		return applied("The membership in WorkOS is "+m.Status+" now.", m.differs(before)...)
	case !slices.Equal(before.RoleSlugs, m.RoleSlugs):
		return applied("The role in WorkOS changed.", m.differs(before)...)
	}
	return applied("The membership in WorkOS: nothing differs.")
}

// statusPending is that of an invitation: nobody has joined yet.
const statusPending = "pending"

func statusOf(data gjson.Result) string { return cmp.Or(event.Text(data.Get("status")), "active") }

func (m *membership) read(data gjson.Result) {
	m.Status = statusOf(data)
	m.RoleSlugs = []string{}
	data.Get("roles").ForEach(func(_, r gjson.Result) bool {
		if s := event.Text(r.Get("slug")); s != "" {
			m.RoleSlugs = append(m.RoleSlugs, s)
		}
		return true
	})
	if s := event.Text(data.Get("role.slug")); s != "" && len(m.RoleSlugs) == 0 {
		m.RoleSlugs = []string{s}
	}
}

func (m *membership) differs(before membership) []string {
	var fields []string
	if before.Status != m.Status {
		fields = append(fields, "status")
	}
	if !slices.Equal(before.RoleSlugs, m.RoleSlugs) {
		fields = append(fields, "role")
	}
	return fields
}

func loadMemberships(ctx context.Context, b *event.Batch) (map[string]*membership, error) {
	ids := make([]string, 0, len(b.Events))
	for _, e := range b.Events {
		ids = append(ids, event.Text(e.Data.Get("id")))
	}
	rows, err := pg.Query[membership](ctx, `SELECT id, user_id, status, role_slugs, joined, `+versionColumns+`
		FROM organization_memberships WHERE organization_id = $1 AND id = ANY($2) ORDER BY id FOR UPDATE`, b.OrganizationID, ids)
	if err != nil {
		return nil, fmt.Errorf("read %d memberships of %s: %w", len(ids), b.OrganizationID, err)
	}
	all := make(map[string]*membership, len(rows))
	for i := range rows {
		all[rows[i].ID] = &rows[i]
	}
	return all, nil
}

func storeMemberships(ctx context.Context, organizationID string, all map[string]*membership) error {
	for _, m := range all {
		if !m.dirty {
			continue
		}
		_, err := pg.Exec(ctx, `INSERT INTO organization_memberships (organization_id, id, user_id, status, role_slugs, version_at, version_rank,
			version_event, deleted_at, created_at, updated_at, last_event_id, joined) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
			ON CONFLICT (organization_id, id) DO UPDATE SET status = EXCLUDED.status, role_slugs = EXCLUDED.role_slugs,
			version_at = EXCLUDED.version_at, version_rank = EXCLUDED.version_rank, version_event = EXCLUDED.version_event,
			deleted_at = EXCLUDED.deleted_at, created_at = EXCLUDED.created_at, updated_at = EXCLUDED.updated_at, last_event_id = EXCLUDED.last_event_id,
			joined = EXCLUDED.joined`,
			organizationID, m.ID, m.UserID, m.Status, m.RoleSlugs, m.VersionAt, m.VersionRank, m.VersionEvent, m.DeletedAt, m.CreatedAt, m.UpdatedAt, m.LastEventID, m.Joined)
		if err != nil {
			return fmt.Errorf("store membership %s of %s: %w", m.ID, organizationID, err)
		}
	}
	return nil
}
