package directory

import (
	"context"
	"maps"
	"slices"

	"github.com/uptrace/bun"

	"memberpulse/server/access"
	"memberpulse/server/httpx"
	"memberpulse/server/pg"
	"memberpulse/shared"
)

// Service answers what is asked about directories.
type Service struct{ db *pg.DB }

// New makes a service over a database.
func New(db *pg.DB) *Service { return &Service{db: db} }

// Routes are the reads of directories and their syncs.
func (s *Service) Routes() []httpx.Route {
	const all, one = "/api/directories", "/api/directories/{id}"
	scope := access.OfOrganization
	search := httpx.Param{Name: "q", About: "A part of a name or of an address, or a whole id."}
	return []httpx.Route{
		httpx.Endpoint("GET", all, shared.CapabilityRead, s.directories).Described("Directories").
			Takes(scope, narrowedTo(directoryStates...)).Pages(),
		httpx.Endpoint("GET", one, shared.CapabilityRead, s.directory).Described("One directory, with its figures and its newest sync").Takes(scope),
		httpx.Endpoint("GET", one+"/users", shared.CapabilityRead, s.users).Described("People of a directory").
			Takes(scope, search, narrowedTo(stateActive, stateInactive, stateSuspended, stateDeleted),
				httpx.Param{Name: "group", About: "The id of a directory group: those who are in it."}, httpx.Param{Name: "email", About: "A whole address, in whatever case."}).Pages(),
		httpx.Endpoint("GET", one+"/users/{user_id}", shared.CapabilityRead, s.user).Described("One person of a directory").Takes(scope),
		httpx.Endpoint("GET", one+"/groups", shared.CapabilityRead, s.groups).
			Described("Groups of a directory; order=name sorts by that, a minus before it turns it round").
			Takes(scope, search, narrowedTo(stateActive, stateDeleted),
				httpx.Param{Name: "user", About: "The id of a directory user: the groups that they are in."}).Pages(slices.Sorted(maps.Keys(byName))...),
		httpx.Endpoint("GET", one+"/groups/{group_id}", shared.CapabilityRead, s.group).Described("One group of a directory").Takes(scope),
		httpx.Endpoint("GET", "/api/sync-runs", shared.CapabilityRead, s.runs).Described("First syncs, resyncs and reconciliations").
			Takes(scope, httpx.Param{Name: "directory_id", About: "The syncs of one directory."},
				httpx.Param{Name: "state", OneOf: runStates, About: "How far the sync is."}).Pages(),
		httpx.Endpoint("GET", "/api/sync-runs/{id}", shared.CapabilityRead, s.run).Described("One sync, with its phases").Takes(scope),
	}
}

// The states that lists can be narrowed by, besides those of people and groups.
var (
	directoryStates = []string{stateActive, stateInactive, "validating", "invalid_credentials", "deleting", stateDeleted}
	runStates       = []string{stateRunning, stateCompleted, stateFailed}
)

// byName are the orders that a list of groups has of its own, each with whether it begins with A.
var byName = map[string]bool{"name": true, "-name": false}

func narrowedTo(words ...string) httpx.Param {
	return httpx.Param{Name: "state", OneOf: words, About: "Without it: all but what is deleted."}
}

// within runs a read under the scope of who asks.
func (s *Service) within(ctx context.Context, c *httpx.Call, read func(ctx context.Context, organizationID string) error) error {
	return access.InScope(ctx, s.db, c.Request, pg.People, func(ctx context.Context, _ bun.Tx, organizationID string) error {
		return read(ctx, organizationID)
	})
}

// page reads a list under the scope of who asks, narrowed by what a filter reads of the request; own are the orders that
// it has besides those of time.
func page[T any](ctx context.Context, s *Service, c *httpx.Call, prefix string, own map[string]bool, narrow func(*httpx.Call, *Query), read func(context.Context, Query) ([]T, error), id func(T) string) (out shared.List[T], err error) {
	p, err := c.PageBy(own, prefix)
	if err != nil {
		return out, err
	}
	q := Query{DirectoryID: pg.Text(c.Path("id")), ByName: p.Own != "", Climbs: p.Climbs(), Cursor: p.Cursor(), Limit: p.Fetch()}
	narrow(c, &q)
	err = s.within(ctx, c, func(ctx context.Context, organizationID string) error {
		q.OrganizationID = organizationID
		if c.Path("id") != "" {
			if err := known(ctx, q.DirectoryID); err != nil {
				return err
			}
		}
		rows, err := read(ctx, q)
		out = httpx.Cut(p, rows, id)
		return err
	})
	return out, err
}

func byState(c *httpx.Call, q *Query) { q.State = c.Query("state") }

func byPerson(c *httpx.Call, q *Query) {
	byState(c, q)
	q.Search, q.Group, q.Email = pg.Text(c.Query("q")), pg.Text(c.Query("group")), pg.Text(c.Query("email"))
}

func byGroup(c *httpx.Call, q *Query) {
	byState(c, q)
	q.Search, q.User = pg.Text(c.Query("q")), pg.Text(c.Query("user"))
}

func byDirectory(c *httpx.Call, q *Query) {
	byState(c, q)
	q.DirectoryID = pg.Text(c.Query("directory_id"))
}

func (s *Service) directories(ctx context.Context, c *httpx.Call, _ httpx.None) (shared.List[shared.Directory], error) {
	return page(ctx, s, c, "directory_", nil, byState, Directories, func(d shared.Directory) string { return d.ID })
}

func (s *Service) users(ctx context.Context, c *httpx.Call, _ httpx.None) (shared.List[shared.DirectoryUser], error) {
	return page(ctx, s, c, "directory_user_", nil, byPerson, listUsers, func(u shared.DirectoryUser) string { return u.ID })
}

func (s *Service) groups(ctx context.Context, c *httpx.Call, _ httpx.None) (shared.List[shared.DirectoryGroup], error) {
	return page(ctx, s, c, "directory_group_", byName, byGroup, listGroups, func(g shared.DirectoryGroup) string { return g.ID })
}

func (s *Service) runs(ctx context.Context, c *httpx.Call, _ httpx.None) (shared.List[shared.SyncRun], error) {
	return page(ctx, s, c, "run_", nil, byDirectory, listRuns, func(r shared.SyncRun) string { return r.ID })
}

func (s *Service) directory(ctx context.Context, c *httpx.Call, _ httpx.None) (out *shared.Directory, err error) {
	err = s.within(ctx, c, func(ctx context.Context, organizationID string) error {
		out, err = oneDirectory(ctx, organizationID, pg.Text(c.Path("id")))
		return err
	})
	return out, err
}

func (s *Service) user(ctx context.Context, c *httpx.Call, _ httpx.None) (out *shared.DirectoryUser, err error) {
	err = s.within(ctx, c, func(ctx context.Context, organizationID string) error {
		out, err = oneUser(ctx, organizationID, pg.Text(c.Path("id")), pg.Text(c.Path("user_id")))
		return err
	})
	return out, err
}

func (s *Service) group(ctx context.Context, c *httpx.Call, _ httpx.None) (out *shared.DirectoryGroup, err error) {
	err = s.within(ctx, c, func(ctx context.Context, organizationID string) error {
		out, err = oneGroup(ctx, organizationID, pg.Text(c.Path("id")), pg.Text(c.Path("group_id")))
		return err
	})
	return out, err
}

func (s *Service) run(ctx context.Context, c *httpx.Call, _ httpx.None) (out *shared.SyncRun, err error) {
	err = s.within(ctx, c, func(ctx context.Context, organizationID string) error {
		out, err = oneRun(ctx, organizationID, pg.Text(c.Path("id")))
		return err
	})
	return out, err
}
