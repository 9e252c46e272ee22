package health

import (
	"context"
	"time"

	"memberpulse/server/errs"
	"memberpulse/server/pg"
	"memberpulse/shared"

	"github.com/uptrace/bun"
)

// RunReader reads the sync runs of organizations that run now or ended a moment ago, by organization.
type RunReader func(ctx context.Context, tx bun.IDB, organizationIDs []string) (map[string][]shared.SyncRun, error)

// Options are what a service is made of.
type Options struct {
	DB   *pg.DB
	Now  func() time.Time
	Runs RunReader // nil: no runs are shown
	// Configured reports whether WorkOS's credentials are in force, and whether the webhook secret is.
	Configured func(ctx context.Context) (credentials, webhookSecret bool)
}

// Service answers what is connected, and how it fares.
type Service struct {
	db         *pg.DB
	now        func() time.Time
	runs       RunReader
	configured func(ctx context.Context) (credentials, webhookSecret bool)
	overviews  cache[shared.Overview]
	platform   cache[shared.PlatformOverview]
	days       cache[day]
}

// New makes a service.
func New(o Options) *Service {
	if o.Runs == nil {
		o.Runs = func(context.Context, bun.IDB, []string) (map[string][]shared.SyncRun, error) { return nil, nil } //nolint:nilnil // no runs
	}
	if o.Configured == nil {
		o.Configured = func(context.Context) (bool, bool) { return true, true }
	}
	s := &Service{db: o.DB, now: o.Now, runs: o.Runs, configured: o.Configured}
	s.overviews.init(o.Now, time.Second)
	s.platform.init(o.Now, time.Second)
	s.days.init(o.Now, 5*time.Second)
	return s
}

// one reads what is known of an organization; an unknown one is not found.
func (s *Service) one(ctx context.Context, id string) (*facts, error) {
	var all map[string]*facts
	err := s.db.InOrganization(ctx, id, func(ctx context.Context, tx bun.Tx) (err error) {
		all, err = s.load(ctx, tx, []string{id})
		return err
	})
	if err != nil {
		return nil, err
	}
	if all[id] == nil {
		return nil, errs.NotFound()
	}
	return all[id], nil
}

// Counts are an organization's figures now.
func (s *Service) Counts(ctx context.Context, organizationID string) (shared.Counts, error) {
	var out shared.Counts
	err := s.db.InOrganization(ctx, organizationID, func(ctx context.Context, tx bun.Tx) error {
		all := map[string]*facts{organizationID: {}}
		if err := loadCounts(ctx, tx, []string{organizationID}, all); err != nil {
			return err
		}
		out = all[organizationID].counts
		return nil
	})
	return out, err
}

// Checks are an organization's checks now.
func (s *Service) Checks(ctx context.Context, organizationID string) ([]shared.HealthCheck, error) {
	f, err := s.one(ctx, organizationID)
	if err != nil {
		return nil, err
	}
	poll, err := s.poll(ctx)
	if err != nil {
		return nil, err
	}
	return f.checks(poll, s.now()), nil
}
