package health

import (
	"context"

	"memberpulse/server/access"
	"memberpulse/server/errs"
	"memberpulse/server/httpx"
	"memberpulse/shared"
)

// Routes are the reads of this package.
func (s *Service) Routes() []httpx.Route {
	return []httpx.Route{
		httpx.Endpoint("GET", "/api/overview", shared.CapabilityRead, s.serveOverview).Described("The first screen of an organization").Takes(access.OfOrganization),
		httpx.Endpoint("GET", "/api/health-checks", shared.CapabilityRead, s.serveChecks).Described("What is looked at in an organization, or for the platform").Takes(access.OfOrganization).Pages(),
		httpx.Endpoint("GET", "/api/platform-overview", shared.CapabilityPlatform, s.servePlatform).Described("The operator's first screen").
			Takes(httpx.Param{Name: "health", OneOf: httpx.Words(shared.Healths), About: "The organizations of one word."}).Pages(),
		httpx.Endpoint("GET", "/api/organizations", shared.CapabilityPlatform, s.serveOrganizations).Described("All organizations; order=name sorts by that").
			Takes(httpx.Param{Name: "q", About: "A part of a name or of a domain, or the whole id of either."}).Pages(byName),
		httpx.Endpoint("GET", "/api/organizations/{id}", shared.CapabilityPlatform, s.serveOrganization).Described("One organization"),
	}
}

func (s *Service) serveOverview(ctx context.Context, c *httpx.Call, _ httpx.None) (shared.Overview, error) {
	organization, all, err := access.From(ctx).Scope(c.Request)
	if err != nil {
		return shared.Overview{}, err
	}
	if all {
		return shared.Overview{}, errs.Invalid("organization_missing", "This screen is of one organization, and the request names none.",
			"Add organization_id= with the id of an organization, or ask /api/platform-overview.")
	}
	return s.Overview(ctx, organization)
}

func (s *Service) serveChecks(ctx context.Context, c *httpx.Call, _ httpx.None) (shared.List[shared.HealthCheck], error) {
	organization, all, err := access.From(ctx).Scope(c.Request)
	if err != nil {
		return shared.List[shared.HealthCheck]{}, err
	}
	page, err := c.Page()
	if err != nil {
		return shared.List[shared.HealthCheck]{}, err
	}
	var checks []shared.HealthCheck
	if all {
		checks, _, err = s.PlatformChecks(ctx)
	} else {
		checks, err = s.Checks(ctx, organization)
	}
	if err != nil {
		return shared.List[shared.HealthCheck]{}, err
	}
	return httpx.Part(page, checks, func(c shared.HealthCheck) string { return c.Key })
}

func (s *Service) servePlatform(ctx context.Context, c *httpx.Call, _ httpx.None) (shared.PlatformOverview, error) {
	page, err := c.Page("org_")
	if err != nil {
		return shared.PlatformOverview{}, err
	}
	if c.Query("limit") == "" {
		page.Limit = overviewPage.Limit
	}
	return s.Platform(ctx, page, shared.Health(c.Query("health")))
}

func (s *Service) serveOrganizations(ctx context.Context, c *httpx.Call, _ httpx.None) (shared.List[shared.Organization], error) {
	page, err := c.PageBy(map[string]bool{byName: true}, "org_")
	if err != nil {
		return shared.List[shared.Organization]{}, err
	}
	return s.Organizations(ctx, page, page.Own, c.Query("q"))
}

func (s *Service) serveOrganization(ctx context.Context, c *httpx.Call, _ httpx.None) (shared.Organization, error) {
	return s.Organization(ctx, c.Path("id"))
}
