package boot

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"memberpulse/server/httpx"
	"memberpulse/server/telemetry"
)

// grace is how long requests under way may take once the program stops.
const grace = 10 * time.Second

// Run serves until ctx ends, then stops: readiness goes first, then the streams, then requests under way end, then the
// work in the background. It returns early where a part cannot go on.
func (p *Program) Run(ctx context.Context) error {
	if err := p.events.Start(context.WithoutCancel(ctx)); err != nil { // Stop ends it, after the requests
		return errors.Join(err, closeAll(p.cfg.Listener, p.cfg.OpsListener))
	}
	background, stopBackground := context.WithCancel(context.WithoutCancel(ctx))
	defer stopBackground()
	serving, stopServing := context.WithCancelCause(context.WithoutCancel(ctx))
	var running sync.WaitGroup
	for _, part := range p.parts {
		running.Go(func() {
			if err := part.run(background); err != nil {
				stopServing(fmt.Errorf("%s: %w", part.name, err))
			}
		})
	}
	unlink := context.AfterFunc(ctx, func() { p.drain(stopServing) })
	defer unlink()
	server := httpx.NewServer(p.mux, p.cfg.Logger)
	server.RegisterOnShutdown(p.endStreams)
	p.ready.Store(true)
	err := httpx.Serve(serving, server, p.cfg.Listener, grace)
	p.ready.Store(false)
	p.endStreams() //nolint:contextcheck // ctx has ended; ending the streams has a time of its own
	stopBackground()
	p.events.Stop()
	running.Wait()
	if cause := context.Cause(serving); cause != nil && !errors.Is(cause, context.Canceled) {
		err = errors.Join(cause, err)
	}
	return err
}

// drain lets balancers see that this instance goes, and then stops taking requests.
func (p *Program) drain(stop context.CancelCauseFunc) {
	p.ready.Store(false)
	if p.cfg.Drain > 0 {
		timer := time.NewTimer(p.cfg.Drain)
		defer timer.Stop()
		<-timer.C
	}
	stop(context.Canceled)
}

// endStreams tells every open screen to come back in a moment.
func (p *Program) endStreams() {
	ctx, cancel := context.WithTimeout(context.Background(), grace/2)
	defer cancel()
	if err := p.hub.Close(ctx); err != nil {
		p.cfg.Logger.Warn("the live streams did not end in time", "error", err)
	}
}

// serveOps serves metrics and profiles to the operator, on an address of their own.
func (p *Program) serveOps(ctx context.Context) error {
	server := &http.Server{Handler: telemetry.OpsHandler(p.metrics), ReadHeaderTimeout: 5 * time.Second, IdleTimeout: time.Minute}
	return httpx.Serve(ctx, server, p.cfg.OpsListener, time.Second)
}
