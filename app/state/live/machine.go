package live

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"memberpulse/shared"
)

// State is what the header says of the stream.
type State int

// The states of the stream.
const (
	Idle         State = iota // nobody listens
	Connecting                // the first connection is on its way
	On                        // rows arrive
	Reconnecting              // it was cut, and comes back by itself
	Paused                    // the reader paused it, or the tab is hidden
)

// want is what the stream should carry: the topics of all listeners, for one organization.
type want struct {
	organization string
	topics       []shared.Topic
}

func (w want) address() string {
	if len(w.topics) == 0 {
		return ""
	}
	names := make([]string, len(w.topics))
	for i, t := range w.topics {
		names[i] = string(t)
	}
	slices.Sort(names)
	v := url.Values{"topics": {strings.Join(slices.Compact(names), ",")}}
	if w.organization != "" {
		v.Set("organization_id", w.organization)
	}
	return "/api/live?" + v.Encode()
}

// backoff is how long to wait before the n-th try of our own: 1 s, 2 s, 4 s … 30 s.
func backoff(n int) time.Duration {
	if n > 4 {
		return 30 * time.Second
	}
	return time.Second << n
}
