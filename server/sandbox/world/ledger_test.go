package world

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// folded is what a plain receiver holds of one directory after all events in order.
type folded struct {
	users  map[string]LedgerUser
	groups map[string]LedgerGroup
	pairs  map[[2]string]bool
	gone   bool
}

// fold lets a plain receiver live through the log.
func fold(t *testing.T, log []*Event, directoryID string) folded {
	t.Helper()
	f := folded{map[string]LedgerUser{}, map[string]LedgerGroup{}, map[[2]string]bool{}, false}
	for _, e := range log {
		if e.DirectoryID != directoryID {
			continue
		}
		var v struct {
			Data struct {
				LedgerUser
				Name  string      `json:"name"`
				User  LedgerUser  `json:"user"`
				Group LedgerGroup `json:"group"`
			} `json:"data"`
		}
		if err := json.Unmarshal(e.Body, &v); err != nil {
			t.Fatal(err)
		}
		d := v.Data
		pair := [2]string{d.User.ID, d.Group.ID}
		switch e.Name {
		case "dsync.user.created", "dsync.user.updated":
			f.users[d.ID] = d.LedgerUser
		case "dsync.user.deleted":
			delete(f.users, d.ID)
			f.drop(0, d.ID)
		case "dsync.group.created", "dsync.group.updated":
			f.groups[d.ID] = LedgerGroup{d.ID, d.Name}
		case "dsync.group.deleted":
			delete(f.groups, d.ID)
			f.drop(1, d.ID)
		case "dsync.group.user_added":
			f.pairs[pair] = true
		case "dsync.group.user_removed":
			delete(f.pairs, pair)
		case "dsync.deleted":
			f.gone = true
		}
	}
	return f
}

func (f folded) drop(side int, id string) {
	for p := range f.pairs {
		if p[side] == id {
			delete(f.pairs, p)
		}
	}
}

func (f folded) equals(t *testing.T, l LedgerDirectory) {
	t.Helper()
	want := folded{map[string]LedgerUser{}, map[string]LedgerGroup{}, map[[2]string]bool{}, false}
	for _, u := range l.Users {
		want.users[u.ID] = u
	}
	for _, g := range l.Groups {
		want.groups[g.ID] = g
	}
	for _, p := range l.Memberships {
		want.pairs[p] = true
	}
	if d := cmp.Diff(want, f, cmp.AllowUnexported(folded{})); d != "" {
		t.Errorf("the ledger and what the events lead to differ:\n%s", d)
	}
}

func TestTheEventsLeadToTheLedgerWhateverHappens(t *testing.T) {
	t.Parallel()
	for seed := range uint64(20) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			w, err := Open(dir, time.Now)
			if err != nil {
				t.Fatal(err)
			}
			d := directoryFor(t, w)
			random := rand.New(rand.NewPCG(seed, 1)) //nolint:gosec // the same history for the same seed
			if _, err := w.AddBurst(d.ID, 20); err != nil {
				t.Fatal(err)
			}
			for range 300 {
				happen(w, d.ID, random)
			}
			l, err := w.Ledger(d.ID)
			if err != nil {
				t.Fatal(err)
			}
			fold(t, w.EventLog(0), d.ID).equals(t, l.Directories[0])
			want := pictureOf(w)
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
			again, err := Open(dir, time.Now)
			if err != nil {
				t.Fatal(err)
			}
			if d := diff(want, pictureOf(again)); d != "" {
				t.Errorf("the replay differs:\n%.2000s", d)
			}
		})
	}
}

// happen lets one thing happen to a directory; some are refused, and that must change nothing.
func happen(w *World, directory string, r *rand.Rand) {
	scim, _ := w.SCIMUsers(directory, r.IntN(30), 3, nil)
	groups, _ := w.SCIMGroups(directory, r.IntN(6), 2, nil)
	people, _ := w.People(Page{Limit: 100}, nil)
	name := fmt.Sprint("n", r.IntN(40))
	in := DirectoryUserInput{
		UserName: name, Email: name + "@northwind.example", FirstName: name, Active: r.IntN(3) > 0, Held: r.IntN(8) == 0,
		CustomAttributes: map[string]any{"job_title": fmt.Sprint("title ", r.IntN(3))},
	}
	var ids []string
	for _, u := range scim {
		ids = append(ids, u.SCIMID)
	}
	on := r.IntN(2) == 0
	switch r.IntN(11) {
	case 0, 1:
		_, _ = w.CreateDirectoryUser(directory, in) // refusals are part of life here
	case 2, 3:
		if len(scim) > 0 {
			_, _ = w.ReplaceDirectoryUser(directory, ids[0], 0, in)
		}
	case 4:
		if len(scim) > 0 {
			_ = w.DeleteDirectoryUser(directory, ids[0], 0)
		}
	case 5:
		_, _ = w.CreateDirectoryGroup(directory, GroupInput{Name: name, Members: ids})
	case 6:
		if len(groups) > 0 {
			_, _ = w.UpdateDirectoryGroup(directory, groups[0].ID, 0, GroupChange{Name: &name, Members: &ids})
		}
	case 7:
		if len(groups) > 0 {
			_, _ = w.UpdateDirectoryGroup(directory, groups[0].ID, 0, GroupChange{Add: ids, Remove: ids[:len(ids)/2]})
		}
	case 8:
		if len(groups) > 0 && r.IntN(3) == 0 {
			_ = w.DeleteDirectoryGroup(directory, groups[0].ID, 0)
		}
	case 9:
		_, _ = w.AddPerson(PersonInput{DirectoryID: directory, Email: name + "@northwind.example", Groups: []string{fmt.Sprint("g", r.IntN(5))}})
	case 10:
		_, _ = w.ChangeSettings(SettingsPatch{RetainInactive: &on})
		if len(people) > 0 {
			p := people[r.IntN(len(people))]
			_, _ = w.UpdatePerson(p.ID, PersonChange{Active: &on, JobTitle: &name, Groups: &[]string{fmt.Sprint("g", r.IntN(5)), "all"}})
		}
	}
}
