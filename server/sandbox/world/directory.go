package world

import (
	"crypto/subtle"
	"slices"
	"strings"
)

// DirectoryInput is a new directory. Type is "generic scim v2.0" and State "linked" when left empty.
type DirectoryInput struct {
	OrganizationID, Type, Name, State string
	Expects                           *Expected
}

// DirectoryTypes are WorkOS's directory types.
var DirectoryTypes = []string{
	"azure scim v2.0", "bamboohr", "breathe hr", "cezanne hr", "cyberark scim v2.0", "fourth hr", "generic scim v2.0", "gsuite directory",
	"hibob", "sailpoint scim v2.0", "jump cloud scim v2.0", "okta scim v2.0", "onelogin scim v2.0", "people hr", "personio",
	"pingfederate scim v2.0", "rippling scim v2.0", "s3", "sftp", "sftp workday", "workday",
}

// DirectoryStates are the states a directory may be put in.
var DirectoryStates = []string{"linked", "validating", "invalid_credentials", "unlinked"}

// CreateDirectory adds a directory and gives its first SCIM token, this once.
func (w *World) CreateDirectory(in DirectoryInput) (d Directory, token string, err error) {
	err = w.do("directory.create", func(t *tx) error {
		o, err := find[*Organization](w, "organization", in.OrganizationID)
		if err != nil {
			return err
		}
		at := w.stamp()
		row := &Directory{
			ID: t.id("directory", at), OrganizationID: o.ID, Type: or(in.Type, "generic scim v2.0"), Name: or(in.Name, o.Name),
			State: or(in.State, "linked"), ExternalKey: Secret(12), CreatedAt: at, UpdatedAt: at,
		}
		if !slices.Contains(DirectoryTypes, row.Type) {
			return invalid("type", "invalid_type", `The type is not one of WorkOS's directory types, such as "okta scim v2.0".`)
		}
		if !slices.Contains(DirectoryStates, row.State) {
			return invalid("state", "invalid_state", "The state must be one of "+strings.Join(DirectoryStates, ", ")+".")
		}
		if in.Expects != nil {
			if err := t.expect(row, *in.Expects); err != nil {
				return err
			}
		}
		t.put(row)
		if row.State == "linked" {
			t.emit("dsync.activated", o.ID, row.ID, w.directoryEvent(row))
		}
		d, token = t.addToken(row)
		return nil
	})
	return d, token, err
}

// SetDirectoryState moves a directory to another state; one that becomes linked is told of.
func (w *World) SetDirectoryState(id, state string) (Directory, error) {
	var out Directory
	err := w.do("directory.state", func(t *tx) error {
		old, err := find[*Directory](w, "directory", id)
		if err != nil {
			return err
		}
		if !slices.Contains(DirectoryStates, state) {
			return invalid("state", "invalid_state", "The state must be one of "+strings.Join(DirectoryStates, ", ")+".")
		}
		d := *old
		d.State, d.UpdatedAt = state, w.stamp()
		t.put(&d)
		if state == "linked" && old.State != "linked" {
			t.emit("dsync.activated", d.OrganizationID, d.ID, w.directoryEvent(&d))
		}
		out = d
		return nil
	})
	return out, err
}

// addToken gives a directory a new token; of more than two the oldest is revoked.
func (t *tx) addToken(old *Directory) (Directory, string) {
	d := *old
	secret := Secret(48)
	at := t.w.stamp()
	token := DirectoryToken{ID: t.id("directory_token", at), Hash: Hash(secret), Suffix: secret[len(secret)-4:], CreatedAt: at}
	d.Tokens = append(slices.Clone(old.Tokens), token)
	d.UpdatedAt = at
	t.emit("dsync.token.created", d.OrganizationID, d.ID, token.view(&d))
	if len(d.Tokens) > 2 {
		t.emit("dsync.token.revoked", d.OrganizationID, d.ID, d.Tokens[0].view(&d))
		d.Tokens = d.Tokens[1:]
	}
	t.put(&d)
	return d, secret
}

func (k DirectoryToken) view(d *Directory) tokenEvent {
	return tokenEvent{"directory_token", k.ID, d.ID, d.OrganizationID, k.Suffix, k.CreatedAt}
}

// RotateToken gives a directory one more SCIM token, shown this once. Two work at a time; the oldest goes first.
func (w *World) RotateToken(directoryID string) (d Directory, token string, err error) {
	err = w.do("directory.rotate", func(t *tx) error {
		old, err := find[*Directory](w, "directory", directoryID)
		if err != nil {
			return err
		}
		d, token = t.addToken(old)
		return nil
	})
	return d, token, err
}

// RevokeToken ends one of a directory's tokens.
func (w *World) RevokeToken(directoryID, tokenID string) (Directory, error) {
	var out Directory
	err := w.do("directory.revoke", func(t *tx) error {
		old, err := find[*Directory](w, "directory", directoryID)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(old.Tokens, func(k DirectoryToken) bool { return k.ID == tokenID })
		if at < 0 {
			return notFound("directory token", tokenID)
		}
		d := *old
		d.Tokens = slices.Delete(slices.Clone(old.Tokens), at, at+1)
		d.UpdatedAt = w.stamp()
		t.put(&d)
		t.emit("dsync.token.revoked", d.OrganizationID, d.ID, old.Tokens[at].view(&d))
		out = d
		return nil
	})
	return out, err
}

// Token is the one of the directory's tokens that a client shows. All of them are compared, each in constant time, so that
// nothing leaks by time.
func (d Directory) Token(shown string) (k DirectoryToken, ok bool) {
	hash := []byte(Hash(shown))
	for _, own := range d.Tokens {
		if subtle.ConstantTimeCompare([]byte(own.Hash), hash) == 1 {
			k, ok = own, true
		}
	}
	return k, ok
}

// Accepts says that a SCIM bearer token is one of this directory's.
func (d Directory) Accepts(token string) bool {
	_, ok := d.Token(token)
	return ok
}

// DeleteDirectory removes a directory; one event tells of it, and none of its people and groups.
func (w *World) DeleteDirectory(id string) error {
	return w.do("directory.delete", func(t *tx) error {
		d, err := find[*Directory](w, "directory", id)
		if err != nil {
			return err
		}
		t.deleteDirectory(d)
		return nil
	})
}

func (t *tx) deleteDirectory(d *Directory) {
	for _, id := range slices.Clone(t.w.store.in("s", d.ID).ids) {
		u, _ := get[*DirectoryUser](&t.w.store, id)
		t.dropMemberships(id)
		t.remove(u)
	}
	for _, id := range slices.Clone(t.w.store.in("g", d.ID).ids) {
		g, _ := get[*DirectoryGroup](&t.w.store, id)
		t.remove(g)
	}
	for _, p := range all(t.w, func(p *Person) bool { return slices.Contains(p.Directories, d.ID) }) {
		q := *p
		q.Directories = slices.DeleteFunc(slices.Clone(p.Directories), func(id string) bool { return id == d.ID })
		t.put(&q)
	}
	t.remove(d)
	v := t.w.directoryEvent(d)
	v.State, v.ExternalKey, v.Domains = "deleting", "", nil
	t.emit("dsync.deleted", d.OrganizationID, d.ID, v)
}

// Directory is one directory.
func (w *World) Directory(id string) (Directory, error) { return one[Directory](w, "directory", id) }

// DirectoryByKey is the directory with an external key, as today's SCIM addresses name it.
func (w *World) DirectoryByKey(key string) (Directory, error) {
	found, _ := w.Directories(Page{Limit: 1}, func(d Directory) bool { return d.ExternalKey == key })
	if len(found) == 0 {
		return Directory{}, notFound("directory", key)
	}
	return found[0], nil
}

// Directories is a page of the directories that match.
func (w *World) Directories(p Page, match func(Directory) bool) ([]Directory, Cursors) {
	return pageOf(w, p, match)
}

// DirectoriesOf is every directory of an organization, oldest first.
func (w *World) DirectoriesOf(organizationID string) []Directory {
	return allOf(w, func(d Directory) bool { return d.OrganizationID == organizationID })
}
