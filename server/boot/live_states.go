package boot

import (
	"context"

	"github.com/uptrace/bun"

	"memberpulse/server/connection"
	"memberpulse/server/directory"
	"memberpulse/shared"
)

// within reads under an organization's scope.
func (p *Program) within(ctx context.Context, organizationID string, read func(ctx context.Context) error) error {
	return p.db.InOrganization(ctx, organizationID, func(ctx context.Context, _ bun.Tx) error { return read(ctx) })
}

// shownAtMost is how many of a kind a live state carries; lists show the rest.
const shownAtMost = 100

func (p *Program) liveDirectories(ctx context.Context, organizationID string) (any, error) {
	out := []shared.Directory{}
	err := p.within(ctx, organizationID, func(ctx context.Context) (err error) {
		out, err = directory.Directories(ctx, directory.Query{OrganizationID: organizationID, Limit: shownAtMost})
		return err
	})
	return out, err
}

// liveProgress shows the syncs that run, or have just ended.
func (p *Program) liveProgress(ctx context.Context, organizationID string) (any, error) {
	out := []shared.SyncRun{}
	err := p.within(ctx, organizationID, func(ctx context.Context) (err error) {
		out, err = directory.Running(ctx, organizationID, p.cfg.Now())
		return err
	})
	return out, err
}

// liveConnections shows an organization's connections, whatever their state.
func (p *Program) liveConnections(ctx context.Context, organizationID string) (any, error) {
	out := []shared.Connection{}
	err := p.db.InOrganization(ctx, organizationID, func(ctx context.Context, tx bun.Tx) (err error) {
		out, err = connection.Newest(ctx, tx, organizationID, shownAtMost)
		return err
	})
	return out, err
}
