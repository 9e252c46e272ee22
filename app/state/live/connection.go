package live

import (
	"strings"

	"memberpulse/shared"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

const readyStateClosed = 2

// connection is one EventSource and the functions that it holds.
type connection struct {
	source app.Value
	funcs  map[string]app.Func
}

func (t *stream) dial(address string) *connection {
	c := &connection{source: app.Window().Get("EventSource").New(address), funcs: map[string]app.Func{}}
	c.on("open", func(app.Value) { t.opened(c) })
	c.on("error", func(app.Value) { t.failed(c, c.source.Get("readyState").Int() == readyStateClosed) })
	for _, topic := range topicsOf(address) {
		c.on(string(topic), func(e app.Value) {
			t.arrived(c, Frame{Topic: topic, ID: e.Get("lastEventId").String(), Data: []byte(e.Get("data").String())})
		})
	}
	return c
}

func topicsOf(address string) []shared.Topic {
	topics := []shared.Topic{shared.TopicResync}
	_, query, _ := strings.Cut(address, "topics=")
	list, _, _ := strings.Cut(query, "&")
	for name := range strings.SplitSeq(strings.ReplaceAll(list, "%2C", ","), ",") {
		if name != "" {
			topics = append(topics, shared.Topic(name))
		}
	}
	return topics
}

func (c *connection) on(event string, f func(app.Value)) {
	fn := app.FuncOf(func(_ app.Value, args []app.Value) any {
		f(args[0])
		return nil
	})
	c.funcs[event] = fn
	c.source.Call("addEventListener", event, fn)
}

// close lets go of the stream; its functions are released only after their listeners are gone.
func (c *connection) close() {
	c.source.Call("close")
	for event, fn := range c.funcs {
		c.source.Call("removeEventListener", event, fn)
		fn.Release()
	}
	c.funcs = nil
}
