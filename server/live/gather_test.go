package live_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"memberpulse/server/live"
	"memberpulse/shared"
)

// sends is a browser's end that keeps apart what was sent together.
type sends struct {
	http.ResponseWriter
	mu      sync.Mutex
	written strings.Builder
	sent    chan string
}

func (w *sends) Write(b []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.written.Write(b)
}

func (w *sends) Flush() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.sent <- w.written.String()
	w.written.Reset()
}

// nextWith waits for what was sent together with a text.
func (w *sends) nextWith(t *testing.T, text string) string {
	t.Helper()
	for {
		select {
		case got := <-w.sent:
			if strings.Contains(got, text) {
				return got
			}
		case <-time.After(patience):
			t.Fatalf("nothing with %q came within %s", text, patience)
		}
	}
}

func TestStatesThatChangedTogetherAreSentTogether(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	shown := 0
	tell := func(context.Context, string) (any, error) {
		mu.Lock()
		defer mu.Unlock()
		return shown, nil
	}
	h := open(t, database(t), live.Config{StateGap: 20 * time.Millisecond, States: map[shared.Topic]live.State{
		shared.TopicCounts: tell, shared.TopicHealth: tell, shared.TopicProgress: tell,
	}})
	w := &sends{ResponseWriter: httptest.NewRecorder(), sent: make(chan string, 1000)}
	ctx, leave := context.WithCancel(t.Context())
	var serving sync.WaitGroup
	serving.Go(func() {
		viewer := live.Viewer{OrganizationID: org, Owner: "x", Topics: []shared.Topic{shared.TopicCounts, shared.TopicHealth}}
		if err := h.hub.Serve(w, httptest.NewRequestWithContext(ctx, http.MethodGet, "/api/live", nil), viewer); err != nil {
			t.Error(err)
		}
	})
	w.nextWith(t, "data: 0")
	for n := 1; n <= 5; n++ {
		text := "data: " + string(rune('0'+n))
		mu.Lock()
		shown = n
		mu.Unlock()
		h.changed(shared.TopicCounts, shared.TopicHealth)
		if got := w.nextWith(t, text); strings.Count(got, text+"\n") != 2 {
			t.Errorf("sent %q, want both states", got)
		}
	}
	leave()
	serving.Wait()
}
