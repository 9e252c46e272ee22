package boot

import (
	"context"
	"net/http"
	"slices"

	"memberpulse/server/httpx"
	"memberpulse/server/site"
	"memberpulse/shared"
)

// putRoutes makes the one table of routes.
func (p *Program) putRoutes(context.Context) error {
	routes := p.routes()
	description, document, err := httpx.Description("MemberPulse", p.cfg.Version, routes)
	if err != nil {
		return err
	}
	reference, err := site.NewReference(document)
	if err != nil {
		return err
	}
	p.mux = httpx.New(httpx.Config{
		PublicURL: p.cfg.PublicURL, TrustedProxies: p.cfg.TrustedProxies,
		Authorize: p.authorize, Pages: http.HandlerFunc(p.site.Page), ErrorPage: p.errorPage,
		CrossOriginExempt: []string{"POST /webhooks/workos"},
		Logger:            p.cfg.Logger, Panic: p.metrics.CountPanic, Observe: p.metrics.ObserveRequest, Clock: p.cfg.Now,
	}, append(routes, description, p.referenceRoute(reference)))
	return nil
}

// routes are all rows but the descriptions of them.
func (p *Program) routes() []httpx.Route {
	return slices.Concat(
		p.probes(),
		[]httpx.Route{p.webhookRoute(), p.liveRoute(), p.assetsRoute(), p.signInRoute()},
		p.signin.Routes(),
		p.self.Routes(),
		p.health.Routes(),
		p.keys.Routes(),
		p.members.Routes(),
		p.connections.Routes(),
		p.directories.Routes(),
		p.events.Routes(),
		p.settings.Routes(),
	)
}

// referenceRoute is the description of the API as people read it.
func (p *Program) referenceRoute(reference *site.Reference) httpx.Route {
	return httpx.Route{
		Method: http.MethodGet, Pattern: shared.PathAPIReference, Capability: shared.AccessAnyone, Page: true, Summary: "The description of the API, to read",
		Handler: func(w http.ResponseWriter, _ *http.Request) error {
			p.site.ServeReference(w, reference)
			return nil
		},
	}
}
