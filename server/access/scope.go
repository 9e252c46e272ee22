package access

import "net/http"

// Scope is ScopeTo for the request's own query.
func (c Caller) Scope(r *http.Request) (organizationID string, all bool, err error) {
	return c.ScopeTo(r.URL.Query().Get("organization_id"))
}
