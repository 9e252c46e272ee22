package world

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// since gives the names and the data of the events from a place on.
func since(t *testing.T, w *World, from int) (names []string, data []map[string]any) {
	t.Helper()
	for _, e := range w.EventLog(from) {
		var v struct {
			Data map[string]any `json:"data"`
		}
		if err := json.Unmarshal(e.Body, &v); err != nil {
			t.Fatal(err)
		}
		names, data = append(names, e.Name), append(data, v.Data)
	}
	return names, data
}

func open(t *testing.T) *World {
	t.Helper()
	w, err := Open("", time.Now)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func TestWhatAnAdminDoesEmitsTheEventsOfWorkOS(t *testing.T) {
	t.Parallel()
	w := open(t)
	d := directoryFor(t, w)
	at := len(w.EventLog(0))
	p, err := w.AddPerson(PersonInput{DirectoryID: d.ID, Email: "ana@northwind.example", FirstName: "Ana", Groups: []string{"Staff"}, JobTitle: "Analyst"})
	if err != nil {
		t.Fatal(err)
	}
	step := func(what string, do func() error, want ...string) []map[string]any {
		t.Helper()
		if do != nil {
			if err := do(); err != nil {
				t.Fatalf("%s: %v", what, err)
			}
		}
		names, data := since(t, w, at)
		at += len(names)
		if d := cmp.Diff(want, names); d != "" {
			t.Errorf("%s:\n%s", what, d)
		}
		return data
	}
	first := step("a new person", nil, "dsync.user.created", "dsync.group.created", "dsync.group.user_added")
	added := first[2]
	if len(added) != 3 || added["directory_id"] != d.ID || added["user"].(map[string]any)["updated_at"] != first[0]["updated_at"] {
		t.Errorf("user_added carries %v", added)
	}
	text := func(s string) *string { return &s }
	set := func(ch PersonChange) func() error {
		return func() error { _, err := w.UpdatePerson(p.ID, ch); return err }
	}
	changed := step("a changed name and title", set(PersonChange{LastName: text("Silva"), JobTitle: text("Head"), Department: text("IT")}), "dsync.user.updated")
	want := map[string]any{"last_name": nil, "name": "Ana", "custom_attributes": map[string]any{"job_title": "Analyst", "department_name": nil}}
	if d := cmp.Diff(want, changed[0]["previous_attributes"]); d != "" {
		t.Errorf("previous_attributes:\n%s", d)
	}
	step("the same again", set(PersonChange{LastName: text("Silva")}))
	step("another group", set(PersonChange{Groups: &[]string{"Admins"}}), "dsync.group.user_removed", "dsync.group.created", "dsync.group.user_added")
	off, on := false, true
	gone := step("deactivated", set(PersonChange{Active: &off}), "dsync.user.deleted")
	if gone[0]["state"] != "inactive" || gone[0]["id"] != first[0]["id"] {
		t.Errorf("deleted = %v", gone[0])
	}
	back := step("back again", set(PersonChange{Active: &on}), "dsync.user.created", "dsync.group.user_added")
	if back[0]["id"] == first[0]["id"] || back[0]["idp_id"] != first[0]["idp_id"] {
		t.Error("who comes back is a new directory user of the same person")
	}
	if _, err := w.ChangeSettings(SettingsPatch{RetainInactive: &on}); err != nil {
		t.Fatal(err)
	}
	kept := step("deactivated, old way", set(PersonChange{Active: &off}), "dsync.user.updated")
	if kept[0]["state"] != "inactive" || kept[0]["previous_attributes"].(map[string]any)["state"] != "active" {
		t.Errorf("updated = %v", kept[0])
	}
	groups, _ := w.DirectoryGroups(d.ID, Page{Order: "asc"})
	renamed := step("a renamed group", func() error { _, err := w.RenameDirectoryGroup(groups[1].ID, text("Root")); return err }, "dsync.group.updated")
	if d := cmp.Diff(map[string]any{"name": "Admins"}, renamed[0]["previous_attributes"]); d != "" {
		t.Errorf("previous_attributes:\n%s", d)
	}
	step("a deleted group", func() error { return w.DeleteDirectoryGroup(d.ID, groups[1].ID, 0) }, "dsync.group.deleted")
	last := step("a deleted directory", func() error { return w.DeleteDirectory(d.ID) }, "dsync.deleted")
	if _, ok := last[0]["external_key"]; ok || last[0]["state"] != "deleting" {
		t.Errorf("dsync.deleted = %v", last[0])
	}
	for _, gone := range []string{"directory_user", "directory_group", "member"} {
		if n := len(w.store.rows[gone]); n != 0 {
			t.Errorf("%d rows of %s are left", n, gone)
		}
	}
}

func TestMembershipsDoNotMoveAUsersTime(t *testing.T) {
	t.Parallel()
	w := open(t)
	d := directoryFor(t, w)
	p, err := w.AddPerson(PersonInput{DirectoryID: d.ID, Email: "ana@northwind.example"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.UpdatePerson(p.ID, PersonChange{Groups: &[]string{"Staff"}}); err != nil {
		t.Fatal(err)
	}
	u, err := w.DirectoryUser(p.DirectoryUsers[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	if !u.UpdatedAt.Equal(p.DirectoryUsers[0].UpdatedAt.Time) {
		t.Error("updated_at moved with a membership")
	}
}

func TestEventsSharingATimeIsAFault(t *testing.T) {
	t.Parallel()
	w := open(t)
	d := directoryFor(t, w)
	if _, err := w.SetFaults(Faults{SameTime: true}); err != nil {
		t.Fatal(err)
	}
	at := len(w.EventLog(0))
	if _, err := w.AddPerson(PersonInput{DirectoryID: d.ID, Email: "ana@northwind.example", Groups: []string{"Staff"}}); err != nil {
		t.Fatal(err)
	}
	log := w.EventLog(at)
	if !log[0].CreatedAt.Equal(log[1].CreatedAt) || log[0].ID >= log[1].ID {
		t.Error("the events of one command must share their time, and keep their order")
	}
}

func TestJSONIsWhatJavaScriptWouldWrite(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"<a href=\"x\">&</a>":  `"<a href=\"x\">&</a>"`,
		"line\u2028par\u2029":  "\"line\u2028par\u2029\"",
		`back\u2028slash`:      `"back\\u2028slash"`,
		"bad \xff byte":        "\"bad \ufffd byte\"",
		"\x00\x1f\b\f\n\r\t\\": `"\u0000\u001f\b\f\n\r\t\\"`,
		"snow ☃ 🏔 עברית":       `"snow ☃ 🏔 עברית"`,
	} {
		got, err := Encode(in)
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != want {
			t.Errorf("Encode(%q) = %s, want %s", in, got, want)
		}
	}
}

func TestPoisonKeepsTheBodyJSON(t *testing.T) {
	t.Parallel()
	w := open(t)
	d := directoryFor(t, w)
	if _, err := w.SetFaults(Faults{Poison: 9}); err != nil {
		t.Fatal(err)
	}
	at := len(w.EventLog(0))
	if _, err := w.AddPerson(PersonInput{DirectoryID: d.ID, Email: "ana@northwind.example", Groups: []string{"A", "B", "C", "D"}}); err != nil {
		t.Fatal(err)
	}
	for i, e := range w.EventLog(at) {
		if !json.Valid(e.Body) {
			t.Errorf("event %d is no JSON: %.200s", i, e.Body)
		}
	}
}

func TestIdsSortByTheOrderTheyWereMadeIn(t *testing.T) {
	t.Parallel()
	var m minter
	at := time.Now()
	var ids []string
	for i := range 1000 {
		ids = append(ids, m.next("event", at.Add(time.Duration(i/100)*time.Millisecond)))
	}
	if !slices.IsSorted(ids) || len(slices.Compact(slices.Clone(ids))) != 1000 {
		t.Error("ids must be distinct and in order")
	}
	if id := strings.TrimPrefix(ids[0], "event_"); len(id) != 26 || strings.Trim(id, crockford) != "" {
		t.Errorf("id = %s", id)
	}
}

func TestADirectoryUsersIdNamesThePersonToo(t *testing.T) {
	t.Parallel()
	w := open(t)
	d := directoryFor(t, w)
	u, err := w.CreateDirectoryUser(d.ID, DirectoryUserInput{UserName: "ana@northwind.example", Email: "ana@northwind.example", Active: true})
	if err != nil {
		t.Fatal(err)
	}
	off, on := false, true
	if _, err := w.UpdatePerson(u.ID, PersonChange{Active: &off}); err != nil {
		t.Fatal(err)
	}
	p, err := w.UpdatePerson(u.ID, PersonChange{Active: &on})
	if err != nil {
		t.Fatal(err)
	}
	if p.DirectoryUsers[0].ID == u.ID || p.DirectoryUsers[0].SCIMID != u.SCIMID {
		t.Errorf("back as %+v", p.DirectoryUsers[0])
	}
}

func TestAnEventsSubjectsAreWhatItsDataNames(t *testing.T) {
	t.Parallel()
	w := live(t, t.TempDir())
	kinds := map[string]bool{}
	for _, e := range w.EventLog(0) {
		type named struct {
			ID string `json:"id"`
		}
		var v struct {
			Data struct {
				ID          string `json:"id"`
				User, Group named
			} `json:"data"`
		}
		if err := json.Unmarshal(e.Body, &v); err != nil {
			continue // poisoned
		}
		want := slices.DeleteFunc([]string{v.Data.ID, v.Data.User.ID, v.Data.Group.ID}, func(s string) bool { return s == "" })
		if got := e.Subjects(); len(want) > 0 && !slices.Equal(got, want) {
			t.Errorf("%s tells of %v, want %v", e.Name, got, want)
		}
		kinds[e.Name] = true
	}
	if len(kinds) < 8 {
		t.Errorf("only %d kinds of event were looked at", len(kinds))
	}
}
