package workos

import (
	"context"
	"net/url"
	"strconv"
	"time"

	"github.com/tidwall/gjson"

	"memberpulse/server/errs"
)

// pageSize is the most that WorkOS gives at once.
const pageSize = 100

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

// ListDirectories reads a page of an organization's directories; of all, where the organization is "".
func (c *Client) ListDirectories(ctx context.Context, organizationID, after string) (Page[Directory], error) {
	doc, err := c.get(ctx, "directories.list", "/directories", listQuery(organizationID, after))
	return page(doc, readDirectory), err
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

// ListConnections reads a page of an organization's connections; of all, where the organization is "".
func (c *Client) ListConnections(ctx context.Context, organizationID, after string) (Page[Connection], error) {
	doc, err := c.get(ctx, "connections.list", "/connections", listQuery(organizationID, after))
	return page(doc, readConnection), err
}

func readConnection(doc gjson.Result) Connection {
	return Connection{
		ID: doc.Get("id").String(), OrganizationID: doc.Get("organization_id").String(), Name: doc.Get("name").String(),
		ConnectionType: doc.Get("connection_type").String(), State: doc.Get("state").String(),
		CreatedAt: timeAt(doc, "created_at"), UpdatedAt: timeAt(doc, "updated_at"), Raw: raw(doc),
	}
}

// ListOrganizationMemberships reads a page of memberships in every status, of a user, of an organization, or both.
func (c *Client) ListOrganizationMemberships(ctx context.Context, userID, organizationID, after string) (Page[Membership], error) {
	query := listQuery(organizationID, after)
	query["statuses"] = []string{"active", "inactive", "pending"} // by itself WorkOS tells the active ones only
	if userID != "" {
		query.Set("user_id", userID)
	}
	doc, err := c.get(ctx, "organization_memberships.list", "/user_management/organization_memberships", query)
	return page(doc, func(m gjson.Result) Membership {
		return Membership{
			ID: m.Get("id").String(), UserID: m.Get("user_id").String(), OrganizationID: m.Get("organization_id").String(),
			Status: m.Get("status").String(), RoleSlugs: slugs(m), Raw: raw(m),
		}
	}), err
}

// ListDirectoryUsers reads a page of a directory's people, at most four a second: each as the data of its event.
func (c *Client) ListDirectoryUsers(ctx context.Context, directoryID, after string) (Page[gjson.Result], error) {
	return c.listOfDirectory(ctx, "directory_users.list", "/directory_users", directoryID, after)
}

// ListDirectoryGroups reads a page of a directory's groups.
func (c *Client) ListDirectoryGroups(ctx context.Context, directoryID, after string) (Page[gjson.Result], error) {
	return c.listOfDirectory(ctx, "directory_groups.list", "/directory_groups", directoryID, after)
}

func (c *Client) listOfDirectory(ctx context.Context, operation, path, directoryID, after string) (Page[gjson.Result], error) {
	if !ValidID(directoryID) {
		return Page[gjson.Result]{}, errs.NotFound()
	}
	if err := c.limits.directory(ctx, directoryID); err != nil {
		return Page[gjson.Result]{}, err
	}
	query := listQuery("", after)
	query.Set("directory", directoryID)
	doc, err := c.get(ctx, operation, path, query)
	return page(doc, func(item gjson.Result) gjson.Result { return item }), err
}

// EventQuery selects events: after a cursor, or from a time on (WorkOS takes one of the two).
type EventQuery struct {
	Events     []string
	After      string
	RangeStart time.Time
	RangeEnd   time.Time
}

// ListEvents reads a page of the Events API, oldest first. An event whose time cannot be read does not spoil the page.
func (c *Client) ListEvents(ctx context.Context, q EventQuery) (Page[Event], error) {
	query := listQuery("", q.After)
	query["events"] = q.Events
	if q.After == "" && !q.RangeStart.IsZero() {
		query.Set("range_start", q.RangeStart.UTC().Format(time.RFC3339Nano))
	}
	if !q.RangeEnd.IsZero() {
		query.Set("range_end", q.RangeEnd.UTC().Format(time.RFC3339Nano))
	}
	doc, err := c.get(ctx, "events.list", "/events", query)
	return page(doc, func(e gjson.Result) Event {
		return Event{ID: e.Get("id").String(), Event: e.Get("event").String(), CreatedAt: timeAt(e, "created_at"), Raw: raw(e)}
	}), err
}

func listQuery(organizationID, after string) url.Values {
	query := url.Values{"limit": {strconv.Itoa(pageSize)}}
	if organizationID != "" {
		query.Set("organization_id", organizationID)
	}
	if after != "" {
		query.Set("after", after)
	}
	return query
}
