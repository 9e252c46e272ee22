package directory

import (
	"context"
	"fmt"
	"math"
	"time"

	"memberpulse/server/pg"
	"memberpulse/shared"
)

type runView struct {
	Org, ID, Directory, Kind, Phase, State string
	Users, Groups, Memberships             int
	UsersTotal, GroupsTotal                *int
	Rate                                   float64
	StartedAt                              time.Time
	FinishedAt                             *time.Time
}

const runSelect = `SELECT r.organization_id, r.id, d.workos_directory_id, r.kind, r.phase, r.state, r.users_done, r.groups_done, r.memberships_done,
		r.users_total, r.groups_total, r.rate, r.started_at, r.finished_at
	FROM sync_runs r JOIN directories d ON d.organization_id = r.organization_id AND d.id = r.directory_id `

// run tells a sync as the screens show it. WorkOS tells how many people and groups there are, and never how many
// memberships: those count into the total as they come.
func (v *runView) run() shared.SyncRun {
	r := shared.SyncRun{
		ID: v.ID, DirectoryID: v.Directory, Kind: v.Kind, Phase: v.Phase, State: v.State, Rate: math.Round(v.Rate*10) / 10,
		Done: v.Users + v.Groups + v.Memberships, StartedAt: v.StartedAt.UTC(), FinishedAt: utc(v.FinishedAt),
		Phases: []shared.SyncPhase{
			{Phase: phaseUsers, Done: v.Users, Total: atLeast(v.UsersTotal, v.Users)},
			{Phase: phaseGroups, Done: v.Groups, Total: atLeast(v.GroupsTotal, v.Groups)},
			{Phase: phaseMemberships, Done: v.Memberships},
		},
	}
	if v.State != stateRunning {
		r.Phase, r.Rate = phaseDone, 0
		r.Total = &r.Done
		return r
	}
	if users, groups := r.Phases[0].Total, r.Phases[1].Total; users != nil && groups != nil {
		total := *users + *groups + v.Memberships
		r.Total = &total
		if left := total - r.Done; left > 0 && v.Rate >= 0.1 {
			eta := int(math.Ceil(float64(left) / v.Rate))
			r.ETASeconds = &eta
		}
	}
	return r
}

// atLeast keeps a total from being less than what came: WorkOS counted earlier.
func atLeast(total *int, done int) *int {
	if total == nil || *total >= done {
		return total
	}
	return &done
}

const (
	stateRunning   = "running"
	stateCompleted = "completed"
	stateFailed    = "failed"
)

func latestRun(ctx context.Context, org string, directoryPK int64) (*shared.SyncRun, error) {
	rows, err := pg.Query[runView](ctx, runSelect+`WHERE r.organization_id = $1 AND r.directory_id = $2 ORDER BY r.started_at DESC, r.id LIMIT 1`, org, directoryPK)
	if err != nil {
		return nil, fmt.Errorf("read the newest sync of a directory: %w", err)
	}
	if len(rows) == 0 {
		return nil, nil //nolint:nilnil // a directory may never have synced: the field is null then
	}
	r := rows[0].run()
	return &r, nil
}

// listRuns lists syncs under the scope of the transaction that ctx belongs to, newest first.
func listRuns(ctx context.Context, q Query) ([]shared.SyncRun, error) {
	l := q.list("r", "sync_runs", "id")
	l.when = "started_at"
	if q.DirectoryID != "" {
		l.add("d.workos_directory_id = ?", q.DirectoryID)
	}
	if q.State != "" {
		l.add("r.state = ?", q.State)
	}
	return readRuns(ctx, l, q)
}

// oneRun reads one sync.
func oneRun(ctx context.Context, organizationID, id string) (*shared.SyncRun, error) {
	q := Query{OrganizationID: organizationID, Limit: 1}
	l := q.list("r", "sync_runs", "id")
	l.when = "started_at"
	l.add("r.id = ?", id)
	return one(readRuns(ctx, l, q))
}

func readRuns(ctx context.Context, l *list, q Query) ([]shared.SyncRun, error) {
	rows, err := rowsOf[runView](ctx, l, runSelect, q)
	if err != nil {
		return nil, fmt.Errorf("list syncs: %w", err)
	}
	out := make([]shared.SyncRun, len(rows))
	for i := range rows {
		out[i] = rows[i].run()
	}
	return out, nil
}

// Running are the syncs of an organization that run, or ended within the last minute: what a screen shows as
// progress.
func Running(ctx context.Context, organizationID string, now time.Time) ([]shared.SyncRun, error) {
	rows, err := pg.Query[runView](ctx, runSelect+`WHERE r.organization_id = $1 AND (r.state = 'running' OR r.finished_at > $2)
		ORDER BY r.started_at DESC, r.id LIMIT 20`, organizationID, now.Add(-time.Minute))
	if err != nil {
		return nil, fmt.Errorf("read the running syncs of %s: %w", organizationID, err)
	}
	out := make([]shared.SyncRun, len(rows))
	for i := range rows {
		out[i] = rows[i].run()
	}
	return out, nil
}
