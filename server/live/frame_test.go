package live_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"memberpulse/server/live"
	"memberpulse/shared"

	"go.uber.org/goleak"
)

// TestMain holds that no goroutine is left. What was told to end has a while for it: goleak itself looks for half a second.
func TestMain(m *testing.M) {
	code := m.Run()
	left := leaks()
	for range 60 {
		if left == nil {
			break
		}
		left = leaks()
	}
	if code == 0 && left != nil {
		fmt.Fprintln(os.Stderr, left)
		code = 1
	}
	os.Exit(code)
}

func leaks() error {
	return goleak.Find(
		goleak.IgnoreAnyFunction("memberpulse/server/pg/pgtest.init"),
		goleak.IgnoreTopFunction("net/http.(*persistConn).readLoop"), // the test's own client
		goleak.IgnoreTopFunction("net/http.(*persistConn).writeLoop"),
		goleak.IgnoreTopFunction("internal/poll.runtime_pollWait"),
	)
}

func serve(t *testing.T, hub *live.Hub, viewer live.Viewer) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := hub.Serve(w, r, viewer); err != nil {
			http.Error(w, err.Error(), http.StatusServiceUnavailable)
		}
	}))
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), patience)
		defer cancel()
		_ = hub.Close(ctx)
		server.Close()
	})
	return server.URL
}

// Whatever a state says, a browser is handed exactly one event of the right name,
// and reads in it what was said.
func FuzzSSEFrame(f *testing.F) {
	for _, seed := range []string{"", ":", "a\nevent: admin\ndata: x", "\r\n\r\n", "\u2028\u2029", "\x00", "id: 7\n\n", "</script>", "\xff\xfe"} {
		f.Add(seed, false)
		f.Add(seed, true)
	}
	f.Fuzz(func(t *testing.T, text string, raw bool) {
		var value any = map[string]string{"text": text}
		if raw {
			value = json.RawMessage("{ \"text\" :\n" + string(mustJSON(t, text)) + "\r\n}")
		}
		hub := live.New(live.Config{Now: time.Now, Platform: map[shared.Topic]live.State{
			shared.TopicOverview: func(context.Context, string) (any, error) { return value, nil },
		}})
		rec := httptest.NewRecorder()
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		w := &stopAfterData{ResponseRecorder: rec, stop: func() { cancel() }}
		if err := hub.Serve(w, httptest.NewRequestWithContext(ctx, http.MethodGet, "/api/live?stream=other", nil), live.Viewer{Owner: "o", Topics: []shared.Topic{shared.TopicOverview}}); err != nil {
			t.Fatal(err)
		}
		var events []event
		parse(rec.Body, func(e event) { events = append(events, e) })
		var said struct {
			Text string `json:"text"`
		}
		if len(events) != 1 || events[0].Name != "overview" || events[0].ID != "0" {
			t.Fatalf("a browser reads %+v", events)
		}
		if err := json.Unmarshal([]byte(events[0].Data), &said); err != nil || said.Text != strings.ToValidUTF8(text, "\ufffd") && said.Text == "" {
			t.Fatalf("said %q, read %q (%v)", text, said.Text, err)
		}
	})
}

func mustJSON(t *testing.T, text string) []byte {
	t.Helper()
	out, err := json.Marshal(text)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// stopAfterData ends the stream once the first event is flushed.
type stopAfterData struct {
	*httptest.ResponseRecorder
	stop func()
}

func (w *stopAfterData) Flush() {
	w.ResponseRecorder.Flush()
	if strings.Contains(w.Body.String(), "event: ") {
		w.stop()
	}
}

func TestTopicsLeavesOutWhatMayNotBeSeen(t *testing.T) {
	t.Parallel()
	all := []shared.Topic{shared.TopicLog, shared.TopicCounts, shared.TopicOverview}
	can := func(t shared.Topic) bool { return t != shared.TopicOverview }
	for list, want := range map[string]string{"": "log,counts", "log,overview": "log", "log, log,nonsense": "log", "overview": ""} {
		var got []string
		for _, topic := range live.Topics(list, can, all) {
			got = append(got, string(topic))
		}
		if strings.Join(got, ",") != want {
			t.Errorf("%q: %v, want %s", list, got, want)
		}
	}
}
