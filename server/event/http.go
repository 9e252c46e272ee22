package event

import (
	"context"
	"net/http"
	"time"

	"memberpulse/server/access"
	"memberpulse/server/errs"
	"memberpulse/server/httpx"
	"memberpulse/shared"
)

// Routes are the reads and the replay. The webhook's route is Receive, under WorkOS's signature.
func (e *Engine) Routes() []httpx.Route {
	return append(e.replayRoutes(),
		httpx.Endpoint(http.MethodGet, "/api/events", shared.CapabilityRead, e.serveEvents).Described("Events of WorkOS, and what became of each").Takes(narrowed()...).Pages(),
		httpx.Endpoint(http.MethodGet, "/api/events/{id}", shared.CapabilityRead, e.serveEvent).Described("One event, with its payload").Takes(access.OfOrganization),
		httpx.Endpoint(http.MethodGet, "/api/sync-logs", shared.CapabilityRead, e.serveLogs).Described("The sync log: decided events in words").Takes(narrowed()...).Pages(),
		httpx.Endpoint(http.MethodGet, "/api/sync-logs/counts", shared.CapabilityRead, e.serveCounts).Described("How many events ended as what").Takes(narrowed()...),
	)
}

// narrowed are the parameters of the lists.
func narrowed() []httpx.Param {
	return []httpx.Param{
		access.OfOrganization,
		{Name: "outcome", OneOf: httpx.Words(shared.Outcomes), Many: true, About: "What became of the event."},
		{Name: "event", About: "A name, or the beginning of names up to a dot: dsync.user."},
		{Name: "directory_id", About: "The events of one directory."},
		{Name: "subject_id", About: "The id of what an event is about, or of what that belongs to."},
		{Name: "member_id", About: "The events that concerned one member."},
		{Name: "q", About: "In names, ids and sentences."},
		{Name: "since", Time: true, About: "Those that came at this time, or later."},
	}
}

func (e *Engine) serveEvents(ctx context.Context, c *httpx.Call, _ httpx.None) (shared.List[shared.Event], error) {
	f, p, err := listOf(ctx, c)
	if err != nil {
		return shared.List[shared.Event]{}, err
	}
	return e.ListEvents(ctx, f, p)
}

func (e *Engine) serveLogs(ctx context.Context, c *httpx.Call, _ httpx.None) (shared.List[shared.SyncLog], error) {
	f, p, err := listOf(ctx, c)
	if err != nil {
		return shared.List[shared.SyncLog]{}, err
	}
	return e.ListSyncLogs(ctx, f, p)
}

func (e *Engine) serveCounts(ctx context.Context, c *httpx.Call, _ httpx.None) (shared.List[shared.OutcomeCount], error) {
	f, err := filterOf(ctx, c)
	if err != nil {
		return shared.List[shared.OutcomeCount]{}, err
	}
	counts, err := e.OutcomeCounts(ctx, f)
	return shared.List[shared.OutcomeCount]{Data: counts}, err
}

func (e *Engine) serveEvent(ctx context.Context, c *httpx.Call, _ httpx.None) (shared.Event, error) {
	organization, _, err := access.From(ctx).Scope(c.Request)
	if err != nil {
		return shared.Event{}, err
	}
	id := c.Path("id")
	if id == "" || len(id) > longestName || clean(id, longestName) != id {
		return shared.Event{}, errs.NotFound()
	}
	return e.GetEvent(ctx, organization, id)
}

func listOf(ctx context.Context, c *httpx.Call) (Filter, httpx.Page, error) {
	f, err := filterOf(ctx, c)
	if err != nil {
		return f, httpx.Page{}, err
	}
	p, err := c.Page()
	return f, p, err
}

func filterOf(ctx context.Context, c *httpx.Call) (Filter, error) {
	organization, _, err := access.From(ctx).Scope(c.Request)
	if err != nil {
		return Filter{}, err
	}
	f := Filter{
		OrganizationID: organization, Outcome: c.Query("outcome"), Event: c.Query("event"), DirectoryID: c.Query("directory_id"),
		SubjectID: c.Query("subject_id"), MemberID: c.Query("member_id"), Query: c.Query("q"),
	}
	f.Since, _ = time.Parse(time.RFC3339, c.Query("since")) // the route holds it to that; "" is the zero time
	return f, nil
}
