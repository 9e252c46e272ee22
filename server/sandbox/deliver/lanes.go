package deliver

import (
	"container/heap"
	"strings"
)

// lanes are the deliveries that are due. Those of a burst have a lane of their own, which yields to the other, so that what
// happens meanwhile does not wait behind them: WorkOS promises no order across subjects. What is said of a subject that a
// burst still has to tell of follows in the burst's lane, right behind that; and what ends a directory or an organization
// follows all that is in it.
type lanes struct {
	prompt, burst byOrder
	untold        map[subject]*tail // what goes by the burst's lane and has not begun
}

// subject is a thing that events tell of, or all that is within it.
type subject struct {
	id     string
	within bool
}

// tail is how many deliveries tell of a subject, and the last of them.
type tail struct {
	count int
	last  *Delivery
}

// assign chooses the lane of a new delivery.
func (l *lanes) assign(v *Delivery, keepOrder bool) {
	v.burst = v.Event.Bulk
	if !keepOrder || !v.burst && len(l.untold) == 0 {
		return
	}
	own := v.Event.Subjects()
	if !v.burst && !l.follow(v, own) {
		return
	}
	v.burst, v.told = true, make([]subject, 0, 4)
	for _, id := range own {
		v.told = append(v.told, subject{id: id})
	}
	v.told = append(v.told, subject{v.Event.DirectoryID, true}, subject{v.Event.OrganizationID, true})
	for _, s := range v.told {
		t := l.untold[s]
		if t == nil {
			t = &tail{last: v}
			l.untold[s] = t
		}
		t.count++
		if t.last.before(v) {
			t.last = v
		}
	}
}

// follow puts a delivery right behind the last one that tells of one of its subjects. It says whether there is any.
func (l *lanes) follow(v *Delivery, own []string) bool {
	ends := strings.HasSuffix(v.Event.Name, ".deleted")
	after := make([]subject, 0, 4)
	for _, id := range own {
		after = append(after, subject{id: id})
		if ends {
			after = append(after, subject{id, true})
		}
	}
	var last *Delivery
	for _, s := range after {
		t := l.untold[s]
		if t == nil {
			continue
		}
		if last == nil || last.before(t.last) {
			last = t.last
		}
		if t.last.NextAt.After(v.NextAt) {
			v.NextAt = t.last.NextAt
		}
	}
	if last == nil {
		return false
	}
	v.order = last.order
	return true
}

// push takes a delivery whose time has come.
func (l *lanes) push(v *Delivery) {
	if v.burst {
		heap.Push(&l.burst, v)
		return
	}
	heap.Push(&l.prompt, v)
}

func (l *lanes) len() int { return len(l.prompt) + len(l.burst) }

// pop gives the delivery that begins next.
func (l *lanes) pop() *Delivery {
	from := &l.prompt
	if len(*from) == 0 {
		from = &l.burst
	}
	v := heap.Pop(from).(*Delivery)
	for _, s := range v.told {
		if t := l.untold[s]; t.count > 1 {
			t.count--
		} else {
			delete(l.untold, s)
		}
	}
	v.told = nil
	return v
}
