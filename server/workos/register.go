package workos

import (
	"context"
	"net/url"
	"strconv"

	"github.com/tidwall/gjson"
)

// WebhookEndpoint is where WorkOS delivers events; its secret is a secret.
type WebhookEndpoint struct {
	ID     string
	URL    string
	Secret string
	Status string
	Events []string
}

// RedirectURI is one that the environment allows.
type RedirectURI struct {
	ID      string
	URI     string
	Default bool
}

// RegisterWebhookEndpoint makes WorkOS deliver events to an address.
func (c *Client) RegisterWebhookEndpoint(ctx context.Context, address string, events []string) (WebhookEndpoint, error) {
	doc, err := c.post(ctx, "webhook_endpoints.create", "/webhook_endpoints", map[string]any{"endpoint_url": address, "events": events})
	return readEndpoint(doc), err
}

// ListWebhookEndpoints reads the environment's endpoints.
func (c *Client) ListWebhookEndpoints(ctx context.Context) ([]WebhookEndpoint, error) {
	doc, err := c.get(ctx, "webhook_endpoints.list", "/webhook_endpoints", url.Values{"limit": {strconv.Itoa(PageSize)}})
	return page(doc, readEndpoint).Data, err
}

func readEndpoint(doc gjson.Result) WebhookEndpoint {
	e := WebhookEndpoint{
		ID: doc.Get("id").String(), URL: doc.Get("endpoint_url").String(),
		Secret: doc.Get("secret").String(), Status: doc.Get("status").String(),
	}
	for _, name := range doc.Get("events").Array() {
		e.Events = append(e.Events, name.String())
	}
	return e
}

// ListRedirectURIs reads which addresses WorkOS may send browsers back to.
func (c *Client) ListRedirectURIs(ctx context.Context) ([]RedirectURI, error) {
	doc, err := c.get(ctx, "redirect_uris.list", "/user_management/redirect_uris", url.Values{"limit": {strconv.Itoa(PageSize)}})
	return page(doc, readRedirectURI).Data, err
}

// AddRedirectURI allows another address.
func (c *Client) AddRedirectURI(ctx context.Context, uri string) (RedirectURI, error) {
	doc, err := c.post(ctx, "redirect_uris.create", "/user_management/redirect_uris", map[string]string{"uri": uri})
	return readRedirectURI(doc), err
}

func readRedirectURI(doc gjson.Result) RedirectURI {
	return RedirectURI{ID: doc.Get("id").String(), URI: doc.Get("uri").String(), Default: doc.Get("default").Bool()}
}
