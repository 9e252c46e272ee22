package member

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"memberpulse/server/pg"
	"memberpulse/shared"
	"memberpulse/shared/mapping"
)

type groupRow struct {
	PK       int64
	ID, Name string
}

type inGroupRow struct {
	MemberID string
	GroupPK  int64
	EventID  string
}

// groups reads which groups that matter members are in: memberships in force, through people whom their directory
// calls active.
func (w *Work) groups(ctx context.Context, ids []string) (map[string][]mapping.Group, error) {
	out := map[string][]mapping.Group{}
	names := w.GroupNames()
	if len(ids) == 0 || len(names) == 0 {
		return out, nil
	}
	groups, err := pg.Query[groupRow](ctx, `SELECT id, workos_group_id, name FROM directory_groups
		WHERE organization_id = $1 AND name = ANY($2) AND state = 'active'`, w.organization, names)
	if err != nil {
		return nil, fmt.Errorf("read the groups that give roles: %w", err)
	}
	if len(groups) == 0 {
		return out, nil
	}
	keys, byPK := make([]int64, len(groups)), make(map[int64]groupRow, len(groups))
	for i, g := range groups {
		keys[i], byPK[g.PK] = g.PK, g
	}
	// OFFSET 0 holds the order of the looks: from each member to their people, to their memberships.
	rows, err := pg.Query[inGroupRow](ctx, `SELECT x.id, m.group_id, m.version_event
		FROM unnest($2::text[]) AS x (id)
		CROSS JOIN LATERAL (SELECT id FROM directory_users
			WHERE organization_id = $1 AND member_id = x.id AND state = 'active' OFFSET 0) u
		CROSS JOIN LATERAL (SELECT group_id, version_event FROM directory_group_memberships
			WHERE organization_id = $1 AND user_id = u.id AND group_id = ANY($3) OFFSET 0) m`, w.organization, ids, keys)
	if err != nil {
		return nil, fmt.Errorf("read the groups of %d members: %w", len(ids), err)
	}
	for _, r := range rows {
		g := byPK[r.GroupPK]
		out[r.MemberID] = append(out[r.MemberID], mapping.Group{ID: g.ID, Name: g.Name, EventID: r.EventID})
	}
	return out, nil
}

type roleRow struct {
	MemberID, Role, Source, ReasonKey, DirectoryGroupID, GroupName, RoleMappingID, EventID string
}

func (r roleRow) reason() shared.RoleReason {
	return shared.RoleReason{
		Role: shared.Role(r.Role), Source: shared.RoleSource(r.Source), DirectoryGroupID: r.DirectoryGroupID,
		GroupName: r.GroupName, RoleMappingID: r.RoleMappingID, EventID: r.EventID,
	}
}

const roleColumns = `member_id, role, source, reason_key, COALESCE(directory_group_id, ''), COALESCE(group_name, ''),
	COALESCE(role_mapping_id, ''), COALESCE(event_id, '')`

func (w *Work) stored(ctx context.Context, ids []string) (map[string][]shared.RoleReason, error) {
	out := map[string][]shared.RoleReason{}
	if len(ids) == 0 {
		return out, nil
	}
	rows, err := pg.Query[roleRow](ctx, `SELECT `+roleColumns+` FROM member_roles
		WHERE organization_id = $1 AND member_id = ANY($2)`, w.organization, ids)
	if err != nil {
		return nil, fmt.Errorf("read the roles of %d members: %w", len(ids), err)
	}
	for _, r := range rows {
		out[r.MemberID] = append(out[r.MemberID], r.reason())
	}
	return out, nil
}

// assign recomputes the roles of members and writes the difference.
func (w *Work) assign(ctx context.Context, members map[string]*held, out map[string]*Outcome) error {
	var all, old []string
	for id, h := range members {
		all = append(all, id)
		if !h.isNew {
			old = append(old, id)
		}
	}
	groups, err := w.groups(ctx, all)
	if err != nil {
		return err
	}
	before, err := w.stored(ctx, old)
	if err != nil {
		return err
	}
	closed, err := w.closed(ctx, members)
	if err != nil {
		return err
	}
	var add, drop change
	for _, id := range slices.Sorted(maps.Keys(members)) {
		h := members[id]
		after := mapping.Roles(w.facts(h, groups[id], before[id], closed), w.mappings)
		diff(id, before[id], after, &add, &drop)
		held := before[id]
		if h.before.State != StateActive {
			held = nil // what is granted to the inactive gives nothing
		}
		out[id].Gained, out[id].Lost = gains(held, after), gains(after, held)
	}
	if err := w.dropRoles(ctx, drop); err != nil {
		return err
	}
	return w.addRoles(ctx, add)
}

// facts are what decides a member's roles. A grant by hand is kept while its member is inactive, and gives nothing. Of
// several SSO profiles the newest tells: what an older one said holds no more.
func (w *Work) facts(h *held, groups []mapping.Group, before []shared.RoleReason, closed []string) mapping.Facts {
	f := mapping.Facts{Active: h.State == StateActive, DirectoryLinked: w.linked, DirectoryGroups: groups}
	profile := h.profile(closed)
	for _, i := range h.identities {
		if i.state != StateActive || i.kind == KindProfile && i.id != profile {
			continue
		}
		for _, s := range i.RoleSlugs {
			f.RoleSlugs = append(f.RoleSlugs, mapping.Slug{Slug: s, EventID: i.EventID})
		}
		if i.kind == KindProfile {
			f.SSOGroups = append(f.SSOGroups, i.Groups...)
		}
	}
	for _, r := range before {
		if r.Source == shared.SourceGranted {
			f.Granted = append(f.Granted, r.Role)
		}
	}
	return f
}

// profile is the id of the newest active SSO profile whose connection is not among those that are closed.
func (h *held) profile(closed []string) string {
	var newest identity
	for _, i := range h.identities {
		if i.kind != KindProfile || i.state != StateActive || slices.Contains(closed, i.connection) {
			continue
		}
		if newest.id == "" || cmp.Or(i.updatedAt.Compare(newest.updatedAt), strings.Compare(i.id, newest.id)) > 0 {
			newest = i
		}
	}
	return newest.id
}

// closed are the connections that were deleted, where any of these members came by one.
func (w *Work) closed(ctx context.Context, members map[string]*held) ([]string, error) {
	var through []string
	for _, h := range members {
		for _, i := range h.identities {
			if i.connection != "" {
				through = append(through, i.connection)
			}
		}
	}
	if len(through) == 0 {
		return nil, nil
	}
	ids, err := pg.Strings(ctx, `SELECT id FROM connections WHERE organization_id = $1 AND id = ANY($2) AND deleted_at IS NOT NULL`,
		w.organization, through)
	if err != nil {
		return nil, fmt.Errorf("read which connections of %s are deleted: %w", w.organization, err)
	}
	return ids, nil
}

// gains are the roles that one list of reasons gives and another does not, each with its first reason.
func gains(before, after []shared.RoleReason) []shared.RoleReason {
	var out []shared.RoleReason
	have := mapping.Set(before)
	for _, r := range after {
		if slices.Contains(have, r.Role) {
			continue
		}
		have = append(have, r.Role)
		out = append(out, r)
	}
	return out
}

// change gathers rows of member_roles as one array per column.
type change struct {
	members, roles, sources, keys, groups, names, mappings, events []string
}

func (c *change) add(member string, r shared.RoleReason) {
	c.members = append(c.members, member)
	c.roles = append(c.roles, string(r.Role))
	c.sources = append(c.sources, string(r.Source))
	c.keys = append(c.keys, mapping.Key(r))
	c.groups = append(c.groups, r.DirectoryGroupID)
	c.names = append(c.names, r.GroupName)
	c.mappings = append(c.mappings, r.RoleMappingID)
	c.events = append(c.events, r.EventID)
}

func diff(member string, before, after []shared.RoleReason, add, drop *change) {
	for _, r := range after {
		if r.Source != shared.SourceGranted && !slices.Contains(before, r) {
			add.add(member, r)
		}
	}
	for _, r := range before {
		same := func(o shared.RoleReason) bool {
			return o.Role == r.Role && o.Source == r.Source && mapping.Key(o) == mapping.Key(r)
		}
		if r.Source != shared.SourceGranted && !slices.ContainsFunc(after, same) {
			drop.add(member, r)
		}
	}
}

func (w *Work) dropRoles(ctx context.Context, c change) error {
	if len(c.members) == 0 {
		return nil
	}
	_, err := pg.Exec(ctx, `DELETE FROM member_roles WHERE ctid = ANY (ARRAY(
		SELECT r.at FROM unnest($2::text[], $3::text[], $4::text[], $5::text[]) AS u (member, role, source, key)
		CROSS JOIN LATERAL (SELECT ctid AS at FROM member_roles WHERE organization_id = $1 AND member_id = u.member
			AND role = u.role AND source = u.source AND reason_key = u.key LIMIT 1) r))`,
		w.organization, c.members, c.roles, c.sources, c.keys)
	if err != nil {
		return fmt.Errorf("take %d roles: %w", len(c.members), err)
	}
	return nil
}

func (w *Work) addRoles(ctx context.Context, c change) error {
	if len(c.members) == 0 {
		return nil
	}
	_, err := pg.Exec(ctx, `INSERT INTO member_roles (organization_id, member_id, role, source, reason_key, directory_group_id, group_name,
			role_mapping_id, event_id, created_at)
		SELECT $1, u.member, u.role, u.source, u.key, NULLIF(u.grp, ''), NULLIF(u.name, ''), NULLIF(u.mapping, ''), NULLIF(u.event, ''), $2
		FROM unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[])
			AS u (member, role, source, key, grp, name, mapping, event)
		ON CONFLICT (organization_id, member_id, role, source, reason_key) DO UPDATE SET directory_group_id = EXCLUDED.directory_group_id,
			group_name = EXCLUDED.group_name, role_mapping_id = EXCLUDED.role_mapping_id, event_id = EXCLUDED.event_id`,
		w.organization, w.now, c.members, c.roles, c.sources, c.keys, c.groups, c.names, c.mappings, c.events)
	if err != nil {
		return fmt.Errorf("give %d roles: %w", len(c.members), err)
	}
	return nil
}
