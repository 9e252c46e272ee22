package boot

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"sync/atomic"
	"time"

	"memberpulse/server/access"
	"memberpulse/server/apikey"
	"memberpulse/server/config"
	"memberpulse/server/connection"
	"memberpulse/server/directory"
	"memberpulse/server/event"
	"memberpulse/server/health"
	"memberpulse/server/httpx"
	"memberpulse/server/live"
	"memberpulse/server/member"
	"memberpulse/server/pg"
	"memberpulse/server/session"
	"memberpulse/server/settings"
	"memberpulse/server/signin"
	"memberpulse/server/site"
	"memberpulse/server/telemetry"
	"memberpulse/server/workos"
)

// Config is what a program is made of.
type Config struct {
	config.Config              // the environment, checked
	Version       string       // as `memberpulse version` tells it
	Demo          bool         // the demonstration: /gallery exists
	Listener      net.Listener // where it serves; Run closes it
	OpsListener   net.Listener // where it serves metrics and profiles; nil: nowhere
	Logger        *slog.Logger
	Now           func() time.Time
	Drain         time.Duration // how long readiness is gone before streams end, for balancers to see
}

// Program is MemberPulse, put together.
type Program struct {
	cfg     Config
	metrics *telemetry.Metrics
	db      *pg.DB
	workos  *workos.Pool
	events  *event.Engine
	hub     *live.Hub
	health  *health.Service

	sessions *session.Store
	keys     *apikey.Store
	guard    *access.Guard
	self     *access.Self
	signin   *signin.Service

	members     *member.Service
	connections *connection.Service
	directories *directory.Service
	settings    *settings.Service

	site  *site.Site
	mux   *httpx.Mux
	jobs  []job
	parts []part // that run beside the server
	ready atomic.Bool

	streamed live.Figures // as metrics have them; the job that measures alone uses it
	polled   time.Time    // when the Events API was read to its end, as far as that job knows
}

// part runs until its context ends.
type part struct {
	name string
	run  func(ctx context.Context) error
}

// New puts the program together. It opens the database and asks nothing else.
func New(ctx context.Context, cfg Config) (*Program, error) {
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	p := &Program{cfg: cfg, metrics: telemetry.NewMetrics()}
	for _, put := range []func(context.Context) error{
		p.putDatabase,
		p.putWorkOS,
		p.putEvents,
		p.putHealth,
		p.putReads,
		p.putPeople,
		p.putLive,
		p.putSite,
		p.putRoutes,
		p.putJobs,
	} {
		if err := put(ctx); err != nil {
			return nil, errors.Join(err, p.Close())
		}
	}
	return p, nil
}

// Close lets go of what New opened. Run has ended by then.
func (p *Program) Close() error {
	if p.db == nil {
		return nil
	}
	return p.db.Close()
}
