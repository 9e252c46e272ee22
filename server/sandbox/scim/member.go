package scim

// memberIDs are the ids of a group's members, each once, in the order given.
func memberIDs(doc map[string]any) []string {
	list, _ := doc["members"].([]any)
	ids := make([]string, 0, len(list))
	seen := make(map[string]bool, len(list))
	for _, v := range list {
		m, _ := v.(map[string]any)
		if id, _ := m["value"].(string); id != "" && !seen[id] {
			seen[id] = true
			ids = append(ids, id)
		}
	}
	return ids
}
