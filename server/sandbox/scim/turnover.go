package scim

import (
	"slices"
	"strings"

	"memberpulse/server/sandbox/world"
)

// turnover is who comes to a group and who goes, by id: true comes, false goes.
// It is what identity providers send most; read as such, it costs nothing more
// in a group of ten thousand, and two of them at once do not get in each other's
// way.
type turnover map[string]bool

// readTurnover reads operations that do nothing but add and remove named
// members. Any other operation is for applyPatch.
func readTurnover(ops []operation) (turnover, bool) {
	members := groupType.attr("members")
	out := turnover{}
	for _, o := range ops {
		ids, ok := removedByFilter(o)
		if !ok {
			if !strings.EqualFold(o.path, members.Name) || o.op == "replace" || o.value == nil {
				return nil, false
			}
			v, problem := normalizeValue(members, o.value)
			if problem != nil {
				return nil, false
			}
			ids = memberIDs(map[string]any{members.Name: v})
		}
		for _, id := range ids {
			out[id] = o.op == "add"
		}
	}
	return out, true
}

// removedByFilter reads members[value eq "…"].
func removedByFilter(o operation) ([]string, bool) {
	if o.op != "remove" || !strings.Contains(o.path, "[") {
		return nil, false
	}
	n, problem := parseFilter(o.path)
	path, ok := n.(valuePath)
	if problem != nil || !ok || path.part != nil || path.path.urn != "" || path.path.sub != "" || !strings.EqualFold(path.path.name, "members") {
		return nil, false
	}
	c, ok := path.of.(compare)
	id, isText := c.value.(string)
	if !ok || !isText || c.op != "eq" || c.path.urn != "" || c.path.sub != "" || !strings.EqualFold(c.path.name, "value") {
		return nil, false
	}
	return []string{id}, true
}

func (k groups) turnOver(it item, turn turnover) (item, error) {
	had := map[string]bool{}
	for _, id := range k.s.world.GroupMemberIDs(it.id) {
		had[id] = true
	}
	var ch world.GroupChange
	for id, comes := range turn {
		switch {
		case comes && !had[id]:
			ch.Add = append(ch.Add, id)
		case !comes && had[id]:
			ch.Remove = append(ch.Remove, id)
		}
	}
	if len(ch.Add)+len(ch.Remove) == 0 {
		return it, nil // nothing to do is no new version and no event
	}
	slices.Sort(ch.Add)
	slices.Sort(ch.Remove)
	g, err := k.s.world.UpdateDirectoryGroup(k.dir.ID, it.id, k.guarded(it.version), ch)
	if err != nil {
		return it, err
	}
	return k.item(g), nil
}
