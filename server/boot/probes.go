package boot

import (
	"context"
	"net/http"
	"time"

	"memberpulse/server/errs"
	"memberpulse/server/httpx"
	"memberpulse/shared"
)

// probes answer machines that watch over this instance. They tell no detail: anyone may ask.
func (p *Program) probes() []httpx.Route {
	return []httpx.Route{
		httpx.Speaks[httpx.None, shared.Probe](httpx.Route{
			Method: http.MethodGet, Pattern: "/healthz", Capability: shared.AccessAnyone, Summary: "Whether the process lives", Handler: alive,
		}),
		httpx.Speaks[httpx.None, shared.Probe](httpx.Route{
			Method: http.MethodGet, Pattern: "/readyz", Capability: shared.AccessAnyone, Summary: "Whether it takes requests", Handler: p.isReady,
		}),
	}
}

func alive(w http.ResponseWriter, _ *http.Request) error {
	return httpx.WriteJSON(w, http.StatusOK, shared.Probe{Status: "alive"})
}

// isReady looks at the database, the migrations and the workers. WorkOS does not count: events wait, screens work.
func (p *Program) isReady(w http.ResponseWriter, r *http.Request) error {
	ctx, cancel := context.WithTimeout(r.Context(), time.Second)
	defer cancel()
	if !p.ready.Load() {
		return notReady(nil)
	}
	if err := p.db.Ready(ctx); err != nil {
		return notReady(err)
	}
	return httpx.WriteJSON(w, http.StatusOK, shared.Probe{Status: "ready"})
}

func notReady(cause error) error {
	return errs.Unavailable("not_ready", "This instance does not take requests at the moment.", "Ask again in a moment.", time.Second).Because(cause)
}
