package api

import (
	"context"
	"net/url"

	"memberpulse/shared"
)

// Organization is one organization (platform).
func (c *Client) Organization(ctx context.Context, id string) (shared.Organization, error) {
	return call[shared.Organization](ctx, c, "GET", "/api/organizations/"+url.PathEscape(id), nil)
}
