package directory

import (
	"context"
	"strings"

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
	routes := []httpx.Route{
		httpx.Endpoint("GET", "/api/directories", shared.CapabilityRead, s.directories),
		httpx.Endpoint("GET", "/api/directories/{id}", shared.CapabilityRead, s.directory),
		httpx.Endpoint("GET", "/api/directories/{id}/users", shared.CapabilityRead, s.users),
		httpx.Endpoint("GET", "/api/directories/{id}/users/{user_id}", shared.CapabilityRead, s.user),
		httpx.Endpoint("GET", "/api/directories/{id}/groups", shared.CapabilityRead, s.groups),
		httpx.Endpoint("GET", "/api/directories/{id}/groups/{group_id}", shared.CapabilityRead, s.group),
		httpx.Endpoint("GET", "/api/sync-runs", shared.CapabilityRead, s.runs),
		httpx.Endpoint("GET", "/api/sync-runs/{id}", shared.CapabilityRead, s.run),
	}
	for i, summary := range []string{
		"Directories", "One directory, with its figures and its newest sync",
		"People of a directory: by group, email, q, or state=deleted", "One person of a directory",
		"Groups of a directory: by user, q, or state=deleted", "One group of a directory",
		"First syncs, resyncs and reconciliations", "One sync, with its phases",
	} {
		routes[i].Summary = summary
	}
	return routes
}

// within runs a read under the scope of who asks: their organization, or for the platform the one it names, or all.
func (s *Service) within(ctx context.Context, c *httpx.Call, read func(ctx context.Context, organizationID string) error) error {
	organizationID, all, err := access.From(ctx).Scope(c.Request)
	if err != nil {
		return err
	}
	if all {
		return s.db.InPlatform(ctx, pg.People, func(ctx context.Context, _ bun.Tx) error { return read(ctx, "") })
	}
	return s.db.InOrganization(ctx, organizationID, func(ctx context.Context, _ bun.Tx) error { return read(ctx, organizationID) })
}

// page reads a list of a directory's.
func page[T any](ctx context.Context, s *Service, c *httpx.Call, prefix string, read func(context.Context, Query) ([]T, error), id func(T) string) (out shared.List[T], err error) {
	p, err := c.Page(prefix)
	if err != nil {
		return out, err
	}
	q := Query{
		DirectoryID: plain(c.Path("id")), Group: plain(c.Query("group")), User: plain(c.Query("user")), State: plain(c.Query("state")),
		Search: plain(c.Query("q")), Email: plain(c.Query("email")), Climbs: p.Climbs(), Cursor: p.Cursor(), Limit: p.Fetch(),
	}
	if q.DirectoryID == "" {
		q.DirectoryID = plain(c.Query("directory"))
	}
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

func (s *Service) directories(ctx context.Context, c *httpx.Call, _ httpx.None) (shared.List[shared.Directory], error) {
	return page(ctx, s, c, "directory_", Directories, func(d shared.Directory) string { return d.ID })
}

func (s *Service) users(ctx context.Context, c *httpx.Call, _ httpx.None) (shared.List[shared.DirectoryUser], error) {
	return page(ctx, s, c, "directory_user_", Users, func(u shared.DirectoryUser) string { return u.ID })
}

func (s *Service) groups(ctx context.Context, c *httpx.Call, _ httpx.None) (shared.List[shared.DirectoryGroup], error) {
	return page(ctx, s, c, "directory_group_", Groups, func(g shared.DirectoryGroup) string { return g.ID })
}

func (s *Service) runs(ctx context.Context, c *httpx.Call, _ httpx.None) (shared.List[shared.SyncRun], error) {
	return page(ctx, s, c, "run_", SyncRuns, func(r shared.SyncRun) string { return r.ID })
}

func (s *Service) directory(ctx context.Context, c *httpx.Call, _ httpx.None) (out *shared.Directory, err error) {
	err = s.within(ctx, c, func(ctx context.Context, organizationID string) error {
		out, err = Directory(ctx, organizationID, plain(c.Path("id")))
		return err
	})
	return out, err
}

func (s *Service) user(ctx context.Context, c *httpx.Call, _ httpx.None) (out *shared.DirectoryUser, err error) {
	err = s.within(ctx, c, func(ctx context.Context, organizationID string) error {
		out, err = User(ctx, organizationID, plain(c.Path("id")), plain(c.Path("user_id")))
		return err
	})
	return out, err
}

func (s *Service) group(ctx context.Context, c *httpx.Call, _ httpx.None) (out *shared.DirectoryGroup, err error) {
	err = s.within(ctx, c, func(ctx context.Context, organizationID string) error {
		out, err = Group(ctx, organizationID, plain(c.Path("id")), plain(c.Path("group_id")))
		return err
	})
	return out, err
}

func (s *Service) run(ctx context.Context, c *httpx.Call, _ httpx.None) (out *shared.SyncRun, err error) {
	err = s.within(ctx, c, func(ctx context.Context, organizationID string) error {
		out, err = SyncRun(ctx, organizationID, plain(c.Path("id")))
		return err
	})
	return out, err
}

// plain makes a text that PostgreSQL takes of what a request brought.
func plain(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\ufffd"), "\x00", "\ufffd")
}
