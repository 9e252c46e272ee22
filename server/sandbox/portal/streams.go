package portal

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"time"

	"memberpulse/server/sandbox/world"
)

// streamTimeout is how long a destination may take over a test entry.
const streamTimeout = 5 * time.Second

func (v *visit) logStreams() {
	v.show(status(v.form), "streams", struct {
		page
		Streams []world.LogStream
		Types   []string
	}{v.page("log_streams"), v.s.world.LogStreamsOf(v.org.ID), world.LogStreamTypes})
}

func (v *visit) addStream() {
	if _, err := v.s.world.CreateLogStream(v.org.ID, v.form.Text("type"), v.form.Text("url")); err != nil {
		if world.KindOf(err) != world.Invalid {
			v.failed(err)
			return
		}
		v.form.Blame("url", err.Error())
		v.logStreams()
		return
	}
	v.next("/log_streams", "streaming")
}

func (v *visit) ownStream() (world.LogStream, bool) {
	r, err := v.s.world.LogStream(v.r.PathValue("id"))
	if err != nil || r.OrganizationID != v.org.ID {
		v.failed(&world.Error{Kind: world.NotFound})
		return r, false
	}
	return r, true
}

// testStream sends the organization's latest event to a destination, now.
func (v *visit) testStream() {
	r, ok := v.ownStream()
	if !ok {
		return
	}
	err := v.send(r.URL)
	if err != nil {
		v.s.log.InfoContext(v.r.Context(), "a log stream's destination refused a test entry", "stream", r.ID, "error", err)
	}
	done := map[bool]string{true: "sent", false: "unsent"}[err == nil]
	if err := v.s.world.LogStreamTried(r.ID, err == nil); err != nil {
		v.failed(err)
		return
	}
	v.next("/log_streams", done)
}

func (v *visit) send(address string) error {
	body := []byte(`{"action":"log_stream.test"}`)
	log := v.s.world.EventLog(0)
	for i := len(log) - 1; i >= 0; i-- {
		if log[i].OrganizationID == v.org.ID {
			body = log[i].Body
			break
		}
	}
	ctx, cancel := context.WithTimeout(v.r.Context(), streamTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("prepare a test entry: %w", err)
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(req) // #nosec G107 -- the admin of this sandbox names the destination
	if err != nil {
		return fmt.Errorf("send a test entry: %w", err)
	}
	defer func() { _ = res.Body.Close() }() // nothing was read that could be lost
	if res.StatusCode >= 300 {
		return fmt.Errorf("send a test entry: the destination answered %s", res.Status)
	}
	return nil
}

func (v *visit) deleteStream() {
	r, ok := v.ownStream()
	if !ok {
		return
	}
	if err := v.s.world.DeleteLogStream(r.ID); err != nil {
		v.failed(err)
		return
	}
	v.next("/log_streams", "deleted")
}
