package boot

import (
	"context"

	"memberpulse/server/health"
)

func (p *Program) putHealth(context.Context) error {
	p.health = health.New(health.Options{
		DB: p.db, Now: p.cfg.Now,
		Configured: func(ctx context.Context) (bool, bool) {
			_, err := p.workos.Client()
			secrets, secretsErr := p.webhookSecrets(ctx)
			return err == nil, secretsErr == nil && len(secrets) > 0
		},
	})
	return nil
}
