package api

import (
	"context"
	"net/url"

	"memberpulse/shared"
)

// Me is who asks.
func (c *Client) Me(ctx context.Context) (shared.Me, error) {
	return call[shared.Me](ctx, c, "GET", "/api/me", nil)
}

// MySessions are the open sessions of who asks, the newest first.
func (c *Client) MySessions(ctx context.Context) (shared.List[shared.Session], error) {
	return call[shared.List[shared.Session]](ctx, c, "GET", "/api/me/sessions?limit=100", nil)
}

// EndSession ends one of one's own sessions.
func (c *Client) EndSession(ctx context.Context, id string) error {
	_, err := call[struct{}](ctx, c, "DELETE", "/api/me/sessions/"+url.PathEscape(id), nil)
	return err
}

// Logout ends this session and tells where to go.
func (c *Client) Logout(ctx context.Context) (shared.LogoutAnswer, error) {
	return call[shared.LogoutAnswer](ctx, c, "POST", "/auth/logout", nil)
}

// Overview is an organization's first screen.
func (c *Client) Overview(ctx context.Context, organizationID string) (shared.Overview, error) {
	return call[shared.Overview](ctx, c, "GET", scoped("/api/overview", organizationID), nil)
}

// Organizations are all organizations (platform).
func (c *Client) Organizations(ctx context.Context, p Page, query string) (shared.List[shared.Organization], error) {
	v := p.values()
	set(v, "q", query)
	return call[shared.List[shared.Organization]](ctx, c, "GET", with("/api/organizations", v), nil)
}

// Connections are the SSO connections.
func (c *Client) Connections(ctx context.Context, p Page) (shared.List[shared.Connection], error) {
	return call[shared.List[shared.Connection]](ctx, c, "GET", with("/api/auth/sso/connections", p.values()), nil)
}

// Connection is one SSO connection; organizationID is for the platform.
func (c *Client) Connection(ctx context.Context, id, organizationID string) (shared.Connection, error) {
	return call[shared.Connection](ctx, c, "GET", scoped("/api/auth/sso/connections/"+url.PathEscape(id), organizationID), nil)
}

// PatchConnection changes what is ours in a connection.
func (c *Client) PatchConnection(ctx context.Context, id string, patch shared.ConnectionPatch) (shared.Connection, error) {
	return call[shared.Connection](ctx, c, "PATCH", "/api/auth/sso/connections/"+url.PathEscape(id), patch)
}

// Directories are the directories.
func (c *Client) Directories(ctx context.Context, p Page) (shared.List[shared.Directory], error) {
	return call[shared.List[shared.Directory]](ctx, c, "GET", with("/api/directories", p.values()), nil)
}

// Directory is one directory, deleted or not; organizationID is for the platform.
func (c *Client) Directory(ctx context.Context, id, organizationID string) (shared.Directory, error) {
	return call[shared.Directory](ctx, c, "GET", scoped("/api/directories/"+url.PathEscape(id), organizationID), nil)
}

// UserFilter narrows a list of directory users.
type UserFilter struct{ Group, State, Query string }

// DirectoryUsers are the people of a directory.
func (c *Client) DirectoryUsers(ctx context.Context, directoryID string, p Page, f UserFilter) (shared.List[shared.DirectoryUser], error) {
	v := p.values()
	set(v, "group", f.Group)
	set(v, "state", f.State)
	set(v, "q", f.Query)
	return call[shared.List[shared.DirectoryUser]](ctx, c, "GET", with("/api/directories/"+url.PathEscape(directoryID)+"/users", v), nil)
}

// GroupFilter narrows a list of directory groups.
type GroupFilter struct{ User, State, Query string }

// DirectoryGroups are the groups of a directory. A page's order may also be name, turned round by a minus.
func (c *Client) DirectoryGroups(ctx context.Context, directoryID string, p Page, f GroupFilter) (shared.List[shared.DirectoryGroup], error) {
	v := p.values()
	set(v, "user", f.User)
	set(v, "state", f.State)
	set(v, "q", f.Query)
	return call[shared.List[shared.DirectoryGroup]](ctx, c, "GET", with("/api/directories/"+url.PathEscape(directoryID)+"/groups", v), nil)
}

// MemberFilter narrows a list of members.
type MemberFilter struct{ State, Role, Group, Query string }

// Members are the people of an organization. A page's order may also be name or changed, turned round by a minus.
func (c *Client) Members(ctx context.Context, p Page, f MemberFilter) (shared.List[shared.Member], error) {
	v := p.values()
	set(v, "state", f.State)
	set(v, "role", f.Role)
	set(v, "group", f.Group)
	set(v, "q", f.Query)
	return call[shared.List[shared.Member]](ctx, c, "GET", with("/api/members", v), nil)
}

// Member is one person.
func (c *Client) Member(ctx context.Context, id, organizationID string) (shared.Member, error) {
	return call[shared.Member](ctx, c, "GET", scoped("/api/members/"+url.PathEscape(id), organizationID), nil)
}

// LogFilter narrows a list of events or of sync log rows.
type LogFilter struct{ Outcome, Event, DirectoryID, SubjectID, MemberID, Query, Since string }

func (f LogFilter) add(v url.Values) {
	set(v, "outcome", f.Outcome)
	set(v, "event", f.Event)
	set(v, "directory_id", f.DirectoryID)
	set(v, "subject_id", f.SubjectID)
	set(v, "member_id", f.MemberID)
	set(v, "q", f.Query)
	set(v, "since", f.Since)
}

// SyncLogs are decided events in words, newest first.
func (c *Client) SyncLogs(ctx context.Context, p Page, f LogFilter) (shared.List[shared.SyncLog], error) {
	v := p.values()
	f.add(v)
	return call[shared.List[shared.SyncLog]](ctx, c, "GET", with("/api/sync-logs", v), nil)
}

// SyncLogCounts count the rows that a filter finds, per outcome.
func (c *Client) SyncLogCounts(ctx context.Context, organizationID string, f LogFilter) (shared.List[shared.OutcomeCount], error) {
	v := url.Values{}
	set(v, "organization_id", organizationID)
	f.add(v)
	return call[shared.List[shared.OutcomeCount]](ctx, c, "GET", with("/api/sync-logs/counts", v), nil)
}

// Events are the stored events, newest first.
func (c *Client) Events(ctx context.Context, p Page, f LogFilter) (shared.List[shared.Event], error) {
	v := p.values()
	f.add(v)
	return call[shared.List[shared.Event]](ctx, c, "GET", with("/api/events", v), nil)
}

// Event is one event with its payload.
func (c *Client) Event(ctx context.Context, id, organizationID string) (shared.Event, error) {
	return call[shared.Event](ctx, c, "GET", scoped("/api/events/"+url.PathEscape(id), organizationID), nil)
}

// Replay applies a troubled event again; the answer is the event as it waits for its turn.
func (c *Client) Replay(ctx context.Context, id, organizationID string) (shared.Event, error) {
	return call[shared.Event](ctx, c, "POST", scoped("/api/events/"+url.PathEscape(id)+"/replay", organizationID), shared.ReplayRequest{})
}

// AttemptFilter narrows a list of sign-in attempts.
type AttemptFilter struct{ Status, Query, MemberID string }

// SignInAttempts are the tries to sign in, newest first.
func (c *Client) SignInAttempts(ctx context.Context, p Page, f AttemptFilter) (shared.List[shared.SignInAttempt], error) {
	v := p.values()
	set(v, "status", f.Status)
	set(v, "q", f.Query)
	set(v, "member_id", f.MemberID)
	return call[shared.List[shared.SignInAttempt]](ctx, c, "GET", with("/api/sign-in-attempts", v), nil)
}

// SignInAttempt is one try to sign in.
func (c *Client) SignInAttempt(ctx context.Context, id, organizationID string) (shared.SignInAttempt, error) {
	return call[shared.SignInAttempt](ctx, c, "GET", scoped("/api/sign-in-attempts/"+url.PathEscape(id), organizationID), nil)
}

// WorkOSSettings say which credentials are in force.
func (c *Client) WorkOSSettings(ctx context.Context) (shared.WorkOSSettings, error) {
	return call[shared.WorkOSSettings](ctx, c, "GET", "/api/settings/workos", nil)
}
