package world

import (
	"testing"
	"time"
)

// directoryFor makes an organization with a directory.
func directoryFor(t *testing.T, w *World) Directory {
	t.Helper()
	o, err := w.CreateOrganization(OrganizationInput{Name: "Northwind", Domains: []DomainInput{{Domain: "northwind.example", Verified: true}}})
	if err != nil {
		t.Fatal(err)
	}
	d, token, err := w.CreateDirectory(DirectoryInput{OrganizationID: o.ID, Type: "okta scim v2.0"})
	if err != nil {
		t.Fatal(err)
	}
	if !d.Accepts(token) || d.Accepts(token[1:]) {
		t.Fatal("the directory must accept its token, and only whole")
	}
	return d
}

func TestABurstIsAFirstSync(t *testing.T) {
	t.Parallel()
	w, err := Open(t.TempDir(), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	d := directoryFor(t, w)
	before := len(w.EventLog(0))
	begin := time.Now()
	got, err := w.AddBurst(d.ID, 2_000)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("2,000 people took %s", time.Since(begin))
	if want := (Burst{Users: 2_000, Groups: 40, Memberships: 8_000, Events: 10_040}); got != want {
		t.Errorf("burst = %+v, want %+v", got, want)
	}
	log := w.EventLog(before)
	if len(log) != 10_040 {
		t.Fatalf("%d events, want 10040", len(log))
	}
	bytes := 0
	for i, e := range log {
		bytes += len(e.Body)
		if i > 0 && (e.CreatedAt.Before(log[i-1].CreatedAt) || e.ID <= log[i-1].ID) {
			t.Fatalf("event %d is out of order", i)
		}
	}
	t.Logf("bodies: %d MB", bytes>>20)
	if log[0].Name != "dsync.user.created" || log[2_000].Name != "dsync.group.created" || log[2_040].Name != "dsync.group.user_added" {
		t.Error("a first sync comes as users, then groups, then memberships")
	}
}

func onlyUser(t *testing.T, w *World, directoryID string) DirectoryUser {
	t.Helper()
	found, total := w.SCIMUsers(directoryID, 0, 1, nil)
	if total != 1 {
		t.Fatalf("%d users", total)
	}
	return found[0]
}

func TestABurstEndsWithItsDirectory(t *testing.T) {
	t.Parallel()
	w := open(t)
	d := directoryFor(t, w)
	b := &burst{w: w, count: 3}
	if err := b.plan(d.ID); err != nil {
		t.Fatal(err)
	}
	if err := b.chunk(b.user, 0, 2); err != nil {
		t.Fatal(err)
	}
	if err := w.DeleteDirectory(d.ID); err != nil {
		t.Fatal(err)
	}
	err := b.chunk(b.user, 2, 3)
	log := w.EventLog(0)
	if last := log[len(log)-1]; KindOf(err) != NotFound || last.Name != "dsync.deleted" {
		t.Errorf("the burst ended with %v, and after the directory's end came %s", err, last.Name)
	}
}

func TestABurstTellsOfPeopleAsTheyAre(t *testing.T) {
	t.Parallel()
	w := open(t)
	d := directoryFor(t, w)
	b := &burst{w: w, count: 1}
	if err := b.plan(d.ID); err != nil {
		t.Fatal(err)
	}
	for _, step := range []func(*tx, int) error{b.user, b.group} {
		if err := b.chunk(step, 0, 1); err != nil {
			t.Fatal(err)
		}
	}
	u := onlyUser(t, w, d.ID)
	in := DirectoryUserInput{UserName: u.UserName, ExternalID: u.ExternalID, Email: u.Email, FirstName: "Renamed"}
	for _, in.Active = range []bool{false, true} { // who comes back has a new id
		if _, err := w.ReplaceDirectoryUser(d.ID, u.SCIMID, 0, in); err != nil {
			t.Fatal(err)
		}
	}
	groups, _ := w.DirectoryGroups(d.ID, Page{})
	name := "Renamed"
	group, err := w.RenameDirectoryGroup(groups[0].ID, &name)
	if err != nil {
		t.Fatal(err)
	}
	if err := b.chunk(b.join, 0, 1); err != nil {
		t.Fatal(err)
	}
	_, data := since(t, w, len(w.EventLog(0))-1)
	u = onlyUser(t, w, d.ID)
	told, of := data[0]["user"].(map[string]any), data[0]["group"].(map[string]any)
	if told["id"] != u.ID || told["first_name"] != "Renamed" || of["id"] != group.ID || of["name"] != "Renamed" {
		t.Errorf("the membership tells of %v %v in %v", told["id"], told["first_name"], of["name"])
	}
	l, err := w.Ledger(d.ID)
	if err != nil {
		t.Fatal(err)
	}
	fold(t, w.EventLog(0), d.ID).equals(t, l.Directories[0])
}
