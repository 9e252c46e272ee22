package directory

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/tidwall/gjson"
	"github.com/uptrace/bun"

	"memberpulse/server/event"
	"memberpulse/server/pg"
	"memberpulse/server/pg/pgtest"
)

// firstSync writes what a directory of 10,000 people, 200 groups and 40,000 memberships sends.
func firstSync(users, groups, memberships int) []*event.Event {
	out := make([]*event.Event, 0, users+groups+memberships)
	add := func(name, data string) {
		n := len(out)
		out = append(out, &event.Event{
			ID: fmt.Sprintf("event_%026d", n), Name: name, OrganizationID: testOrg, DirectoryID: "directory_1",
			OccurredAt: clockAt(0).Add(time.Duration(n) * time.Millisecond), Data: gjson.Parse(data),
		})
	}
	at := clockAt(0).Format(time.RFC3339Nano)
	user := func(i int) string {
		return fmt.Sprintf(`{"object":"directory_user","id":"directory_user_%026d","directory_id":"directory_1","organization_id":"org_1","idp_id":"00u%08d","email":"person%d@example.com","first_name":"First%d","last_name":"Last%d","name":"First%d Last%d","emails":[],"job_title":null,"username":null,"state":"active","raw_attributes":{},"custom_attributes":{"department_name":"Department %d","job_title":"Engineer","employee_type":"full time","manager_email":"boss%d@example.com","addresses":[{"street_address":"1 Main Street","locality":"Boston","country":"US","primary":true}]},"role":{"slug":"member"},"roles":[{"slug":"member"}],"created_at":%q,"updated_at":%q}`,
			i, i, i, i, i, i, i, i%40, i%100, at, at)
	}
	group := func(i int) string {
		name := fmt.Sprintf("Group %d", i)
		if i < 3 {
			name = []string{"MemberPulse Admins", "MemberPulse Staff", "MemberPulse Members"}[i]
		}
		return fmt.Sprintf(`{"object":"directory_group","id":"directory_group_%026d","idp_id":"g%d","directory_id":"directory_1","organization_id":"org_1","name":%q,"created_at":%q,"updated_at":%q}`, i, i, name, at, at)
	}
	for i := range users {
		add(nameUserCreated, user(i))
	}
	for i := range groups {
		add(nameGroupCreated, group(i))
	}
	for i := range memberships {
		add(nameUserAdded, fmt.Sprintf(`{"directory_id":"directory_1","user":%s,"group":%s}`, user(i%users), group((i*7+i/users)%groups)))
	}
	return out
}

// BenchmarkFirstSync applies a whole first sync; compare its CPU and its PostgreSQL's with other ways.
func BenchmarkFirstSync(b *testing.B) {
	for b.Loop() {
		b.StopTimer()
		db := pgtest.New(b)
		newOrganization(b, db, testOrg, "directory_1")
		events := firstSync(10_000, 200, 40_000)
		b.StartTimer()
		began, cpu := time.Now(), cpuSeconds(b)
		for from := 0; from < len(events); from += 1000 {
			batch := &event.Batch{OrganizationID: testOrg, Lane: "directory_1", Events: events[from:min(from+1000, len(events))], Now: clockAt(from / 1000)}
			inOrg(b, db, testOrg, func(ctx context.Context, tx bun.Tx) error { return applyBatch(ctx, tx, batch, nil) })
		}
		b.ReportMetric(float64(len(events))/time.Since(began).Seconds(), "events/s")
		b.ReportMetric(cpuSeconds(b)-cpu, "cpu-s")
		b.ReportMetric(serverSeconds(b, db), "pg-cpu-s")
	}
}

// serverSeconds is what PostgreSQL's side of this database's connections has spent, as Linux counts it in hundredths.
func serverSeconds(b *testing.B, db *pg.DB) (seconds float64) {
	b.Helper()
	inOrg(b, db, testOrg, func(ctx context.Context, _ bun.Tx) error {
		pids, err := pg.Strings(ctx, `SELECT pid::text FROM pg_stat_activity WHERE datname = current_database()`)
		for _, pid := range pids {
			stat, err := os.ReadFile(filepath.Join("/proc", pid, "stat")) //nolint:gosec // G304: a number that PostgreSQL gave
			if err != nil {
				continue // a connection that closed just now
			}
			_, rest, _ := strings.Cut(string(stat), ") ")
			fields := strings.Fields(rest)
			for _, f := range fields[11:13] { // utime, stime
				n, err := strconv.Atoi(f)
				if err != nil {
					return err
				}
				seconds += float64(n) / 100
			}
		}
		return err
	})
	return seconds
}

func cpuSeconds(b *testing.B) float64 {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()).Seconds()
}
