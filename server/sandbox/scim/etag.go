package scim

import (
	"fmt"
	"net/http"
	"strings"
)

// etag is the weak tag of a version (RFC 7644 section 3.14).
func etag(version int) string { return fmt.Sprintf(`W/"%d"`, version) }

// names says whether a list of entity tags holds this version, or is "*".
func names(header string, version int) bool {
	want := strings.TrimPrefix(etag(version), "W/")
	for part := range strings.SplitSeq(header, ",") {
		part = strings.TrimPrefix(strings.TrimSpace(part), "W/")
		if part == "*" || part == want {
			return true
		}
	}
	return false
}

// permits refuses a change of a version the client has not seen.
func (c *call) permits(version int) error {
	if h := c.r.Header.Get("If-Match"); h != "" && !names(h, version) {
		return refuse(http.StatusPreconditionFailed, "The resource is at version %d now; If-Match names another.", version)
	}
	return nil
}

// unchanged says whether the client has this version already.
func (c *call) unchanged(version int) bool {
	h := c.r.Header.Get("If-None-Match")
	return h != "" && names(h, version)
}
