package world

import (
	"net/url"
	"slices"
	"strings"
)

// EndpointChange changes what is not nil.
type EndpointChange struct {
	URL, Status *string
	Events      *[]string
}

// CreateEndpoint adds a webhook endpoint with a fresh secret; it gets the events from here on.
func (w *World) CreateEndpoint(address string, events []string) (WebhookEndpoint, error) {
	return w.CreateEndpointWithSecret(address, events, "whsec_"+Secret(25))
}

// CreateEndpointWithSecret adds a webhook endpoint whose secret is known beforehand.
func (w *World) CreateEndpointWithSecret(address string, events []string, secret string) (WebhookEndpoint, error) {
	var out WebhookEndpoint
	err := w.do("endpoint.create", func(t *tx) error {
		at := w.stamp()
		e := &WebhookEndpoint{
			ID: t.id("we", at), URL: address, Secret: secret, Status: "enabled", Events: slices.Clone(events), Since: len(w.events),
			CreatedAt: at, UpdatedAt: at,
		}
		if err := w.checkEndpoint(e); err != nil {
			return err
		}
		t.put(e)
		out = *e
		return nil
	})
	return out, err
}

func (w *World) checkEndpoint(e *WebhookEndpoint) error {
	u, err := url.Parse(e.URL)
	if err != nil || u.Host == "" || u.Scheme != "https" && (u.Scheme != "http" || !Loopback(u)) {
		return invalid("endpoint_url", "invalid_url", "The endpoint URL must be an https address, or http on this machine.")
	}
	if e.Status != "enabled" && e.Status != "disabled" {
		return invalid("status", "invalid_request_parameters", "The status must be enabled or disabled.")
	}
	for _, name := range e.Events {
		if !Subscribable(name) {
			return invalid("events", "invalid_request_parameters", "No endpoint can subscribe to the event "+strings.ToValidUTF8(name, "?")+".")
		}
	}
	if len(all(w, func(other *WebhookEndpoint) bool { return other.URL == e.URL && other.ID != e.ID })) > 0 {
		return conflict("duplicate_endpoint", "An endpoint with this URL already exists.")
	}
	return nil
}

// UpdateEndpoint changes a webhook endpoint.
func (w *World) UpdateEndpoint(id string, ch EndpointChange) (WebhookEndpoint, error) {
	var out WebhookEndpoint
	err := w.do("endpoint.update", func(t *tx) error {
		old, err := find[*WebhookEndpoint](w, "webhook endpoint", id)
		if err != nil {
			return err
		}
		e := *old
		set(&e.URL, ch.URL)
		set(&e.Status, ch.Status)
		set(&e.Events, ch.Events)
		if err := w.checkEndpoint(&e); err != nil {
			return err
		}
		e.UpdatedAt = w.stamp()
		t.put(&e)
		out = e
		return nil
	})
	return out, err
}

// DeleteEndpoint removes a webhook endpoint.
func (w *World) DeleteEndpoint(id string) error {
	return w.do("endpoint.delete", func(t *tx) error {
		e, err := find[*WebhookEndpoint](w, "webhook endpoint", id)
		if err != nil {
			return err
		}
		t.remove(e)
		return nil
	})
}

// Endpoint is one webhook endpoint.
func (w *World) Endpoint(id string) (WebhookEndpoint, error) {
	return one[WebhookEndpoint](w, "webhook endpoint", id)
}

// Endpoints is a page of the webhook endpoints that match.
func (w *World) Endpoints(p Page, match func(WebhookEndpoint) bool) ([]WebhookEndpoint, Cursors) {
	return pageOf(w, p, match)
}

// AllEndpoints is every webhook endpoint, oldest first.
func (w *World) AllEndpoints() []WebhookEndpoint { return allOf[WebhookEndpoint](w, nil) }

// Wants says that an event is this endpoint's business.
func (e WebhookEndpoint) Wants(v *Event) bool {
	return e.Status == "enabled" && v.Seq >= e.Since && slices.Contains(e.Events, v.Name)
}
