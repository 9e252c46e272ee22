package world

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// live makes a world in a folder and lets everything happen in it that a journal must bring back.
func live(t *testing.T, dir string) *World {
	t.Helper()
	w, err := Open(dir, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	d := directoryFor(t, w)
	c, err := w.CreateConnection(ConnectionInput{OrganizationID: d.OrganizationID, State: "validating"})
	must(err)
	p, err := w.AddPerson(PersonInput{DirectoryID: d.ID, Email: "ana@northwind.example", FirstName: "Ana\u2028<b>", Groups: []string{"Admins", "Everyone"}, User: true, JobTitle: "Head", Department: "IT"})
	must(err)
	last, off := "Silva", false
	_, err = w.UpdatePerson(p.ID, PersonChange{LastName: &last, Groups: &[]string{"Everyone"}})
	must(err)
	q, err := w.AddPerson(PersonInput{DirectoryID: d.ID, Email: "ben@northwind.example", Groups: []string{"Admins"}})
	must(err)
	_, err = w.UpdatePerson(q.ID, PersonChange{Active: &off})
	must(err)
	on := true
	_, err = w.UpdatePerson(q.ID, PersonChange{Active: &on})
	must(err)
	_, err = w.IssueSSOCode(SSOGrant{ConnectionID: c.ID, PersonID: p.ID})
	must(err)
	_, err = w.CreateEndpoint("https://hub.example/webhooks", []string{"dsync.user.created"})
	must(err)
	_, err = w.AddRedirectURI("http://127.0.0.1:8080/auth/callback/workos")
	must(err)
	_, _, err = w.RotateToken(d.ID)
	must(err)
	_, err = w.ExpectInDirectory(d.ID, Expected{Users: 900, Groups: 1})
	must(err)
	_, err = w.SetFaults(Faults{Poison: 2, Seed: 7})
	must(err)
	_, err = w.AddBurst(d.ID, 60)
	must(err)
	_, err = w.ChangeSettings(SettingsPatch{RetainInactive: &on})
	must(err)
	_, err = w.Advance(48 * time.Hour)
	must(err)
	must(w.Settle(5))
	_, err = w.CreateOrganization(OrganizationInput{Name: "Southwind"})
	must(err)
	return w
}

// picture is all of a world that a restart must keep, in words.
type picture struct {
	Rows, Indexes, Members map[string]string
	Events                 []string
	Last                   string
}

func pictureOf(w *World) picture {
	s := w.store
	p := picture{map[string]string{}, map[string]string{}, map[string]string{}, nil, Format(w.last)}
	word := func(v any) string {
		raw, err := Encode(v)
		if err != nil {
			panic(err)
		}
		return string(raw)
	}
	for kind, rows := range s.rows {
		for key, r := range rows {
			p.Rows[kind+" "+key] = word(r)
		}
	}
	for _, r := range []row{&w.settings, &w.faults, &w.advanced, &w.settled} {
		p.Rows[r.kind()] = word(r)
	}
	for name, x := range s.order {
		p.Indexes["order "+name] = strings.Join(x.ids, " ")
	}
	for name, x := range s.inside {
		if len(x.ids) > 0 { // one that was asked for and is empty is none
			p.Indexes["inside "+name] = strings.Join(x.ids, " ")
		}
	}
	for name, id := range s.live {
		p.Indexes["live "+name] = id
	}
	for name, id := range s.named {
		p.Indexes["named "+name] = id
	}
	for id, in := range s.members {
		p.Members[id] = strings.Join(slices.Sorted(maps.Keys(in)), " ")
	}
	for id, in := range s.groups {
		p.Members[id] = strings.Join(slices.Sorted(maps.Keys(in)), " ")
	}
	for _, e := range w.events {
		p.Events = append(p.Events, fmt.Sprint(e.Seq, e.ID, e.Name, e.OrganizationID, e.DirectoryID, Format(e.CreatedAt), string(e.Body)))
	}
	return p
}

func diff(a, b picture) string { return cmp.Diff(a, b) }

func TestAReplayEqualsTheLiveState(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	w := live(t, dir)
	want := pictureOf(w)
	if _, err := Open(dir, time.Now); err == nil {
		t.Error("two sandboxes must not share a folder")
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := Open(dir, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	if d := diff(want, pictureOf(again)); d != "" {
		t.Errorf("the replay differs:\n%s", d)
	}
	fresh, err := again.CreateOrganization(OrganizationInput{Name: "Eastwind"})
	if err != nil {
		t.Fatal(err)
	}
	if ids := again.store.order["organization"].ids; ids[len(ids)-1] != fresh.ID {
		t.Error("an id made after a restart must sort after all before it")
	}
	if e := again.events; e[len(e)-1].ID <= e[len(e)-2].ID {
		t.Error("the log must stay in order over a restart")
	}
}

// A program that this process is starting holds a copy of every open file from its fork to its exec.
func TestAFolderIsFreeOnceItsWorldIsClosedWhateverHoldsACopyOfItsFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	w, err := Open(dir, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	held, err := syscall.Dup(int(w.journal.file.Fd()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = syscall.Close(held) })
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := Open(dir, time.Now)
	if err != nil {
		t.Fatalf("after its close the folder is still taken: %v", err)
	}
	if err := again.Close(); err != nil {
		t.Error(err)
	}
}

func TestATornLastLineIsCutOff(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	w := live(t, dir)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "sandbox.jsonl")
	whole, err := os.ReadFile(path) //nolint:gosec // a folder of the test's own
	if err != nil {
		t.Fatal(err)
	}
	want := pictureOf(w)
	for _, torn := range []string{`{"cmd":"organization.create","at":"2026`, "{\"cmd\":\n", "\x00\x00\x00\n", "{"} {
		if err := os.WriteFile(path, append(bytes.Clone(whole), torn...), 0o600); err != nil { //nolint:gosec // a folder of the test's own
			t.Fatal(err)
		}
		again, err := Open(dir, time.Now)
		if err != nil {
			t.Fatalf("%q at the end: %v", torn, err)
		}
		if d := diff(want, pictureOf(again)); d != "" {
			t.Errorf("%q at the end changed the state:\n%s", torn, d)
		}
		if err := again.Close(); err != nil {
			t.Fatal(err)
		}
		if now, _ := os.ReadFile(path); !bytes.Equal(now, whole) { //nolint:gosec // a folder of the test's own
			t.Errorf("%q was not cut off", torn)
		}
	}
	if err := os.WriteFile(path, append([]byte("{\n"), whole...), 0o600); err != nil { //nolint:gosec // a folder of the test's own
		t.Fatal(err)
	}
	if _, err := Open(dir, time.Now); err == nil {
		t.Error("a fault in the middle is no torn end, and must be told")
	}
}

func TestARefusedCommandLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	w := live(t, "")
	before := pictureOf(w)
	page, _ := w.Directories(Page{Limit: 1}, nil)
	if _, err := w.AddPerson(PersonInput{DirectoryID: page[0].ID, OrganizationID: w.AllOrganizations(nil)[1].ID, Email: "eva@southwind.example"}); err == nil {
		t.Fatal("a directory of another organization must be refused")
	}
	if _, err := w.CreateOrganization(OrganizationInput{Name: "Westwind", Domains: []DomainInput{{Domain: "west.example"}, {Domain: "northwind.example"}}}); KindOf(err) != Conflict {
		t.Fatalf("a domain that is taken: %v", err)
	}
	if d := diff(before, pictureOf(w)); d != "" {
		t.Errorf("a refusal changed the state:\n%s", d)
	}
}
