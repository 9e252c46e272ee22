package health

import (
	"context"

	"memberpulse/shared"
)

// Overview is what the first screen of an organization shows, at most a second old.
func (s *Service) Overview(ctx context.Context, organizationID string) (shared.Overview, error) {
	return s.overviews.get(ctx, organizationID, func(ctx context.Context) (shared.Overview, error) {
		f, err := s.one(ctx, organizationID)
		if err != nil {
			return shared.Overview{}, err
		}
		poll, err := s.poll(ctx)
		if err != nil {
			return shared.Overview{}, err
		}
		day, err := s.day(ctx, organizationID)
		if err != nil {
			return shared.Overview{}, err
		}
		return shared.Overview{
			Organization: shared.OrganizationRef{ID: f.id, Name: f.name},
			Connection:   f.connection.ref(), Directory: f.directory.ref(), SyncRun: f.run(),
			Counts: f.counts, Checks: f.checks(poll, s.now()), Today: day.figures, Ticks: day.ticks,
		}, nil
	})
}

// run is the sync run to show: the one that runs, else the one that just ended.
func (f *facts) run() *shared.SyncRun {
	if run := f.running(); run != nil {
		return run
	}
	if len(f.runs) > 0 {
		return &f.runs[0]
	}
	return nil
}

func (c *connection) ref() *shared.ConnectionRef {
	if c == nil {
		return nil
	}
	return &shared.ConnectionRef{ID: c.ID, Name: c.Name, Type: c.Type, State: c.State}
}

func (d *directory) ref() *shared.DirectoryRef {
	if d == nil {
		return nil
	}
	return &shared.DirectoryRef{ID: d.ID, Name: d.Name, Type: d.Type, State: d.State}
}

func (f *facts) organization(p poll, s *Service) shared.Organization {
	o := shared.Organization{
		Object: "organization", ID: f.id, Name: f.name, Domains: f.domains, Metadata: f.metadata, ExternalID: f.externalID, CreatedAt: f.createdAt, UpdatedAt: f.updatedAt, DeletedAt: f.deletedAt,
		Connection: f.connection.ref(), Directory: f.directory.ref(), Counts: f.counts, Health: f.word(f.checks(p, s.now())),
	}
	if o.Domains == nil {
		o.Domains = []shared.OrganizationDomain{}
	}
	return o
}
