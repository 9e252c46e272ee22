package shared

// List is a page of things with WorkOS's cursors.
type List[T any] struct {
	Data         []T          `json:"data"`
	ListMetadata ListMetadata `json:"list_metadata"`
}

// ListMetadata tells how to go on: the id to send as before, or as after; null at an end. Lists that know it say how
// many things there are in all.
type ListMetadata struct {
	Before *string `json:"before"`
	After  *string `json:"after"`
	Total  *int    `json:"total,omitempty"`
}
