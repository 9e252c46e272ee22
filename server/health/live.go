package health

import (
	"context"
)

// LiveCounts, LiveChecks and LivePlatform are what live topics show. They are read anew: the stream that asks limits
// how often.

// LiveCounts are an organization's figures.
func (s *Service) LiveCounts(ctx context.Context, organizationID string) (any, error) {
	return s.Counts(ctx, organizationID)
}

// LiveChecks are an organization's checks, or the platform's.
func (s *Service) LiveChecks(ctx context.Context, organizationID string) (any, error) {
	if organizationID == "" {
		checks, _, err := s.PlatformChecks(ctx)
		return checks, err
	}
	return s.Checks(ctx, organizationID)
}

// LivePlatform is the operator's first screen, with the organizations that stand first.
func (s *Service) LivePlatform(ctx context.Context, _ string) (any, error) {
	return s.readPlatform(ctx, overviewPage, "")
}
