package main

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/dunglas/mercure"
	"github.com/r3labs/sse/v2"
	"go.uber.org/zap"
)

// r3labs shares one stream among its viewers, with the library's defaults.
func r3labs() (library, error) {
	server := sse.New()
	return library{
		subscribe: func(w http.ResponseWriter, r *http.Request) {
			server.CreateStream(r.FormValue("stream")) // the same one if it is there
			server.ServeHTTP(w, r)
		},
		publish: func(stream string, i int, data []byte) error {
			server.CreateStream(stream)
			server.Publish(stream, &sse.Event{ID: strconv.AppendInt(nil, int64(i), 10), Data: data})
			return nil
		},
	}, nil
}

// viaMercure is a Mercure hub in memory, open to all, that logs nothing.
func viaMercure() (library, error) {
	key, transport := []byte("a key of thirty-two bytes or more, of no worth"), mercure.NewLocalTransport()
	hub, err := mercure.NewHub(mercure.WithAnonymous(), mercure.WithTransport(transport), mercure.WithLogger(zap.NewNop()),
		mercure.WithPublisherJWT(key, "HS256"), mercure.WithSubscriberJWT(key, "HS256"))
	if err != nil {
		return library{}, err
	}
	return library{
		subscribe: func(w http.ResponseWriter, r *http.Request) {
			r.URL.RawQuery = url.Values{"topic": {r.FormValue("stream")}}.Encode()
			r.Form = nil
			hub.SubscribeHandler(w, r)
		},
		publish: func(stream string, _ int, data []byte) error {
			return transport.Dispatch(&mercure.Update{Topics: []string{stream}, Event: mercure.Event{Data: string(data)}})
		},
	}, nil
}
