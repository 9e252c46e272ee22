package workos

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"time"
)

// Head is what can be known of an event that cannot be read: what stands around its data.
type Head struct {
	ID        string
	Event     string
	CreatedAt time.Time // zero where it was not found
}

// mostSkimmed is how far a page of one event is skimmed. Its id stands at its beginning; its time behind its data.
const mostSkimmed = 4 * largestAnswer

// SkimEvent finds the head of the first event that a query selects, however large the event is and whatever stands in its
// data. It holds no more of it than a few names.
func (c *Client) SkimEvent(ctx context.Context, q EventQuery) (Head, error) {
	const operation = "events.skim"
	q.Limit = 1
	r, err := c.request(ctx, operation, http.MethodGet, "/events?"+q.values().Encode(), nil)
	if err != nil {
		return Head{}, err
	}
	answer, x, err := c.do(r, operation)
	if err != nil {
		return Head{}, err
	}
	defer func() { _ = answer.Body.Close() }() // what is left of it is not wanted
	if answer.StatusCode < 200 || answer.StatusCode > 299 {
		return Head{}, told(faultFrom(x, nil))
	}
	s := &skimmer{from: bufio.NewReaderSize(io.LimitReader(answer.Body, mostSkimmed), 64<<10), found: map[string]string{}}
	err = s.skim()
	h := Head{ID: s.found["id"], Event: s.found["event"], CreatedAt: ParseTime(s.found["created_at"])}
	if h.ID == "" {
		f := faultFrom(x, nil)
		f.Status, f.Code, f.cause = http.StatusBadGateway, codeUnreadable, err
		return Head{}, told(f)
	}
	return h, nil
}

// skimmer walks through a page without building any of it.
type skimmer struct {
	from  *bufio.Reader
	found map[string]string
	open  []byte // the brackets that are open, the outermost first
	list  string // the key of the outermost object that the walk is in
	key   string // the key of the event that the walk is in
	isKey bool   // the next text is a key
}

// errDeep ends a walk through more brackets than are counted.
var errDeep = errors.New("more than a megabyte of brackets are open")

// skim walks until all that is looked for was found, the event has ended, or the bytes have.
func (s *skimmer) skim() error {
	const mostOpen = 1 << 20
	for len(s.found) < 3 {
		b, err := s.from.ReadByte()
		if err != nil {
			return err
		}
		switch b {
		case '"':
			if err := s.text(); err != nil {
				return err
			}
		case '{', '[':
			if len(s.open) == mostOpen {
				return errDeep
			}
			s.open = append(s.open, b)
			s.isKey = b == '{'
		case '}', ']':
			if s.inEvent() || len(s.open) == 0 {
				return nil
			}
			s.open = s.open[:len(s.open)-1]
		case ',':
			s.isKey = len(s.open) > 0 && s.open[len(s.open)-1] == '{'
		case ':':
			s.isKey = false
		}
	}
	return nil
}

// inEvent holds directly in the first event of the list, and not in its data.
func (s *skimmer) inEvent() bool {
	return s.list == "data" && string(s.open) == "{[{"
}

// text reads a key or a value. Only short ones are kept.
func (s *skimmer) text() error {
	const longest = 256
	raw := make([]byte, 1, longest+2)
	raw[0] = '"'
	for escaped := false; ; {
		b, err := s.from.ReadByte()
		if err != nil {
			return err
		}
		if len(raw) < cap(raw) {
			raw = append(raw, b)
		}
		if b == '"' && !escaped {
			break
		}
		escaped = b == '\\' && !escaped
	}
	var value string
	if err := json.Unmarshal(raw, &value); err != nil {
		value = "" // too long to be a name, or no text
	}
	switch {
	case s.isKey && len(s.open) == 1:
		s.list = value
	case s.isKey && s.inEvent():
		s.key = value
	case !s.isKey && s.inEvent() && (s.key == "id" || s.key == "event" || s.key == "created_at"):
		s.found[s.key] = cmp.Or(s.found[s.key], value)
	}
	return nil
}
