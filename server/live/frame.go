package live

import (
	"encoding/json"
	"strconv"
	"time"

	"memberpulse/shared"

	"github.com/r3labs/sse/v2"
)

// frame is what goes to browsers: made once, the same bytes for all of them.
type frame struct {
	topic shared.Topic
	seq   int64 // rows: the last sequence it holds; 0 for a state
	data  []byte
}

// event is the frame as one stream sends it. The id stands in every event, for
// one without would make the browser forget the last: a state repeats the
// sequence that the stream has reached.
func (f *frame) event(reached int64) *sse.Event {
	return &sse.Event{ID: strconv.AppendInt(nil, reached, 10), Event: []byte(f.topic), Data: f.data}
}

func comment(text string) *sse.Event { return &sse.Event{Comment: []byte(text)} }

func resyncFrame(reason string) *frame {
	return &frame{topic: shared.TopicResync, data: mustLine(shared.Resync{Reason: reason})}
}

func endedFrame(reason string) *frame {
	return &frame{topic: shared.TopicSessionEnded, data: mustLine(shared.SessionEnded{Reason: reason})}
}

// byeEvent says that this instance stops, and when to come back: spread, so that
// not all come at once.
func byeEvent(reached int64, after time.Duration) *sse.Event {
	e := (&frame{topic: "bye", data: []byte("{}")}).event(reached)
	e.Retry = strconv.AppendInt(nil, after.Milliseconds(), 10)
	return e
}

// mustLine encodes our own small types, which always can be.
func mustLine(v any) []byte {
	line, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return line
}
