package apikey

import (
	"context"
	"net/http"

	"memberpulse/server/access"
	"memberpulse/server/httpx"
	"memberpulse/shared"
)

// Routes are the package's rows of the table of routes.
func (s *Store) Routes() []httpx.Route {
	return []httpx.Route{
		httpx.Endpoint(http.MethodGet, "/api/api-keys", shared.CapabilityPlatform, s.list).
			Described("API keys, without the keys themselves").Takes(access.OfOrganization).Pages(),
	}
}

func (s *Store) list(ctx context.Context, c *httpx.Call, _ httpx.None) (shared.List[shared.APIKey], error) {
	organization, _, err := access.From(ctx).Scope(c.Request)
	if err != nil {
		return shared.List[shared.APIKey]{}, err
	}
	page, err := c.Page("key_")
	if err != nil {
		return shared.List[shared.APIKey]{}, err
	}
	return s.List(ctx, organization, page)
}
