package event

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/tidwall/gjson"

	"memberpulse/server/workos"
)

// Ranks of what happened to a thing at one time of its own: a creation tells less than the update that followed it at
// once. A deletion is no version: it is final, whatever its time.
const (
	RankLearned int16 = 0 // asked from WorkOS, or told beside something else
	RankCreate  int16 = 1
	RankUpdate  int16 = 2
)

// Version orders what is told of one thing: by the thing's own time, then by rank, then by event id. Whoever keeps
// the greatest of them ends alike, in whatever order they come.
type Version struct {
	At    time.Time
	Rank  int16
	Event string
}

// After reports whether v is newer than o.
func (v Version) After(o Version) bool {
	if c := v.At.Compare(o.At); c != 0 {
		return c > 0
	}
	if v.Rank != o.Rank {
		return v.Rank > o.Rank
	}
	return v.Event > o.Event
}

// Version is the event's, of the thing that stands in object.
func (e *Event) Version(object gjson.Result) Version {
	rank := RankUpdate
	if strings.HasSuffix(e.Name, ".created") {
		rank = RankCreate
	}
	return Version{At: e.Time(object), Rank: rank, Event: e.ID}
}

// Time is the object's own time, or the event's where it has none.
func (e *Event) Time(object gjson.Result) time.Time {
	for _, field := range []string{"updated_at", "created_at"} {
		if at := workos.ParseTime(object.Get(field).String()); plausible(at) {
			return at.Truncate(time.Microsecond)
		}
	}
	return e.OccurredAt.UTC().Truncate(time.Microsecond)
}

// Created is when the object came to be, or the event's time where it does not say.
func (e *Event) Created(object gjson.Result) time.Time {
	if at := workos.ParseTime(object.Get("created_at").String()); plausible(at) {
		return at.Truncate(time.Microsecond)
	}
	return e.Time(object)
}

// Text is a value as text that PostgreSQL takes; objects, lists and null are none.
func Text(r gjson.Result) string {
	if r.Type == gjson.JSON || r.Type == gjson.Null {
		return ""
	}
	return clean(r.String(), 10_000)
}

// JSON is an object or a list as jsonb takes it, which refuses NUL and halves of surrogate pairs; otherwise is what
// stands in where there is none.
func JSON(r gjson.Result, otherwise string) string {
	if r.Type != gjson.JSON {
		return otherwise
	}
	if !strings.Contains(r.Raw, `\u`) && clean(r.Raw, len(r.Raw)) == r.Raw {
		return r.Raw
	}
	var tree any
	if err := json.Unmarshal([]byte(r.Raw), &tree); err != nil {
		return otherwise
	}
	out, err := json.Marshal(cleanTree(tree))
	if err != nil {
		return otherwise
	}
	return string(out)
}

func cleanTree(v any) any {
	switch v := v.(type) {
	case string:
		return clean(v, len(v))
	case []any:
		for i := range v {
			v[i] = cleanTree(v[i])
		}
		return v
	case map[string]any:
		out := make(map[string]any, len(v))
		for key, item := range v {
			out[clean(key, len(key))] = cleanTree(item)
		}
		return out
	}
	return v
}
