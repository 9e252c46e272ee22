package live

import (
	"encoding/json"
	"slices"
	"sync"
	"time"

	"memberpulse/app/ui"
	"memberpulse/shared"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Frame is what the stream brought: its topic and one line of JSON.
type Frame struct {
	Topic shared.Topic
	ID    string
	Data  []byte
}

// Decode reads a frame's data.
func Decode[T any](f Frame) (T, error) {
	var v T
	err := json.Unmarshal(f.Data, &v)
	return v, err
}

// Rows are what a frame of rows carries; one that cannot be read is logged, and carries none.
func Rows[T any](f Frame) []T {
	rows, err := Decode[[]T](f)
	if err != nil {
		app.Logf("a frame of %s could not be read: %v", f.Topic, err)
		return nil
	}
	return rows
}

// Subscription is one listener: a field of the page, opened in OnNav, closed in OnDismount.
type Subscription struct {
	organization string
	topics       []shared.Topic
	deliver      func(Frame)
	open         bool
	joining      bool // what it read may be older than its stream
}

// Open listens for the topics; organization is the scope of a platform admin ("" is one's own). The function is
// called on the page's own turn, so it may change the page. Opening again replaces what was listened for.
func (s *Subscription) Open(ctx app.Context, organization string, on func(app.Context, Frame), topics ...shared.Topic) {
	s.organization, s.topics, s.joining = organization, topics, true
	s.deliver = func(f Frame) {
		ctx.Dispatch(func(ctx app.Context) {
			ui.Safely("live "+string(f.Topic), func() { on(ctx, f) })
		})
	}
	tab.add(s)
}

// Close stops listening.
func (s *Subscription) Close() { tab.remove(s) }

// Watch calls f on the caller's own turn whenever the state of the stream changes, and once now. It returns how to stop.
func Watch(ctx app.Context, f func(app.Context, State, time.Time)) func() {
	return tab.watch(func(s State, since time.Time) {
		ctx.Dispatch(func(ctx app.Context) { f(ctx, s, since) })
	})
}

// Toggle pauses the stream, or lets it go on.
func Toggle() { tab.toggle() }

// OnSessionEnded is called when the server ended this session; the shell sets it.
var OnSessionEnded = func(reason string) {}

// Probe asks the server whether this tab is still signed in, after the stream was refused; the shell sets it.
var Probe = func() {}

var tab = &stream{}

type stream struct {
	mu       sync.Mutex
	subs     []*Subscription
	watchers map[int]func(State, time.Time)
	nextID   int

	state  State
	since  time.Time
	held   bool // paused by the reader
	hidden bool
	hooked bool
	lost   bool // the place in the stream is gone, so listeners must read again
	fails  int
	at     string // address of the open connection
	conn   *connection
	due    *time.Timer
}

func (t *stream) add(s *Subscription) {
	t.mu.Lock()
	if !s.open {
		s.open = true
		t.subs = append(t.subs, s)
	}
	t.hook()
	t.mu.Unlock()
	t.settle(0)
}

func (t *stream) remove(s *Subscription) {
	t.mu.Lock()
	s.open = false
	for i, other := range t.subs {
		if other == s {
			t.subs = append(t.subs[:i], t.subs[i+1:]...)
			break
		}
	}
	t.mu.Unlock()
	// The next page's listener mostly comes in the same turn: wait for it rather than cutting the stream in between.
	t.settle(50 * time.Millisecond)
}

func (t *stream) watch(f func(State, time.Time)) func() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.watchers == nil {
		t.watchers = map[int]func(State, time.Time){}
	}
	t.nextID++
	id := t.nextID
	t.watchers[id] = f
	f(t.state, t.since)
	return func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		delete(t.watchers, id)
	}
}

func (t *stream) toggle() {
	t.mu.Lock()
	t.held = !t.held
	t.mu.Unlock()
	t.settle(0)
}

// settle makes the connection what the listeners want, once per turn.
func (t *stream) settle(after time.Duration) {
	if app.IsServer {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.due != nil {
		t.due.Stop()
	}
	t.due = time.AfterFunc(after, t.apply)
}

func (t *stream) apply() {
	t.mu.Lock()
	defer t.mu.Unlock()
	to := t.wanted().address()
	switch {
	case to == "":
		t.drop()
		t.say(Idle)
	case t.held || t.hidden:
		t.lost = t.lost || t.conn != nil
		t.drop()
		t.say(Paused)
	case to == t.at:
		if t.state == On {
			t.joined(false) // the stream never stopped, so nothing is missing
		}
	default:
		t.lost = t.lost || t.fails > 0
		t.drop()
		t.at = to
		if t.state != Reconnecting {
			t.say(Connecting)
		}
		t.conn = t.dial(to)
	}
}

func (t *stream) wanted() want {
	w := want{}
	for _, s := range t.subs {
		w.topics = append(w.topics, s.topics...)
		if s.organization != "" {
			w.organization = s.organization
		}
	}
	if len(w.topics) > 0 {
		w.topics = append(w.topics, shared.TopicSessionEnded)
	}
	return w
}

func (t *stream) drop() {
	if t.conn != nil {
		t.conn.close()
		t.conn = nil
	}
	t.at = ""
}

func (t *stream) say(s State) {
	if s == t.state {
		return
	}
	t.state, t.since = s, time.Now()
	for _, f := range t.watchers {
		f(t.state, t.since)
	}
}

// hook follows whether the tab is seen.
func (t *stream) hook() {
	if t.hooked || app.IsServer {
		return
	}
	t.hooked = true
	document := app.Window().Get("document")
	t.hidden = document.Get("hidden").Bool()
	document.Call("addEventListener", "visibilitychange", app.FuncOf(func(app.Value, []app.Value) any {
		t.mu.Lock()
		t.hidden = document.Get("hidden").Bool()
		t.mu.Unlock()
		t.settle(0)
		return nil
	}))
}

func (t *stream) opened(c *connection) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if c != t.conn {
		return
	}
	t.fails = 0
	t.say(On)
	if t.lost {
		t.lost = false
		t.joined(false)
		t.hand(Frame{Topic: shared.TopicResync, Data: []byte(`{"reason":"away"}`)})
		return
	}
	t.joined(true)
}

// joined ends the joining of new listeners. Rows that were committed after a page had read its list and before its
// stream was open came with neither, so a listener of rows then reads again; state is sent on connect anyway.
func (t *stream) joined(late bool) {
	for _, s := range t.subs {
		if s.joining && late && slices.ContainsFunc(shared.RowTopics, func(rows shared.Topic) bool { return contains(s.topics, rows) }) {
			s.deliver(Frame{Topic: shared.TopicResync, Data: []byte(`{"reason":"joined"}`)})
		}
		s.joining = false
	}
}

func (t *stream) failed(c *connection, closed bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if c != t.conn {
		return
	}
	t.say(Reconnecting)
	if !closed {
		return
	}
	// The server refused the stream: the browser will not try again, so we do, and ask whether we are signed in.
	wait := backoff(t.fails)
	t.fails++
	t.drop()
	go Probe()
	time.AfterFunc(wait, t.apply)
}

func (t *stream) arrived(c *connection, f Frame) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if c != t.conn {
		return
	}
	if f.Topic == shared.TopicSessionEnded {
		ended, _ := Decode[shared.SessionEnded](f)
		go OnSessionEnded(ended.Reason)
		return
	}
	t.hand(f)
}

// hand gives a frame to the listeners of its topic; a resync goes to all.
func (t *stream) hand(f Frame) {
	for _, s := range t.subs {
		if f.Topic == shared.TopicResync || contains(s.topics, f.Topic) {
			s.deliver(f)
		}
	}
}

func contains(topics []shared.Topic, t shared.Topic) bool {
	for _, other := range topics {
		if other == t {
			return true
		}
	}
	return false
}
