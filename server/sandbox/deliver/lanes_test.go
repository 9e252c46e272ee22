package deliver

import (
	"container/heap"
	"fmt"
	"math/rand/v2"
	"testing"

	"memberpulse/server/sandbox/world"
)

// madeUp is an event of one of a few people, of a membership, or of their directory's end.
func madeUp(seq int, r *rand.Rand) *world.Event {
	e := &world.Event{Seq: seq, Name: "dsync.user.updated", DirectoryID: "directory_1", OrganizationID: "org_1", Bulk: r.IntN(2) == 0}
	user, group := fmt.Sprint("directory_user_", r.IntN(6)), fmt.Sprint("directory_group_", r.IntN(3))
	data := fmt.Sprintf(`{"object":"directory_user","id":%q}`, user)
	switch r.IntN(20) {
	case 0:
		e.Name, e.Bulk, data = "dsync.deleted", false, `{"object":"directory","id":"directory_1"}`
	case 1, 2, 3, 4, 5, 6, 7, 8:
		e.Name = "dsync.group.user_added"
		data = fmt.Sprintf(`{"directory_id":"directory_1","user":{"object":"directory_user","id":%q},"group":{"object":"directory_group","id":%q}}`, user, group)
	}
	e.Body = fmt.Appendf(nil, `{"object":"event","id":"event_%d","event":%q,"data":%s}`, seq, e.Name, data)
	return e
}

func TestTheEventsOfASubjectBeginInTheirOrder(t *testing.T) {
	t.Parallel()
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 7)) //nolint:gosec // the same history for the same seed
		l := lanes{untold: map[subject]*tail{}}
		began, told, overtook := map[string]int{}, 0, 0
		begin := func() {
			v := l.pop()
			if v.Event.Seq < told {
				overtook++
			}
			told = max(told, v.Event.Seq)
			for _, s := range v.Event.Subjects() {
				if v.Event.Seq < began[s] {
					t.Fatalf("seed %d: event %d of %s began after event %d", seed, v.Event.Seq, s, began[s])
				}
				began[s] = v.Event.Seq
			}
			if v.Event.Name == "dsync.deleted" {
				for _, other := range l.burst {
					if other.Event.Seq < v.Event.Seq {
						t.Fatalf("seed %d: the directory's end, event %d, overtook event %d", seed, v.Event.Seq, other.Event.Seq)
					}
				}
			}
		}
		for seq := range 150 {
			v := &Delivery{Number: seq + 1, Event: madeUp(seq, r), order: seq}
			l.assign(v, true)
			l.push(v)
			for l.len() > 0 && r.IntN(3) == 0 {
				begin()
			}
		}
		for l.len() > 0 {
			begin()
		}
		if len(l.untold) != 0 || overtook == 0 {
			t.Fatalf("seed %d: %d subjects are left, %d events were overtaken", seed, len(l.untold), overtook)
		}
	}
}

func TestShuffledEventsAreHeldByNone(t *testing.T) {
	t.Parallel()
	l := lanes{untold: map[subject]*tail{}}
	r := rand.New(rand.NewPCG(1, 1)) //nolint:gosec // as above
	for seq := range 50 {
		v := &Delivery{Number: seq + 1, Event: madeUp(seq, r), order: seq}
		if l.assign(v, false); v.burst != v.Event.Bulk || v.told != nil {
			t.Fatalf("event %d is held", seq)
		}
		heap.Push(&l.burst, v)
	}
	for l.len() > 0 {
		l.pop()
	}
}
