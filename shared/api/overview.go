package api

import (
	"context"

	"memberpulse/shared"
)

// PlatformOverviewOf is the same with another page of its organizations, and those of one word alone ("": of all).
func (c *Client) PlatformOverviewOf(ctx context.Context, p Page, health shared.Health) (shared.PlatformOverview, error) {
	v := p.values()
	set(v, "health", string(health))
	return call[shared.PlatformOverview](ctx, c, "GET", with("/api/platform-overview", v), nil)
}
