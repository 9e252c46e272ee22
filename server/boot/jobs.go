package boot

import (
	"context"
	"time"

	"memberpulse/server/directory"
)

// job is done again and again, by every instance; each is made so that two at once do no harm.
type job struct {
	name  string
	every time.Duration
	do    func(ctx context.Context) error
}

// putJobs lists what time alone brings about.
func (p *Program) putJobs(context.Context) error {
	syncs := directory.NewWatch(p.db, p.totals)
	p.jobs = append(p.jobs,
		job{"follow the syncs that run", time.Second, func(ctx context.Context) error { return syncs.Tick(ctx, p.cfg.Now()) }},
		job{"end expired sessions", time.Second, func(ctx context.Context) error { _, err := p.sessions.Sweep(ctx); return err }},
		job{"close sign-ins that nobody finished", 10 * time.Second, func(ctx context.Context) error { _, err := p.signin.Sweep(ctx); return err }},
		job{"count for metrics", 5 * time.Second, p.measure},
	)
	for _, j := range p.jobs {
		p.parts = append(p.parts, part{j.name, func(ctx context.Context) error { return p.repeat(ctx, j) }})
	}
	if p.cfg.OpsListener != nil {
		p.parts = append(p.parts, part{"operator's address", p.serveOps})
	}
	return nil
}

// totals asks WorkOS how many people and groups a directory has.
func (p *Program) totals(ctx context.Context, directoryID string) (users, groups *int, err error) {
	client, err := p.workos.Client()
	if err != nil {
		return nil, nil, err
	}
	d, err := client.GetDirectory(ctx, directoryID)
	return d.Users, d.Groups, err
}

// repeat does a job until ctx ends. One that fails is told and done again in its turn.
func (p *Program) repeat(ctx context.Context, j job) error {
	tick := time.NewTicker(j.every)
	defer tick.Stop()
	for {
		if err := j.do(ctx); err != nil && ctx.Err() == nil {
			p.cfg.Logger.WarnContext(ctx, "a job failed; it is done again in its turn", "job", j.name, "error", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}
