package live

import (
	"slices"
	"strings"

	"memberpulse/shared"
)

// Topics reads the list that a browser asked for and leaves out what it may not
// see. An empty list asks for all.
func Topics(list string, can func(shared.Topic) bool, all []shared.Topic) []shared.Topic {
	asked := all
	if list != "" {
		asked = nil
		for name := range strings.SplitSeq(list, ",") {
			asked = append(asked, shared.Topic(strings.TrimSpace(name)))
		}
	}
	var out []shared.Topic
	for _, topic := range asked {
		if slices.Contains(all, topic) && can(topic) && !slices.Contains(out, topic) {
			out = append(out, topic)
		}
	}
	return out
}
