// Package api carries shared/api's typed calls over the browser's fetch. It promises one client for the whole tab,
// requests that are given up when their context ends, and a signed-out tab that goes to the sign-in page by itself.
// It never imports net/http, which would double what the browser downloads.
package api

import (
	"context"
	"errors"
	"net/url"

	"memberpulse/shared/api"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

var server = api.New(Do)

// Server is the client of this tab. Call it inside state.Load's Run or ctx.Async: a call blocks its goroutine.
func Server() *api.Client { return server }

var (
	errNoBrowser = errors.New("there is no fetch outside a browser")
	errNetwork   = errors.New("the request did not reach the server")
)

// Do sends a request with the tab's own cookies.
func Do(ctx context.Context, r api.Request) (api.Response, error) {
	if app.IsServer {
		return api.Response{}, errNoBrowser
	}
	if err := ctx.Err(); err != nil {
		return api.Response{}, err
	}
	answer, err := fetch(ctx, r)
	if err != nil {
		if gone := ctx.Err(); gone != nil {
			return api.Response{}, gone
		}
		return api.Response{}, err
	}
	if answer.Status == 401 {
		ToSignIn("")
	}
	return answer, nil
}

type landed struct {
	answer api.Response
	err    error
}

// fetch waits for the promise. When the context ends it aborts and still waits for the rejection, so that no callback
// arrives after its function was released.
func fetch(ctx context.Context, r api.Request) (api.Response, error) {
	done := make(chan landed, 1)
	status := 0
	lost := app.FuncOf(func(_ app.Value, args []app.Value) any {
		done <- landed{err: errNetwork}
		return nil
	})
	defer lost.Release()
	read := app.FuncOf(func(_ app.Value, args []app.Value) any {
		done <- landed{answer: api.Response{Status: status, Body: []byte(args[0].String())}}
		return nil
	})
	defer read.Release()
	headed := app.FuncOf(func(_ app.Value, args []app.Value) any {
		status = args[0].Get("status").Int()
		return args[0].Call("text")
	})
	defer headed.Release()

	abort := app.Window().Get("AbortController").New()
	app.Window().Call("fetch", r.Path, options(r, abort.Get("signal"))).Call("then", headed).Call("then", read, lost)
	select {
	case l := <-done:
		return l.answer, l.err
	case <-ctx.Done():
		abort.Call("abort")
		<-done
		return api.Response{}, ctx.Err()
	}
}

func options(r api.Request, signal app.Value) map[string]any {
	headers := map[string]any{"Accept": "application/json"}
	o := map[string]any{"method": r.Method, "credentials": "same-origin", "cache": "no-store", "headers": headers, "signal": signal}
	if r.Body != nil {
		headers["Content-Type"] = "application/json"
		o["body"] = string(r.Body)
	}
	return o
}

// ToSignIn leaves for the sign-in page, which brings the reader back here; reason names why the session ended.
func ToSignIn(reason string) {
	if app.IsServer {
		return
	}
	location := app.Window().Get("location")
	here := location.Get("pathname").String() + location.Get("search").String()
	to := url.Values{"return_to": {here}}
	if reason != "" {
		to.Set("ended", reason)
	}
	location.Call("assign", "/sign-in?"+to.Encode())
}
