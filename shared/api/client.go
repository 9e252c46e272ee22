package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strconv"

	"memberpulse/shared"
)

// Request is a call as a transport must send it: JSON, with the caller's own credentials.
type Request struct {
	Method string
	Path   string // with its query
	Body   []byte // nil: none
}

// Response is what came back.
type Response struct {
	Status int
	Body   []byte
}

// Do sends a request. An error means that no answer came; an answer of any status is a Response.
type Do func(ctx context.Context, r Request) (Response, error)

// Client is the calls over one transport.
type Client struct{ do Do }

// New is a client over do.
func New(do Do) *Client { return &Client{do: do} }

// ErrNoAnswer wraps what a transport said when no answer came.
var ErrNoAnswer = errors.New("MemberPulse did not answer")

// call asks, and reads the answer. It is thin, since the browser downloads one of it for each kind of answer.
func call[Out any](ctx context.Context, c *Client, method, path string, in any) (out Out, err error) {
	err = c.ask(ctx, method, path, in, &out)
	return out, err
}

func (c *Client) ask(ctx context.Context, method, path string, in, out any) error {
	req := Request{Method: method, Path: path}
	if in != nil {
		body, err := json.Marshal(in)
		if err != nil {
			return fmt.Errorf("encode %s %s: %w", method, path, err)
		}
		req.Body = body
	}
	resp, err := c.do(ctx, req)
	switch {
	case err != nil:
		return fmt.Errorf("%w: %w", ErrNoAnswer, err)
	case resp.Status >= 400:
		return problem(resp)
	case len(resp.Body) == 0:
		return nil
	}
	if err := json.Unmarshal(resp.Body, out); err != nil {
		return fmt.Errorf("read the answer of %s: %w", path, err)
	}
	return nil
}

// problem reads an answer that says no; one that is no problem document still becomes a problem.
func problem(resp Response) error {
	p := &shared.Problem{}
	if err := json.Unmarshal(resp.Body, p); err != nil || p.Title == "" {
		return &shared.Problem{
			Status: resp.Status, Code: "unexpected_answer", Title: "The server's answer could not be read",
			Detail: "It answered with status " + strconv.Itoa(resp.Status) + ".",
			Action: "Try again; if it stays, tell the operator of MemberPulse.",
		}
	}
	if p.Status == 0 {
		p.Status = resp.Status
	}
	return p
}

// Page asks for a part of a list. Its zero value is the first page in the list's own order.
type Page struct {
	Limit          int
	Before, After  string
	Order          string // asc | desc, or a key of the list's own
	OrganizationID string // platform only: one organization of all
}

func (p Page) values() url.Values {
	v := url.Values{}
	if p.Limit > 0 {
		v.Set("limit", strconv.Itoa(p.Limit))
	}
	set(v, "before", p.Before)
	set(v, "after", p.After)
	set(v, "order", p.Order)
	set(v, "organization_id", p.OrganizationID)
	return v
}

func set(v url.Values, name, value string) {
	if value != "" {
		v.Set(name, value)
	}
}

func with(path string, v url.Values) string {
	if q := v.Encode(); q != "" {
		return path + "?" + q
	}
	return path
}

// scoped is path for one organization; "" is the caller's own.
func scoped(path, organizationID string) string {
	v := url.Values{}
	set(v, "organization_id", organizationID)
	return with(path, v)
}
