package api

import (
	"context"

	"memberpulse/shared"
)

// PlatformOverview is the operator's first screen, with a page of its organizations: all of them, or those of one word.
func (c *Client) PlatformOverview(ctx context.Context, p Page, health shared.Health) (shared.PlatformOverview, error) {
	v := p.values()
	set(v, "health", string(health))
	return call[shared.PlatformOverview](ctx, c, "GET", with("/api/platform-overview", v), nil)
}
