package boot

import (
	"context"

	"memberpulse/server/connection"
	"memberpulse/server/directory"
	"memberpulse/server/event"
	"memberpulse/server/organization"

	"github.com/uptrace/bun"
)

// parents asks WorkOS for organizations, directories and connections that events refer to and nobody has stored.
func (p *Program) parents() event.Parents {
	return event.Parents{
		Organization: func(ctx context.Context, id string) (event.Learn, error) {
			client, err := p.workos.Client()
			if err != nil {
				return nil, err
			}
			told, err := client.GetOrganization(ctx, id)
			if err != nil {
				return nil, err
			}
			return func(ctx context.Context, tx bun.Tx) error { return organization.Learn(ctx, tx, told) }, nil
		},
		Directory: func(ctx context.Context, id string) (string, event.Learn, error) {
			client, err := p.workos.Client()
			if err != nil {
				return "", nil, err
			}
			told, err := client.GetDirectory(ctx, id)
			if err != nil {
				return "", nil, err
			}
			return told.OrganizationID, func(ctx context.Context, tx bun.Tx) error { return directory.Learn(ctx, tx, told, p.cfg.Now()) }, nil
		},
		Connection: func(ctx context.Context, id string) (string, event.Learn, error) {
			client, err := p.workos.Client()
			if err != nil {
				return "", nil, err
			}
			told, err := client.GetConnection(ctx, id)
			if err != nil {
				return "", nil, err
			}
			return told.OrganizationID, func(ctx context.Context, tx bun.Tx) error {
				return connection.Learn(ctx, tx, told, p.cfg.Now())
			}, nil
		},
	}
}
