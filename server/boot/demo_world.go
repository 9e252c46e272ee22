package boot

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"
)

// demoWorld speaks to the sandbox over HTTP, as anybody could.
type demoWorld struct {
	url, key string
	client   *http.Client
}

func newDemoWorld(base, key string) *demoWorld {
	return &demoWorld{url: base, key: key, client: &http.Client{Timeout: time.Minute}}
}

// call sends JSON and reads the answer into out, which may be nil.
func (w *demoWorld) call(ctx context.Context, method, path string, in, out any) error {
	var body io.Reader
	if in != nil {
		raw, err := json.Marshal(in)
		if err != nil {
			return fmt.Errorf("encode %s %s: %w", method, path, err)
		}
		body = bytes.NewReader(raw)
	}
	req, err := http.NewRequestWithContext(ctx, method, w.url+path, body)
	if err != nil {
		return fmt.Errorf("%s %s: %w", method, path, err)
	}
	req.Header.Set("Authorization", "Bearer "+w.key)
	if in != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	res, err := w.client.Do(req)
	if err != nil {
		return fmt.Errorf("ask the sandbox: %w", err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(res.Body, 16<<20))
	if err != nil {
		return fmt.Errorf("read the sandbox's answer to %s %s: %w", method, path, err)
	}
	if res.StatusCode/100 != 2 {
		return fmt.Errorf("the sandbox answered %s %s with %d: %.300s", method, path, res.StatusCode, raw)
	}
	if out == nil {
		return nil
	}
	if err := json.Unmarshal(raw, out); err != nil {
		return fmt.Errorf("read the sandbox's answer to %s %s: %w", method, path, err)
	}
	return nil
}

// made is what the sandbox answers when something is made.
type made struct {
	ID           string `json:"id"`
	SCIMEndpoint string `json:"scim_endpoint"`
	SCIMToken    string `json:"scim_token"`
}

func (w *demoWorld) make(ctx context.Context, what string, in any) (made, error) {
	var out made
	err := w.call(ctx, http.MethodPost, "/_sandbox/"+what, in, &out)
	return out, err
}

func (w *demoWorld) change(ctx context.Context, what, id string, in any) error {
	return w.call(ctx, http.MethodPatch, "/_sandbox/"+what+"/"+url.PathEscape(id), in, nil)
}

// named is a thing of the sandbox's with its name.
type named struct {
	ID             string `json:"id"`
	Name           string `json:"name"`
	OrganizationID string `json:"organization_id"`
	URL            string `json:"endpoint_url"`
	Secret         string `json:"secret"`
}

// list reads all of a list of WorkOS's API.
func (w *demoWorld) list(ctx context.Context, path string) ([]named, error) {
	var all []named
	for after := ""; ; {
		var page struct {
			Data     []named `json:"data"`
			Metadata struct {
				After *string `json:"after"`
			} `json:"list_metadata"`
		}
		query := url.Values{"limit": {"100"}}
		if after != "" {
			query.Set("after", after)
		}
		if err := w.call(ctx, http.MethodGet, path+"?"+query.Encode(), nil, &page); err != nil {
			return nil, err
		}
		all = append(all, page.Data...)
		if page.Metadata.After == nil || *page.Metadata.After == "" {
			return all, nil
		}
		after = *page.Metadata.After
	}
}

// size is how many organizations and people the sandbox holds.
func (w *demoWorld) size(ctx context.Context) (organizations int, err error) {
	var state struct {
		Organizations int `json:"organizations"`
	}
	err = w.call(ctx, http.MethodGet, "/_sandbox/state", nil, &state)
	return state.Organizations, err
}

// delivered waits until every event so far has had its first delivery.
func (w *demoWorld) delivered(ctx context.Context) error {
	for ctx.Err() == nil {
		var idle struct {
			Idle bool `json:"idle"`
		}
		if err := w.call(ctx, http.MethodGet, "/_sandbox/idle?wait=20", nil, &idle); err != nil {
			return err
		}
		if idle.Idle {
			return nil
		}
	}
	return fmt.Errorf("wait for the sandbox's deliveries: %w", ctx.Err())
}
