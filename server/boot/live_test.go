package boot

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"memberpulse/server/workos"
)

// Trouble is told live to those who may read their organization's events, and on no other stream.
func TestTroubleIsToldLiveToItsReadersAlone(t *testing.T) {
	t.Parallel()
	m := newMatrix(t)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	streams := map[string]*watched{}
	for name, who := range map[string]struct{ caller, query string }{
		"client admin":                               {"client admin", ""},
		"client staff":                               {"client staff", ""},
		"a key of the organization":                  {"tenant key", ""},
		"the operator, who looks at it":              {"platform admin", "&organization_id=org_a"},
		"no: member":                                 {"member", ""},
		"no: an admin of another organization":       {"client admin of another organization", ""},
		"no: the operator, who looks at all":         {"platform admin", ""},
		"no: the operator, who looks at another":     {"platform admin", "&organization_id=org_b"},
		"no: a key of the platform, for all of them": {"platform key", ""},
	} {
		streams[name] = m.watch(ctx, who.caller, "problems"+who.query)
	}
	for _, body := range []string{
		`{"id":"event_parked","event":"dsync.group.user_added","created_at":"2026-11-21T11:59:58.000Z","data":{"directory_id":"directory_a","organization_id":"org_a","user":{"id":"directory_user_none","first_name":"Pia"},"group":{"id":"directory_group_a"}}}`,
		`{"id":"event_well","event":"dsync.user.created","created_at":"2026-11-21T11:59:58.000Z","data":{"id":"directory_user_well","directory_id":"directory_a","organization_id":"org_a","first_name":"Bo"}}`,
	} {
		m.ask(http.MethodPost, "/webhooks/workos", body, workos.SignatureHeader, workos.SignatureOf([]byte(body), matrixSecret, time.Now()))
	}
	wait, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := m.program.events.Idle(wait); err != nil {
		t.Fatal(err)
	}
	for name, stream := range streams {
		if !strings.HasPrefix(name, "no: ") {
			if err := stream.tells(wait, "event_parked"); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	stop()
	for name, stream := range streams {
		text := stream.all()
		want := 1
		if strings.HasPrefix(name, "no: ") {
			want = 0
		}
		if got := strings.Count(text, "event: problems"); got != want || strings.Count(text, "event_parked") != want || strings.Contains(text, "event_well") {
			t.Errorf("%s: %d frames of trouble, want %d: %s", name, got, want, text)
		}
		if strings.Contains(text, "directory_group_a") {
			t.Errorf("%s is told what the event carries: %s", name, text)
		}
	}
}

// watched is what a stream has shown so far.
type watched struct {
	lines chan string // closed when the stream ends
	text  strings.Builder
}

// tells waits for a text.
func (w *watched) tells(ctx context.Context, text string) error {
	for !strings.Contains(w.text.String(), text) {
		select {
		case line, open := <-w.lines:
			if !open {
				return errors.New("the stream ended before it told " + text)
			}
			w.text.WriteString(line + "\n")
		case <-ctx.Done():
			return fmt.Errorf("wait for %s: %w", text, ctx.Err())
		}
	}
	return nil
}

// all is everything until the end of the stream.
func (w *watched) all() string {
	for line := range w.lines {
		w.text.WriteString(line + "\n")
	}
	return w.text.String()
}

// watch reads what somebody is shown live, until ctx ends.
func (m *matrix) watch(ctx context.Context, name, topics string) *watched {
	m.t.Helper()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, m.url+"/api/live?topics="+topics, nil)
	if err != nil {
		m.t.Fatal(err)
	}
	if c := callerNamed(name); c.key {
		r.Header.Set("Authorization", "Bearer "+m.keys[name])
	} else {
		r.AddCookie(m.cookie(c)) //nolint:contextcheck // the session outlives the stream
	}
	res, err := http.DefaultClient.Do(r) //nolint:bodyclose // the goroutine below closes it
	if err != nil || res.StatusCode != http.StatusOK {
		m.t.Fatalf("the stream of %s: %v, %v", name, res, err)
	}
	w := &watched{lines: make(chan string, 1000)}
	go func() {
		defer func() { _ = res.Body.Close() }()
		defer close(w.lines)
		for in := bufio.NewReader(res.Body); ; {
			line, err := in.ReadString('\n') // ends with ctx
			w.lines <- strings.TrimSuffix(line, "\n")
			if err != nil {
				return
			}
		}
	}()
	return w
}
