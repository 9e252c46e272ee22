package world

import (
	"maps"
	"slices"
)

// SCIMUser is a user as SCIM sees them, deprovisioned and held ones too.
func (w *World) SCIMUser(directoryID, scimID string) (DirectoryUser, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	u, err := w.scimUser(directoryID, scimID, 0)
	if err != nil {
		return DirectoryUser{}, err
	}
	return *u, nil
}

// SCIMUserByName finds a user by user name, in whatever case.
func (w *World) SCIMUserByName(directoryID, userName string) (DirectoryUser, bool) {
	return w.named(directoryID, "n", userName)
}

func (w *World) named(directoryID, what, name string) (DirectoryUser, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if u, ok := get[*DirectoryUser](&w.store, w.store.named[nameKey(directoryID, what, name)]); ok {
		return *u, true
	}
	return DirectoryUser{}, false
}

// SCIMUsers is a part of a directory's SCIM users that match, oldest first, and how many match in all.
func (w *World) SCIMUsers(directoryID string, offset, limit int, match func(DirectoryUser) bool) (page []DirectoryUser, total int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return part(w.store.in("s", directoryID).ids, offset, limit, func(id string) (DirectoryUser, bool) {
		u, _ := get[*DirectoryUser](&w.store, id)
		return *u, match == nil || match(*u)
	})
}

func part[T any](ids []string, offset, limit int, row func(string) (T, bool)) (page []T, total int) {
	for _, id := range ids {
		r, ok := row(id)
		if !ok {
			continue
		}
		if total >= offset && len(page) < limit {
			page = append(page, r)
		}
		total++
	}
	return page, total
}

// DirectoryUser is a directory user by WorkOS's id.
func (w *World) DirectoryUser(id string) (DirectoryUser, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	u, ok := get[*DirectoryUser](&w.store, w.store.live[id])
	if !ok {
		return DirectoryUser{}, notFound("directory user", id)
	}
	return *u, nil
}

// DirectoryUsers is a page of the directory's users that WorkOS shows.
func (w *World) DirectoryUsers(directoryID string, p Page, match func(DirectoryUser) bool) ([]DirectoryUser, Cursors) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.usersPage(w.store.in("u", directoryID), p, match)
}

func (w *World) usersPage(x *index, p Page, match func(DirectoryUser) bool) ([]DirectoryUser, Cursors) {
	row := func(id string) *DirectoryUser {
		u, _ := get[*DirectoryUser](&w.store, w.store.live[id])
		return u
	}
	ids, cur := x.page(p, func(id string) bool { return match == nil || match(*row(id)) })
	out := make([]DirectoryUser, len(ids))
	for i, id := range ids {
		out[i] = *row(id)
	}
	return out, cur
}

// GroupUsers is a page of the users in a group.
func (w *World) GroupUsers(groupID string, p Page) ([]DirectoryUser, Cursors) {
	w.mu.Lock()
	defer w.mu.Unlock()
	x := &index{}
	for scimID := range w.store.members[groupID] {
		if u, ok := get[*DirectoryUser](&w.store, scimID); ok && !u.Gone && !u.Held {
			x.ids = append(x.ids, u.ID)
		}
	}
	slices.Sort(x.ids)
	return w.usersPage(x, p, nil)
}

// GroupsOf is every group that a SCIM user is in, oldest first.
func (w *World) GroupsOf(scimID string) []DirectoryGroup {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.groupsOf(scimID)
}

func (w *World) groupsOf(scimID string) []DirectoryGroup {
	var out []DirectoryGroup
	for _, id := range slices.Sorted(maps.Keys(w.store.groups[scimID])) {
		g, _ := get[*DirectoryGroup](&w.store, id)
		out = append(out, *g)
	}
	return out
}
