package workos

import (
	"encoding/json"
	"time"

	"github.com/tidwall/gjson"
)

// Profile is who an identity provider says signed in. Groups is nil where the provider sends none.
type Profile struct {
	ID               string
	OrganizationID   string
	ConnectionID     string
	ConnectionType   string
	IdpID            string
	Email            string
	FirstName        string
	LastName         string
	Groups           []string
	RoleSlugs        []string
	CustomAttributes map[string]any
	RawAttributes    map[string]any
	Raw              json.RawMessage
}

// Organization mirrors WorkOS's; Raw is the JSON as it came, the same as an event's data.
type Organization struct {
	ID        string
	Name      string
	CreatedAt time.Time
	UpdatedAt time.Time
	Raw       json.RawMessage
}

// Directory mirrors WorkOS's. State is the word of events (active, inactive, …), not the API's (linked, unlinked).
type Directory struct {
	ID             string
	OrganizationID string
	Name           string
	Type           string
	State          string
	ExternalKey    string
	Users          *int // null: WorkOS has not told
	Groups         *int
	CreatedAt      time.Time
	UpdatedAt      time.Time
	Raw            json.RawMessage
}

// Connection mirrors WorkOS's.
type Connection struct {
	ID             string
	OrganizationID string
	Name           string
	ConnectionType string
	State          string
	CreatedAt      time.Time
	UpdatedAt      time.Time
	Raw            json.RawMessage
}

// User is AuthKit's.
type User struct {
	ID            string
	Email         string
	EmailVerified bool
	FirstName     string
	LastName      string
}

// Event is one of the Events API, its bytes as a webhook would bring them.
type Event struct {
	ID        string
	Event     string
	CreatedAt time.Time // zero where it cannot be read
	Raw       json.RawMessage
}

// Page is a page of a list; After is "" at its end.
type Page[T any] struct {
	Data  []T
	After string
}

func page[T any](doc gjson.Result, read func(gjson.Result) T) Page[T] {
	out := Page[T]{After: doc.Get("list_metadata.after").String()}
	for _, item := range doc.Get("data").Array() {
		out.Data = append(out.Data, read(item))
	}
	return out
}

// ParseTime reads the forms of time that WorkOS has sent over the years; zero where it is none of them.
func ParseTime(s string) time.Time {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02 15:04:05.999999999Z07:00", "2006-01-02 15:04:05.999999999", "2006-01-02T15:04:05.999999999"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC()
		}
	}
	return time.Time{}
}

func timeAt(doc gjson.Result, path string) time.Time { return ParseTime(doc.Get(path).String()) }

// slugs reads roles as WorkOS has them: one in role, or several in roles; nil where it tells of neither.
func slugs(doc gjson.Result) []string {
	if !doc.Get("role").Exists() && !doc.Get("roles").Exists() {
		return nil
	}
	out := []string{}
	for _, r := range doc.Get("roles").Array() {
		if s := r.Get("slug").String(); s != "" {
			out = append(out, s)
		}
	}
	if s := doc.Get("role.slug").String(); len(out) == 0 && s != "" {
		out = []string{s}
	}
	return out
}

func raw(doc gjson.Result) json.RawMessage { return json.RawMessage(doc.Raw) }
