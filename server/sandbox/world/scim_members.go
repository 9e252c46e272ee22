package world

import (
	"maps"
	"slices"
)

// GroupMemberIDs is everyone in a group by SCIM id, oldest first.
func (w *World) GroupMemberIDs(groupID string) []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Sorted(maps.Keys(w.store.members[groupID]))
}
