package boot

import (
	"context"
	"strings"

	"memberpulse/server/access"
	"memberpulse/server/apikey"
	"memberpulse/server/seal"
	"memberpulse/server/session"
	"memberpulse/server/signin"
	"memberpulse/shared"
)

// putPeople puts together who asks and how they sign in.
func (p *Program) putPeople(context.Context) error {
	ring, err := seal.New(p.cfg.SecretKeys...)
	if err != nil {
		return err
	}
	ring.Count(p.metrics.SecretDecryptFailures.Inc)
	resolve := access.Resolver(signin.IsPlatformAdmin(p.cfg.PlatformAdmins))
	p.sessions = session.New(p.db, session.Options{
		Secure: strings.HasPrefix(p.cfg.PublicURL, "https://"), Idle: p.cfg.SessionIdle, Absolute: p.cfg.SessionAbsolute, Now: p.cfg.Now,
	}, resolve)
	p.keys = apikey.New(p.db, p.cfg.Now)
	p.guard = access.NewGuard(p.db, p.sessions, p.keys, p.cfg.Now)
	p.self = access.NewSelf(p.db, p.sessions, p.environment, p.cfg.Now)
	p.signin = signin.New(signin.Config{
		DB: p.db, WorkOS: p.workos, Sessions: p.sessions, Ring: ring, Pages: pages{p}, PublicURL: p.cfg.PublicURL,
		PlatformAdmins: p.cfg.PlatformAdmins, Now: p.cfg.Now, Logger: p.cfg.Logger,
		Count: func(result string, times int) { p.metrics.Logins.WithLabelValues(result).Add(float64(times)) },
	})
	return nil
}

// environment is what screens must know of where they run.
func (p *Program) environment() shared.Environment {
	return shared.Environment{Sandbox: p.sandbox(), Demo: p.cfg.Demo, Version: p.cfg.Version}
}
