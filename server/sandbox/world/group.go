package world

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// GroupInput is a new group; Members are SCIM ids, and unknown ones are left out.
type GroupInput struct {
	Name       string
	ExternalID string
	Members    []string
	SCIM       json.RawMessage
}

// GroupChange changes what is not nil, all of it or nothing. Members replaces the members; Add and Remove come after it.
type GroupChange struct {
	Name       *string
	ExternalID *string
	SCIM       json.RawMessage
	Members    *[]string
	Add        []string
	Remove     []string
}

// CreateDirectoryGroup adds a group to a directory.
func (w *World) CreateDirectoryGroup(directoryID string, in GroupInput) (DirectoryGroup, error) {
	var out DirectoryGroup
	err := w.do("directory_group.create", func(t *tx) error {
		d, err := find[*Directory](w, "directory", directoryID)
		if err != nil {
			return err
		}
		out, err = t.createGroup(d, in)
		return err
	})
	return out, err
}

func (t *tx) createGroup(d *Directory, in GroupInput) (DirectoryGroup, error) {
	if err := t.w.groupFree(d.ID, "", in.Name, in.ExternalID); err != nil {
		return DirectoryGroup{}, err
	}
	at := t.w.stamp()
	g := &DirectoryGroup{
		ID: t.id("directory_group", at), DirectoryID: d.ID, OrganizationID: d.OrganizationID, IDPID: or(in.ExternalID, in.Name),
		ExternalID: in.ExternalID, Name: in.Name, SCIM: in.SCIM, Version: 1, CreatedAt: at, UpdatedAt: at, SCIMUpdatedAt: at,
	}
	t.put(g)
	t.emit("dsync.group.created", g.OrganizationID, g.DirectoryID, g.View())
	t.addMembers(g, in.Members)
	return *g, nil
}

func (w *World) groupFree(directoryID, but, name, externalID string) error {
	if strings.TrimSpace(name) == "" {
		return invalid("displayName", "invalidValue", "Required attributes missing: displayName")
	}
	for _, id := range w.store.in("g", directoryID).ids {
		g, _ := get[*DirectoryGroup](&w.store, id)
		if g.ID != but && (strings.EqualFold(g.Name, name) || externalID != "" && g.ExternalID == externalID) {
			return conflict("uniqueness", "A group with this name or externalId already exists in the directory.")
		}
	}
	return nil
}

// UpdateDirectoryGroup changes a group and its members in one go. A version other than 0 must be the one in force.
func (w *World) UpdateDirectoryGroup(directoryID, groupID string, version int, ch GroupChange) (DirectoryGroup, error) {
	var out DirectoryGroup
	err := w.do("directory_group.update", func(t *tx) error {
		old, err := w.group(directoryID, groupID, version)
		if err != nil {
			return err
		}
		out, err = t.updateGroup(old, ch)
		return err
	})
	return out, err
}

func (t *tx) updateGroup(old *DirectoryGroup, ch GroupChange) (DirectoryGroup, error) {
	g := *old
	set(&g.Name, ch.Name)
	set(&g.ExternalID, ch.ExternalID)
	if ch.SCIM != nil {
		g.SCIM = ch.SCIM
	}
	if ch.Name != nil || ch.ExternalID != nil {
		if err := t.w.groupFree(g.DirectoryID, g.ID, g.Name, g.ExternalID); err != nil {
			return DirectoryGroup{}, err
		}
	}
	g.Version++
	g.SCIMUpdatedAt = t.w.stamp()
	if g.Name != old.Name {
		g.UpdatedAt = g.SCIMUpdatedAt
	}
	t.put(&g)
	if g.Name != old.Name {
		v := g.View()
		v.PreviousAttributes = map[string]any{"name": old.Name}
		t.emit("dsync.group.updated", g.OrganizationID, g.DirectoryID, v)
	}
	t.changeMembers(&g, ch)
	return g, nil
}

func (t *tx) changeMembers(g *DirectoryGroup, ch GroupChange) {
	remove, add := ch.Remove, ch.Add
	if ch.Members != nil {
		remove, add = slices.Clone(remove), slices.Concat(*ch.Members, ch.Add)
		for _, id := range slices.Sorted(maps.Keys(t.w.store.members[g.ID])) {
			if !slices.Contains(*ch.Members, id) {
				remove = append(remove, id)
			}
		}
	}
	group := encoded(g.View())
	for _, id := range remove {
		if _, in := t.w.store.members[g.ID][id]; !in {
			continue
		}
		u, _ := get[*DirectoryUser](&t.w.store, id)
		t.remove(&groupMember{GroupID: g.ID, SCIMID: id})
		t.emit("dsync.group.user_removed", g.OrganizationID, g.DirectoryID, membershipOf(g.DirectoryID, encoded(u.View()), group))
		t.w.left(groupMember{GroupID: g.ID, SCIMID: id})
	}
	t.addMembers(g, add)
}

func (t *tx) addMembers(g *DirectoryGroup, ids []string) {
	if len(ids) == 0 {
		return
	}
	group := encoded(g.View())
	for _, id := range ids {
		u, ok := get[*DirectoryUser](&t.w.store, id)
		if _, in := t.w.store.members[g.ID][id]; in || !ok || u.DirectoryID != g.DirectoryID || u.Gone || u.Held {
			continue
		}
		member := groupMember{GroupID: g.ID, SCIMID: id}
		t.put(&member)
		t.w.returns(member)
		t.emit("dsync.group.user_added", g.OrganizationID, g.DirectoryID, membershipOf(g.DirectoryID, encoded(u.View()), group))
	}
}

// renew gives the groups whose members the command changed a new version: who holds the old one has other members. It says
// nothing of it, and a group that the command wrote itself has its version already.
func (t *tx) renew() {
	changed, written := map[string]bool{}, map[string]bool{}
	for _, o := range t.ops {
		switch r := o.row.(type) {
		case *groupMember:
			changed[r.GroupID] = true
		case *DirectoryGroup:
			written[r.ID] = true
		}
	}
	var at Time
	for _, id := range slices.Sorted(maps.Keys(changed)) {
		old, ok := get[*DirectoryGroup](&t.w.store, id)
		if !ok || written[id] {
			continue
		}
		if at.IsZero() {
			at = t.w.stamp()
		}
		g := *old
		g.Version++
		g.SCIMUpdatedAt = at
		t.put(&g)
	}
}

func encoded(v any) json.RawMessage {
	raw, err := Encode(v)
	if err != nil {
		panic("world: a view that JSON cannot hold: " + err.Error()) // a mistake of ours: no input leads here
	}
	return raw
}

// membershipOf is the data of a membership event. It is put together from bytes, since a first sync has 40,000 of them.
func membershipOf(directoryID string, user, group json.RawMessage) json.RawMessage {
	b := make([]byte, 0, len(user)+len(group)+96)
	b = append(b, `{"directory_id":"`...)
	b = append(b, directoryID...)
	b = append(b, `","user":`...)
	b = append(b, user...)
	b = append(b, `,"group":`...)
	b = append(b, group...)
	return append(b, '}')
}

// DeleteDirectoryGroup removes a group; its one event stands for all its memberships.
func (w *World) DeleteDirectoryGroup(directoryID, groupID string, version int) error {
	return w.do("directory_group.delete", func(t *tx) error {
		g, err := w.group(directoryID, groupID, version)
		if err != nil {
			return err
		}
		for _, id := range slices.Sorted(maps.Keys(w.store.members[g.ID])) {
			t.remove(&groupMember{GroupID: g.ID, SCIMID: id})
		}
		t.remove(g)
		t.emit("dsync.group.deleted", g.OrganizationID, g.DirectoryID, g.View())
		return nil
	})
}

func (w *World) group(directoryID, groupID string, version int) (*DirectoryGroup, error) {
	g, ok := get[*DirectoryGroup](&w.store, groupID)
	if !ok || directoryID != "" && g.DirectoryID != directoryID {
		return nil, notFound("group", groupID)
	}
	if version != 0 && version != g.Version {
		return nil, &Error{Kind: Stale, Code: "stale", Message: "The group was changed since this version was read."}
	}
	return g, nil
}

// DirectoryGroup is one group.
func (w *World) DirectoryGroup(id string) (DirectoryGroup, error) {
	return one[DirectoryGroup](w, "directory group", id)
}

// DirectoryGroups is a page of a directory's groups.
func (w *World) DirectoryGroups(directoryID string, p Page) ([]DirectoryGroup, Cursors) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.groupsPage(w.store.in("g", directoryID), p)
}

// UserGroups is a page of the groups that a SCIM user is in.
func (w *World) UserGroups(scimID string, p Page) ([]DirectoryGroup, Cursors) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.groupsPage(&index{ids: slices.Sorted(maps.Keys(w.store.groups[scimID]))}, p)
}

func (w *World) groupsPage(x *index, p Page) ([]DirectoryGroup, Cursors) {
	ids, cur := x.page(p, nil)
	out := make([]DirectoryGroup, len(ids))
	for i, id := range ids {
		g, _ := get[*DirectoryGroup](&w.store, id)
		out[i] = *g
	}
	return out, cur
}

// SCIMGroups is a part of a directory's groups that match, oldest first, and how many match in all.
func (w *World) SCIMGroups(directoryID string, offset, limit int, match func(DirectoryGroup) bool) (page []DirectoryGroup, total int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return part(w.store.in("g", directoryID).ids, offset, limit, func(id string) (DirectoryGroup, bool) {
		g, _ := get[*DirectoryGroup](&w.store, id)
		return *g, match == nil || match(*g)
	})
}

// GroupMembers is everyone in a group, as SCIM sees them.
func (w *World) GroupMembers(groupID string) []DirectoryUser {
	w.mu.Lock()
	defer w.mu.Unlock()
	out := make([]DirectoryUser, 0, len(w.store.members[groupID]))
	for _, id := range slices.Sorted(maps.Keys(w.store.members[groupID])) {
		u, _ := get[*DirectoryUser](&w.store, id)
		out = append(out, *u)
	}
	return out
}

// RenameDirectoryGroup gives a group another name; nil keeps the one it has.
func (w *World) RenameDirectoryGroup(id string, name *string) (DirectoryGroup, error) {
	return w.UpdateDirectoryGroup("", id, 0, GroupChange{Name: name})
}
