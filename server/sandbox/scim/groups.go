package scim

import (
	"encoding/json"
	"fmt"

	"memberpulse/server/sandbox/world"
)

// groups are the groups of the call's directory.
type groups struct{ *call }

func (groups) rt() *resourceType { return groupType }

func (k groups) item(g world.DirectoryGroup) item {
	own := func() map[string]any { return k.stored(g) }
	return item{
		id: g.ID, version: g.Version, stored: own,
		plain: func() map[string]any {
			doc := cloneMap(own())
			var members []any
			for _, id := range k.s.world.GroupMemberIDs(g.ID) {
				members = append(members, map[string]any{"value": id})
			}
			if members != nil {
				doc["members"] = members
			}
			return doc
		},
		full: func(p projection) map[string]any {
			doc := k.finish(k, own(), g.ID, g.Version, g.CreatedAt, later(g.SCIMUpdatedAt, g.UpdatedAt))
			if !p.hides("members") {
				put(doc, "members", k.members(g.ID))
			}
			return doc
		},
	}
}

func (k groups) stored(g world.DirectoryGroup) map[string]any {
	return k.s.decoded(g.ID, g.Version, later(g.SCIMUpdatedAt, g.UpdatedAt), func() map[string]any {
		doc := stored(g.SCIM)
		doc["displayName"] = g.Name
		put(doc, "externalId", orNil(g.ExternalID))
		return doc
	})
}

func (k groups) members(id string) any {
	people := k.s.world.GroupMembers(id)
	if len(people) == 0 {
		return nil
	}
	out := make([]any, 0, len(people))
	for _, u := range people {
		out = append(out, map[string]any{
			"value": u.SCIMID, "display": u.UserName, "type": userType.name, "$ref": k.base + userType.endpoint + "/" + u.SCIMID,
		})
	}
	return out
}

func (k groups) page(filter node, match predicate, offset, limit int) ([]item, int) {
	if id, ok := equality(filter, "id"); ok {
		it, err := k.one(id)
		if err != nil {
			return nil, 0
		}
		return few([]item{it}, match, offset, limit)
	}
	found, total := k.s.world.SCIMGroups(k.dir.ID, offset, limit, func(g world.DirectoryGroup) bool { return match == nil || match(k.stored(g)) })
	out := make([]item, 0, len(found))
	for _, g := range found {
		out = append(out, k.item(g))
	}
	return out, total
}

func (k groups) one(id string) (item, error) {
	g, err := k.s.world.DirectoryGroup(id)
	if err != nil || g.DirectoryID != k.dir.ID {
		return item{}, &world.Error{Kind: world.NotFound, Message: "There is no group with this id in the directory."}
	}
	return k.item(g), nil
}

func (k groups) create(doc map[string]any) (item, error) {
	raw, members, err := parts(doc)
	if err != nil {
		return item{}, err
	}
	in := world.GroupInput{Members: members, SCIM: raw}
	in.Name, _ = doc["displayName"].(string)
	in.ExternalID, _ = doc["externalId"].(string)
	g, err := k.s.world.CreateDirectoryGroup(k.dir.ID, in)
	if err != nil {
		return item{}, err
	}
	return k.item(g), nil
}

func (k groups) replace(id string, version int, doc map[string]any) (item, error) {
	raw, members, err := parts(doc)
	if err != nil {
		return item{}, err
	}
	name, _ := doc["displayName"].(string)
	external, _ := doc["externalId"].(string)
	add, remove := difference(k.s.world.GroupMemberIDs(id), members)
	g, err := k.s.world.UpdateDirectoryGroup(k.dir.ID, id, version, world.GroupChange{
		Name: &name, ExternalID: &external, SCIM: raw, Add: add, Remove: remove,
	})
	if err != nil {
		return item{}, err
	}
	return k.item(g), nil
}

// difference is who must come and who must go. Members are changed by it, in one
// command of the world, and never by writing a whole list over another.
func difference(have, want []string) (add, remove []string) {
	in := func(list []string) map[string]bool {
		m := make(map[string]bool, len(list))
		for _, id := range list {
			m[id] = true
		}
		return m
	}
	had, wanted := in(have), in(want)
	for _, id := range want {
		if !had[id] {
			add = append(add, id)
		}
	}
	for _, id := range have {
		if !wanted[id] {
			remove = append(remove, id)
		}
	}
	return add, remove
}

func (k groups) remove(id string, version int) error {
	return k.s.world.DeleteDirectoryGroup(k.dir.ID, id, version)
}

// parts takes a group apart: what is kept as it came, and its members.
func parts(doc map[string]any) (json.RawMessage, []string, error) {
	own := cloneMap(doc)
	delete(own, "members")
	raw, err := json.Marshal(own)
	if err != nil {
		return nil, nil, fmt.Errorf("keep a SCIM group: %w", err)
	}
	return raw, memberIDs(doc), nil
}
