package scim

import (
	"encoding/json"
	"fmt"

	"memberpulse/server/sandbox/world"
)

// users are the people of the call's directory.
type users struct{ *call }

func (users) rt() *resourceType { return userType }

func (k users) item(u world.DirectoryUser) item {
	plain := func() map[string]any { return k.stored(u) }
	return item{id: u.SCIMID, version: u.Version, stored: plain, plain: plain, full: func(p projection) map[string]any {
		doc := k.finish(k, plain(), u.SCIMID, u.Version, u.SCIMCreatedAt, later(u.SCIMUpdatedAt, u.UpdatedAt))
		if !p.hides("groups") {
			put(doc, "groups", k.groupsOf(u.SCIMID))
		}
		return doc
	}}
}

func (k users) stored(u world.DirectoryUser) map[string]any {
	return k.s.decoded(u.SCIMID, u.Version, later(u.SCIMUpdatedAt, u.UpdatedAt), func() map[string]any { return userDoc(u) })
}

func later(a, b world.Time) world.Time {
	if b.After(a.Time) {
		return b
	}
	return a
}

func (k users) groupsOf(id string) any {
	var out []any
	for _, g := range k.s.world.GroupsOf(id) {
		out = append(out, map[string]any{"value": g.ID, "display": g.Name, "type": "direct", "$ref": k.base + groupType.endpoint + "/" + g.ID})
	}
	if out == nil {
		return nil
	}
	return out
}

func (k users) page(filter node, match predicate, offset, limit int) ([]item, int) {
	if name, ok := equality(filter, "userName"); ok {
		return few(k.items(k.s.world.SCIMUserByName(k.dir.ID, name)), match, offset, limit)
	}
	if id, ok := equality(filter, "id"); ok {
		u, err := k.s.world.SCIMUser(k.dir.ID, id)
		return few(k.items(u, err == nil), match, offset, limit)
	}
	// The world holds its lock while it asks: a stored document needs nothing of it.
	found, total := k.s.world.SCIMUsers(k.dir.ID, offset, limit, func(u world.DirectoryUser) bool { return match == nil || match(k.stored(u)) })
	out := make([]item, 0, len(found))
	for _, u := range found {
		out = append(out, k.item(u))
	}
	return out, total
}

func (k users) items(u world.DirectoryUser, ok bool) []item {
	if !ok {
		return nil
	}
	return []item{k.item(u)}
}

func (k users) one(id string) (item, error) {
	u, err := k.s.world.SCIMUser(k.dir.ID, id)
	if err != nil {
		return item{}, err
	}
	return k.item(u), nil
}

func (k users) create(doc map[string]any) (item, error) {
	if doc["active"] == nil {
		doc["active"] = true
	}
	in, err := k.input(doc)
	if err != nil {
		return item{}, err
	}
	// WorkOS refuses a person without any address. It does so when one is
	// created; later, an emptied e-mail is taken, since Microsoft's null update
	// empties every optional attribute and expects to be obeyed.
	if in.UserName != "" && doc["emails"] == nil && !looksLikeEmail(in.UserName) {
		return item{}, bad(invalidValue, "Required attributes missing: emails")
	}
	u, err := k.s.world.CreateDirectoryUser(k.dir.ID, in)
	if err != nil {
		return item{}, err
	}
	return k.item(u), nil
}

func (k users) replace(id string, version int, doc map[string]any) (item, error) {
	if doc["active"] == nil {
		// A body that leaves active out does not say it: neither lock somebody out
		// nor let somebody in on a guess.
		u, err := k.s.world.SCIMUser(k.dir.ID, id)
		if err != nil {
			return item{}, err
		}
		doc["active"] = u.Active()
	}
	in, err := k.input(doc)
	if err != nil {
		return item{}, err
	}
	u, err := k.s.world.ReplaceDirectoryUser(k.dir.ID, id, version, in)
	if err != nil {
		return item{}, err
	}
	return k.item(u), nil
}

func (k users) remove(id string, version int) error {
	return k.s.world.DeleteDirectoryUser(k.dir.ID, id, version)
}

// input is what the world keeps of a document.
func (k users) input(doc map[string]any) (world.DirectoryUserInput, error) {
	raw, err := json.Marshal(doc)
	if err != nil {
		return world.DirectoryUserInput{}, fmt.Errorf("keep a SCIM user: %w", err)
	}
	name, _ := doc["name"].(map[string]any)
	// Custom attributes are taken from what will be read back, so that a number is
	// the same number later and makes no event of its own.
	in := world.DirectoryUserInput{Email: primaryEmail(doc), CustomAttributes: k.custom(stored(raw)), SCIM: raw}
	in.UserName, _ = doc["userName"].(string)
	in.ExternalID, _ = doc["externalId"].(string)
	in.FirstName, _ = name["givenName"].(string)
	in.LastName, _ = name["familyName"].(string)
	in.Active, _ = doc["active"].(bool)
	return in, nil
}
