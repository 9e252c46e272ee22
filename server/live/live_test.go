package live_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"memberpulse/server/live"
	"memberpulse/server/pg"
	"memberpulse/server/pg/pgtest"
	"memberpulse/shared"

	"github.com/uptrace/bun"
)

const (
	org      = "org_live"
	patience = time.Minute // a guard: what comes comes within milliseconds
)

// house is one instance: a hub that listens, behind an HTTP server.
type house struct {
	t   *testing.T
	db  *pg.DB
	hub *live.Hub
	url string
}

func open(t *testing.T, db *pg.DB, cfg live.Config) *house {
	t.Helper()
	cfg.DB = db
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	cfg.Rows = []shared.Topic{shared.TopicLog, shared.TopicAttempts}
	hub := live.New(cfg)
	ctx, stop := context.WithCancel(t.Context())
	var listening sync.WaitGroup
	listening.Go(func() { _ = hub.Run(ctx) })
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		viewer := live.Viewer{OrganizationID: q.Get("org"), Session: live.Session{OrganizationID: org, ID: q.Get("session")}, Owner: q.Get("owner"), Grant: q.Get("grant")}
		if viewer.Owner == "" {
			viewer.Owner = r.RemoteAddr
		}
		for _, topic := range strings.Split(q.Get("topics"), ",") {
			viewer.Topics = append(viewer.Topics, shared.Topic(topic))
		}
		if err := hub.Serve(w, r, viewer); err != nil {
			w.Header().Set("Retry-After", "30")
			http.Error(w, err.Error(), http.StatusServiceUnavailable)
		}
	}))
	server.Config.WriteTimeout = 2 * time.Second // a stream outlives it
	server.Start()
	t.Cleanup(func() {
		end, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), patience)
		defer cancel()
		if err := hub.Close(end); err != nil {
			t.Errorf("close the hub: %v", err)
		}
		stop()
		listening.Wait()
		server.Close()
	})
	h := &house{t: t, db: db, hub: hub, url: server.URL}
	h.untilListening()
	return h
}

// untilListening publishes until a stream shows it: from then on nothing is
// missed.
func (h *house) untilListening() {
	h.t.Helper()
	c := h.watch("org_probe", "topics=log")
	defer c.close()
	for i := 0; ; i++ {
		h.rows("org_probe", i)
		if _, ok := c.maybe(100 * time.Millisecond); ok {
			return
		}
		if i == 100 {
			h.t.Fatal("the hub does not listen")
		}
	}
}

type row struct {
	N    int    `json:"n"`
	Text string `json:"text,omitempty"`
}

func (h *house) in(organization string, do func(ctx context.Context, tx bun.Tx) error) {
	h.t.Helper()
	if err := h.db.InOrganization(h.t.Context(), organization, do); err != nil {
		h.t.Fatalf("commit: %v", err)
	}
}

func (h *house) rows(organization string, ns ...int) {
	h.t.Helper()
	out := make([]row, len(ns))
	for i, n := range ns {
		out[i].N = n
	}
	h.in(organization, func(ctx context.Context, tx bun.Tx) error {
		return live.Rows(ctx, tx, organization, shared.TopicLog, out)
	})
}

func (h *house) changed(topics ...shared.Topic) {
	h.t.Helper()
	h.in(org, func(ctx context.Context, tx bun.Tx) error { return live.Changed(ctx, tx, org, topics...) })
}

// event is one event as a browser hands it on.
type event struct {
	ID, Name, Data string
}

func (e event) ns(t *testing.T) (out []int) {
	t.Helper()
	var rows []row
	if err := json.Unmarshal([]byte(e.Data), &rows); err != nil {
		t.Fatalf("frame %q: %v", e.Data, err)
	}
	for _, r := range rows {
		out = append(out, r.N)
	}
	return out
}

// client reads as EventSource does.
type client struct {
	t      *testing.T
	events chan event
	cancel context.CancelFunc
	status int
}

func (h *house) watch(organization, query string, headers ...string) *client {
	h.t.Helper()
	ctx, cancel := context.WithCancel(h.t.Context())
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, h.url+"/?org="+organization+"&"+query, nil)
	if err != nil {
		h.t.Fatal(err)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := http.DefaultTransport.RoundTrip(req) //nolint:bodyclose // closed by who reads it, below
	if err != nil {
		h.t.Fatalf("open a stream: %v", err)
	}
	c := &client{t: h.t, events: make(chan event, 100_000), cancel: cancel, status: res.StatusCode}
	h.t.Cleanup(cancel)
	go func() {
		defer close(c.events)
		defer res.Body.Close()
		parse(res.Body, func(e event) { c.events <- e })
	}()
	return c
}

// parse dispatches events by the rules of the EventSource specification.
func parse(body io.Reader, dispatch func(event)) {
	var e event
	var data []string
	lastID := ""
	in := bufio.NewReader(body)
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		line = strings.TrimSuffix(line, "\n")
		field, value, _ := strings.Cut(line, ":")
		value = strings.TrimPrefix(value, " ")
		switch {
		case line == "":
			if data != nil {
				e.ID, e.Data = lastID, strings.Join(data, "\n")
				dispatch(e)
			}
			e, data = event{}, nil
		case field == "id":
			lastID = value
		case field == "event":
			e.Name = value
		case field == "data":
			data = append(data, value)
		}
	}
}

func (c *client) close() {
	c.cancel()
	for range c.events { // reads on to the end of the stream
	}
}

func (c *client) maybe(within time.Duration) (event, bool) {
	select {
	case e, ok := <-c.events:
		return e, ok
	case <-time.After(within):
		return event{}, false
	}
}

func (c *client) next() event {
	c.t.Helper()
	e, ok := c.maybe(patience)
	if !ok {
		c.t.Fatalf("no event within %s, or the stream ended", patience)
	}
	return e
}

func (c *client) ended() error {
	for {
		select {
		case _, ok := <-c.events:
			if !ok {
				return nil
			}
		case <-time.After(patience):
			return fmt.Errorf("the stream is still open after %s", patience)
		}
	}
}

func number(ns []int) (text []string) {
	for _, n := range ns {
		text = append(text, strconv.Itoa(n))
	}
	return text
}

func database(t *testing.T) *pg.DB {
	t.Helper()
	return pgtest.New(t)
}
