package world

import (
	"net/url"
	"slices"
)

// LogStream is where an organization's audit events are sent to, at its own SIEM.
type LogStream struct {
	ID             string `json:"id"`
	OrganizationID string `json:"organization_id"`
	Type           string `json:"type"`
	URL            string `json:"url"`
	State          string `json:"state"` // active, error
	CreatedAt      Time   `json:"created_at"`
	LastSyncedAt   Time   `json:"last_synced_at,omitzero"`
}

// LogStreamTypes are WorkOS's kinds of destination.
var LogStreamTypes = []string{"GenericHttps", "Datadog", "Splunk", "AzureSentinel", "GoogleCloudStorage", "S3", "Snowflake"}

func (*LogStream) kind() string  { return "log_stream" }
func (r *LogStream) key() string { return r.ID }

func init() { decoders["log_stream"] = func() row { return new(LogStream) } }

// CreateLogStream gives an organization a destination.
func (w *World) CreateLogStream(organizationID, kind, address string) (LogStream, error) {
	var out LogStream
	err := w.do("log_stream.create", func(t *tx) error {
		o, err := find[*Organization](w, "organization", organizationID)
		if err != nil {
			return err
		}
		if !slices.Contains(LogStreamTypes, kind) {
			return invalid("type", "invalid_type", "The type is not one of WorkOS's log stream types, such as GenericHttps.")
		}
		if u, err := url.Parse(address); err != nil || u.Host == "" || u.Scheme != "https" && (u.Scheme != "http" || !Loopback(u)) {
			return invalid("url", "invalid_url", "The address must begin with https://, or lead to this machine.")
		}
		at := w.stamp()
		r := &LogStream{ID: t.id("log_stream", at), OrganizationID: o.ID, Type: kind, URL: address, State: "active", CreatedAt: at}
		t.put(r)
		out = *r
		return nil
	})
	return out, err
}

// LogStreamTried remembers whether a destination took what it was sent.
func (w *World) LogStreamTried(id string, taken bool) error {
	return w.do("log_stream.tried", func(t *tx) error {
		old, err := find[*LogStream](w, "log stream", id)
		if err != nil {
			return err
		}
		r := *old
		r.State = "error"
		if taken {
			r.State, r.LastSyncedAt = "active", w.stamp()
		}
		t.put(&r)
		return nil
	})
}

// DeleteLogStream takes a destination away.
func (w *World) DeleteLogStream(id string) error {
	return w.do("log_stream.delete", func(t *tx) error {
		r, err := find[*LogStream](w, "log stream", id)
		if err != nil {
			return err
		}
		t.remove(r)
		return nil
	})
}

// LogStream is one destination.
func (w *World) LogStream(id string) (LogStream, error) { return one[LogStream](w, "log stream", id) }

// LogStreamsOf is every destination of an organization, oldest first.
func (w *World) LogStreamsOf(organizationID string) []LogStream {
	return allOf(w, func(r LogStream) bool { return r.OrganizationID == organizationID })
}
