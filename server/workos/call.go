package workos

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/tidwall/gjson"

	"memberpulse/server/errs"
)

// largestAnswer bounds what is read of one answer. A page of a hundred events is far below it, unless they are of the
// largest: then a smaller page is to be asked for, see TooLarge.
const largestAnswer = 32 << 20

// ValidID reports whether s looks like an id of WorkOS's: words of letters, then letters and digits, joined by single
// underscores. Nothing else may enter a path: the SDK and URLs would let `../` walk to another resource. Every webhook
// asks twice, so no regular expression does it.
func ValidID(s string) bool {
	last := strings.LastIndexByte(s, '_')
	return len(s) <= 128 && last > 0 && words(s[:last]) && alphanumeric(s[last+1:])
}

func words(s string) bool {
	for word := range strings.SplitSeq(s, "_") {
		if word == "" || strings.ContainsFunc(word, func(r rune) bool { return !letter(r) }) {
			return false
		}
	}
	return true
}

func alphanumeric(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool { return !letter(r) && (r < '0' || r > '9') })
}

func letter(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' }

func (c *Client) get(ctx context.Context, operation, path string, query url.Values) (gjson.Result, error) {
	if len(query) > 0 {
		path += "?" + query.Encode()
	}
	return c.call(ctx, operation, http.MethodGet, path, nil)
}

// getOne reads one thing by its id.
func (c *Client) getOne(ctx context.Context, operation, path, id string) (gjson.Result, error) {
	if !ValidID(id) {
		return gjson.Result{}, errs.NotFound()
	}
	return c.get(ctx, operation, path+"/"+id, nil)
}

func (c *Client) post(ctx context.Context, operation, path string, body any) (gjson.Result, error) {
	text, err := json.Marshal(body)
	if err != nil {
		return gjson.Result{}, fmt.Errorf("encode the body of %s: %w", operation, err)
	}
	return c.call(ctx, operation, http.MethodPost, path, text)
}

func (c *Client) call(ctx context.Context, operation, method, path string, body []byte) (gjson.Result, error) {
	r, err := c.request(ctx, operation, method, path, body)
	if err != nil {
		return gjson.Result{}, err
	}
	return c.send(r, operation)
}

func (c *Client) request(ctx context.Context, operation, method, path string, body []byte) (*http.Request, error) {
	r, err := http.NewRequestWithContext(ctx, method, c.base+path, bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("prepare %s: %w", operation, withoutAddress(err))
	}
	r.Header.Set("Authorization", "Bearer "+c.credentials.APIKey)
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	return r, nil
}

// postForm sends what authenticates by its body, and by no bearer.
func (c *Client) postForm(ctx context.Context, operation, path string, form url.Values) (gjson.Result, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.base+path, strings.NewReader(form.Encode()))
	if err != nil {
		return gjson.Result{}, fmt.Errorf("prepare %s: %w", operation, withoutAddress(err))
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return c.send(r, operation)
}

// do sends a request; whoever gets an answer closes its body.
func (c *Client) do(r *http.Request, operation string) (*http.Response, *exchange, error) {
	ctx, x := withExchange(r.Context(), operation)
	r.Header.Set("Accept", "application/json")
	r.Header.Set("User-Agent", "memberpulse")
	answer, err := c.http.Do(r.WithContext(ctx))
	if err != nil {
		return nil, x, told(&Fault{Operation: operation, RequestID: x.requestID, cause: withoutAddress(err)})
	}
	return answer, x, nil
}

func (c *Client) send(r *http.Request, operation string) (gjson.Result, error) {
	answer, x, err := c.do(r, operation)
	if err != nil {
		return gjson.Result{}, err
	}
	defer func() { _ = answer.Body.Close() }() // it was read; its connection may go
	body, err := io.ReadAll(io.LimitReader(answer.Body, largestAnswer+1))
	if err != nil {
		f := &Fault{Operation: operation, RequestID: x.requestID, cause: err}
		if len(body) > tooSlowFrom && errors.Is(err, context.DeadlineExceeded) {
			f.Code = CodeTooLarge
		}
		return gjson.Result{}, told(f)
	}
	if answer.StatusCode < 200 || answer.StatusCode > 299 {
		return gjson.Result{}, told(faultFrom(x, body))
	}
	if code := unreadable(answer, body); code != "" {
		f := faultFrom(x, nil)
		f.Status, f.Code = http.StatusBadGateway, code
		return gjson.Result{}, told(f)
	}
	return gjson.ParseBytes(body), nil
}

// tooSlowFrom is how much of an answer must have come before its time was up for its size to be the reason: more than any
// webhook brings, so that nothing is taken for too large that comes by one.
const tooSlowFrom = 4 << 20

// unreadable is the code for an answer that is no JSON, or more of it than is read; "" where it can be read. What may
// only have broken off on its way is told apart from what came whole.
func unreadable(answer *http.Response, body []byte) string {
	switch {
	case len(body) > largestAnswer:
		return CodeTooLarge
	case !TooDeep(body) && gjson.ValidBytes(body):
		return ""
	case answer.ContentLength < 0 && len(answer.TransferEncoding) == 0 && answer.ProtoMajor < 2 && !answer.Uncompressed:
		return "broken_answer"
	}
	return codeUnreadable
}

// withoutAddress drops the URL that net/http prints: codes and e-mail addresses stand in queries.
func withoutAddress(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}
