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
