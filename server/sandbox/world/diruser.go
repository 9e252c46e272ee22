package world

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// DirectoryUserInput is a directory user as a client pushes them. The SCIM layer checks the wire; the rules between users are
// checked here.
type DirectoryUserInput struct {
	UserName         string
	ExternalID       string
	Email            string
	FirstName        string
	LastName         string
	Active           bool
	Held             bool // fails a hard check: kept without a word to anyone until a better one comes
	RoleSlug         string
	CustomAttributes map[string]any
	SCIM             json.RawMessage
}

// CreateDirectoryUser adds a person to a directory.
func (w *World) CreateDirectoryUser(directoryID string, in DirectoryUserInput) (DirectoryUser, error) {
	var out DirectoryUser
	err := w.do("directory_user.create", func(t *tx) error {
		d, err := find[*Directory](w, "directory", directoryID)
		if err != nil {
			return err
		}
		out, err = t.createDirectoryUser(d, in)
		return err
	})
	return out, err
}

func (t *tx) createDirectoryUser(d *Directory, in DirectoryUserInput) (DirectoryUser, error) {
	if !in.Active && !t.w.settings.RetainInactive {
		return DirectoryUser{}, invalid("active", "invalidValue", "A user cannot be created inactive while inactive users are deleted.")
	}
	if err := t.w.userFree(d.ID, "", in); err != nil {
		return DirectoryUser{}, err
	}
	at := t.w.stamp()
	u := &DirectoryUser{
		DirectoryID: d.ID, OrganizationID: d.OrganizationID, IDPID: or(in.ExternalID, in.UserName), Version: 1, Held: in.Held,
		CreatedAt: at, UpdatedAt: at, SCIMCreatedAt: at, SCIMUpdatedAt: at, ID: t.id("directory_user", at),
	}
	u.SCIMID = u.ID
	u.take(in)
	t.put(u)
	if !u.Held {
		t.emit("dsync.user.created", u.OrganizationID, u.DirectoryID, u.View())
	}
	return *u, nil
}

// take copies what the client says onto the row.
func (u *DirectoryUser) take(in DirectoryUserInput) {
	u.UserName, u.ExternalID, u.Email, u.FirstName, u.LastName = in.UserName, in.ExternalID, in.Email, in.FirstName, in.LastName
	u.CustomAttributes, u.SCIM, u.RoleSlug = in.CustomAttributes, in.SCIM, or(in.RoleSlug, u.RoleSlug)
	if in.ExternalID != "" {
		u.IDPID = in.ExternalID
	}
	u.State = "inactive"
	if in.Active {
		u.State = "active"
	}
}

// userFree refuses a name that another user of the directory has, in whatever case, and an e-mail of another active one.
func (w *World) userFree(directoryID, scimID string, in DirectoryUserInput) error {
	if strings.TrimSpace(in.UserName) == "" {
		return invalid("userName", "invalidValue", "Required attributes missing: userName")
	}
	if id, ok := w.store.named[nameKey(directoryID, "n", in.UserName)]; ok && id != scimID {
		return conflict("uniqueness", "A user with this userName already exists in the directory.")
	}
	if in.Email == "" || !in.Active || in.Held {
		return nil
	}
	if id, ok := w.store.named[nameKey(directoryID, "e", in.Email)]; ok && id != scimID {
		return conflict("uniqueness", "Another active user of the directory has this email.")
	}
	return nil
}

// ReplaceDirectoryUser makes a directory user what the input says. A version other than 0 must be the one in force.
func (w *World) ReplaceDirectoryUser(directoryID, scimID string, version int, in DirectoryUserInput) (DirectoryUser, error) {
	var out DirectoryUser
	err := w.do("directory_user.replace", func(t *tx) error {
		old, err := w.scimUser(directoryID, scimID, version)
		if err != nil {
			return err
		}
		out, err = t.replaceDirectoryUser(old, in)
		return err
	})
	return out, err
}

func (t *tx) replaceDirectoryUser(old *DirectoryUser, in DirectoryUserInput) (DirectoryUser, error) {
	in.Held = in.Held && old.Held // one that WorkOS told of already is not held again
	if err := t.w.userFree(old.DirectoryID, old.SCIMID, in); err != nil {
		return DirectoryUser{}, err
	}
	u := *old
	u.Held = in.Held
	u.take(in)
	u.Version++
	u.SCIMUpdatedAt = t.w.stamp()
	switch known := !old.Gone && !old.Held; {
	case u.Held:
		t.put(&u)
	case !known && !in.Active:
		u.Gone = true // WorkOS never heard of them, or heard that they left
		t.put(&u)
	case !known:
		t.returnUser(&u)
	case !in.Active && !t.w.settings.RetainInactive:
		t.deprovision(&u)
	default:
		t.updateUser(old, &u)
	}
	return u, nil
}

// returnUser makes someone known who was not: a deprovisioned person comes back as a new directory user.
func (t *tx) returnUser(u *DirectoryUser) {
	u.Gone, u.CreatedAt, u.UpdatedAt = false, u.SCIMUpdatedAt, u.SCIMUpdatedAt
	u.ID = t.id("directory_user", u.CreatedAt)
	t.put(u)
	t.emit("dsync.user.created", u.OrganizationID, u.DirectoryID, u.View())
}

// deprovision deletes the directory user; SCIM keeps the person, inactive.
func (t *tx) deprovision(u *DirectoryUser) {
	u.Gone, u.State, u.UpdatedAt = true, "inactive", u.SCIMUpdatedAt
	t.dropMemberships(u.SCIMID)
	t.put(u)
	t.emit("dsync.user.deleted", u.OrganizationID, u.DirectoryID, u.View())
}

func (t *tx) updateUser(old, u *DirectoryUser) {
	before := changes(old, u)
	if len(before) == 0 {
		t.put(u)
		return
	}
	u.UpdatedAt = u.SCIMUpdatedAt
	t.put(u)
	v := u.View()
	v.PreviousAttributes = before
	t.emit("dsync.user.updated", u.OrganizationID, u.DirectoryID, v)
}

// changes are the former values of what WorkOS shows of a user: the root fields, and the custom attributes one by one. What
// was absent before is null.
func changes(old, now *DirectoryUser) map[string]any {
	before := map[string]any{}
	diff := func(field, was, is string) {
		if was != is {
			before[field] = orNull(was)
		}
	}
	diff("idp_id", old.IDPID, now.IDPID)
	diff("email", old.Email, now.Email)
	diff("first_name", old.FirstName, now.FirstName)
	diff("last_name", old.LastName, now.LastName)
	diff("name", fullName(old.FirstName, old.LastName), fullName(now.FirstName, now.LastName))
	diff("state", old.State, now.State)
	if was := old.role(); was != now.role() {
		before["role"], before["roles"] = was, []Role{was}
	}
	custom := map[string]any{}
	for k := range mergeKeys(old.CustomAttributes, now.CustomAttributes) {
		if was, is := old.CustomAttributes[k], now.CustomAttributes[k]; !reflect.DeepEqual(was, is) {
			custom[k] = was
		}
	}
	if len(custom) > 0 {
		before["custom_attributes"] = custom
	}
	return before
}

func mergeKeys(a, b map[string]any) map[string]any {
	m := maps.Clone(a)
	if m == nil {
		m = map[string]any{}
	}
	maps.Copy(m, b)
	return m
}

// DeleteDirectoryUser removes a person from a directory for good.
func (w *World) DeleteDirectoryUser(directoryID, scimID string, version int) error {
	return w.do("directory_user.delete", func(t *tx) error {
		u, err := w.scimUser(directoryID, scimID, version)
		if err != nil {
			return err
		}
		t.deleteDirectoryUser(u)
		return nil
	})
}

func (t *tx) deleteDirectoryUser(u *DirectoryUser) {
	t.dropMemberships(u.SCIMID)
	t.remove(u)
	if !u.Gone && !u.Held {
		t.emit("dsync.user.deleted", u.OrganizationID, u.DirectoryID, u.View())
	}
}

// dropMemberships takes a person out of all groups, without a word: WorkOS says nothing either. The groups are renewed with
// the command.
func (t *tx) dropMemberships(scimID string) {
	for _, group := range slices.Sorted(maps.Keys(t.w.store.groups[scimID])) {
		t.remove(&groupMember{GroupID: group, SCIMID: scimID})
	}
}

func (w *World) scimUser(directoryID, scimID string, version int) (*DirectoryUser, error) {
	u, ok := get[*DirectoryUser](&w.store, scimID)
	if !ok || u.DirectoryID != directoryID {
		return nil, notFound("user", scimID)
	}
	if version != 0 && version != u.Version {
		return nil, &Error{Kind: Stale, Code: "stale", Message: "The user was changed since this version was read."}
	}
	return u, nil
}
