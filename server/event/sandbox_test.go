package event_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/uptrace/bun"

	"memberpulse/server/connection"
	"memberpulse/server/directory"
	"memberpulse/server/event"
	"memberpulse/server/member"
	"memberpulse/server/organization"
	"memberpulse/server/pg/pgtest"
	"memberpulse/server/sandbox"
	"memberpulse/server/sandbox/world"
	"memberpulse/server/workos"
)

// plant is the whole way of an event: a sandbox that sends webhooks and answers the API, the engine with all appliers,
// and a poller.
type plant struct {
	*bundle
	box       *sandbox.Sandbox
	poller    *event.Poller
	directory string
	ahead     atomic.Int64 // how far the engine's clock is before the sandbox's
}

func newPlant(t *testing.T) *plant {
	t.Helper()
	box, err := sandbox.New(t.Context(), sandbox.Config{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := box.Close(); err != nil {
			t.Error(err)
		}
	})
	api := httptest.NewServer(box.Handler())
	t.Cleanup(api.Close)
	box.SetURL(api.URL)
	client := workos.New(workos.Credentials{APIKey: sandbox.DefaultAPIKey, ClientID: sandbox.DefaultClientID, BaseURL: api.URL}, workos.Options{})
	p := &plant{bundle: &bundle{dsn: pgtest.DSN(t)}, box: box}
	p.db = pgtest.Open(t, p.dsn)
	var secrets []string
	p.engine = event.New(event.Options{
		DB: p.db, Parents: parentsOf(client), Now: func() time.Time { return time.Now().Add(time.Duration(p.ahead.Load())) },
		Secrets: func(context.Context) ([]string, error) { return secrets, nil },
	})
	people := organization.NewPeople(syncMembers)
	families := []event.Family{
		{Names: organization.Names, Apply: organization.Apply, Creates: organization.Names},
		{Names: organization.DomainNames, Apply: organization.ApplyDomains},
		{Names: connection.Names, Apply: connection.Applier(member.Closed)},
		{Names: organization.MembershipNames, Apply: people.ApplyMemberships},
		{Names: organization.UserNames, Apply: people.ApplyUsers},
		directory.Family(people.Provisioned),
	}
	for _, f := range families {
		if err := p.engine.Register(f); err != nil {
			t.Fatal(err)
		}
	}
	p.start(t)
	p.poller = event.NewPoller(p.engine, client.ListEvents, client.SkimEvent)
	inbox := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := p.engine.Receive(w, r); err != nil {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	}))
	t.Cleanup(inbox.Close)
	endpoint, err := box.World().CreateEndpoint(inbox.URL, slices.DeleteFunc(p.engine.Names(), func(name string) bool {
		return name == "dsync.token.created" || name == "dsync.token.revoked" // in the Events API alone
	}))
	if err != nil {
		t.Fatal(err)
	}
	secrets = []string{endpoint.Secret}
	return p
}

func parentsOf(client *workos.Client) event.Parents {
	return event.Parents{
		Organization: func(ctx context.Context, id string) (event.Learn, error) {
			told, err := client.GetOrganization(ctx, id)
			return func(ctx context.Context, tx bun.Tx) error { return organization.Learn(ctx, tx, told) }, err
		},
		Connection: func(ctx context.Context, id string) (string, event.Learn, error) {
			told, err := client.GetConnection(ctx, id)
			return told.OrganizationID, func(ctx context.Context, tx bun.Tx) error { return connection.Learn(ctx, tx, told, time.Now()) }, err
		},
		Directory: func(ctx context.Context, id string) (string, event.Learn, error) {
			told, err := client.GetDirectory(ctx, id)
			return told.OrganizationID, func(ctx context.Context, tx bun.Tx) error { return directory.Learn(ctx, tx, told, time.Now()) }, err
		},
	}
}

// fill makes an organization with a directory of people in the sandbox, and waits until its webhooks are out.
func (p *plant) fill(t *testing.T, count int) {
	t.Helper()
	o, err := p.box.World().CreateOrganization(world.OrganizationInput{Name: "Northwind"})
	if err != nil {
		t.Fatal(err)
	}
	d, _, err := p.box.World().CreateDirectory(world.DirectoryInput{OrganizationID: o.ID, Type: "okta scim v2.0", Name: "Northwind Okta", State: "linked"})
	if err != nil {
		t.Fatal(err)
	}
	p.directory = d.ID
	if _, err := p.box.World().AddBurst(d.ID, count); err != nil {
		t.Fatal(err)
	}
}

func (p *plant) delivered(t *testing.T) {
	t.Helper()
	for range 20 {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/_sandbox/idle?wait=20", nil)
		r.Header.Set("Authorization", "Bearer "+sandbox.DefaultAPIKey)
		w := httptest.NewRecorder()
		p.box.Handler().ServeHTTP(w, r)
		if w.Code == http.StatusOK {
			return
		}
	}
	t.Fatal("the sandbox does not come to rest")
}

// holds compares what is stored with the sandbox's ledger of what must be.
func (p *plant) holds(t *testing.T) {
	t.Helper()
	ledger, err := p.box.World().Ledger(p.directory)
	if err != nil {
		t.Fatal(err)
	}
	d := ledger.Directories[0]
	want := map[string]int{"users": len(d.Users), "groups": len(d.Groups), "memberships": len(d.Memberships), "unsettled": 0}
	got := map[string]int{
		"users":       p.count(t, `SELECT count(*) FROM directory_users WHERE state <> 'deleted'`),
		"groups":      p.count(t, `SELECT count(*) FROM directory_groups WHERE state <> 'deleted'`),
		"memberships": p.count(t, `SELECT count(*) FROM directory_group_memberships`),
		"unsettled":   p.count(t, `SELECT count(*) FROM events WHERE outcome NOT IN ('applied', 'stale', 'ignored')`),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("stored (-ledger +got):\n%s", diff)
		for _, line := range (&story{p.bundle}).lines(t, `SELECT format('%s %s %s: %s', event_id, event, outcome, reason) FROM sync_logs
			WHERE outcome NOT IN ('applied', 'stale', 'ignored') LIMIT 5`) {
			t.Log(line)
		}
	}
}

func TestAFirstSyncArrivesShuffledAndDoubled(t *testing.T) {
	t.Parallel()
	p := newPlant(t)
	if _, err := p.box.World().SetFaults(world.Faults{Double: 2, Reorder: 50, Seed: 3}); err != nil {
		t.Fatal(err)
	}
	p.fill(t, 200)
	p.delivered(t)
	p.idle(t)
	p.holds(t)
	if n := p.count(t, `SELECT sum(duplicates) FROM events`); n == 0 {
		t.Error("no duplicate was counted, although the sandbox doubled")
	}
}

func TestThePollHealsWhatWebhooksLost(t *testing.T) {
	t.Parallel()
	p := newPlant(t)
	if first, err := p.poller.Poll(t.Context()); err != nil || first.Healed != 0 {
		t.Fatalf("the first poll: %+v, %v", first, err)
	}
	if _, err := p.box.World().SetFaults(world.Faults{DropPercent: 60, Seed: 5}); err != nil {
		t.Fatal(err)
	}
	p.fill(t, 300)
	p.delivered(t)
	p.idle(t)
	missing := p.count(t, `SELECT count(*) FROM events`)
	if missing >= 300+6+1200 {
		t.Fatalf("nothing was dropped: %d events", missing)
	}
	p.ahead.Store(int64(90 * time.Second))
	if got, err := p.poller.Poll(t.Context()); err != nil || got.Pages < 15 || got.Fresh == 0 || got.Healed != got.Fresh {
		t.Fatalf("the poll that heals: %+v, %v", got, err)
	}
	p.idle(t)
	p.holds(t)
	if again, err := p.poller.Poll(t.Context()); err != nil || again.Fresh != 0 {
		t.Errorf("a poll with nothing new: %+v, %v", again, err)
	}
	if n := p.count(t, `SELECT count(*) FROM event_cursors WHERE error = '' AND cursor <> ''`); n != 1 {
		t.Error("the cursor does not stand")
	}
}

func TestPoisonHarmsNoNeighbor(t *testing.T) {
	t.Parallel()
	p := newPlant(t)
	if _, err := p.box.World().SetFaults(world.Faults{Poison: 6, Seed: 1}); err != nil {
		t.Fatal(err)
	}
	p.fill(t, 100)
	p.delivered(t)
	p.idle(t)
	// Ids that are numbers name nothing; whatever else is odd is stored as far as it can be.
	for _, line := range (&story{p.bundle}).lines(t, `SELECT format('%s %s', outcome, reason) FROM sync_logs WHERE outcome NOT IN ('applied', 'stale', 'ignored')`) {
		if !strings.HasPrefix(line, "dead ") {
			t.Errorf("an event ended as %s", line)
		}
	}
	if n := p.count(t, `SELECT count(*) FROM events WHERE outcome = 'dead'`); n == 0 || n > 6 {
		t.Errorf("%d dead events", n)
	}
	if n := p.count(t, `SELECT count(*) FROM directory_users WHERE state <> 'deleted'`); n != 100 {
		t.Errorf("%d people, want 100", n)
	}
}

func TestKilledConnectionsLoseAndDoubleNothing(t *testing.T) {
	t.Parallel()
	p := newPlant(t)
	owner := pgtest.Owner(t, p.dsn)
	ctx, cancel := context.WithCancel(t.Context())
	killer := make(chan int)
	go func() {
		kills := 0
		defer func() { killer <- kills }()
		tick := time.NewTicker(40 * time.Millisecond)
		defer tick.Stop()
		for range 40 {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
			var n int
			err := owner.QueryRow(ctx, `SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
				WHERE datname = current_database() AND application_name = 'test'`).Scan(&n)
			if err != nil {
				return
			}
			kills += n
		}
	}()
	p.fill(t, 150)
	p.delivered(t)
	if n := <-killer; n == 0 {
		t.Error("no connection was killed")
	}
	cancel()
	p.ahead.Store(int64(90 * time.Second))
	// What was answered 503 comes by the Events API. The pool may still hold connections that were killed: a poll that
	// draws one says so, and the next one goes on, as it would half a minute later.
	_, err := p.poller.Poll(t.Context())
	for tries := 0; err != nil && tries < 20; tries++ {
		_, err = p.poller.Poll(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
	p.idle(t)
	p.holds(t)
	if n := p.count(t, `SELECT count(*) FROM sync_logs`) - p.count(t, `SELECT count(*) FROM events`); n != 0 {
		t.Errorf("%d sync logs too many", n)
	}
}
