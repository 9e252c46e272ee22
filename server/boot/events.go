package boot

import (
	"context"
	"net/http"

	"memberpulse/server/event"
	"memberpulse/server/httpx"
	"memberpulse/server/organization"
	"memberpulse/server/workos"
	"memberpulse/shared"
)

// putEvents makes the engine and hands in who applies what. The order of families is the order in a batch: what others
// refer to comes first.
func (p *Program) putEvents(context.Context) error {
	p.events = event.New(event.Options{
		DB: p.db, Now: p.cfg.Now, Logger: p.cfg.Logger, Secrets: p.webhookSecrets,
		Parents: p.parents(), Figures: eventFigures{p.metrics},
	})
	for _, family := range families(organization.NewPeople(syncMembers)) {
		if err := p.events.Register(family); err != nil {
			return err
		}
	}
	poller := event.NewPoller(p.events, p.listEvents, p.skimEvent)
	p.parts = append(p.parts, part{"events api", func(ctx context.Context) error {
		if !p.cfg.WorkOS.IsSet() {
			return nil // set-up mode: there is nobody to ask
		}
		poller.Start(ctx)
		<-ctx.Done()
		poller.Stop()
		return nil
	}})
	return nil
}

func (p *Program) listEvents(ctx context.Context, q workos.EventQuery) (workos.Page[workos.Event], error) {
	client, err := p.workos.Client()
	if err != nil {
		return workos.Page[workos.Event]{}, err
	}
	return client.ListEvents(ctx, q)
}

func (p *Program) skimEvent(ctx context.Context, q workos.EventQuery) (workos.Head, error) {
	client, err := p.workos.Client()
	if err != nil {
		return workos.Head{}, err
	}
	return client.SkimEvent(ctx, q)
}

// webhookRoute takes events. WorkOS's signature is the key.
func (p *Program) webhookRoute() httpx.Route {
	return httpx.Route{
		Method: http.MethodPost, Pattern: "/webhooks/workos", Capability: shared.AccessSignature, Answers: http.StatusOK, Prompt: true,
		Summary: "Events of WorkOS: verified, stored, then answered", Handler: p.events.Receive,
	}.Takes(httpx.Param{
		Name: workos.SignatureHeader, Header: true, Required: true, About: "t=<milliseconds>, v1=<hex>: the HMAC-SHA256 of t, a dot and the body, under a webhook secret.",
	})
}
