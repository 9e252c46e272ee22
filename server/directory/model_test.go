package directory

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/tidwall/gjson"
	"pgregory.net/rapid"

	"memberpulse/server/event"
	"memberpulse/shared"
	"memberpulse/shared/mapping"
)

// proving asks for the long runs of make prove.
func proving() bool { return os.Getenv("MEMBERPULSE_PROVE") != "" }

func TestMain(m *testing.M) {
	flag.Parse()
	asked := false
	flag.Visit(func(f *flag.Flag) { asked = asked || f.Name == "rapid.checks" })
	if !asked {
		n := "300"
		if proving() {
			n = "10000"
		}
		if err := flag.Set("rapid.checks", n); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}

// scenario is what happened in the directories, and how the adversary delivers it.
type scenario struct {
	tales      []tale
	deliveries []int // indexes of tales: out of order, some several times, all at least once
	sizes      []int // of the batches, in turns
}

func scenarios() *rapid.Generator[scenario] {
	return rapid.Custom(func(t *rapid.T) scenario {
		directories := rapid.IntRange(1, 3).Draw(t, "directories")
		one := rapid.Custom(func(t *rapid.T) tale { return drawTale(t, directories) })
		s := scenario{tales: rapid.SliceOfN(one, 5, 60).Draw(t, "tales")}
		for i := range s.tales {
			s.tales[i].id = fmt.Sprintf("event_%02d", i)
		}
		all := make([]int, 0, 2*len(s.tales))
		for i := range s.tales {
			for range 1 + rapid.SampledFrom([]int{0, 0, 0, 1, 4}).Draw(t, "doubles") {
				all = append(all, i)
			}
		}
		s.deliveries = rapid.Permutation(all).Draw(t, "order")
		// Some webhooks are lost: what they told comes last, in the order of the Events API.
		lost := rapid.SliceOfNDistinct(rapid.IntRange(0, len(s.tales)-1), 0, 5, rapid.ID[int]).Draw(t, "lost")
		slices.Sort(lost)
		s.deliveries = append(slices.DeleteFunc(s.deliveries, func(i int) bool { return slices.Contains(lost, i) }), lost...)
		s.sizes = rapid.SliceOfN(rapid.SampledFrom([]int{1, 2, 7, 40}), 1, 6).Draw(t, "batches")
		return s
	})
}

var taleNames = []string{
	nameUserCreated, nameUserCreated, nameUserUpdated, nameUserUpdated, nameUserDeleted,
	nameGroupCreated, nameGroupCreated, nameGroupUpdated, nameGroupDeleted,
	nameUserAdded, nameUserAdded, nameUserAdded, nameUserRemoved, nameUserRemoved,
}

func drawTale(t *rapid.T, directories int) tale {
	d := rapid.IntRange(0, directories-1).Draw(t, "directory")
	u := rapid.IntRange(0, 7).Draw(t, "user")
	e := tale{
		name:      rapid.SampledFrom(taleNames).Draw(t, "name"),
		directory: fmt.Sprintf("directory_%d", d),
		object:    rapid.IntRange(0, 9).Draw(t, "object time"),
		occurred:  rapid.IntRange(0, 9).Draw(t, "event time"),
		state:     rapid.SampledFrom([]string{"active", "active", "active", "inactive", "suspended"}).Draw(t, "state"),
	}
	if rapid.IntRange(0, 60).Draw(t, "the end of the directory") == 60 {
		e.name = nameDeleted
		return e
	}
	e.user = fmt.Sprintf("directory_user_%d%d", d, u)
	e.idp = fmt.Sprintf("idp_%d%d", d%2, u/2) // people come back under a new id, and stand in several directories
	e.group = fmt.Sprintf("directory_group_%d%d", d, rapid.IntRange(0, 3).Draw(t, "group"))
	e.label = rapid.SampledFrom([]string{"Ana", "Bo", "Cy"}).Draw(t, "label")
	switch e.name {
	case nameGroupCreated, nameGroupUpdated, nameGroupDeleted:
		e.label = rapid.SampledFrom([]string{"MemberPulse Admins", "MemberPulse Staff", "Contractors"}).Draw(t, "group name")
	}
	return e
}

var epoch = time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)

func clockAt(n int) time.Time { return epoch.Add(time.Duration(n) * time.Second) }

// event writes a tale as WorkOS would.
func (e tale) event() *event.Event {
	at := clockAt(e.object).Format(time.RFC3339Nano)
	user := fmt.Sprintf(`{"id":%q,"directory_id":%q,"idp_id":%q,"email":"%s@example.com","first_name":%q,"last_name":"Silva","state":%q,"custom_attributes":{},"updated_at":%q,"created_at":%q}`,
		e.user, e.directory, e.idp, e.user, e.label, e.state, at, at)
	group := fmt.Sprintf(`{"id":%q,"directory_id":%q,"idp_id":"","name":%q,"updated_at":%q,"created_at":%q}`, e.group, e.directory, e.label, at, at)
	var data string
	switch e.name {
	case nameUserCreated, nameUserUpdated, nameUserDeleted:
		data = user
	case nameGroupCreated, nameGroupUpdated, nameGroupDeleted:
		data = group
	case nameUserAdded, nameUserRemoved:
		data = fmt.Sprintf(`{"directory_id":%q,"user":%s,"group":%s}`, e.directory, user, group)
	default:
		data = fmt.Sprintf(`{"id":%q,"name":"Example","type":"okta scim v2.0","state":"active","updated_at":%q,"created_at":%q}`, e.directory, at, at)
	}
	return &event.Event{
		ID: e.id, Name: e.name, DirectoryID: e.directory,
		OccurredAt: clockAt(e.occurred), ReceivedAt: clockAt(e.occurred), Data: gjson.Parse(data),
	}
}

// applier takes a batch of one directory and tells what landed.
type applier func(batch []*event.Event) (landed []string)

// deliver plays the engine to a scenario.
func deliver(s scenario, apply applier) (parked []*event.Event) {
	queue := make([]*event.Event, 0, len(s.deliveries))
	for _, i := range s.deliveries {
		queue = append(queue, s.tales[i].event())
	}
	return deliverAll(queue, s.sizes, apply)
}

// deliverAll hands over events in batches, in order; parked ones are woken by what landed.
func deliverAll(queue []*event.Event, sizes []int, apply applier) (parked []*event.Event) {
	for turn := 0; len(queue) > 0; turn++ {
		n := min(sizes[turn%len(sizes)], len(queue))
		batch := queue[:n]
		queue = slices.Clone(queue[n:])
		for _, lane := range lanes(batch) {
			landed := apply(lane)
			for _, ev := range lane {
				if ev.Decision.Outcome == shared.OutcomeParked {
					parked = append(parked, ev)
				}
			}
			parked = slices.DeleteFunc(parked, func(ev *event.Event) bool {
				wakes := slices.Contains(landed, ev.Decision.WaitsFor)
				if wakes {
					queue = append(queue, ev)
				}
				return wakes
			})
		}
	}
	return parked
}

func lanes(batch []*event.Event) [][]*event.Event {
	by := map[string][]*event.Event{}
	for _, ev := range batch {
		by[ev.DirectoryID] = append(by[ev.DirectoryID], ev)
	}
	out := make([][]*event.Event, 0, len(by))
	for _, id := range slices.Sorted(maps.Keys(by)) {
		out = append(out, by[id])
	}
	return out
}

func inMemory(directories []string, r rules) (*world, applier) {
	w := newWorld(clockAt(100))
	w.rules = r
	for _, id := range directories {
		w.directories[id] = &place{id: id, state: stateActive}
	}
	return w, func(batch []*event.Event) []string {
		w.landed = nil
		w.foldAll(readAll(batch))
		return w.landed
	}
}

func (s scenario) directories() []string {
	set := map[string]bool{}
	for _, t := range s.tales {
		set[t.directory] = true
	}
	return slices.Sorted(maps.Keys(set))
}

// truth shows a world the way the oracle does.
func (w *world) truth() truth {
	out := truth{Directories: map[string]string{}, Users: map[string]seenUser{}, Groups: map[string]string{}, Roles: map[string][]shared.Role{}}
	for id, p := range w.directories {
		out.Directories[id] = p.state
	}
	facts := map[string]*mapping.Facts{}
	for id, u := range w.users {
		out.Users[id] = seenUser{u.state, deref(u.firstName)}
		if !w.live(u) {
			out.Users[id] = seenUser{stateDeleted, deref(u.firstName)}
		} else if u.state == stateActive && facts[u.idpID] == nil {
			facts[u.idpID] = &mapping.Facts{Active: true}
		}
	}
	for id, g := range w.groups {
		out.Groups[id] = g.name
		if !w.live(g) {
			out.Groups[id] = "deleted " + g.name
		}
	}
	for _, l := range w.links {
		if !w.force(l) {
			continue
		}
		out.Memberships = append(out.Memberships, l.user+" in "+l.group)
		if f := facts[l.userOf.idpID]; f != nil && l.userOf.state == stateActive {
			f.DirectoryGroups = append(f.DirectoryGroups, mapping.Group{ID: l.group, Name: l.groupOf.name})
		}
	}
	slices.Sort(out.Memberships)
	for idp, f := range facts {
		out.Roles[idp] = mapping.Set(mapping.Roles(*f, mapping.Default()))
	}
	return out
}

func at(ev *event.Event) *fact {
	f := read(ev)
	return &f
}

func TestAnyOrderAndAnyDoublingEndsLikeTheOracle(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := scenarios().Draw(t, "scenario")
		w, apply := inMemory(s.directories(), rules{})
		parked := deliver(s, apply)
		want := oracle(s.tales)
		if diff := cmp.Diff(want, w.truth()); diff != "" {
			t.Fatalf("end state (-oracle +fold):\n%s", diff)
		}
		for _, ev := range parked {
			w.fold(at(ev))
		}
		for _, i := range s.deliveries {
			w.fold(at(s.tales[i].event()))
		}
		if diff := cmp.Diff(want, w.truth()); diff != "" {
			t.Fatalf("a second full replay changed something (-oracle +fold):\n%s", diff)
		}
	})
}

// The model must notice when a rule is broken, else its silence proves nothing.
func TestTheModelNoticesBrokenRules(t *testing.T) {
	t.Parallel()
	for name, broken := range map[string]rules{
		"a creation wins over a deletion of the same time": {creationWinsTies: true},
		"an update lifts a tombstone":                      {updatesLift: true},
		"what refers to the unknown is dropped":            {dropUnknown: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for seed := range 1000 {
				s := scenarios().Example(seed)
				w, apply := inMemory(s.directories(), broken)
				deliver(s, apply)
				if !cmp.Equal(oracle(s.tales), w.truth()) {
					t.Logf("noticed by case %d", seed+1)
					return
				}
			}
			t.Error("1,000 cases passed")
		})
	}
}
