package live

import (
	"context"
	"crypto/rand"
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"memberpulse/server/httpx"
	"memberpulse/shared"
)

// Viewer is who opened a stream, and what they may see: the caller has decided.
type Viewer struct {
	OrganizationID string                          // "" is the platform's stream
	Session        Session                         // none for an API key
	Grant          string                          // what the session allowed, as Grants tells it
	Owner          string                          // whose streams are counted together: the session's or the key's id
	Topics         []shared.Topic                  // may be empty: heartbeats, and the end of the session
	Valid          func(ctx context.Context) error // where no session tells: asked with every heartbeat; KindUnauthenticated and KindForbidden end the stream
}

// Resume are the parameters by which a stream goes on where a former one ended.
func Resume() []httpx.Param {
	return []httpx.Param{
		{Name: "Last-Event-ID", Header: true, About: "The id of the last frame that was seen: browsers send it by themselves."},
		{Name: "last_event_id", About: "The same, for a page that opens its stream anew."},
	}
}

// Serve streams to one browser until either side ends it. It returns an error
// only while nothing was written.
func (h *Hub) Serve(w http.ResponseWriter, r *http.Request, viewer Viewer) error {
	ctx, cancel := context.WithCancelCause(r.Context())
	defer cancel(nil)
	c := newConn(viewer, cancel)
	room, err := h.join(ctx, c)
	if err != nil {
		return err
	}
	defer h.leave(room, c)
	from := parseResume(r.Header.Get("Last-Event-ID"))
	if !from.given { // a page that opens its stream anew cannot set the header
		from = parseResume(httpx.QueryOf(r).Get("last_event_id"))
	}
	h.stream(ctx, w, r, &pump{hub: h, room: room, conn: c}, from)
	return nil
}

// stream lets r3labs/sse write one stream that no other request can name. All of
// its goroutines are gone when it returns.
func (h *Hub) stream(ctx context.Context, w http.ResponseWriter, r *http.Request, p *pump, from resumePoint) {
	id := rand.Text()
	subscribed, unsubscribed := make(chan struct{}), make(chan struct{})
	s := h.streams.CreateStream(id)
	s.OnSubscribe = onSubscriber(subscribed)
	s.OnUnsubscribe = onSubscriber(unsubscribed)
	defer h.streams.RemoveStream(id) // last: with a subscriber on it a goroutine would stay for ever
	dw := &deadlineWriter{ResponseWriter: w, rc: http.NewResponseController(w), limit: h.cfg.WriteTimeout, now: h.cfg.Now, fail: p.conn.cancel}
	dw.gather(2) // the flush with which r3labs/sse sends the headers waits for the first send
	p.out = publisher{server: h.streams, id: id, to: dw}

	var pumping sync.WaitGroup
	pumping.Go(func() {
		<-subscribed // what is published before would be lost
		p.run(ctx, from)
	})
	closed := make(chan struct{})
	stop := context.AfterFunc(ctx, func() { dw.close(); close(closed) }) // frees a write that waits for the browser

	// Without the browser's Last-Event-ID: that is ours to answer, and r3labs/sse refuses what is no number.
	own := (&http.Request{Method: http.MethodGet, URL: &url.URL{Path: r.URL.Path, RawQuery: "stream=" + id}, Header: http.Header{}}).WithContext(ctx)
	h.streams.ServeHTTP(dw, own)
	if !stop() {
		<-closed // it may not touch the connection once that serves another request
	}
	p.conn.cancel(nil)
	pumping.Wait()
	<-unsubscribed
}

// deadlineWriter sends frames that were gathered together, where r3labs/sse would
// send each alone; gives them a deadline of their own, so that the server's limit
// on a whole answer does not end the stream; and ends it when a write fails, which
// r3labs/sse would not notice.
type deadlineWriter struct {
	http.ResponseWriter
	rc    *http.ResponseController
	limit time.Duration
	now   func() time.Time
	fail  context.CancelCauseFunc
	await atomic.Int64 // flushes up to the one that sends

	mu     sync.Mutex
	closed bool
	armed  bool
}

func (w *deadlineWriter) Write(b []byte) (int, error) {
	if !w.arm() {
		return 0, http.ErrHandlerTimeout
	}
	n, err := w.ResponseWriter.Write(b)
	if err != nil {
		w.fail(err)
	}
	return n, err
}

// gather announces n flushes, of which the last sends.
func (w *deadlineWriter) gather(n int) { w.await.Add(int64(n)) }

// Flush sends the frames that were written, if no other of them is to come.
func (w *deadlineWriter) Flush() {
	if w.await.Add(-1) > 0 || !w.arm() {
		return
	}
	if err := w.rc.Flush(); err != nil {
		w.fail(err)
	}
	w.mu.Lock()
	w.armed = false
	w.mu.Unlock()
}

// Unwrap lets http.ResponseController find the writer below.
func (w *deadlineWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// arm sets the deadline with the first write of a frame.
func (w *deadlineWriter) arm() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return false
	}
	if !w.armed {
		w.armed = true
		_ = w.rc.SetWriteDeadline(w.now().Add(w.limit)) // a writer without deadlines has none to miss
	}
	return true
}

func (w *deadlineWriter) close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.closed = true
	_ = w.rc.SetWriteDeadline(w.now()) // as above
}
