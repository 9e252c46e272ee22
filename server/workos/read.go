package workos

import (
	"cmp"
	"context"
	"net/url"
	"strconv"
	"time"

	"github.com/tidwall/gjson"
)

// PageSize is the most that WorkOS gives at once.
const PageSize = 100

// GetOrganization reads one organization.
func (c *Client) GetOrganization(ctx context.Context, id string) (Organization, error) {
	doc, err := c.getOne(ctx, "organizations.get", "/organizations", id)
	if err != nil {
		return Organization{}, err
	}
	return Organization{
		ID: doc.Get("id").String(), Name: doc.Get("name").String(),
		CreatedAt: timeAt(doc, "created_at"), UpdatedAt: timeAt(doc, "updated_at"), Raw: raw(doc),
	}, nil
}

// GetDirectory reads one directory, with how many users and groups WorkOS knows in it.
func (c *Client) GetDirectory(ctx context.Context, id string) (Directory, error) {
	doc, err := c.getOne(ctx, "directories.get", "/directories", id)
	if err != nil {
		return Directory{}, err
	}
	return readDirectory(doc), nil
}

func readDirectory(doc gjson.Result) Directory {
	d := Directory{
		ID: doc.Get("id").String(), OrganizationID: doc.Get("organization_id").String(), Name: doc.Get("name").String(),
		Type: doc.Get("type").String(), State: DirectoryState(doc.Get("state").String()), ExternalKey: doc.Get("external_key").String(),
		CreatedAt: timeAt(doc, "created_at"), UpdatedAt: timeAt(doc, "updated_at"), Raw: raw(doc),
	}
	if users := doc.Get("metadata.users"); users.Exists() {
		n := int(users.Get("active").Int() + users.Get("inactive").Int())
		d.Users = &n
	}
	if groups := doc.Get("metadata.groups"); groups.Exists() {
		n := int(groups.Int())
		d.Groups = &n
	}
	return d
}

// DirectoryState gives the API's word for a directory's state as events have it.
func DirectoryState(s string) string {
	switch s {
	case "linked":
		return "active"
	case "unlinked":
		return "inactive"
	}
	return s
}

// GetConnection reads one connection.
func (c *Client) GetConnection(ctx context.Context, id string) (Connection, error) {
	doc, err := c.getOne(ctx, "connections.get", "/connections", id)
	if err != nil {
		return Connection{}, err
	}
	return readConnection(doc), nil
}

func readConnection(doc gjson.Result) Connection {
	return Connection{
		ID: doc.Get("id").String(), OrganizationID: doc.Get("organization_id").String(), Name: doc.Get("name").String(),
		ConnectionType: doc.Get("connection_type").String(), State: doc.Get("state").String(),
		CreatedAt: timeAt(doc, "created_at"), UpdatedAt: timeAt(doc, "updated_at"), Raw: raw(doc),
	}
}

// EventQuery selects events: after a cursor, or from a time on (WorkOS takes one of the two).
type EventQuery struct {
	Events     []string
	After      string
	RangeStart time.Time
	RangeEnd   time.Time
	Limit      int // 0: PageSize
}

func (q EventQuery) values() url.Values {
	query := url.Values{"events": q.Events, "limit": {strconv.Itoa(cmp.Or(q.Limit, PageSize))}}
	if q.After != "" {
		query.Set("after", q.After)
	}
	if q.After == "" && !q.RangeStart.IsZero() {
		query.Set("range_start", q.RangeStart.UTC().Format(time.RFC3339Nano))
	}
	if !q.RangeEnd.IsZero() {
		query.Set("range_end", q.RangeEnd.UTC().Format(time.RFC3339Nano))
	}
	return query
}

// ListEvents reads a page of the Events API, oldest first. An event whose time cannot be read does not spoil the page.
func (c *Client) ListEvents(ctx context.Context, q EventQuery) (Page[Event], error) {
	doc, err := c.get(ctx, "events.list", "/events", q.values())
	return page(doc, func(e gjson.Result) Event {
		return Event{ID: e.Get("id").String(), Event: e.Get("event").String(), CreatedAt: timeAt(e, "created_at"), Raw: raw(e)}
	}), err
}
